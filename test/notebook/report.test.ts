import { cpSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeReport, writeReport } from "../../kernel-helpers/src/notebook/report";
import { eventTable } from "../../kernel-helpers/src/notebook/report/events";
import { markup } from "../../kernel-helpers/src/notebook/report/markup";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { type RunRecord, type TrialRecord, readRun, writeRun } from "../../kernel-helpers/src/runfolder";

const sample = join(__dirname, "../../samples/quickstart");

/** A copy of the recorded run with another record. */
function changed(change: (record: RunRecord) => Partial<RunRecord>): string {
  const folder = join(mkdtempSync(join(tmpdir(), "munnin-report-")), "run");
  cpSync(sample, folder, { recursive: true });
  writeRun(folder, { ...readRun(folder), ...change(readRun(folder)) });
  return folder;
}

const verdicts = async (folder: string) =>
  Object.fromEntries((await makeReport(folder, { captures: false })).checks.map(({ what, verdict, why }) => [what, { verdict, why }]));

test("the report of the recorded run has its design, its ground truth and its versions, in one small page without the network", async () => {
  const folder = changed(() => ({}));
  const { file } = await writeReport(folder);
  expect(file).toBe(join(folder, "report.html"));
  const page = readFileSync(file, "utf8");
  const { theft } = readRun(folder).trials[0];
  for (const text of ["quickstart", "user-db → user → front-end → outside by http, 20000 B/s", "20 users, curve normal", process.arch])
    expect(page).toContain(text);
  // Sent, received, and seen in the capture.
  expect(page.split(`<td class="n">${theft!.sent.toLocaleString("en")}</td>`)).toHaveLength(4);
  expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/i);
  expect(statSync(file).size).toBeLessThan(100_000);
});

test("nothing that a run says is markup", async () => {
  const evil = `<script>alert(1)</script><img src=x onerror="alert(2)">'"&`;
  const folder = changed((record) => ({
    name: evil,
    id: evil,
    status: "failed",
    error: evil,
    versions: { [evil]: evil },
    host: { ...record.host, system: evil },
    recorded: evil,
    config: { ...(record.config as object), application: { name: evil, scale: { [evil]: 1 } } },
    trials: record.trials.map((trial) => ({ ...trial, kind: evil as TrialRecord["kind"], status: evil as TrialRecord["status"] })),
  }));
  writeFileSync(join(folder, "events.jsonl"), `${JSON.stringify({ time: 0, phase: "trial", level: "error", message: evil })}\n`);
  const report = await makeReport(folder);
  const shown = (report as unknown as { [key: symbol]: () => Record<string, string> })[Symbol.for("Jupyter.display")]();
  for (const page of [report.toHtml(), shown["text/html"]]) {
    expect(page).not.toMatch(/<script|<img|onerror="/);
    expect(page).toContain("&#60;script&#62;alert(1)&#60;/script&#62;&#60;img src=x onerror=&#34;alert(2)&#34;&#62;&#39;&#34;&#38;");
  }
});

test("what happened besides stands in a table with its times, and its kind is escaped", () => {
  const start = 1_700_000_000;
  const common = { service: "user-db", benign: true as const, added: [], removed: [] };
  const events = [
    { ...common, index: 0, kind: "backup", start: start + 6, end: start + 16, from: "user-db.1", to: "backup-store.1", bytes: 2_000_000 },
    { ...common, index: 1, kind: "<b>", start: start + 42, end: start + 52.25, users: 20, requests: 1234, bytes: 5 },
    { ...common, index: 2, kind: "replace", start, end: start, added: ["web.3"], removed: ["web.1"] },
  ];
  const { markup: table } = eventTable([{ index: 4, start, events } as unknown as TrialRecord]);
  const cells = [...table.matchAll(/<tr><td.*?<\/tr>/g)].map(([row]) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, text]) => text));
  expect(cells).toEqual([
    ["4", "backup", "user-db", "6.0", "16.0", "2,000,000 bytes from user-db.1 to backup-store.1"],
    ["4", "&#60;b&#62;", "user-db", "42.0", "52.3", "20 users, 1,234 requests, 5 bytes of answers"],
    ["4", "replace", "user-db", "0.0", "0.0", "+web.3, -web.1"],
  ]);
  expect(eventTable([{ index: 0, start } as unknown as TrialRecord]).markup).toBe("");
});

