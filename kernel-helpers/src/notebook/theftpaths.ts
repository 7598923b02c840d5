import { type Level, serviceName } from "../edges/node";
import type { EntityInterval, LedgerLine } from "../runfolder";

/**
 * The ways that stolen data took, as the ledger has them: for each different one the names of the nodes at a level, from originator to receiver.
 * At level `ip` there are none: addresses may change on the way.
 */
export function theftPaths(ledger: readonly LedgerLine[], entities: readonly EntityInterval[], level: Level): string[][] {
  if (level === "ip") return [];
  const jobs = new Map<string, Map<number, string>>();
  for (const { job, hop, agent } of ledger) {
    const hops = jobs.get(job) ?? new Map<number, string>();
    jobs.set(job, hops.set(hop, agent));
  }
  const interval = (agent: string) => entities.find(({ entity }) => entity === agent);
  const nameOf = (agent: string): string => {
    const found = level === "service" ? interval(agent) : undefined;
    return found ? serviceName(found) : agent;
  };
  const paths = [...jobs.values()].map((hops) => [...hops.keys()].sort((a, b) => a - b).map((hop) => nameOf(hops.get(hop)!)));
  return [...new Map(paths.map((path) => [path.join("\0"), path])).values()];
}
