import type { IStateDB } from "@jupyterlab/statedb";
import type { ReadonlyJSONObject, ReadonlyPartialJSONObject } from "@lumino/coreutils";
import { Debouncer } from "@lumino/polling";
import { type ISignal, Signal } from "@lumino/signaling";
import type { Library } from "../library/library";
import type { Checked, Template } from "../library/requests";

const stateKey = "munnin-lab:experiment";
/** Milliseconds after the last change at which an experiment is checked. */
const patience = 250;

/** What is still there after a reload of the page. */
interface Kept {
  readonly config: ReadonlyPartialJSONObject;
  readonly path?: string | null;
  readonly template?: string | null;
  readonly isChanged?: boolean;
}

/** The experiment that the form shows: checked by the library after each change, and still there after a reload of the page. */
export class ExperimentModel {
  schema: ReadonlyJSONObject | null = null;
  templates: readonly Template[] = [];
  config: ReadonlyPartialJSONObject | null = null;
  /** The file that it was read from or saved to. */
  path: string | null = null;
  /** The template that it began with; null for one from a file. */
  template: string | null = null;
  /** Whether it differs from its file, or from its template. */
  isChanged = false;
  /** What the library says of it; null while nobody has asked. */
  checked: Checked | null = null;
  /** What is to be said about its file, such as what became of a predecessor's keys. */
  notes: readonly string[] = [];
  /** Why nothing can be shown or checked. */
  problem: string | null = null;
  /** Whether a run of it is being started. */
  isStarting = false;
  private readonly changedSignal = new Signal<this, void>(this);
  private readonly checking = new Debouncer<void, void>(() => this.check(), patience);
  private loading: Promise<void> | null = null;

  constructor(
    private readonly library: Library,
    private readonly state: IStateDB | null,
  ) {}

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** Whether a run would begin. */
  get isValid(): boolean {
    return this.checked !== null && this.checked.errors.length === 0;
  }

  /** Asks for the schema and the templates, and shows what was shown before the page was loaded, or the quick start. */
  load(): Promise<void> {
    if (this.schema && this.problem === null) return Promise.resolve();
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.schema ? Promise.resolve() : this.loading;
  }

  private async fetch(): Promise<void> {
    try {
      const schema = (await this.library.ask("schema")) as ReadonlyJSONObject;
      this.templates = await this.library.ask("templates");
      this.schema = schema;
      this.problem = null;
    } catch (error) {
      this.problem = (error as Error).message;
      return this.changedSignal.emit();
    }
    const kept = this.config === null ? await this.kept() : null;
    if (kept) this.show(kept);
    else if (this.config === null && this.templates.length > 0) this.start(this.templates[0].name);
    else this.settle();
  }

  /** Begins with a template. */
  start(name: string): void {
    const template = this.templates.find((each) => each.name === name);
    if (template) this.show({ config: template.config as ReadonlyPartialJSONObject, template: name });
  }

  /**
   * @param path of a configuration, from the folder that JupyterLab serves
   * @param mayReplace asked when it has been read
   * @throws Refused when it is none
   */
  async open(path: string, mayReplace: () => Promise<boolean>): Promise<void> {
    await this.load();
    const { config, notes } = await this.library.ask("open", path);
    if (await mayReplace()) this.show({ config: config as ReadonlyPartialJSONObject, path }, notes);
  }

  edit(config: ReadonlyPartialJSONObject): void {
    this.config = config;
    this.isChanged = true;
    this.settle();
  }

  /** It is in this file now. */
  saved(path: string): void {
    Object.assign(this, { path, template: null, isChanged: false });
    this.settle();
  }

  /** Starts a run; a second press of the button while it begins means the same run. @throws Refused, Unreachable */
  async run(): Promise<void> {
    if (this.config === null || this.isStarting) return;
    this.isStarting = true;
    this.changedSignal.emit();
    try {
      await this.library.ask("start", this.config);
    } finally {
      this.isStarting = false;
      this.changedSignal.emit();
    }
  }

  /** Checks now what the form shows. */
  async check(): Promise<void> {
    const { config } = this;
    if (config === null) return;
    try {
      const checked = await this.library.ask("check", config);
      if (config !== this.config) return; // It was changed meanwhile, and is checked again.
      this.checked = checked;
      this.problem = null;
    } catch (error) {
      this.checked = null;
      this.problem = (error as Error).message;
    }
    this.changedSignal.emit();
  }

  private show({ config, path = null, template = null, isChanged = false }: Kept, notes: readonly string[] = []): void {
    Object.assign(this, { config, path, template, isChanged, notes, checked: null });
    this.settle();
  }

  private settle(): void {
    const { config, path, template, isChanged } = this;
    void this.state?.save(stateKey, { config, path, template, isChanged } as ReadonlyPartialJSONObject);
    void this.checking.invoke();
    this.changedSignal.emit();
  }

  private async kept(): Promise<Kept | null> {
    const value = (await this.state?.fetch(stateKey).catch(() => undefined)) as Kept | undefined;
    return value?.config ? value : null;
  }
}
