import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaptureCounts, LabFailure } from "../../kernel-helpers/src/lab/lab";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { captureFiles } from "../../kernel-helpers/src/runfolder";
import { instance, openRoom, patient, python, script, type Room } from "./small-lab";

/** Takes datagrams until one says "end"; a TCP connection on the same port is read to its end. */
const sink = {
  name: "sink",
  command: [
    python,
    "-c",
    `import socket, threading
def tcp(s):
    while True:
        c, _ = s.accept()
        while c.recv(65536): pass
        c.close()
threading.Thread(target=tcp, args=(socket.create_server(("", 9000)),), daemon=True).start()
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
u.bind(("", 9000))
while True: u.recv(65536)`,
  ],
  ready: { port: 9000 },
};

const deployment = {
  networks: [
    { name: "inside", subnet: "10.77.0.0/24", outside: false },
    { name: "internet", subnet: "198.18.0.0/24", outside: true },
  ],
  instances: [
    instance("a.1", { inside: "10.77.0.10" }, { processes: [sink] }),
    instance("b.1", { inside: "10.77.0.11" }, { processes: [sink] }),
    instance("far.1", { internet: "198.18.0.10" }, { kind: "outside", processes: [sink] }),
  ],
};

let room: Room;
beforeAll(async () => {
  execFileSync("tshark", ["--version"]); // the oracle: apt-get install tshark
  room = openRoom();
  await room.lab.up(deployment, patient());
});
afterAll(() => room.close());

const send = (from: string, to: string, count: number, bytes: number, every = 0): Promise<string> =>
  script(
    room,
    from,
    `import socket, time
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(${count}):
    u.sendto(n.to_bytes(4, "big") + bytes(${bytes - 4}), ("${to}", 9000))
    if ${every} and n % ${every || 1} == 0: time.sleep(0.001)`,
  );

/** `frame.len, source, destination, UDP payload's first four bytes`, of all packets that tshark's filter lets pass. */
const packets = (file: string, filter: string): string[][] =>
  execFileSync(
    "tshark",
    ["-n", "-r", file, "-Y", filter, "-Tfields", ...["frame.len", "ip.src", "ip.dst", "udp.payload"].flatMap((f) => ["-e", f])],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "ignore"],
    },
  )
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));

async function during(
  name: string,
  work: () => Promise<unknown>,
  snaplen = 256,
): Promise<{ file: string; counts: CaptureCounts; took: number }> {
  const file = path.join(room.run, `${name}-${fs.readdirSync(room.run).length}.pcap`);
  const network = (await room.lab.networks()).find((each) => each.name === name)!;
  const capture = await room.lab.capture(network, { file, snaplen });
  await work();
  const begin = performance.now();
  const counts = await capture.stop();
  expect(await capture.stop()).toBe(counts);
  return { file, counts, took: performance.now() - begin };
}

test("each datagram between two instances is seen once at their bridge, and counted", async () => {
  const { file, counts } = await during("inside", () => send("a.1", "b.1", 2000, 100));
  const seen = packets(file, "udp");
  expect(seen.map(([, source, destination]) => `${source} ${destination}`)).toEqual(Array(2000).fill("10.77.0.10 10.77.0.11"));
  expect(new Set(seen.map(([, , , payload]) => payload.slice(0, 8))).size).toBe(2000);
  expect(counts).toMatchObject({ captured: packets(file, "frame").length, dropped: 0 });
  expect(JSON.parse(fs.readFileSync(file.replace(".pcap", ".json"), "utf8"))).toEqual(counts);
});

test.each([
  ["a.1", "far", "10.77.0.10 198.18.0.10"],
  ["far.1", "b", "198.18.0.10 10.77.0.11"],
])("a datagram from %s to %s is seen once at the bridge inside, with both true addresses", async (from, to, pair) => {
  const { file } = await during("inside", () => send(from, to, 500, 100));
  expect(packets(file, "udp").map(([, source, destination]) => `${source} ${destination}`)).toEqual(Array(500).fill(pair));
});

