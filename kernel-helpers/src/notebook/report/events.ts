import type { TrialEvent, TrialRecord } from "../../runfolder";
import { type Markup, markup } from "./markup";

/** More rows say no more. */
const most = 100;

/** What happened in the trials and was no theft, as it happened; nothing where nothing did. */
export function eventTable(trials: readonly TrialRecord[]): Markup {
  const all = trials.flatMap(({ index, start, events = [] }) => events.map((event) => ({ trial: index, from: start, event })));
  if (all.length === 0) return markup``;
  const second = (time: number, from: number) => markup`<td class="n">${(time - from).toFixed(1)}</td>`;
  const rows = all
    .slice(0, most)
    .map(
      ({ trial, from, event }) =>
        markup`<tr><td class="n">${trial}</td><td>${event.kind}</td><td>${event.service}</td>${second(event.start, from)}${second(event.end, from)}<td>${whatHappened(event)}</td></tr>`,
    );
  const left = all.length > most ? markup`<p>The first ${most} of ${all.length}.</p>` : markup``;
  return markup`<h2>What else happened</h2><table><tr><th class="n">trial</th><th>event</th><th>service</th><th class="n">from s</th><th class="n">to s</th><th>what</th></tr>
${rows}</table>${left}`;
}

function whatHappened({ added, removed, from, to, bytes = 0, users, requests }: TrialEvent): string {
  const size = bytes.toLocaleString("en");
  if (from !== undefined) return `${size} bytes from ${from} to ${to ?? "outside"}`;
  if (users !== undefined)
    return `${users} ${users === 1 ? "user" : "users"}, ${(requests ?? 0).toLocaleString("en")} requests, ${size} bytes of answers`;
  return [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)].join(", ");
}
