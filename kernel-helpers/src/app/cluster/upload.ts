import { once } from "node:events";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../runfolder/random";
import { madeUp } from "./madeup";

/** Whom something is sent to, and how fast. */
export interface UploadTarget {
  readonly host: string;
  readonly port: number;
  readonly method: "POST" | "PUT";
  readonly path: string;
  /** At most. */
  readonly bytesPerSecond: number;
}

/**
 * Sends so many bytes of made-up text in one request.
 *
 * @returns the bytes that have come, as the one who was sent them says
 * @throws Error when nobody answers 200
 */
export function upload({ host, port, method, path, bytesPerSecond }: UploadTarget, bytes: number, random: Random): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "text/plain", "content-length": bytes };
    const sending = request({ host, port, method, path, headers, agent: false, family: 4 }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => {
        if (answer.statusCode !== 200) return reject(new Error(`${host} answers ${answer.statusCode}`));
        return resolve((JSON.parse(text) as { bytes: number }).bytes);
      });
    });
    sending.on("error", reject);
    const send = async (): Promise<void> => {
      const begun = performance.now();
      let sent = 0;
      for (const part of madeUp(bytes, random)) {
        if (!sending.write(part)) await once(sending, "drain");
        sent += part.length;
        // What is sent before its time waits; what is late is not made later.
        await sleep(Math.max(0, begun + (sent / bytesPerSecond) * 1000 - performance.now()));
      }
      sending.end();
    };
    send().catch(reject);
  });
}
