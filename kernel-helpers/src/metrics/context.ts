import type { WindowGraph } from "../edges/graph";
import type { Node } from "../edges/node";
import type { EdgeTable } from "../edges/table";
import type { MetricContext } from "./graph";
import { pairsOf, servicesOf } from "./services";
import { recentWindows, windowList } from "./windowlist";

/** What lies around the windows of one granularity. */
export interface Surroundings {
  readonly every: number;
  aliveNodes(window: number): readonly Node[];
  /** The windows before one, oldest first. */
  before(window: number): readonly WindowGraph[];
  readonly training: readonly WindowGraph[];
}

/** Of an edge table of one granularity. */
export function surroundingsOf(edges: EdgeTable, trainingWindows: readonly number[]): Surroundings {
  const at = recentWindows((window) => edges.at(window));
  let training: readonly WindowGraph[] | null = null;
  return {
    every: edges.granularities[0],
    aliveNodes: (window) => edges.aliveNodes(window),
    before: (window) => windowList(at, window),
    get training() {
      return (training ??= trainingWindows.map((window) => edges.at(window)));
    },
  };
}

/** A context, and whether what its metrics answered depends on training. */
export interface WatchedContext {
  readonly context: MetricContext;
  /** Forgets what was looked at so far. */
  reset(): void;
  readonly lookedAtTraining: boolean;
}

/** What lies beside a window, worked out only for a metric that asks. */
export function contextOf(around: Surroundings, graph: WindowGraph, window: number): WatchedContext {
  const nodes = once(() => around.aliveNodes(window));
  const alive = once(() => nodes().map(({ name }) => name));
  const services = once(() => servicesOf(graph, nodes()));
  const pairs = once(() => pairsOf(graph, nodes()));
  const previous = once(() => around.before(window));
  let lookedAtTraining = false;
  return {
    context: {
      window,
      every: around.every,
      get previous() {
        return previous();
      },
      get alive() {
        return alive();
      },
      get services() {
        return services();
      },
      get pairs() {
        return pairs();
      },
      get training() {
        lookedAtTraining = true;
        return around.training;
      },
    },
    reset: () => void (lookedAtTraining = false),
    get lookedAtTraining() {
      return lookedAtTraining;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
