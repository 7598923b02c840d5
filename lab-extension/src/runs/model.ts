import type { ServiceManager } from "@jupyterlab/services";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { IStateDB } from "@jupyterlab/statedb";
import { Poll } from "@lumino/polling";
import { type ISignal, Signal } from "@lumino/signaling";
import { type Library, Unreachable } from "../library/library";
import type { RunEntry } from "../library/requests";
import { EventFollower } from "./events";
import { type RunProgress, progressOf } from "./progress";
import { servedRuns } from "./served";

const stateKey = "munnin-lab:going";
/** Milliseconds between two looks at the list, and after the last event of a run until its coordinator is looked for. */
const pace = { list: 5000, silence: 10_000 };
/** While the panel is hidden, events are read so many times less often. */
const patience = 5;

/**
 * The runs, and the events of those that go on.
 *
 * While the page is hidden, nothing is asked; while only the panel is, nothing but the events of runs that go on, so that their end
 * can be told.
 */
export class RunsModel {
  runs: readonly RunEntry[] = [];
  /** Why the list may be incomplete: there is no library to ask. */
  problem: string | null = null;
  /** Whether the list was read at all. */
  isReady = false;
  private visible = false;
  /** Milliseconds between two looks at the events. */
  private interval = 1000;
  private readonly followers = new Map<string, EventFollower>();
  /** Folders of runs that were asked to end. */
  private readonly stopping = new Set<string>();
  private readonly changedSignal = new Signal<this, void>(this);
  private readonly endedSignal = new Signal<this, RunEntry>(this);
  private readonly listPoll: Poll;
  private readonly eventPoll: Poll;

  constructor(
    private readonly library: Library,
    private readonly services: ServiceManager.IManager,
    private readonly trans: TranslationBundle,
    private readonly state: IStateDB | null,
  ) {
    const common = { auto: false, name: "munnin-lab" };
    this.listPoll = new Poll({
      ...common,
      factory: () => this.read(),
      frequency: { interval: pace.list, backoff: true, max: 60_000 },
      standby: () => document.hidden || !this.visible,
    });
    this.eventPoll = new Poll({
      ...common,
      factory: () => this.follow(),
      frequency: { interval: this.interval, backoff: false },
      standby: () => document.hidden || this.going.length === 0,
    });
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** A run that went on at the last look, or when the page was left, and has ended since. */
  get ended(): ISignal<this, RunEntry> {
    return this.endedSignal;
  }

  /** Told when the panel is shown and hidden. */
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.setPace(this.interval / 1000);
    if (!visible) return;
    void this.listPoll.start();
    void this.eventPoll.start();
  }

  /** @param seconds between two looks at the events of runs that go on */
  setPace(seconds: number): void {
    this.interval = seconds * 1000;
    this.eventPoll.frequency = { ...this.eventPoll.frequency, interval: this.interval * (this.visible ? 1 : patience) };
  }

  /** Looks now. */
  async refresh(): Promise<void> {
    await this.listPoll.refresh();
    await this.listPoll.tick;
  }

  /** The events of a run that goes on, or that somebody wants to see. */
  progress(run: RunEntry): RunProgress | null {
    const follower = this.followers.get(run.folder);
    return follower && follower.events.length > 0 ? progressOf(follower.events, (Date.now() - follower.changed) / 1000) : null;
  }

  /** Reads the events of one run, whether or not it goes on; of one whose folder has gone meanwhile, nothing is asked. */
  async lookAt(run: RunEntry): Promise<void> {
    await this.read();
    if (!this.runs.some(({ folder }) => folder === run.folder)) return;
    await this.follower(run).look();
    this.changedSignal.emit();
  }

  /** Asks a run to end, once: asked again, it would not wait for its users. @throws Error when it cannot be asked */
  async stop(run: RunEntry): Promise<void> {
    if (this.isStopping(run)) return;
    this.stopping.add(run.folder);
    this.changedSignal.emit();
    try {
      await this.library.ask("stop", run.id);
      await this.refresh();
    } catch (error) {
      this.stopping.delete(run.folder);
      throw error;
    }
  }

  isStopping({ folder }: RunEntry): boolean {
    return this.stopping.has(folder);
  }

  private get going(): readonly RunEntry[] {
    return this.runs.filter(({ state }) => state === "running");
  }

  private async read(): Promise<void> {
    const kept = this.isReady ? [] : await this.keptGoing();
    let runs: readonly RunEntry[];
    try {
      runs = await this.library.ask("runs");
      this.problem = null;
    } catch (error) {
      this.problem = (error as Error).message;
      runs = await servedRuns(this.services, this.runs, this.trans);
      if (!(error instanceof Unreachable)) console.warn(`munnin-lab: ${this.problem}`);
    }
    const before = this.isReady ? this.going.map(({ id }) => id) : kept;
    this.runs = runs;
    this.isReady = true;
    const going = this.going.map(({ id }) => id);
    if (going.join() !== before.join()) void this.state?.save(stateKey, going);
    for (const folder of this.followers.keys()) if (!runs.some((run) => run.folder === folder)) this.followers.delete(folder);
    for (const id of before) {
      const now = runs.find((run) => run.id === id);
      if (now && now.state !== "running") this.endedSignal.emit(now);
    }
    if (this.going.length > 0) void this.eventPoll.start();
    this.changedSignal.emit();
  }

  /** Ids of the runs that went on when the page was left: if they have ended since, that is told, too. */
  private async keptGoing(): Promise<readonly string[]> {
    const kept = await this.state?.fetch(stateKey).catch(() => undefined);
    return Array.isArray(kept) ? kept.map(String) : [];
  }

  private async follow(): Promise<void> {
    const going = this.going;
    if (going.length === 0) return;
    await Promise.all(going.map((run) => this.follower(run).look()));
    const isOver = ({ events, changed }: EventFollower) => progressOf(events, 0).ended || Date.now() - changed > pace.silence;
    // Its end is on record a moment after its last event; after a silence, its coordinator may be dead.
    if (going.some((run) => isOver(this.follower(run)))) await this.read();
    else this.changedSignal.emit();
  }

  private follower(run: RunEntry): EventFollower {
    const known = this.followers.get(run.folder) ?? new EventFollower(run, this.library, this.services.serverSettings);
    this.followers.set(run.folder, known);
    return known;
  }
}
