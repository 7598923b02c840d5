import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { experimentSchema, type Exfiltration } from "../../kernel-helpers/src/config";
import { agentDocuments } from "../../kernel-helpers/src/exfil/documents";
import { messagesOf } from "../../kernel-helpers/src/exfil/agent/sender";
import { validDocument } from "../../kernel-helpers/src/exfil/agent/validate";
import { encodeHex } from "../../kernel-helpers/src/exfil/det/hex";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import type { SenderDocument } from "../../kernel-helpers/src/exfil/document";
import type { Deployment, InstanceSpec } from "../../kernel-helpers/src/lab/deployment";

const instance = (name: string, address: string, kind: InstanceSpec["kind"] = "instance", network = "lab"): InstanceSpec => ({
  name,
  service: name.split(".")[0],
  kind,
  attachments: [{ network, address }],
  stage: 0,
  processes: [],
});
const deployment: Deployment = {
  networks: [
    { name: "lab", subnet: "10.77.0.0/16", outside: false },
    { name: "outside", subnet: "203.0.113.0/24", outside: true },
  ],
  instances: [
    instance("front-end.1", "10.77.10.1"),
    instance("front-end.2", "10.77.10.2"),
    instance("user.1", "10.77.11.1"),
    instance("user.2", "10.77.11.2"),
    instance("user-db.1", "10.77.12.1"),
    { ...instance("resolver.1", "10.77.0.53"), processes: [{ name: "dnsmasq", command: ["dnsmasq"], ready: { port: 53 } }] },
    instance("payment-provider.1", "203.0.113.20", "outside", "outside"),
    instance("receiver.1", "203.0.113.200", "outside", "outside"),
  ],
};
const options = { seed: 1, trialSeconds: 60, index: 0 };

function theft(given: Partial<Exfiltration> = {}): Exfiltration {
  return {
    path: ["user-db", "user", "front-end"],
    transport: "http",
    way: "ports",
    bytesPerSecond: 20_000,
    chunk: { min: 300, max: 400, distribution: "uniform" },
    data: { kind: "records", bytes: 400_000 },
    compression: false,
    style: "steady",
    jitter: 0,
    spans: [[25, 45]],
    ...given,
  };
}

test("a path of three services has a sender, two relays and a receiver, each pointing to the next", () => {
  const agents = agentDocuments(theft(), deployment, options);
  const documents = agents.map(({ document }) => document).sort((a, b) => a.hop - b.hop);
  expect(documents.map(({ role }) => role)).toEqual(["sender", "relay", "relay", "receiver"]);
  expect(documents[0].agent).toBe("user-db.1");
  expect(documents[3].agent).toBe("receiver.1");
  for (const [i, document] of documents.entries()) {
    if (document.role === "receiver") continue;
    const next = documents[i + 1] as { listen: { address: string; port: number } };
    expect(document.target).toEqual({ addresses: [next.listen.address], port: 8080 });
    expect(next.listen.port).toBe(8080);
    expect(document.allowed).toEqual([i === 2 ? "203.0.113.0/24" : "10.77.0.0/16"]);
  }
  expect(new Set(agents.map(({ instance: beside, process }) => `${beside}/${process.name}`)).size).toBe(4);
});

test("each document stands on its process's input, and the agent takes it once its places are filled", () => {
  for (const { process, document } of agentDocuments(theft(), deployment, options)) {
    expect(JSON.parse(process.stdin!)).toEqual(document);
    expect(() => validDocument(JSON.parse(process.stdin!.replace("{run}", "/runs/1")))).not.toThrow();
    expect([process.command[0], process.command.at(-1)]).toEqual(["{node}", "{package}/dist/agent.js"]);
  }
});

test("relays and receivers start before the trial, senders at their spans, and none outlives the trial by more than 30 s", () => {
  const agents = agentDocuments(
    theft({
      data: { kind: "text", bytes: 100 },
      spans: [
        [0, 1],
        [30, 40],
      ],
    }),
    deployment,
    { ...options, leadSeconds: 5 },
  );
  for (const { document, start } of agents) {
    if (document.role === "sender") expect(start + document.timeToLive).toBe(90);
    else expect([start < 0, document.timeToLive]).toEqual([true, 95]);
  }
  const senders = agents.filter(({ document }) => document.role === "sender");
  expect(senders.map(({ start }) => start)).toEqual([0, 30]);
  expect(new Set(senders.map(({ document }) => (document as SenderDocument).seed)).size).toBe(2);
});

