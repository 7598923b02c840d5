import { request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Random, randomStream } from "../../../runfolder/random";
import { log } from "../../http/log";
import type { EgressDocument } from "../egress";
import { madeUp } from "../madeup";
import { upload } from "../upload";

/* Beside an instance: sends and fetches what `EGRESS` says, at times and in sizes that are drawn from the seed. One line in the log each time. */

/** Times come without memory of those before, as many small causes make them; sizes lie between half and one and a half of the mean. */
const waitOf = (random: Random, { every }: EgressDocument): number => -Math.log(1 - random()) * every * 1000;
const sizeOf = (random: Random, { bytes }: EgressDocument): number => Math.max(1, Math.round(bytes * (0.5 + random())));

const download = (bytes: number, { host, port, bytesPerSecond }: EgressDocument): Promise<void> =>
  new Promise((resolve, reject) => {
    const asking = request({ host, port, path: `/packages/${bytes}`, agent: false, family: 4 }, (answer) => {
      void (async () => {
        for await (const part of answer) await sleep(((part as Buffer).length / bytesPerSecond) * 1000);
      })().then(resolve, reject);
    });
    asking.on("error", reject);
    asking.end();
  });

const mail = (bytes: number, told: EgressDocument, random: Random): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: told.host, port: told.port, family: 4 });
    const body = [...madeUp(bytes, random)]
      .map((text) =>
        text
          .toString("latin1")
          .match(/.{1,76}/g)!
          .join("\r\n"),
      )
      .join("\r\n");
    const who = (process.env.INSTANCE ?? "service").replace(/\.\d+$/, "");
    const lines = [
      `EHLO ${who}`,
      `MAIL FROM:<${who}@shop.example>`,
      "RCPT TO:<customer@example.org>",
      "DATA",
      `Subject: from ${who}\r\n\r\n${body}\r\n.`,
      "QUIT",
    ];
    socket.setEncoding("latin1");
    socket.on("error", reject);
    socket.on("data", (answer: string) => {
      if (!/^[23]/.test(answer)) return socket.destroy(new Error(`${told.host} answers ${answer.trim()}`));
      const next = lines.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
      return undefined;
    });
    socket.on("close", () => (lines.length === 0 ? resolve() : reject(new Error(`${told.host} hung up`))));
  });

const pathOf = ({ kind }: EgressDocument): string => `/${kind}/${process.env.INSTANCE}`;
const ways: Readonly<Record<EgressDocument["kind"], (bytes: number, told: EgressDocument, random: Random) => Promise<unknown>>> = {
  metrics: (bytes, told, random) => upload({ ...told, method: "POST", path: pathOf(told) }, bytes, random),
  backup: (bytes, told, random) => upload({ ...told, method: "PUT", path: pathOf(told) }, bytes, random),
  packages: (bytes, told) => download(bytes, told),
  mail,
};

async function repeat(told: EgressDocument): Promise<never> {
  const random = randomStream(Number(process.env.SEED ?? 1), `egress/${process.env.INSTANCE}/${told.kind}`);
  for (;;) {
    await sleep(waitOf(random, told));
    const bytes = sizeOf(random, told);
    try {
      await ways[told.kind](bytes, told, random);
      log("info", told.kind, { bytes });
    } catch (error) {
      log("warning", `${told.kind} failed: ${(error as Error).message}`, { bytes });
    }
  }
}

process.once("SIGTERM", () => process.exit(0));
for (const told of JSON.parse(process.env.EGRESS ?? "[]") as EgressDocument[]) void repeat(told);
