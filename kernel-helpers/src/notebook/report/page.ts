import { type Experiment, warmupInWords } from "../../config";
import type { ResourceUse, RunRecord } from "../../runfolder";
import type { Check } from "./checks";
import { eventTable } from "./events";
import { type Markup, markup } from "./markup";

/** What the report says of a trial. */
export interface TrialRow {
  readonly index: number;
  readonly kind: string;
  readonly block: number;
  readonly status: string;
  readonly seconds: number;
  readonly requests: number | null;
  readonly failures: number | null;
  readonly packets: number;
  readonly dropped: number;
  /** Bytes of the thief's: sent and received by its ledger, seen in the captures, withheld by a sham. Null: not looked for. */
  readonly sent: number;
  readonly received: number;
  readonly captured: number | null;
  readonly withheld: number;
  /** Of each instance over the whole trial; none where it was not recorded. */
  readonly use: readonly ResourceUse[];
  readonly charts: readonly Markup[];
}

export interface ReportContent {
  readonly record: RunRecord;
  readonly checks: readonly Check[];
  readonly trials: readonly TrialRow[];
  /** Warnings and errors of the run, in order. */
  readonly complaints: readonly string[];
  /** What the report leaves out, and why. */
  readonly notes: readonly string[];
}

const style = `
.munnin-report { font: 14px/1.45 system-ui, sans-serif; max-width: 75em; }
.munnin-report table { border-collapse: collapse; margin: .4em 0 1em; }
.munnin-report th, .munnin-report td { text-align: left; padding: .2em .8em .2em 0; border-bottom: 1px solid rgba(128,128,128,.3); vertical-align: top; }
.munnin-report td.n, .munnin-report th.n { text-align: right; font-variant-numeric: tabular-nums; }
.munnin-report .pass, .munnin-report .warning, .munnin-report .fail, .munnin-report .unknown { font-weight: 600; white-space: nowrap; }
.munnin-report .pass { color: #1b7f3b; } .munnin-report .warning { color: #9a6200; } .munnin-report .fail { color: #c62828; } .munnin-report .unknown { color: #757575; }
.munnin-report svg { display: block; max-width: 100%; height: auto; margin: .2em 0; } .munnin-report svg text { font-size: 10px; fill: currentColor; }
.munnin-report svg .tick { text-anchor: end; } .munnin-report svg line { stroke: rgba(128,128,128,.5); }
.munnin-report svg polyline { fill: none; stroke: #3b6fb6; stroke-width: 1.3; } .munnin-report svg .span { fill: rgba(198,40,40,.15); }
.munnin-report svg .benign { fill: rgba(0,114,178,.08); stroke: rgba(0,114,178,.7); stroke-dasharray: 2 2; }
.munnin-report svg .loot { fill: rgba(198,40,40,.5); } .munnin-report .charts { display: flex; flex-wrap: wrap; gap: 0 1.5em; }
.munnin-report pre { white-space: pre-wrap; overflow-wrap: anywhere; }`;

/** The report as a part of a page. */
export function reportBody(content: ReportContent): Markup {
  const { record, trials, complaints, notes } = content;
  const { start, end } = record;
  const took = end === null ? "" : `, ${Math.round(end - start)} s`;
  return markup`<div class="munnin-report"><style>${{ markup: style }}</style>
<h1>${record.name}</h1>
<p>Run ${record.id}: <b>${record.status}</b>${record.error ? `: ${record.error}` : ""}. Begun ${new Date(start * 1000).toISOString()}${took}.</p>
${record.recorded ? markup`<p class="fail">Recorded elsewhere: ${record.recorded}</p>` : markup``}
<h2>Checks</h2>${checkTable(content.checks)}
<h2>Design</h2>${facts(designOf(record))}
<h2>Trials, and what was stolen in them</h2>${trialTable(trials)}
${eventTable(record.trials)}
<h2>Figures</h2>
${notes.map((note) => markup`<p>${note}</p>`)}
${trials.filter(({ charts }) => charts.length > 0).map(({ index, kind, charts }) => markup`<h3>Trial ${index}, ${kind}</h3><div class="charts">${charts}</div>`)}
${useTable(trials)}
${complaints.length > 0 ? markup`<h2>Warnings and errors</h2><ul>${complaints.map((text) => markup`<li>${text}</li>`)}</ul>` : markup``}
<h2>Made with</h2>${facts(madeWith(record))}
<details><summary>The configuration, with all defaults</summary><pre>${JSON.stringify(record.config, null, 2)}</pre></details>
</div>`;
}

/** The report as a page of its own: no script, nothing from anywhere else. */
export const reportPage = (content: ReportContent): string =>
  markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${content.record.id}</title></head><body>
