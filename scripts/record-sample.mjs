// node scripts/record-sample.mjs RUN: makes samples/quickstart of a run, small enough for the repository.
// Kept: what analysis reads. Frames are cut to 80 bytes (headers stay), the capture is packed with gzip, commands (they hold this
// machine's paths) are left out of the events, logs and the stolen file are left out.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { at } from "./setup/paths.mjs";

const kept = 80;
const [run] = process.argv.slice(2);
if (!run) {
  process.stderr.write("usage: node scripts/record-sample.mjs RUN\n");
  process.exit(2);
}
const into = at("samples", "quickstart");
rmSync(into, { recursive: true, force: true });
mkdirSync(join(into, "trial-0", "capture"), { recursive: true });

const record = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
record.recorded = `recorded on ${record.host.system} with ${record.host.cores} cores; frames cut to ${kept} bytes, capture packed with gzip`;
writeFileSync(join(into, "run.json"), JSON.stringify(record, null, 2) + "\n");

const events = readFileSync(join(run, "events.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line && !JSON.parse(line).exec);
writeFileSync(join(into, "events.jsonl"), events.join("\n") + "\n");

for (const file of ["entities.jsonl", "exfil.jsonl", "capture/lab.json"])
  copyFileSync(join(run, "trial-0", file), join(into, "trial-0", file));
const cut = join(into, "trial-0", "capture", "lab.pcap");
execFileSync("editcap", ["-s", String(kept), "-F", "pcap", join(run, "trial-0", "capture", "lab.pcap"), cut]);
writeFileSync(`${cut}.gz`, gzipSync(readFileSync(cut), { level: 9 }));
rmSync(cut);
process.stdout.write(`${into}\n`);
