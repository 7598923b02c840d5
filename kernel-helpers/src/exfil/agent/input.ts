import type { Readable } from "node:stream";
import { InputError } from "../../config/error";

/** The longest document, characters. */
const longest = 1_000_000;

/** What happens behind the document. */
export interface Afterwards {
  /** The stream has ended. */
  readonly ended: () => void;
  /** A whole line has come. */
  readonly line: (text: string) => void;
}

/**
 * Reads the one JSON document from the start of a stream that stays open behind it: as soon as what came begins with a whole document,
 * it is taken. What follows is handed on line by line.
 *
 * @throws InputError when the stream ends before, or what comes is no JSON
 */
export function readDocument(input: Readable, { ended, line }: Afterwards): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = "";
    let taken = false;
    const lines = (): void => {
      const whole = text.split("\n");
      text = whole.pop()!.slice(-longest);
      whole.filter((one) => one.trim() !== "").forEach(line);
    };
    input.setEncoding("utf8");
    input.on("data", (piece: string) => {
      text += piece;
      if (taken) return lines();
      const found = documentIn(text);
      if (found) {
        taken = true;
        text = found.rest;
        resolve(found.document);
        lines();
      } else if (text.length > longest) reject(new InputError(`the document is longer than ${longest} characters`));
    });
    input.on("end", () => (taken ? ended() : reject(new InputError("standard input must be one JSON document"))));
    input.on("error", reject);
  });
}

/** A whole JSON object that a text begins with, up to its end or the end of a line, and what follows; null when there is none yet. */
function documentIn(text: string): { document: unknown; rest: string } | null {
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
    const document = parsed(text.slice(0, end));
    if (document !== undefined) return { document, rest: text.slice(end + 1) };
  }
  const document = parsed(text);
  return document === undefined ? null : { document, rest: "" };
}

/** The value of a whole JSON object; undefined for anything else. */
function parsed(text: string): unknown {
  if (!text.trimEnd().endsWith("}")) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
