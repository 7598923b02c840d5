import { describe, expect, test } from "vitest";
import { checkExperiment, type Exfiltration } from "../../kernel-helpers/src/config";
import { messagesOf } from "../../kernel-helpers/src/exfil/agent/sender";
import { messageCost } from "../../kernel-helpers/src/exfil/cost";
import { encodeHex } from "../../kernel-helpers/src/exfil/det/hex";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import { agentDocuments } from "../../kernel-helpers/src/exfil/documents";
import type { SenderDocument } from "../../kernel-helpers/src/exfil/document";
import { forecastTheft } from "../../kernel-helpers/src/exfil/forecast";
import { resolveTheft } from "../../kernel-helpers/src/exfil/resolve";
import { planExperiment } from "../../kernel-helpers/src/run";

/** A theft in the built-in shop, as a user would write it. */
function experiment(given: object, seconds = 900) {
  const theft = { path: ["user-db", "user", "front-end"], transport: "tcp", bytesPerSecond: 1000, data: {}, ...given };
  const result = checkExperiment({
    name: "rates",
    application: { name: "shop" },
    load: { users: 50 },
    trials: { count: 3, seconds },
    exfiltration: [theft],
  });
  if ("errors" in result) throw result.errors[0];
  return result.experiment;
}
const plan = (given: object, seconds?: number) => planExperiment(experiment(given, seconds));
const resolved = (given: object, seconds?: number) => plan(given, seconds).trials[0].thefts[0].theft;

describe("chunks suit the rate where none are given:", () => {
  // 10 B/s are 600 B a minute, and 5 % of that 30 B. At 1 MB/s half of 350 ms a second are 0.175 µs a byte: over tcp 0.7 ms / (0.175 - 0.09) µs = 8235 B on
  // average, over http 1.04 ms / (0.175 - 0.125) µs = 20,800 B.
  test.each<[string, object, number, number]>([
    ["30 bytes at most at 10 B/s", { bytesPerSecond: 10 }, 1, 30],
    ["DET's usual ones at 1 kB/s", { bytesPerSecond: 1000 }, 300, 400],
    ["8.2 kB on average at 1 MB/s over tcp", { bytesPerSecond: 1_000_000 }, 7050, 9420],
    ["20.8 kB on average at 1 MB/s over http", { bytesPerSecond: 1_000_000, transport: "http" }, 17_800, 23_800],
    ["600 bytes, in two packets, at 200 kB/s over udp", { bytesPerSecond: 200_000, transport: "udp" }, 600, 600],
    ["DET's usual ones at 20 kB/s over dns", { bytesPerSecond: 20_000, transport: "dns" }, 300, 400],
  ])("%s", (_, given, least, most) => {
    const { chunk } = resolved(given, 60);
    expect(chunk.min).toBeGreaterThanOrEqual(least);
    expect(chunk.max).toBeLessThanOrEqual(most);
    expect(chunk.min).toBeLessThanOrEqual(chunk.max);
  });

  test("what is given stays as it is", () => {
    const given = { chunk: { min: 50, max: 60 }, spans: [[1, 2]], data: { bytes: 900 } };
    expect(resolved(given)).toMatchObject({ chunk: { min: 50, max: 60, distribution: "uniform" }, spans: [[1, 2]], data: { bytes: 900 } });
  });
});