test("a template escapes what is put into it, and markup stays markup", () => {
  const inner = markup`<b>${"<"}</b>`;
  expect(markup`<p title="${'"'}">${[inner, inner]}${3}</p>`.markup).toBe('<p title="&#34;"><b>&#60;</b><b>&#60;</b>3</p>');
});

test("a good run passes; a run is not believed for each thing that is wrong with it", async () => {
  expect((await verdicts(sample))["the run came to its end"].verdict).toBe("pass");
  expect((await verdicts(sample))["the stolen data arrived whole"].verdict).toBe("pass");

  const failed = changed(() => ({ status: "failed", error: "the database ended by itself" }));
  expect((await verdicts(failed))["the run came to its end"]).toEqual({ verdict: "fail", why: "the database ended by itself" });

  const damaged = changed(({ trials }) => ({
    trials: trials.map((trial) => ({ ...trial, theft: { ...trial.theft!, recovered: false } })),
  }));
  expect((await verdicts(damaged))["the stolen data arrived whole"]).toEqual({ verdict: "warning", why: "not in trials 0" });

  // A baseline with a ledger: somebody stole in it.
  const baseline = changed(({ trials }) => ({ trials: trials.map((trial) => ({ ...trial, kind: "baseline" as const, theft: null })) }));
  expect((await verdicts(baseline))["nothing was stolen in baselines and shams"].verdict).toBe("fail");

  const loaded = changed(() => ({ offload: { "web.1/eth0": { tso: true } } }));
  expect((await verdicts(loaded))["frames are packets (offload is off)"]).toEqual({ verdict: "warning", why: "not on web.1/eth0" });
});

test("a trial that began before its rates were stationary is warned of; who did not wait does not know", async () => {
  const what = "rates were stationary when the trials began";
  const stationary = { atMost: 30, over: 10, tolerance: 0.25, required: false };
  const warmed = (keys: object, stationarity: TrialRecord["stationarity"]) =>
    changed(({ config, trials }) => {
      const old = config as { trials: object };
      return {
        config: { ...old, trials: { ...old.trials, stationary: keys } },
        trials: trials.map((trial) => ({ ...trial, stationarity })),
      };
    });
  expect((await verdicts(sample))[what]).toEqual({ verdict: "unknown", why: "no trial has it on record" });
  const none = await verdicts(warmed({ ...stationary, atMost: 0 }, undefined));
  expect(none[what]).toEqual({ verdict: "unknown", why: "nobody waited for it: trials.stationary.atMost is 0" });
  const good = await verdicts(warmed(stationary, { warmup: 12.5, difference: 0.081, reached: true }));
  const tolerance = "(trials.stationary.tolerance: 25 %)";
  expect(good[what]).toEqual({ verdict: "pass", why: `warm-up lasted up to 12.5 s; they differed by at most 8.1 % ${tolerance}` });
  const bad = await verdicts(warmed(stationary, { warmup: 35, difference: 0.4, reached: false }));
  expect(bad[what]).toEqual({
    verdict: "warning",
    why: `not in trials 0; warm-up lasted up to 35 s; they differed by at most 40 % ${tolerance}`,
  });
});

test("capture loss is judged per network: 30 of 1000 is 3 %, more than one allows and less than another", async () => {
  const lossy = (maxLoss: number) => {
    const folder = changed(({ config }) => ({ config: { ...(config as object), capture: { snaplen: 256, maxLoss } } }));
    writeFileSync(join(folder, "trial-0/capture/lab.json"), JSON.stringify({ captured: 970, received: 1000, dropped: 30, from: 0, to: 1 }));
    return folder;
  };
  const why = "30 of 1000 packets lost, at worst 3 % of a network's in a trial";
  expect((await verdicts(lossy(0.05)))["the capture is complete"]).toEqual({ verdict: "warning", why });
  expect((await verdicts(lossy(0.01)))["the capture is complete"]).toEqual({ verdict: "fail", why });
});

test("in a notebook a run shows its report", async () => {
  const report = await openRun(sample).report();
  expect(String(report)).toMatch(/^report of quickstart-.*: done\n {2}pass {5}the run came to its end: trials done: 1/);
});
