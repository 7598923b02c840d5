import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import findMyWay from "find-my-way";
import { eventsPath, formType, handOver } from "./handover";
import { log } from "./log";
import { HttpError, json, text, type Reply } from "./reply";
import { parseBody, readBody, type Request } from "./request";

export type Handler = (request: Request) => Promise<Reply> | Reply;
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Adds a route: `on("GET", "/customers/:id", handler)`. */
export type On = (method: Method, path: string, handler: Handler) => void;

/**
 * A service: listens at once on `PORT`, answers 503 until `setUp` has connected all that it depends on, then its routes;
 * `GET /health` answers 200 from then on. Forms that are posted to `/events` are handed over (`handOver`). One log line a request, but for health checks.
 *
 * Ends with status 1 and a line in the log when `setUp` fails; with 0 on SIGTERM.
 */
export function runService(name: string, setUp: (on: On) => Promise<void> | void): void {
  const router = findMyWay<findMyWay.HTTPVersion.V1>();
  const routes = new Map<string, Handler>();
  let ready = false;
  const on: On = (method, path, handler) => {
    routes.set(`${method} ${path}`, handler);
    router.on(method, path, () => undefined, { handler });
  };

  const answer = async (message: IncomingMessage, url: URL): Promise<Reply> => {
    const body = await readBody(message);
    if (!ready) throw new HttpError(503, `${name} is starting`);
    const isForm = message.headers["content-type"] === formType && message.method === "POST";
    if (isForm && url.pathname === eventsPath) return handOver(body, process.env.HANDOVER);
    const route = router.find(message.method as Method, url.pathname);
    if (!route) throw new HttpError(404, `no ${message.method} ${url.pathname}`);
    const { handler } = route.store as { handler: Handler };
    return handler({ params: route.params, query: url.searchParams, headers: message.headers, json: () => parseBody(body) });
  };

  const server = createServer((message, response) => {
    const started = performance.now();
    const url = new URL(message.url ?? "/", "http://service");
    if (url.pathname === "/health") return send(response, ready ? text("OK") : text("starting", 503));
    void answer(message, url)
      .catch((error: unknown) => failure(error, url.pathname))
      .then((reply) => {
        const bytes = send(response, reply);
        const ms = Math.round((performance.now() - started) * 100) / 100;
        log("info", "request", { method: message.method ?? "", path: url.pathname, status: reply.status, ms, bytes });
      });
  });
  server.listen(Number(process.env.PORT ?? 80), process.env.HOST ?? "0.0.0.0");
  server.on("error", (error) => end(`${name} cannot listen: ${error.message}`));

  process.once("SIGTERM", () => process.exit(0));
  Promise.resolve(setUp(on)).then(
    () => {
      ready = true;
      log("info", "ready", { ms: Math.round(performance.now()) });
    },
    (error: unknown) => end(error instanceof Error ? error.message : String(error)),
  );
}

function send(response: ServerResponse, { status, body, type, headers }: Reply): number {
  const bytes = Buffer.byteLength(body);
  response.writeHead(status, { "content-type": type, "content-length": bytes, ...headers });
  response.end(body);
  return bytes;
}

function failure(error: unknown, path: string): Reply {
  if (error instanceof HttpError) return json({ error: error.message }, error.status);
  const message = error instanceof Error ? error.message : String(error);
  log("error", message, { path });
  return json({ error: message }, 500);
}

function end(message: string): void {
  log("error", message);
  process.exitCode = 1;
  process.stdout.write("", () => process.exit(1));
}