describe("spans that are not given", () => {
  test("are drawn for each trial, the same for the same seed", () => {
    const spans = (seed: number) => planExperiment({ ...experiment({}), seed }).trials.map(({ thefts }) => thefts[0].theft.spans);
    expect(spans(1)).toEqual(spans(1));
    expect(new Set([...spans(1), ...spans(2)].map(String)).size).toBe(6);
  });

  test("have the number and the length that are asked for, and senders begin with them", () => {
    const [{ agents, thefts }] = plan({ draw: { count: 4, seconds: 30 } }).trials;
    const { spans } = thefts[0].theft;
    expect(spans.map(([start, end]) => Math.round(end - start))).toEqual([30, 30, 30, 30]);
    expect(agents.filter(({ document }) => document.role === "sender").map(({ start }) => start)).toEqual(spans.map(([start]) => start));
  });

  test("are as long as the data takes, else a third of the trial", () => {
    expect(resolved({ data: { bytes: 45_500 } }).spans.map(([start, end]) => Math.round(end - start))).toEqual([46]);
    expect(resolved({}).spans.map(([start, end]) => Math.round(end - start))).toEqual([300]);
  });

  test("draw from a stream of their own: other spans change nothing of what is sent", () => {
    const seeds = (given: object) =>
      plan(given).trials[0].agents.flatMap(({ document }) => (document.role === "sender" ? [document.seed, document.passphrase] : []));
    const data = { bytes: 5000 };
    expect(seeds({ data, spans: [[0, 10]] })).toEqual(seeds({ data, draw: { seconds: 20 } }));
  });
});

test("data that is not given fills the shortest span: the encrypted file takes just as long", () => {
  const [{ agents }] = plan({
    spans: [
      [10, 70],
      [100, 130],
    ],
  }).trials;
  const senders = agents.flatMap(({ document }) => (document.role === "sender" ? [document] : []));
  for (const sender of senders) {
    const payload = [...messagesOf(sender)].reduce((sum, message) => sum + (message.kind === "data" ? message.chunk.length : 0), 0);
    expect(payload).toBeLessThanOrEqual(30_000);
    expect(payload).toBeGreaterThan(30_000 - 64);
  }
});

test("the predicted transport bytes are those that the agents encode", () => {
  const { agents, thefts } = plan({ transport: "tcp", data: { bytes: 200_000 } }).trials[0];
  const sender = agents.at(-1)!.document as SenderDocument;
  const data = [...messagesOf(sender)].filter(({ kind }) => kind === "data");
  const encoded = data.reduce((sum, message) => sum + encodeHex(encodeMessage(message)).length, 0);
  const payload = data.reduce((sum, message) => sum + (message.kind === "data" ? message.chunk.length : 0), 0);
  const [{ payload: bytes, transport }] = thefts[0].hops;
  expect(transport! / bytes).toBeCloseTo(encoded / payload, 1);
  expect(thefts[0].hops).toHaveLength(3);
});

// IP bytes per payload byte at 350 B a chunk, as others counted them: tcp 4.9, udp 4.2, http 4.2, dns 5.4, icmp 2.8.
test.each([
  ["tcp", 4.9],
  ["udp", 4.2],
  ["http", 4.2],
  ["dns", 5.4],
  ["icmp", 2.8],
] as const)("a payload byte in chunks of 350 costs over %s %d IP bytes", (transport, expected) => {
  expect(messageCost(transport, { min: 350, max: 350 }, 100).ip / 350).toBeCloseTo(expected, 1);
});

