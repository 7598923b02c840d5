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
  let rest = "";

  const look = () => {
    following.run ??= runsIn(home).find((folder) => !before.has(folder));
    if (following.run === undefined) return;
    const text = readFrom(join(following.run, "events.jsonl"), position);
    position += text.length;
    const lines = (rest + text.toString()).split("\n");
    rest = lines.pop();
    for (const line of lines) onEvent(JSON.parse(line));
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

/** The bytes of a file from a position up to the last whole character's line end. */
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
