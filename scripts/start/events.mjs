import { closeSync, existsSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/**
 * Follows the event log of the first run that appears in a folder: `onEvent` gets each event once, in order.
 * Returns an object with `run` (the run folder, when there is one) and `stop()`, which reads what is left.
 */
export function followNewRun(home, onEvent) {
  const before = new Set(runsIn(home));
  const following = { run: undefined, stop: () => undefined };
  let position = 0;

  const look = () => {
    following.run ??= runsIn(home).find((folder) => !before.has(folder));
    if (following.run === undefined) return;
    const text = readFrom(join(following.run, "events.jsonl"), position);
    position += text.length;
    for (const line of text.toString().split("\n")) if (line !== "") onEvent(JSON.parse(line));
  };
  const timer = setInterval(look, 300);
  following.stop = () => {
    clearInterval(timer);
    look();
  };
  return following;
}

function runsIn(home) {
  if (!existsSync(home)) return [];
  const folders = readdirSync(home).map((name) => join(home, name));
  return folders.filter((folder) => existsSync(join(folder, "events.jsonl")));
}

/** The whole lines of a file after a position: what is half written is left for the next look. */
function readFrom(file, position) {
  const handle = openSync(file, "r");
  try {
    const chunks = [];
    const buffer = Buffer.alloc(64 * 1024);
    for (let at = position; ;) {
      const count = readSync(handle, buffer, 0, buffer.length, at);
      if (count === 0) break;
      chunks.push(Buffer.from(buffer.subarray(0, count)));
      at += count;
    }
    const bytes = Buffer.concat(chunks);
    return bytes.subarray(0, bytes.lastIndexOf(10) + 1);
  } finally {
    closeSync(handle);
  }
}
