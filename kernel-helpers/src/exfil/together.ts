import { ConfigError } from "../config";
import { meanChunk } from "./det/chunk";
import type { TheftForecast } from "./forecast";
import { chunkTaking, partOfMachine, widthOf } from "./rates";

/**
 * Checks that thefts of a trial that send at the same time leave the application its part of the machine: each by itself may be held, and both not.
 *
 * @throws ConfigError with what the last of them could do beside the others
 */
export function checkTogether(thefts: readonly TheftForecast[]): void {
  const widths = thefts.map(({ hops }) => widthOf([hops[0].from, ...hops.map(({ to }) => to)]));
  const parts = thefts.map(({ theft }, i) => partOfMachine(theft, widths[i]));
  for (const second of thefts.flatMap(({ theft }) => theft.spans.map(([start]) => start))) {
    const sending = thefts.flatMap(({ theft }, i) => (theft.spans.some(([start, end]) => start <= second && second < end) ? [i] : []));
    const others = sending.slice(0, -1);
    const last = sending[sending.length - 1];
    const left = 1 - others.reduce((sum, i) => sum + parts[i], 0);
    if (others.length === 0 || parts[last] <= left) continue;
    const { index, theft } = thefts[last];
    const most = Math.floor((theft.bytesPerSecond * Math.max(0, left)) / parts[last]);
    const chunk = left > 0 ? chunkTaking(theft, widths[last], left) : null;
    throw new ConfigError(
      `exfiltration[${index}].bytesPerSecond`,
      `is too much beside ${others.map((i) => `exfiltration[${thefts[i].index}]`).join(" and ")}, which at second ${Math.round(second)} ` +
        `${others.length > 1 ? "send" : "sends"}, too: at most ${most} B/s in chunks of ${Math.round(meanChunk(theft.chunk))} B are held then` +
        `${chunk === null ? "" : `, or chunks of ${chunk} B on average`}, not ${theft.bytesPerSecond} B/s`,
    );
  }
}