test("the seed decides, the trial changes what is sent but not where it passes", () => {
  const drawn = (seed: number, trial: number) => agentDocuments(theft(), deployment, { ...options, seed, trial });
  expect(drawn(1, 0)).toEqual(drawn(1, 0));
  const beside = (agents: ReturnType<typeof drawn>) => agents.map(({ instance: name }) => name).join();
  expect(beside(drawn(1, 0))).toBe(beside(drawn(1, 1)));
  expect(drawn(1, 0).at(-1)!.document).not.toEqual(drawn(1, 1).at(-1)!.document);
  // Two of two times two instances: 20 seeds miss one of the four ways with probability 4 · 0.75^20 = 1.3 %.
  expect(new Set(Array.from({ length: 20 }, (_, seed) => beside(drawn(seed, 0)))).size).toBe(4);
});

test("several senders share rate and data, several relays are all targets", () => {
  const two = { ...deployment, instances: [...deployment.instances, instance("user-db.2", "10.77.12.2")] };
  const agents = agentDocuments(
    theft({ instances: [2, 2, 1], data: { kind: "records", bytes: 400_001 }, spans: [[25, 46]] }),
    two,
    options,
  );
  const senders = agents.flatMap(({ document }) => (document.role === "sender" ? [document] : []));
  expect(senders.map(({ data }) => data.bytes).reduce((a, b) => a + b)).toBe(400_001);
  expect(senders.map(({ bytesPerSecond }) => bytesPerSecond)).toEqual([10_000, 10_000]);
  for (const { target } of senders) expect([...target.addresses].sort()).toEqual(["10.77.11.1", "10.77.11.2"]);
});

test("on the application's way messages go to the services' own port, along their calls alone", () => {
  const instances = deployment.instances.map((one) => {
    const env = { HANDOVER: `{scratch}/${one.name}.sock` };
    return one.kind === "instance" ? { ...one, processes: [{ name: "web", command: ["web"], env, ready: { port: 80 } }] } : one;
  });
  const way = (path: string[]) =>
    agentDocuments(
      theft({ way: "application", path }),
      { ...deployment, instances },
      { ...options, calls: new Map([["front-end", ["user"]]]) },
    );
  const documents = way(["front-end", "user"]).map(({ document }) => document);
  expect(documents.flatMap((one) => (one.role === "receiver" ? [] : [one.target.port]))).toEqual([80, 80]);
  expect(documents.flatMap((one) => (one.role === "relay" ? [[one.agent, one.handover]] : []))).toEqual([
    [documents[1].agent, `{scratch}/${documents[1].agent}.sock`],
  ]);
  expect(() => way(["user", "front-end"])).toThrow(
    'exfiltration[0].path[1] must be a service that "user" calls where exfiltration[0].way is application (it calls none), not "front-end", which nobody calls',
  );
});

test("each theft of an experiment has ports and a pass phrase of its own, because all share the receiver", () => {
  const receivers = [0, 1].map((index) => agentDocuments(theft({ transport: "tcp" }), deployment, { ...options, index })[0].document);
  expect(receivers.map((document) => document.role === "receiver" && document.listen.port)).toEqual([6969, 6970]);
  expect(new Set(receivers.map((document) => document.role === "receiver" && document.passphrase)).size).toBe(2);
});

test("the greatest chunk over udp fills two packets and no more", () => {
  // 400,064 B of file, IV, padding and what zlib may add, in chunks of at least 300 B: index 1333 is the last.
  const chunk = { min: 300, max: 729, distribution: "uniform" } as const;
  const agents = agentDocuments(theft({ transport: "udp", chunk }), deployment, options);
  const { document } = agents.at(-1)!;
  expect(document).toMatchObject({ role: "sender", transport: "udp", target: { port: 6969 }, chunk });
  const lengths = [...messagesOf(document as SenderDocument)].map((message) => encodeHex(encodeMessage(message)).length);
  // Two fragments of 1480 bytes behind IP headers, 8 of them UDP's.
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2952);
  expect(Math.max(...lengths)).toBeGreaterThan(2952 - 8);
});

