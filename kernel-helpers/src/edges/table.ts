import { inspect } from "node:util";
import { InputError } from "../config/error";
import type { Time } from "../runfolder/time";
import { display, type MimeBundle } from "../table/display";
import type { DataFrame } from "../table/frame";
import type { Table } from "../table/table";
import type { WindowGraph } from "./graph";
import { windowStart } from "./grid";
import { toTime } from "./instant";
import type { EntityInterval } from "../runfolder/entity";
import { labelsOf, type Label, type LabelOptions } from "./labels";
import { aliveNodes } from "./alive";
import type { Level, Node, NodeKind } from "./node";
import { coarsened } from "./operations/coarsen";
import { filtered } from "./operations/filter";
import { type KindChoice, withKinds } from "./operations/kinds";
import { atServiceLevel } from "./operations/level";
import { withoutThief } from "./operations/without";
import type { EdgeCounts, EdgeRow, EdgeTableParts, Mark, WindowView } from "./parts";
import { eachRow, edgeRows } from "./rows";
import { graphOfAll, graphOfWindow } from "./rowgraph";
import type { Slice } from "./slice";

export type { EdgeCounts, EdgeRow, EdgeTableParts, Mark, Presence, WindowView } from "./parts";

/** Edges of the traffic graph per window, for one or several granularities. Silent windows exist, without rows. */
export class EdgeTable implements Iterable<EdgeRow> {
  constructor(
    /** The columns behind it, for code that reads many rows. */
    readonly parts: EdgeTableParts,
  ) {}

  get level(): Level {
    return this.parts.level;
  }
  /** Seconds, ascending. */
  get granularities(): readonly number[] {
    return this.parts.slices.map((slice) => slice.every);
  }
  get nodes(): readonly Node[] {
    return this.parts.nodes;
  }
  get marks(): readonly Mark[] {
    return this.parts.marks;
  }
  /** Whether it has the thief's share of each edge, from a ledger: of a baseline, that is nothing. */
  get hasExfil(): boolean {
    return this.parts.thefts !== undefined;
  }
  get counts(): EdgeCounts {
    return this.parts.counts;
  }
  /** Start of window 0, seconds since the epoch. */
  get origin(): Time {
    return toTime(this.parts.origin);
  }
  /** Rows of all its granularities. */
  get rowCount(): number {
    return this.parts.slices.reduce((sum, slice) => sum + slice.edges.length, 0);
  }
  /** Number of windows, silent ones too. @throws InputError on several granularities */
  get windowCount(): number {
    return this.only("windowCount").windowCount;
  }
  /** Coverage of each window, 0 to 1. @throws InputError on several granularities */
  get coverage(): Float64Array {
    return this.only("coverage").coverage;
  }

  /** The part of one granularity in seconds. @throws InputError when the table does not have it */
  every(granularity: number): EdgeTable {
    const slice = this.parts.slices.find((one) => one.every === granularity);
    if (!slice) throw new InputError(`every: the table has granularities ${this.granularities.join(", ")} s, not ${granularity}`);
    return new EdgeTable({ ...this.parts, slices: [slice] });
  }

  /** The graph of one window, from 0. @throws InputError on several granularities, and for a window that is not there */
  at(window: number): WindowView {
    const slice = this.only("at()");
    if (!Number.isInteger(window) || window < 0 || window >= slice.windowCount) {
      throw new InputError(`at: there are windows 0 to ${slice.windowCount - 1}, not ${window}`);
    }
    const start = toTime(windowStart(this.parts.origin, window, slice.nanoseconds));
    return Object.assign(graphOfWindow(this.parts, slice, window), { window, start, coverage: slice.coverage[window] });
  }

  /** Windows in order, made one by one. @throws InputError on several granularities */
  *windows(): IterableIterator<WindowView> {
    const { windowCount } = this.only("windows()");
    for (let window = 0; window < windowCount; window++) yield this.at(window);
  }

  /** The graph of all windows together. */
  total(): WindowGraph {
    return graphOfAll(this.parts, this.parts.slices.at(0));
  }

