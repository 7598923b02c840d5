import { relative } from "node:path";
import type { RunRecord, TrialRecord } from "../runfolder";
import { escapeHtml } from "../table/markup";
import type { RunSummary } from "./runsummary";

const count = (number: number): string => number.toLocaleString("en");

/** A path as the user would type it: relative to the working folder. Nothing of the machine stands in a committed notebook. */
export const shownPath = (path: string): string => relative(process.cwd(), path) || ".";

const length = ({ start, end, status }: TrialRecord): string => `${Math.round(end - start)} s${status === "done" ? "" : ` (${status})`}`;

/** What a run is and came to: label and value, in order. */
function facts(folder: string, record: RunRecord, summary: RunSummary | null): [string, string][] {
  const { status, error, start, end, trials } = record;
  const took = end === null ? "" : `, ${Math.round(end - start)} s`;
  const rows: [string, string][] = [
    ["status", `${status}${error ? `: ${error}` : ""}${took}`],
    ["folder", shownPath(folder)],
    ["trials", trials.map(length).join(", ") || "none began"],
  ];
  if (!summary) return rows;
  rows.push(["packets", `${count(summary.packets)} captured, ${count(summary.dropped)} dropped`]);
  rows.push(["edges", `${count(summary.edges)} pairs of services, ${count(summary.bytes)} bytes`]);
  if (summary.recovered === null) return [...rows, ["stolen", "nothing: a baseline"]];
  const { sent, received, captured } = summary.stolen;
  rows.push(["stolen bytes", `${count(sent)} sent, ${count(received)} received, ${count(captured)} seen in the capture`]);
  rows.push(["stolen file", summary.recovered ? "arrived whole" : "did not arrive whole"]);
  return [...rows, ...summary.differences.map((difference): [string, string] => ["difference", difference])];
}

const recordedText = (recorded: string) => `RECORDED, not run on this machine: ${recorded}`;

/** The card of a run as text. */
export function cardText(folder: string, record: RunRecord, summary: RunSummary | null): string {
  const rows = facts(folder, record, summary).map(([label, value]) => `  ${label.padEnd(13)} ${value}`);
  return [`run ${record.id}`, ...(record.recorded ? [`  ${recordedText(record.recorded)}`] : []), ...rows].join("\n");
}

/** The card of a run as HTML. */
export function cardHtml(folder: string, record: RunRecord, summary: RunSummary | null): string {
  const cell = (text: string, style = "") => `<td style="text-align:left;padding:.15em .8em .15em 0;${style}">${escapeHtml(text)}</td>`;
  const rows = facts(folder, record, summary).map(([label, value]) => `<tr>${cell(label, "opacity:.65")}${cell(value)}</tr>`);
  const warning = record.recorded
    ? `<div style="background:#b71c1c;color:#fff;padding:.3em .6em;margin:.3em 0">${escapeHtml(recordedText(record.recorded))}</div>`
    : "";
  return (
    `<div style="border:1px solid rgba(128,128,128,.4);border-radius:4px;padding:.6em .9em;display:inline-block">` +
    `<b>run ${escapeHtml(record.id)}</b>${warning}<table style="margin:.3em 0 0;border:0">${rows.join("")}</table></div>`
  );
}