test("the traffic of one instance is seen once at its own interface", async () => {
  const file = path.join(room.run, "a.pcap");
  const capture = await room.lab.capture(deployment.instances[0], { file, snaplen: 256, filter: "udp" });
  await send("a.1", "b.1", 100, 100);
  await send("b.1", "a.1", 50, 100);
  expect(await capture.stop()).toMatchObject({ captured: 150, received: 150, dropped: 0 });
});

test("a capture that goes on in a next file at each megabyte has every datagram once, in order", async () => {
  const folder = path.join(room.run, "rotated");
  fs.mkdirSync(path.join(folder, "capture"), { recursive: true });
  const [network] = deployment.networks;
  const capture = await room.lab.capture(network, {
    file: path.join(folder, "capture/inside.pcap"),
    snaplen: 2000,
    rotate: 1,
    filter: "udp",
  });
  await send("a.1", "b.1", 4000, 1000, 50);
  expect(await capture.stop()).toMatchObject({ captured: 4000, dropped: 0 });
  // 4000 frames of 1042 bytes, each behind 16 bytes: four files and a bit, of a million bytes each.
  const files = captureFiles(folder);
  expect(files.map(({ network, file }) => [network, path.basename(file)])).toEqual(
    ["", "1", "2", "3", "4"].map((number) => ["inside", `inside.pcap${number}`]),
  );
  const numbers = files.flatMap(({ file }) => packets(file, "udp").map(([, , , payload]) => parseInt(payload.slice(0, 8), 16)));
  expect(numbers).toEqual(Array.from({ length: 4000 }, (_, n) => n));
  const edges = await readEdges(files, { every: 1, level: "ip" });
  expect(edges.totals()).toMatchObject({ frames: 4000, bytes: 4000 * 1028 });
  expect(edges.counts.copies).toEqual({ packets: 0, bytes: 0, repeated: 0 });
});

test("no frame of a TCP transfer is larger than one on a wire", async () => {
  const transfer = `import socket
with socket.create_connection(("far", 9000)) as c: c.sendall(bytes(3_000_000))`;
  const { file } = await during("inside", () => script(room, "a.1", transfer));
  const lengths = packets(file, "tcp").map(([length]) => Number(length));
  expect(Math.max(...lengths)).toBe(1514);
  expect(lengths.length).toBeGreaterThan(3_000_000 / 1448);
});

test("nothing is lost at the end of a capture that is stopped right after a burst", async () => {
  const { counts, took } = await during("inside", () => send("a.1", "b.1", 20_000, 60, 20));
  expect(counts.dropped).toBe(0);
  expect(counts.captured).toBeGreaterThanOrEqual(20_000);
  expect(took).toBeLessThan(3000);
});

test("a capture ends at its time to live, though nobody ends it, and keeps what it has", async () => {
  const file = path.join(room.run, "short.pcap");
  const [network] = deployment.networks;
  const begin = performance.now();
  const capture = await room.lab.capture(network, { file, snaplen: 256, filter: "udp", life: 2 });
  const ended = new Promise<LabFailure>((resolve) => room.lab.onFailure(resolve));
  await send("a.1", "b.1", 100, 100);
  expect(await ended).toMatchObject({ process: "tcpdump", exit: { code: null, signal: "SIGALRM" } });
  expect(performance.now() - begin).toBeGreaterThan(1500);
  expect(performance.now() - begin).toBeLessThan(4000);
  expect(packets(file, "udp")).toHaveLength(100);
  await expect(capture.stop()).rejects.toThrow("tcpdump ended with SIGALRM");
});

test("a capture that cannot start says why", async () => {
  const capture = room.lab.capture(deployment.networks[0], { file: "/no/such/folder/x.pcap", snaplen: 256 });
  await expect(capture).rejects.toThrow(/tcpdump did not start: .*No such file or directory/s);
});
