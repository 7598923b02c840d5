import { Agent, request, type IncomingMessage } from "node:http";
import { locationOf, rotation } from "./location";
import { eventually } from "./patience";
import { HttpError } from "./reply";
import type { Method } from "./service";

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  json<T>(): T;
}

/** Another service that this one talks to, over connections that are kept alive, its instances in turn. */
export interface Peer {
  /** Answers of any status. Fails when no connection can be made. */
  ask(method: Method, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The JSON of an answer below 400; passes statuses below 500 on, and turns the others into 502. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

/** Connects to another service: waits until it is there and healthy. */
export async function connectPeer(service: string): Promise<Peer> {
  const { host, port } = locationOf(service, 80);
  const agent = new Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 8 });
  const next = rotation(host);

  const ask: Peer["ask"] = async (method, path, body, extra) => {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const address = await next();
    const once = () => send({ agent, host: address, port, method, path, headers: { ...headersFor(host, payload), ...extra } }, payload);
    return once().catch((error: unknown) => {
      // The other end may close an idle connection at the moment in which it is used again.
      if (error instanceof StaleConnection) return once();
      throw error;
    });
  };

  const value = async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    const answer = await ask(method, path, body);
    if (answer.status < 400) return answer.json<T>();
    const { error } = answer.json<{ error?: string }>();
    throw new HttpError(answer.status < 500 ? answer.status : 502, error ?? `${service} answered ${answer.status}`);
  };

  await eventually(service, async () => {
    const { status } = await ask("GET", "/health");
    if (status !== 200) throw new Error(`it answers ${status}`);
  });
  return { ask, get: (path) => value("GET", path), post: (path, body) => value("POST", path, body) };
}

class StaleConnection extends Error {}

interface Outgoing {
  readonly agent: Agent;
  readonly host: string;
  readonly port: number;
  readonly method: Method;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

function headersFor(host: string, payload: Buffer | undefined): Outgoing["headers"] {
  const accept = { host, accept: "application/json", "user-agent": `munnin-shop/${process.env.INSTANCE ?? "local"}` };
  return payload ? { ...accept, "content-type": "application/json", "content-length": payload.length } : accept;
}

function send(outgoing: Outgoing, payload: Buffer | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = request(outgoing, (message) => void collect(message).then(resolve, reject));
    sending.on("error", (error) => reject(sending.reusedSocket ? new StaleConnection(error.message, { cause: error }) : error));
    sending.setTimeout(10_000, () => sending.destroy(new Error(`no answer from ${outgoing.host}:${outgoing.port} in 10 s`)));
    sending.end(payload);
  });
}

async function collect(message: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  return {
    status: message.statusCode ?? 0,
    type: message.headers["content-type"] ?? "application/octet-stream",
    body,
    json: <T>() => JSON.parse(body.toString()) as T,
  };
}
