import { isIP, isIPv6 } from "node:net";
import { isAbsolute } from "node:path";
import { InputError } from "../../config/error";
import { transports } from "../../runfolder/ledger";
import type { AgentDocument } from "../document";
import { insideRanges, rangeProblem } from "./allowed";

/*
 * The agent believes nothing that it has not checked: a key too many is as wrong as one too few. By hand rather than with a schema
 * library, because the agent is one small file that must start in an instant.
 */

type Check = (value: unknown, path: string) => void;
type Shape = Readonly<Record<string, Check>>;

const text = (pattern: RegExp, rule: string): Check => {
  return (value, path) => (typeof value === "string" && pattern.test(value) ? undefined : wrong(path, rule, value));
};
const number = (least: number, most: number): Check => {
  return (value, path) =>
    typeof value === "number" && value >= least && value <= most
      ? undefined
      : wrong(path, `must be a number from ${least} to ${most}`, value);
};
const whole = (least: number, most: number): Check => {
  return (value, path) =>
    Number.isInteger(value) ? number(least, most)(value, path) : wrong(path, `must be a whole number from ${least} to ${most}`, value);
};
const oneOf = (...choices: readonly unknown[]): Check => {
  return (value, path) => (choices.includes(value) ? undefined : wrong(path, `must be ${choices.join(" or ")}`, value));
};
const listOf = (check: Check): Check => {
  return (value, path) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > 1000) return wrong(path, "must be a list of 1 to 1000", value);
    value.forEach((item, i) => check(item, `${path}[${i}]`));
  };
};
const object = (shape: Shape): Check => {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(path, "must be an object", value);
    for (const key of Object.keys(value)) if (!Object.hasOwn(shape, key)) throw new InputError(`${path}.${key} is not known`);
    for (const [key, check] of Object.entries(shape)) check((value as Record<string, unknown>)[key], `${path}.${key}`);
  };
};
const optional = (check: Check): Check => {
  return (value, path) => (value === undefined ? undefined : check(value, path));
};

const address: Check = (value, path) =>
  typeof value === "string" && isIP(value) ? undefined : wrong(path, "must be an IP address", value);
const range: Check = (value, path) => {
  const problem = typeof value === "string" ? rangeProblem(value) : "must be an address range";
  if (problem) wrong(path, problem, value);
};
const transport = oneOf(...transports);
const folder: Check = (value, path) =>
  typeof value === "string" && isAbsolute(value) ? undefined : wrong(path, "must be an absolute path", value);

const port = whole(1, 65_535);
const base: Shape = {
  role: oneOf("sender", "relay", "receiver"),
  agent: text(/^[\w.-]{1,128}$/, "must be a name"),
  hop: whole(0, 100),
  transport,
  timeToLive: number(0.001, 700_000),
  allowed: listOf(range),
  way: optional(oneOf("application")),
  // So short that a name below it holds some of a message.
  domain: optional(text(/^(?=.{1,180}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i, "must be a domain name of at most 180 characters")),
};
const key: Shape = { passphrase: text(/^[^]{1,1000}$/, "must be a pass phrase"), compression: oneOf(true, false) };
const listen = object({ address, port });
const target = object({ addresses: listOf(address), port });
const seed = whole(0, 2 ** 53);
const method = optional(oneOf("POST", "GET", "either"));

const shapes: Readonly<Record<string, Shape>> = {
  sender: {
    ...base,
    ...key,
    target,
    method,
    seed,
    sham: optional(oneOf(true, false)),
    bytesPerSecond: number(0.001, 1e9),
    chunk: object({ min: whole(1, 65_000), max: whole(1, 65_000), distribution: optional(oneOf("uniform", "fixed", "heavy-tailed")) }),
    schedule: optional(
      object({
        style: oneOf("steady", "bursty", "low-and-slow"),
        burst: optional(object({ on: number(0.1, 86_400), off: number(0.1, 86_400) })),
        jitter: number(0, 1),
      }),
    ),
    data: object({ kind: oneOf("records", "text", "random"), bytes: whole(0, 1_000_000_000) }),
    fileName: text(/^[\w.-]{1,100}$/, "must be a plain file name"),
  },
  relay: { ...base, handover: optional(folder), listen, target, method, seed },
  receiver: { ...base, ...key, listen, into: folder },
};

/**
 * Reads the document strictly.
 *
 * @throws InputError with one line that names the key and says what would be right
 */
export function validDocument(value: unknown): AgentDocument {
  const role = (value as { role?: unknown } | null)?.role;
  object(shapes[String(role)] ?? base)(value, "document");
  const document = value as AgentDocument;
  if (document.role === "sender" && document.chunk.min > document.chunk.max)
    wrong("document.chunk.min", `must be at most chunk.max, ${document.chunk.max}`, document.chunk.min);
  if (document.way === "application" && document.transport !== "http")
    wrong("document.transport", "must be http where document.way is application", document.transport);
  if (document.role === "relay" && (document.handover === undefined) !== (document.way === undefined))
    throw new InputError("document.handover belongs to document.way application, and must be there with it");
  if (document.transport === "icmp" && addressesOf(document).some(isIPv6))
    throw new InputError('document.transport must be tcp, udp, http or dns for IPv6 addresses, not "icmp"');
  if (document.role !== "receiver") {
    const inside = insideRanges(document.allowed);
    document.target.addresses.forEach((to, i) => {
      if (!inside(to)) wrong(`document.target.addresses[${i}]`, `must lie in ${document.allowed.join(", ")}`, to);
    });
  }
  return document;
}

function addressesOf(document: AgentDocument): string[] {
  return [...("listen" in document ? [document.listen.address] : []), ...("target" in document ? document.target.addresses : [])];
}

function wrong(path: string, rule: string, value: unknown): never {
  throw new InputError(`${path} ${rule}, not ${value === undefined ? "missing" : JSON.stringify(value)}`);
}
