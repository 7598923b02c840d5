import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { joinLedger } from "../../kernel-helpers/src/edges/ledger/join";
import { captureFiles, readEvents, readLedger, readRun, transports, trialFolder } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, munnin, readJson, users } from "./munnin";

/** One theft of 4,000 bytes over each transport, all in the same trial; over udp each datagram goes in two packets. */
const thefts = transports.map((transport) => {
  const chunk = transport === "udp" && { chunk: { min: 500, max: 600 } };
  return { path: ["store", "api", "web"], transport, bytesPerSecond: 2000, ...chunk, data: { kind: "text", bytes: 4000 }, spans: [[1, 5]] };
});

/** IPv4 bytes of a message in datagrams: 8 of UDP or ICMP, and an IP header of 20 for each 1480. */
const packetBytes = (encoded: number): number => encoded + 8 + 20 * Math.ceil((encoded + 8) / 1480);

test.each(users)(
  "in a lab of %s the thefts over all transports arrive, and ledger and capture agree byte for byte",
  { timeout: 120_000 },
  async (user) => {
    const where = desk(user);
    const file = join(where.runs, "..", "transports.json");
    const smoke = readJson(join(checkout, "experiments/smoke.json")) as object;
    writeFileSync(
      file,
      JSON.stringify({
        ...smoke,
        name: "transports",
        trials: { count: 1, seconds: 7, warmup: 1, stationary: { atMost: 0 } },
        exfiltration: thefts,
      }),
    );
    const ended = await munnin(where, "run", file, "--json");
    expect([ended.stderr, ended.status]).toEqual(["", 0]);
    const { run } = JSON.parse(ended.stdout) as { run: string };
    const { theft } = readRun(run).trials[0];
    // IV, 4,000 bytes and a whole block of padding, five times.
    expect(theft).toMatchObject({ sent: 5 * 4032, received: 5 * 4032, recovered: true });
    expect(readEvents(run).filter(({ level }) => level === "error")).toEqual([]);

    const ledger = readLedger(trialFolder(run, 0));
    for (const transport of transports) {
      const own = ledger.filter((line) => line.transport === transport);
      const joined = await joinLedger(
        own,
        captureFiles(trialFolder(run, 0)).map(({ file: capture }) => capture),
      );
      expect([transport, joined.differences]).toEqual([transport, []]);
      expect(joined.stolen).toEqual({ sent: 4032, received: 4032, captured: 4032 });
      for (const leg of joined.legs) expect(leg.capturedPayload).toBe(leg.encoded);
      expect(joined.legs.length).toBe(3);
    }

    // A hop's IP rate is that of its messages, counted by hand from the ledger; over udp nothing comes back, over icmp all of it.
    for (const transport of ["udp", "icmp"] as const) {
      const { hops } = readRun(run).trials[0].rates.find(({ theft: i }) => thefts[i].transport === transport)!;
      expect(hops.length).toBe(3);
      for (const { hop, ip, back } of hops) {
        const lines = ledger.filter((line) => line.transport === transport && line.hop === hop && line.event !== "received");
        const data = lines.filter(({ payload }) => payload > 0);
        const bytes = lines.reduce((sum, { encoded }) => sum + packetBytes(encoded), 0) / (data.at(-1)!.time - data[0].time);
        expect([transport, hop, ip]).toEqual([transport, hop, expect.closeTo(bytes, 3)]);
        expect([transport, hop, back]).toEqual([transport, hop, transport === "icmp" ? expect.closeTo(bytes, 3) : 0]);
      }
    }
  },
);
