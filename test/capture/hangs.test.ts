import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startCapture } from "../../kernel-helpers/src/capture/capture";
import type { Exit } from "../../kernel-helpers/src/lab/lab";
import type { StartTool } from "../../kernel-helpers/src/lab/tool";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a tcpdump that hangs is killed in the end, and its capture fails: nobody waits for ever", async () => {
  const signals: string[] = [];
  // As one that was stopped (SIGSTOP), or that waits for a disk: it hears nothing but SIGKILL.
  const start: StartTool = (command) => {
    let exit!: (exit: Exit) => void;
    const exited = new Promise<Exit>((resolve) => (exit = resolve));
    const output = () => "tcpdump: listening on br0";
    return Promise.resolve({
      command,
      exited,
      output,
      says: (found) => (found(output()) ? Promise.resolve(true) : exited.then(() => false)),
      signal: (name) => {
        signals.push(name);
        if (name === "SIGKILL") exit({ code: null, signal: name });
        return Promise.resolve();
      },
    });
  };
  const capture = await startCapture(start, "br0", { file: "/nowhere/lab.pcap", snaplen: 256 });
  const stopped = expect(capture.stop()).rejects.toThrow("tcpdump did not end within 5 s of being told to, and was killed");
  // Ten seconds and one more look to settle, five to end.
  await vi.advanceTimersByTimeAsync(18_000);
  await stopped;
  expect(signals.filter((name) => name !== "SIGUSR1")).toEqual(["SIGINT", "SIGKILL"]);
});
