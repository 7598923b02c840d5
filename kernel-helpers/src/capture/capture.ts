import type { Capture, CaptureCounts, CaptureOptions } from "../lab/lab";
import type { StartTool, Tool } from "../lab/tool";
import { writeWhole } from "../runfolder/files";
import { wallClock } from "../runfolder/time";
import { lastCounts } from "./counts";

/** KiB of memory in which the kernel keeps packets until tcpdump takes them. */
const bufferSize = 16_384;

/** Seconds after which a capture that does not settle is ended all the same; what is missing counts as dropped. */
const patience = 10;

/** The command that captures on an interface. Only real root may tell tcpdump to stay root; as another user it has nothing to give up. */
export function tcpdumpCommand(
  device: string,
  { file, snaplen, filter, rotate }: CaptureOptions,
  isRoot = process.getuid?.() === 0,
): string[] {
  const user = isRoot ? ["-Z", "root"] : [];
  const next = rotate === undefined ? [] : ["-C", `${rotate}`];
  const words = ["tcpdump", "-i", device, "-n", "-U", "-s", `${snaplen}`, "-B", `${bufferSize}`, ...user, ...next, "-w", file];
  return filter ? [...words, filter] : words;
}

/** Seconds that tcpdump may take to end once it is told to, and to answer when it is asked. */
const [endsWithin, answersWithin] = [5, 2];

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What comes of a promise within so many seconds; null: nothing did. */
async function within<T>(seconds: number, promise: Promise<T>): Promise<T | null> {
  let late: NodeJS.Timeout | undefined;
  const nothing = new Promise<null>((resolve) => (late = setTimeout(() => resolve(null), seconds * 1000)));
  return Promise.race([promise, nothing]).finally(() => clearTimeout(late));
}

/**
 * Starts tcpdump and returns once it listens. Throws with what it said when it does not.
 *
 * `stop` writes its counts beside the capture, as `<file without .pcap>.json`.
 */
export async function startCapture(start: StartTool, device: string, options: CaptureOptions): Promise<Capture> {
  const tool = await start(tcpdumpCommand(device, options));
  if (!(await tool.says((output) => output.includes("listening on")))) throw new Error(`tcpdump did not start: ${tool.output().trim()}`);
  const from = wallClock();
  let stopped: Promise<CaptureCounts> | undefined;
  return { command: tool.command, stop: () => (stopped ??= stop(tool, from, options.file)) };
}

async function stop(tool: Tool, from: number, file: string): Promise<CaptureCounts> {
  const to = wallClock();
  const lost = await settle(tool);
  await tool.signal("SIGINT");
  const end = await within(endsWithin, tool.exited);
  if (!end) {
    // One that hangs is not waited for: the trial has failed, and the run goes on to its end.
    await tool.signal("SIGKILL");
    throw new Error(`tcpdump did not end within ${endsWithin} s of being told to, and was killed`);
  }
  const { code, signal } = end;
  const counts = lastCounts(tool.output());
  if (code !== 0 || !counts)
    throw new Error(`tcpdump ended with ${signal ?? `status ${code}`}: ${tool.output().trim().split("\n").at(-1)}`);
  const result = { ...counts, dropped: counts.dropped + lost, from, to };
  writeWhole(file.replace(/\.pcap$/, "") + ".json", `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/**
 * Waits until all that had been received when the stop was asked for has been written.
 *
 * The kernel hands packets over in blocks, the last one up to a second late, later on a busy machine; stopped before, tcpdump loses it and
 * reports no drop. Asked by SIGUSR1 it tells what it has written and what it has received. Returns how many packets are missing
 * for good, which is 0 unless patience ran out.
 */
async function settle(tool: Tool): Promise<number> {
  let ended = false;
  void tool.exited.then(() => (ended = true));
  let wanted: number | undefined;
  let missing = 0;
  for (const deadline = Date.now() + patience * 1000; Date.now() < deadline && !ended; await pause(50)) {
    const known = tool.output().length;
    await tool.signal("SIGUSR1");
    if (
      (await within(
        answersWithin,
        tool.says((output) => lastCounts(output.slice(known)) !== null),
      )) === null
    )
      continue;
    const counts = lastCounts(tool.output());
    if (!counts) continue;
    wanted ??= counts.received;
    missing = Math.max(0, wanted - counts.captured - counts.dropped);
    if (missing === 0) break;
  }
  return missing;
}
