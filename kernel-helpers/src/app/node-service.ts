import type { ProcessSpec } from "../lab/deployment";

/** Port of all HTTP services, as in the Sock Shop. */
export const httpPort = 80;

/**
 * The command of a program of ours: one bundled file in `dist/services/<application>/`.
 *
 * Its heap is kept small, since a lab runs dozens of them; V8 would grow it to a share of the machine's memory.
 */
export const nodeCommand = (application: string, program: string): string[] => [
  "{node}",
  "--max-old-space-size=96",
  "--max-semi-space-size=2",
  `{package}/dist/services/${application}/${program}.js`,
];

/**
 * The process of a service of ours, which answers `GET /health` once it serves. Forms that are posted to it go to an agent beside it, at the socket
 * that `HANDOVER` names.
 */
export function nodeService(application: string, service: string, env: Readonly<Record<string, string>> = {}): ProcessSpec {
  return {
    name: service,
    command: nodeCommand(application, service),
    env: { PORT: String(httpPort), ...(env.INSTANCE && { HANDOVER: `{scratch}/handover-${env.INSTANCE}` }), ...env },
    ready: { port: httpPort, path: "/health" },
  };
}
