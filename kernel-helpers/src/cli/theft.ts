import type { TheftForecast } from "../exfil/forecast";

/** What a theft will do in one trial, in lines for people: where what was decided for the user is marked. */
export function describeTheft({ index, theft, decided, messagesPerSecond, limit, peak, hops }: TheftForecast, trial: number): string[] {
  const { spans, chunk, data, style, jitter, bytesPerSecond } = theft;
  const times = spans.map(([start, end]) => `${start} to ${end} s`).join(", ");
  const sizes = chunk.min === chunk.max ? `${chunk.min} B` : `${chunk.min} to ${chunk.max} B, ${chunk.distribution}`;
  const rate = `${bytesPerSecond} B/s${peak === 1 ? "" : `, ${Math.round(bytesPerSecond * peak)} B/s in bursts`}`;
  return [
    `  trial ${trial}: exfiltration[${index}], ${rate} by ${theft.transport}${theft.way === "ports" ? "" : " over the application's ports"}, ${style}${jitter > 0 ? `, jitter ${jitter}` : ""}`,
    `    spans   ${times}${decided.spans ? " (drawn)" : ""}`,
    `    data    ${data.bytes} bytes of ${data.kind} in each${decided.bytes ? " (fills the shortest)" : ""}`,
    `    chunks  ${sizes}${decided.chunk ? " (suits the rate)" : ""}: ${figure(messagesPerSecond)} messages/s on average; ` +
      `the path holds ${limit.messagesPerSecond}/s, and so at most ${limit.bytesPerSecond} B/s`,
    ...hops.map(({ from, to, payload, transport, ip, back }) => {
      return `    hop     ${from.join(", ")} → ${to.join(", ")}: payload ${payload}, transport ${transport}, IP ${ip}, back ${back} B/s`;
    }),
  ];
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));