describe("refused, with the key and what would be right:", () => {
  test.each<[string, object, RegExp]>([
    // 5 s on, 10 s off: three times 80 kB/s are 240 kB/s, 686 messages of 350 B; the path holds 470. 0.7 / (0.35 / 240 - 0.00009) = 511.6
    [
      "bursts that the path cannot hold, though it holds their mean",
      { bytesPerSecond: 80_000, style: "bursty", chunk: { min: 350, max: 350 } },
      /^exfiltration\[0\]\.bytesPerSecond needs 686 connections\/s at 350 B a chunk in bursts of 240000 B\/s.* at most 54833 B\/s, or chunks of 512 B/,
    ],
    // Ten agents, of which a sender and a receiver take one and a half: 1.6 s of two cores a second for messages of 0.85 + 0.35 · 0.215 = 0.925 ms in 9.5 of
    // them are 182.02 messages, 63,700 B/s; with n bytes, 100,000 / n · 9.5 · (0.85 + n · 0.000215) are 1600 ms where n = 578.6.
    [
      "a path so long that its agents together have not enough of the machine",
      {
        path: ["user-db", "user", "front-end", "catalogue", "carts", "orders", "payment", "shipping", "queue-master"],
        bytesPerSecond: 100_000,
        chunk: { min: 350, max: 350 },
      },
      /^exfiltration\[0\]\.bytesPerSecond needs 286 connections\/s .*; the agents of a path of 10 hops hold 182\/s, .*at most 63700 B\/s, or chunks of 579 B/,
    ],
    [
      "more spans than fit",
      { draw: { count: 10, seconds: 100 } },
      /^exfiltration\[0\]\.draw needs 10 spans of 100 s, and a trial has 900 s \(trials\.seconds\): at most 90 s each$/,
    ],
    [
      "data that takes longer than the trial",
      { data: { bytes: 1_000_000 } },
      /^exfiltration\[0\]\.data\.bytes needs 1 span of 1000 s, and a trial has 900 s/,
    ],
    ["bursts in a style that has none", { burst: { on: 1, off: 1 } }, /^exfiltration\[0\]\.burst belongs to the style bursty, not steady$/],
    [
      "spans that are both given and drawn",
      { spans: [[1, 2]], draw: {} },
      /^exfiltration\[0\]\.draw must not stand beside exfiltration\[0\]\.spans/,
    ],
    [
      "sizes that are fixed and differ",
      { chunk: { min: 1, max: 2, distribution: "fixed" } },
      /^exfiltration\[0\]\.chunk\.min must equal exfiltration\[0\]\.chunk\.max \(2\) where chunk\.distribution is fixed, not 1$/,
    ],
  ])("%s", (_, given, message) => {
    expect(() => plan(given)).toThrow(expect.objectContaining({ name: "ConfigError", message: expect.stringMatching(message) as string }));
  });
});

test("more instances on the way hold more, as far as the machine does", () => {
  // Ports in TIME_WAIT allow one agent 470 connections a second; the machine 1600 ms / (2.5 · 0.925 ms) = 691.7 over user and front-end.
  const held = (instances: number[]) => {
    const given = { path: ["user", "front-end"], bytesPerSecond: 1000, chunk: { min: 350, max: 350 }, data: { bytes: 5000 } };
    const one = experiment(given);
    const application = { ...one.application, scale: { user: 3, "front-end": 3 } };
    const exfiltration = [{ ...one.exfiltration[0], instances }];
    return planExperiment({ ...one, application, exfiltration }).trials[0].thefts[0].limit.messagesPerSecond;
  };
  expect([held([1, 3]), held([2, 2]), held([3, 3])]).toEqual([470, 691, 691]);
});

test("the forecast names every hop with its instances, and what the path could hold", () => {
  const { deployment, experiment: whole } = plan({ bytesPerSecond: 1000, chunk: { min: 350, max: 350 } });
  const options = { seed: whole.seed, trialSeconds: 900, index: 0 };
  const theft: Exfiltration = whole.exfiltration[0];
  const { hops, limit, messagesPerSecond } = forecastTheft(theft, deployment, options);
  expect(hops.map(({ from, to }) => `${from.join()} → ${to.join()}`)).toEqual([
    "user-db.1 → user.1",
    "user.1 → front-end.1",
    "front-end.1 → receiver.1",
  ]);
  expect(messagesPerSecond).toBeCloseTo(1000 / 350, 9);
  expect(limit).toEqual({ messagesPerSecond: 470, bytesPerSecond: 164_500 });
  // Resolving what is resolved changes nothing.
  const again = resolveTheft(theft, deployment, options);
  expect(resolveTheft(again, deployment, options)).toEqual(again);
  expect(agentDocuments(again, deployment, options)).toEqual(agentDocuments(theft, deployment, options));
});
