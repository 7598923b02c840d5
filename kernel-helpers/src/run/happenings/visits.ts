import { visitOf } from "../../load";
import type { RequestLine, TrialEvent } from "../../runfolder";
import { type PlannedEvent, isVisit } from "./planned";

/** What guests did, by the requests on record: a record for each event that brought some. */
export function visitRecords(events: readonly PlannedEvent[], requests: readonly RequestLine[]): TrialEvent[] {
  return events.filter(isVisit).flatMap(({ index, kind, service }) => {
    const visit = visitOf(requests, index);
    return visit ? [{ index, kind, service, benign: true as const, added: [], removed: [], ...visit }] : [];
  });
}
