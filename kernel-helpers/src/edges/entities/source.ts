import type { EntityInterval } from "../../runfolder/entity";

/** An entity interval, and the line of the file that it was read from. */
export interface Found {
  readonly line: number;
  readonly interval: EntityInterval;
}

/** An entity that has its address for as long as the capture lasts. */
export function always(address: string, entity: string, service: string | null, more: Partial<EntityInterval> = {}): EntityInterval {
  return { network: "", address, entity, service, kind: "instance", from: 0, to: null, ...more };
}

/** What was wrong, on one line: JSON.parse shows the text around the place, line ends included. */
export const oneLine = (error: unknown): string => (error as Error).message.replace(/\s+/g, " ");