describe("refused, with the key and what would be right:", () => {
  test.each<[string, Partial<Exfiltration>, RegExp]>([
    ["an unknown service", { path: ["user-db", "usr"] }, /^exfiltration\[0\]\.path\[1\] is no service of the lab .*, perhaps "user"/],
    [
      "a path that leads outside by itself",
      { path: ["user-db", "payment-provider"] },
      /^exfiltration\[0\]\.path\[1\] must be a service inside the lab/,
    ],
    [
      "more instances than there are",
      { instances: [1, 3, 1] },
      /^exfiltration\[0\]\.instances\[1\] must be at most 2, the instances of user, not 3$/,
    ],
    [
      "a resolver that answers for no names",
      { transport: "dns", bytesPerSecond: 2000, data: { kind: "text", bytes: 100 }, through: "user" },
      /^exfiltration\[0\]\.through must be a service inside the lab that answers for names \(resolver\), not "user"$/,
    ],
    // 1,000,000 / 350 = 2857.1; a third of a core, 350 ms, for messages of 1.04 + 0.35 · 0.125 ms: 322.9; 322 · 350 = 112,700;
    // n bytes in 1.04 + n · 0.000125 ms are 1 MB/s with 350 ms of a second where n · 0.00035 is as much: n = 4622.2
    [
      "a rate that no machine holds with one connection a message",
      { bytesPerSecond: 1_000_000 },
      /^exfiltration\[0\]\.bytesPerSecond needs 2858 connections\/s at 350 B a chunk.* hold 322\/s: at most 112700 B\/s, or chunks of 4623 B/,
    ],
    // A data message of 800 B: job 7, separators 6, index (0 to 1333) 4, chunk 1600 characters = 1617; as hexadecimal digits 3234.
    // Two packets of 1500 less 20 (IP) each, less 8 (UDP) leave 2952; (2952 - 2 · 17) / 4 = 729.5.
    [
      "chunks over udp that two packets do not hold",
      { transport: "udp", chunk: { min: 300, max: 800, distribution: "uniform" } },
      /^exfiltration\[0\]\.chunk\.max must be at most 729 over udp: .*3234 B for a chunk of 800 B.*2 packets of 1500 B hold 2952 B, not 800$/,
    ],
    // A message of 16 + 4 + 2 · 600 = 1217 bytes; base64: 4 · 406 = 1624. Of 1472, 368 groups of three bytes fit: (1104 - 17) / 2 = 543.5.
    [
      "chunks over icmp that a packet does not hold",
      {
        transport: "icmp",
        bytesPerSecond: 2000,
        data: { kind: "text", bytes: 40_000 },
        chunk: { min: 30, max: 600, distribution: "uniform" },
      },
      /^exfiltration\[0\]\.chunk\.max must be at most 543 over icmp: .*1624 B for a chunk of 600 B/,
    ],
    // 300,000 / 350 = 857.1; 200 ms for messages of 0.36 + 0.35 · 0.04 ms: 534.8; 0.36 / (0.2 / 300 - 0.00004) = 574.5
    [
      "a rate that no agent holds with one datagram a message",
      { transport: "udp", bytesPerSecond: 300_000, chunk: { min: 350, max: 350, distribution: "fixed" } },
      /^exfiltration\[0\]\.bytesPerSecond needs 858 datagrams\/s at 350 B a chunk.* hold 534\/s: at most 186900 B\/s, or chunks of 575 B on average, not 300000 B\/s$/,
    ],
    // 50,000 / 1666.5 = 30.003; digits: 34 + 4 · 1666.5 = 6700, 230 in a name below example.com: 30 names; 760 / 30 = 25.3; 25 · 1666.5 = 41,662
    [
      "a rate over dns whose queries would not be answered in time",
      { transport: "dns", bytesPerSecond: 50_000, chunk: { min: 1428, max: 1905, distribution: "uniform" } },
      /^exfiltration\[0\]\.bytesPerSecond needs 31 messages\/s at 1667 B a chunk.* hold 25\/s: at most 41662 B\/s, not 50000 B\/s$/,
    ],
    [
      "a file that does not fit its span",
      {
        spans: [
          [25, 45],
          [50, 55],
        ],
      },
      /^exfiltration\[0\]\.data\.bytes must be at most 100000 .*spans\[1\] \(5 s at 20000 B\/s\), not 400000$/,
    ],
  ])("%s", (_, given, message) => {
    expect(() => agentDocuments(theft(given), deployment, options)).toThrow(
      expect.objectContaining({ name: "ConfigError", message: expect.stringMatching(message) as string }),
    );
  });
});

test("over dns a resolver is asked on the last leg only, and the domain goes to all; over http the method to those who send", () => {
  const asked = agentDocuments(
    theft({
      transport: "dns",
      bytesPerSecond: 2000,
      data: { kind: "text", bytes: 100 },
      domain: "cdn.example.net",
      through: "resolver",
    }),
    deployment,
    options,
  ).map(({ document }) => document);
  const targets = asked.flatMap((document) => (document.role === "receiver" ? [] : [document.target]));
  expect(targets.filter(({ addresses }) => addresses[0] === "10.77.0.53")).toEqual([{ addresses: ["10.77.0.53"], port: 53 }]);
  expect(targets.length).toBe(3);
  expect(asked.every(({ domain }) => domain === "cdn.example.net")).toBe(true);
  const methods = agentDocuments(theft({ method: "GET" }), deployment, options).map(({ document }) => "method" in document);
  expect(methods).toEqual([false, true, true, true]);
});

test("what the quick start asks for can be held", () => {
  const quickstart = experimentSchema.parse(JSON.parse(readFileSync(join(__dirname, "../../experiments/quickstart.json"), "utf8")));
  expect(agentDocuments(quickstart.exfiltration[0], deployment, options).length).toBe(4);
});
