import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/**
 * The records of a file of separated values, with the line on which each begins. Fields with a comma or a line end stand between
 * quotes, a quote in them is doubled (RFC 4180; the quote may be another character). Empty lines are passed over.
 */
export async function* separatedValues(file: string, quote = '"'): AsyncGenerator<{ line: number; fields: string[] }> {
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity });
  let number = 0;
  let begun = "";
  let first = 0;
  for await (const text of lines) {
    number++;
    if (begun === "" && text === "") continue;
    if (begun === "") first = number;
    const record = begun + (number === 1 ? text.replace(/^\uFEFF/, "") : text);
    if (!record.includes(quote)) {
      yield { line: first, fields: record.split(",") };
      continue;
    }
    if ((record.split(quote).length - 1) % 2 === 1) {
      begun = record + "\n"; // A quote is open: the field goes on.
      continue;
    }
    begun = "";
    yield { line: first, fields: fieldsOf(record, quote) };
  }
  if (begun !== "") yield { line: first, fields: fieldsOf(begun, quote) };
}

function fieldsOf(record: string, quote: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < record.length; i++) {
    const character = record[i];
    if (character === quote) {
      if (quoted && record[i + 1] === quote) field += record[++i];
      else quoted = !quoted;
    } else if (character === "," && !quoted) {
      fields.push(field);
      field = "";
    } else field += character;
  }
  return [...fields, field];
}

/** A field as it stands in such a file. */
export function separatedField(text: string, quote = '"'): string {
  return /[,\r\n]/.test(text) || text.includes(quote) ? quote + text.replaceAll(quote, quote + quote) + quote : text;
}
