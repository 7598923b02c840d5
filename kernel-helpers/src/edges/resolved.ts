import type { Microseconds } from "./entities/lookup";

/** The edge of each flow, and the span of time for which it holds. */
export class Resolved {
  known = 0;
  edges: Int32Array = new Int32Array(1024);
  /** Spans, from and to for each flow; empty until the first answer that holds for a part of time only. */
  private spans: Float64Array = new Float64Array(0);

  /** Whether any answer holds for a part of time only. */
  get timed(): boolean {
    return this.spans.length > 0;
  }

  holds(flow: number, at: Microseconds): boolean {
    return at >= this.spans[flow * 2] && at < this.spans[flow * 2 + 1];
  }

  set(flow: number, edge: number, from: Microseconds, to: Microseconds): void {
    if (flow >= this.edges.length) this.grow(this.edges.length * 2);
    this.edges[flow] = edge;
    this.known = Math.max(this.known, flow + 1);
    if (!this.timed && from === -Infinity && to === Infinity) return;
    if (!this.timed) this.spans = unbounded(new Float64Array(0), this.edges.length * 2);
    this.spans[flow * 2] = from;
    this.spans[flow * 2 + 1] = to;
  }

  private grow(length: number): void {
    const longer = new Int32Array(length);
    longer.set(this.edges);
    this.edges = longer;
    if (this.timed) this.spans = unbounded(this.spans, length * 2);
  }
}

/** The spans, and behind them spans that hold for all time. */
function unbounded(spans: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(spans);
  for (let i = spans.length; i < length; i += 2) {
    longer[i] = -Infinity;
    longer[i + 1] = Infinity;
  }
  return longer;
}
