import type { ProcessSpec } from "../lab/deployment";

/** Port of all HTTP services, as in the Sock Shop. */
export const httpPort = 80;

/**
 * The process of a service of ours: one bundled file in `dist/services/<application>/`.
 *
 * Its heap is kept small, since a lab runs dozens of them; V8 would grow it to a share of the machine's memory.
 */
export function nodeService(application: string, service: string, env: Readonly<Record<string, string>> = {}): ProcessSpec {
  return {
    name: service,
    command: ["{node}", "--max-old-space-size=96", "--max-semi-space-size=2", `{package}/dist/services/${application}/${service}.js`],
    env: { PORT: String(httpPort), ...env },
    ready: { port: httpPort, path: "/health" },
  };
}