  /** Sums over one granularity: the same for each. */
  totals(): { frames: number; bytes: number; wireBytes: number } {
    const sum = (column: Float64Array = new Float64Array(0)): number => column.reduce((a, b) => a + b, 0);
    const slice = this.parts.slices.at(0);
    return { frames: sum(slice?.frames), bytes: sum(slice?.bytes), wireBytes: sum(slice?.wireBytes) };
  }

  /**
   * What each window is for whoever looks for the thief: positive, grey or negative.
   *
   * @throws InputError on several granularities, and without a ledger
   */
  labels(options?: LabelOptions): readonly Label[] {
    const { thefts } = this.parts;
    if (!thefts) throw new InputError("labels() needs a ledger: the edges of a run have one");
    return labelsOf(this.only("labels()"), thefts, options);
  }

  /**
   * The counterfactual twin: the same capture less the thief's packets, both directions, so that the exact change of each metric is known.
   * What everybody else would have done without the thief beside them, it does not know. Marks stay.
   *
   * @throws InputError without a ledger
   */
  without(what: "exfil"): EdgeTable {
    if (what !== "exfil") throw new InputError(`without: must be "exfil", not "${what as string}"`);
    if (!this.hasExfil) throw new InputError('without("exfil") needs a ledger: the edges of a run have one');
    return new EdgeTable(withoutThief(this.parts));
  }

  /** Names of the entities that existed in a window, sorted. Without entities: all nodes of the table. */
  alive(window: number): readonly string[] {
    return this.aliveNodes(window).map(({ name }) => name);
  }

  /** The same with what each of them is. */
  aliveNodes(window: number): readonly Node[] {
    return aliveNodes(this.parts, this.only("alive()"), window);
  }

  /**
   * The rows for which `keep` is true, of each granularity, and the nodes that they have. Windows and coverage stay. A choice that
   * depends on the window or on bytes lets the granularities' sums differ.
   */
  filter(keep: (row: EdgeRow) => boolean): EdgeTable {
    return new EdgeTable(filtered(this.parts, keep));
  }

  /**
   * Sums over windows of another granularity in seconds, from the same origin on. Its coverage is the mean of its parts.
   *
   * @throws InputError when none of the table's granularities divides it
   */
  coarsen(granularity: number): EdgeTable {
    return new EdgeTable(coarsened(this.parts, granularity));
  }

  /**
   * The edges between services, from those between instances: which service an instance is of, the entities say. Addresses of nobody
   * become `unknown` or `outside`.
   *
   * @throws InputError when the table is not at level `instance`, or an entity is of two services
   */
  toServices(entities: readonly EntityInterval[]): EdgeTable {
    return new EdgeTable(atServiceLevel(this.parts, entities));
  }

  /**
   * Keeps, merges into one node, or drops the nodes of some kinds: `edges.kinds({ infra: "drop", outside: "merge" })`. A dropped node
   * takes its edges with it; the merged node has the name of its kind.
   */
  kinds(choices: Readonly<Partial<Record<NodeKind, KindChoice>>>): EdgeTable {
    return new EdgeTable(withKinds(this.parts, choices));
  }

  [Symbol.iterator](): IterableIterator<EdgeRow> {
    return eachRow(this.parts);
  }

  /**
   * Its rows as columns: granularity, window, start, source, destination, frames, bytes, wire_bytes; with a ledger also exfil_payload,
   * exfil_app, exfil_bytes, exfil_overhead, exfil_frames, exfil_wire_bytes.
   */
  toTable(): Table {
    return edgeRows(this);
  }
  /** CSV of `toTable`, sorted by granularity, window, source, destination; `start` in seconds with nanoseconds. */
  toCsv(): string {
    return this.toTable().toCsv();
  }
  /** Its rows as a danfojs-node DataFrame. @throws InputError when danfojs-node is not installed */
  toDataFrame(): DataFrame {
    return this.toTable().toDataFrame();
  }
  toHtml(limit?: number): string {
    return this.toTable().toHtml(limit);
  }
  toString(): string {
    return this.toTable().toString();
  }
  [display](): MimeBundle {
    return this.toTable()[display]();
  }
  [inspect.custom](): string {
    return this.toString();
  }

  private only(asked: string): Slice {
    const { slices } = this.parts;
    if (slices.length !== 1)
      throw new InputError(`${asked} needs one granularity: choose it by every(), one of ${this.granularities.join(", ")}`);
    return slices[0];
  }
}