${reportBody(content)}
</body></html>
`.markup;

const checkTable = (checks: readonly Check[]): Markup =>
  markup`<table>${checks.map(({ what, verdict, why }) => markup`<tr><td class="${verdict}">${verdict}</td><td>${what}</td><td>${why}</td></tr>`)}</table>`;

const facts = (rows: readonly (readonly [string, string])[]): Markup =>
  markup`<table>${rows.map(([label, value]) => markup`<tr><th>${label}</th><td>${value}</td></tr>`)}</table>`;

function designOf({ config, seed, lab, trials }: RunRecord): [string, string][] {
  const { application, load, trials: wanted, exfiltration, capture, events = [] } = config as Experiment;
  const scale = Object.entries(application.scale).map(([service, count]) => `${service} × ${count}`);
  const thefts = exfiltration.map(
    ({ path, transport, bytesPerSecond, style: how = "steady" }) =>
      `${path.join(" → ")} → outside by ${transport}, ${bytesPerSecond} B/s, ${how}`,
  );
  const happenings = events.map(({ kind, service, at }) => `${[kind, service].filter(Boolean).join(" of ")} at second ${at}`);
  return [
    ["application", [application.name, ...scale].join(", ")],
    [
      "load",
      load.arrivals === undefined
        ? `${load.users} users, ${load.steps ? "a curve of its own" : `curve ${load.curve}`}`
        : `open loop: at most ${load.arrivals} arrivals per second, ${load.users} users at once`,
    ],
    [
      "trials",
      `of ${wanted.seconds} s after ${warmupInWords(wanted)} of warm-up; in this order: ${trials.map(({ kind }) => kind).join(", ") || "none began"}`,
    ],
    ["thefts", thefts.join("; ") || "none"],
    ...(events.length > 0 ? [["events", happenings.join("; ")] as [string, string]] : []),
    [
      "capture",
      `${capture.snaplen} bytes of each frame, at ${capture.points === "both" ? "networks and instances" : (capture.points ?? "networks")}`,
    ],
    ["lab", surroundingsOf(config as Experiment) || lab],
    ["seed", String(seed)],
  ];
}

/** What surrounds the application; a run of a version that knew none has the lab's kind alone. */
function surroundingsOf({ lab }: { readonly lab?: Experiment["lab"] | string }): string {
  if (typeof lab !== "object") return lab ?? "";
  const { kind, resolver, virtualAddresses, prober, networks, egress } = lab;
  const egresses = egress.map((each) => `${each.kind} of ${each.from}`);
  return [
    kind,
    resolver ? "a resolver" : "no resolver",
    virtualAddresses ? "virtual addresses" : "no virtual addresses",
    prober ? "a prober" : "no prober",
    networks === "one" ? "one network" : "networks front and back",
    egresses.length > 0 ? `egress: ${egresses.join(", ")}` : "no egress of its own",
  ].join("; ");
}

function madeWith({ versions, host }: RunRecord): [string, string][] {
  const memory = `${Math.round(host.memory / 2 ** 30)} GiB`;
  return [
    ...Object.entries(versions),
    ["machine", `${host.system}, ${host.cores} cores, ${memory}, ${host.root ? "as root" : "as an ordinary user"}`],
  ];
}

/** CPU of each instance in each trial, so that a reader sees whether kinds of trials differ in it. */
function useTable(trials: readonly TrialRow[]): Markup {
  const known = trials.filter(({ use }) => use.length > 0);
  if (known.length === 0) return markup``;
  const shown = known.slice(0, 12);
  const instances = [...new Set(known.flatMap(({ use }) => use.map(({ instance }) => instance)))];
  const of = ({ use }: TrialRow, instance: string) => use.find((each) => each.instance === instance);
  const cell = (text: string) => markup`<td class="n">${text}</td>`;
  const cores = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(3));
  const row = (label: string, value: (trial: TrialRow) => number | undefined, memory: number) =>
    markup`<tr><td>${label}</td>${shown.map((trial) => cell(cores(value(trial))))}${cell((memory / 1e6).toFixed(0))}</tr>`;
  const rows = instances.flatMap((instance) => {
    const all = known.flatMap((trial) => of(trial, instance) ?? []);
    const most = (value: (use: ResourceUse) => number) => all.reduce((greatest, use) => Math.max(greatest, value(use)), 0);
    const beside = most(({ besideMemory }) => besideMemory);
    return [
      row(
        instance,
        (trial) => of(trial, instance)?.cpu,
        most(({ memory }) => memory),
      ),
      ...(beside > 0 ? [row(`${instance}, beside it`, (trial) => of(trial, instance)?.besideCpu, beside)] : []),
    ];
  });
  return markup`<h2>CPU and memory</h2><table><tr><th>instance</th>${shown.map(({ index, kind }) => markup`<th class="n">${index} ${kind}</th>`)}<th class="n">most MB</th></tr>
${rows}</table><p>Cores in use on average in each trial${known.length > shown.length ? ` (the first ${shown.length})` : ""}; greatest resident memory, where shared pages count for each process. Beside an instance run users and agents.</p>`;
}

function trialTable(trials: readonly TrialRow[]): Markup {
  const heads = ["requests", "failed", "packets", "lost", "sent", "received", "in the capture", "withheld"];
  const number = (value: number | null) => markup`<td class="n">${value === null ? "–" : value.toLocaleString("en")}</td>`;
  const row = (trial: TrialRow) => {
    const { requests, failures, packets, dropped, sent, received, captured, withheld } = trial;
    const figures = [requests, failures, packets, dropped, sent, received, captured, withheld].map(number);
    return markup`<tr><td class="n">${trial.index}</td><td>${trial.kind}</td><td class="n">${trial.block}</td><td>${trial.status}, ${Math.round(trial.seconds)} s</td>${figures}</tr>`;
  };
  return markup`<table><tr><th class="n">trial</th><th>kind</th><th class="n">block</th><th>status</th>${heads.map((head) => markup`<th class="n">${head}</th>`)}</tr>
${trials.map(row)}</table><p>Sent, received, seen in the capture and withheld: bytes of the encrypted files, each message once.</p>`;
}
