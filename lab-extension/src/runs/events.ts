import { URLExt } from "@jupyterlab/coreutils";
import { ServerConnection } from "@jupyterlab/services";
import type { Event } from "munnin/dist/runfolder/event";
import type { Library } from "../library/library";
import type { RunEntry } from "../library/requests";

/** Follows a run's `events.jsonl`: each look reads only what is new. */
export class EventFollower {
  readonly events: Event[] = [];
  /** Why the log could not be read at the last look. */
  problem: string | null = null;
  /** When something new came, in milliseconds of this machine's clock. */
  changed = Date.now();
  private position = 0;

  constructor(
    private readonly run: Pick<RunEntry, "folder" | "path">,
    private readonly library: Library,
    private readonly settings: ServerConnection.ISettings,
  ) {}

  /** @returns whether anything was new */
  async look(): Promise<boolean> {
    const before = this.events.length;
    try {
      this.take(this.run.path === null ? await this.elsewhere() : await this.served(this.run.path));
      this.problem = null;
    } catch (error) {
      this.problem = (error as Error).message;
    }
    if (this.events.length > before) this.changed = Date.now();
    return this.events.length > before;
  }

  /** A run in the folder that JupyterLab serves: the new bytes of its file. A last line that is half written waits. */
  private async served(path: string): Promise<string> {
    const file = `${path}/events.jsonl`.split("/").map(encodeURIComponent).join("/");
    const url = `${URLExt.join(this.settings.baseUrl, "files", file)}?_=${Date.now()}`;
    // One byte that is known is asked for, too: a range that begins at the end would be an error.
    const headers = { Range: `bytes=${Math.max(0, this.position - 1)}-` };
    const response = await ServerConnection.makeRequest(url, { headers, cache: "no-store" }, this.settings);
    if (response.status === 416) return "";
    if (!response.ok) throw new Error(`events.jsonl: ${response.status} ${response.statusText}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const fresh = bytes.subarray(response.status === 206 ? Math.min(1, this.position) : this.position);
    const whole = fresh.subarray(0, fresh.lastIndexOf(10) + 1);
    this.position += whole.length;
    return new TextDecoder().decode(whole);
  }

  private async elsewhere(): Promise<string> {
    const { text, position } = await this.library.ask("events", this.run.folder, this.position);
    this.position = position;
    return text;
  }

  private take(text: string): void {
    for (const line of text.split("\n")) {
      if (line === "") continue;
      try {
        const event = JSON.parse(line) as unknown;
        if (typeof event === "object" && event !== null) this.events.push(event as Event);
      } catch {
        // A line that a crash cut in two: the others still count.
      }
    }
  }
}
