import { type PlannedEvent, isBackup, isTurnover } from "./planned";

/** One event as people read it. */
export function describeEvent(event: PlannedEvent): string {
  if (isTurnover(event)) {
    const changes = event.changes.map((change) => ("add" in change ? `+${change.add.name}` : `-${change.remove}`));
    return `${event.kind} ${event.service}: ${changes.join(", ")}${lasting(event.changes)}`;
  }
  if (isBackup(event)) {
    const { instance, to, bytes, bytesPerSecond } = event;
    return `backup ${event.service}: ${instance} sends ${bytes} bytes to ${to} at ${bytesPerSecond} bytes/s at most`;
  }
  const { guests, service } = event;
  const span = `until second ${guests.until}`;
  if (guests.kind === "flash-crowd") return `flash-crowd ${service}: ${guests.users} more users ${span}`;
  const pages = `${guests.pages.slice(0, 3).join(" ")}${guests.pages.length > 3 ? ` and ${guests.pages.length - 3} more` : ""}`;
  if (guests.kind === "crawler")
    return `crawler ${service}: all pages from ${pages} on, ${guests.pagesPerSecond} per second at most, ${span} at the latest`;
  return `export ${service}: ${guests.bytes} bytes of ${pages}, at ${guests.bytesPerSecond} bytes/s at most`;
}

function lasting(changes: readonly { readonly after: number }[]): string {
  const last = Math.max(0, ...changes.map(({ after }) => after));
  return last === 0 ? "" : `, the last ${Number(last.toFixed(3))} s later`;
}
