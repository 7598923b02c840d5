import type { Kernel, ServiceManager, Session } from "@jupyterlab/services";
import type { TranslationBundle } from "@jupyterlab/translation";
import { type PanelRequests, panelMime } from "./requests";

/** The hidden session: found again by its path after a reload of the page, and by a second window. */
const sessionPath = "munnin-panel";
const kernelName = "munnin";

/** What the library has refused, for the user to mend: its message is one line. */
export class Refused extends Error {}

/** Milliseconds in which a question is answered, also by a kernel that starts on a busy machine. */
const patience = 60_000;

/** There is no library to ask: no kernel is installed, it does not start, or it has died. */
export class Unreachable extends Error {}

/**
 * The library, asked through a hidden session of our kernel: what the panel accepts is what `munnin run` accepts.
 *
 * The session starts with the first question; when its kernel dies, the next question starts another.
 */
export class Library {
  private session: Promise<Session.ISessionConnection> | null = null;

  constructor(
    private readonly services: ServiceManager.IManager,
    private readonly trans: TranslationBundle,
  ) {}

  /** @throws Refused, Unreachable */
  async ask<M extends keyof PanelRequests>(method: M, ...args: Parameters<PanelRequests[M]>): Promise<ReturnType<PanelRequests[M]>> {
    const question = JSON.stringify({ method, args });
    try {
      return (await this.execute(question)) as ReturnType<PanelRequests[M]>;
    } catch (error) {
      // A run is started once, or not at all.
      if (error instanceof Refused || error instanceof Unreachable || method === "start") throw error;
      return (await this.execute(question)) as ReturnType<PanelRequests[M]>;
    }
  }

  private async execute(question: string): Promise<unknown> {
    const kernel = await this.kernel();
    const code = `await require("munnin/dist/panel").answer(${JSON.stringify(question)})`;
    const future = kernel.requestExecute({ code, store_history: false, stop_on_error: false, allow_stdin: false }, true);
    let value: unknown;
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type !== "execute_result") return;
      const answer = (content as { data: Record<string, { value: unknown } | undefined> }).data[panelMime];
      value = answer?.value;
    };
    const died = whenDead(kernel, this.trans);
    const late = whenLate(this.trans);
    try {
      const { content } = await Promise.race([future.done, died.promise, late.promise]);
      if (content.status === "ok") return value;
      if (content.status === "error") throw new Refused(content.evalue || content.ename);
      throw new Error(this.trans.__("The kernel of the Munnin panel did not answer."));
    } catch (error) {
      if (!(error instanceof Refused)) this.forget();
      throw error;
    } finally {
      died.end();
      late.end();
    }
  }

  private async kernel(): Promise<Kernel.IKernelConnection> {
    this.session ??= this.connect();
    try {
      const { kernel } = await this.session;
      if (kernel && !kernel.isDisposed && kernel.status !== "dead") return kernel;
    } catch (error) {
      this.forget();
      throw new Unreachable((error as Error).message);
    }
    this.forget();
    return this.kernel();
  }

  private forget(): void {
    void this.session?.then((session) => session.dispose()).catch(() => undefined);
    this.session = null;
  }

  private async connect(): Promise<Session.ISessionConnection> {
    const { sessions, kernelspecs } = this.services;
    await kernelspecs.ready;
    if (!kernelspecs.specs?.kernelspecs[kernelName])
      throw new Error(
        this.trans.__("The kernel “munnin” is not installed where this JupyterLab runs. “npm start” in Munnin’s folder installs it."),
      );
    await sessions.refreshRunning();
    const model = [...sessions.running()].find(({ path }) => path === sessionPath);
    const session = model
      ? sessions.connectTo({ model })
      : await sessions.startNew({ path: sessionPath, name: this.trans.__("Munnin panel"), type: "file", kernel: { name: kernelName } });
    if (!session.kernel) throw new Error(this.trans.__("The kernel of the Munnin panel did not start."));
    return session;
  }
}

/** Rejects when a kernel dies, which would leave a question without an answer. */
function whenDead(kernel: Kernel.IKernelConnection, trans: TranslationBundle) {
  let end = () => {};
  const promise = new Promise<never>((_, reject) => {
    const gone = () => reject(new Error(trans.__("The kernel of the Munnin panel has ended.")));
    const look = () => {
      if (["dead", "restarting", "autorestarting"].includes(kernel.status) || kernel.isDisposed) gone();
    };
    kernel.statusChanged.connect(look);
    kernel.disposed.connect(gone);
    end = () => {
      kernel.statusChanged.disconnect(look);
      kernel.disposed.disconnect(gone);
    };
  });
  promise.catch(() => undefined);
  return { promise, end };
}

/** Rejects when an answer does not come: its kernel hangs, or the answer was lost while the connection was. */
function whenLate(trans: TranslationBundle) {
  let end = () => {};
  const promise = new Promise<never>((_, reject) => {
    const late = trans.__(
      "The kernel of the Munnin panel does not answer. It can be shut down in the list of running kernels; another one starts then.",
    );
    const timer = setTimeout(() => reject(new Unreachable(late)), patience);
    end = () => clearTimeout(timer);
  });
  promise.catch(() => undefined);
  return { promise, end };
}
