import { readFileSync } from "node:fs";
import { InputError } from "../../config/error";
import type { EntityInterval } from "../../runfolder/entity";
import type { Time } from "../../runfolder/time";
import { entitiesOfCsv } from "./csv";
import { entitiesOfDocker } from "./docker";
import { entitiesOfJsonLines } from "./jsonl";
import { entitiesOfKubectl } from "./kubectl";
import { ownerLookup } from "./lookup";
import { isPickle } from "./pickle";
import { entitiesOfPodLog } from "./podlog";
import type { Found } from "./source";

/** Which address was whose, from a file. */
export interface EntitySource {
  readonly intervals: readonly EntityInterval[];
  /** Whether times count from the start of the capture instead of the epoch; `startingAt` puts them right. */
  readonly fromStart: boolean;
}

/**
 * Reads who has which address, from a file that is told by its content: CSV `address or CIDR,entity,service`; a run's `entities.jsonl`;
 * what `docker inspect` printed; what `kubectl get po -o wide` printed; a pod creation log.
 *
 * @throws InputError with the file, and the line where there is one, for a file that cannot be read or is none of these, and for an
 *   address that belongs to two at the same time
 */
export function readEntitySource(file: string): EntitySource {
  const bytes = contentOf(file);
  if (isPodLog(bytes)) return { intervals: entitiesOfPodLog(bytes, file), fromStart: true };
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const found = readerOf(text, file)(text, file);
  if (found.length === 0) throw new InputError(`${file}: names no address`);
  const lines = new Map(found.map(({ interval, line }) => [interval, line]));
  const intervals = found.map(({ interval }) => interval);
  ownerLookup(intervals, (interval) => `${file}:${lines.get(interval)}`);
  return { intervals, fromStart: false };
}

/** The intervals with times since the epoch. @param start of the capture */
export function startingAt({ intervals, fromStart }: EntitySource, start: Time): readonly EntityInterval[] {
  if (!fromStart) return intervals;
  return intervals.map((one) => ({ ...one, from: one.from + start, to: one.to === null ? null : one.to + start }));
}

function contentOf(file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(
      `${file}: ${code === "ENOENT" ? "no such file" : code === "EISDIR" ? "is a folder, not a file of entities" : message}`,
    );
  }
  if (bytes.length === 0) throw new InputError(`${file}: is empty`);
  return bytes;
}

/** A pickle, or JSON that begins with a dictionary whose first key is a second. */
const isPodLog = (bytes: Buffer): boolean => isPickle(bytes) || /^\{\s*("\d+"\s*:|\}\s*$)/.test(bytes.subarray(0, 200).toString("latin1"));

function readerOf(text: string, file: string): (text: string, file: string) => Found[] {
  const start = text.trimStart();
  const [firstLine] = start.split("\n", 1);
  if (start.startsWith("[")) return entitiesOfDocker;
  if (start.startsWith("{")) return /"address"\s*:/.test(firstLine) ? entitiesOfJsonLines : entitiesOfDocker;
  if (/\bNAME\b.*\bSTATUS\b.*\bIP\b/.test(firstLine)) return entitiesOfKubectl;
  if (firstLine.includes(",") || firstLine.startsWith("#")) return entitiesOfCsv;
  throw new InputError(
    `${file}: names no entities: it must be CSV (address or CIDR,entity,service), entities.jsonl, the output of docker inspect or of ` +
      "kubectl get po -o wide, or a pod creation log",
  );
}
