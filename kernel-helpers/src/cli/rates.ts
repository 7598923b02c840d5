import type { CapturedSpanRate } from "../notebook/runsummary";

/** The rates of a span of a theft, in lines for people. */
export function describeRate({ trial, theft, span, wanted, rate, seconds, held, worst, hops }: CapturedSpanRate): string[] {
  const verdict = held ? "held" : "NOT held";
  const minute = worst ? `; the worst ${whole(worst.to - worst.from)} s had ${whole(worst.received)} of ${whole(worst.wanted)} bytes` : "";
  return [
    `rate      trial ${trial}, exfiltration[${theft}], span ${span}: ${figure(rate)} of ${whole(wanted)} B/s over ${whole(seconds)} s, ${verdict}${minute}`,
    ...hops.map(
      ({ hop, payload, transport, ip, back }) =>
        `  hop ${hop}   payload ${figure(payload)}, transport ${figure(transport)}, IP ${figure(ip)}, back ${figure(back)} B/s`,
    ),
  ];
}

const whole = (value: number): string => String(Math.round(value));
const figure = (value: number | null = null): string => (value === null ? "unknown" : whole(value));
