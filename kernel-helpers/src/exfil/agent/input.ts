import type { Readable } from "node:stream";
import { InputError } from "../../config/error";

/** The longest document, characters. */
const longest = 1_000_000;

/**
 * Reads the one JSON document from the start of a stream that stays open behind it: as soon as what came is a whole document, it is
 * taken. Whatever follows is ignored.
 *
 * @param ended called when the stream ends behind the document
 * @throws InputError when the stream ends before, or what comes is no JSON
 */
export function readDocument(input: Readable, ended: () => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = "";
    let taken = false;
    input.setEncoding("utf8");
    input.on("data", (piece: string) => {
      if (taken) return;
      text += piece;
      const document = parsed(text);
      if (document !== undefined) {
        taken = true;
        resolve(document);
      } else if (text.length > longest) reject(new InputError(`the document is longer than ${longest} characters`));
    });
    input.on("end", () => (taken ? ended() : reject(new InputError("standard input must be one JSON document"))));
    input.on("error", reject);
  });
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
