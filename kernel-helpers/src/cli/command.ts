import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { InputError, perhaps } from "../config";

/** A command of `munnin`. */
export interface Command {
  readonly name: string;
  /** What stands behind the name: `CONFIG [--set key=value]`. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** Lines that describe the options. */
  readonly help?: readonly string[];
  /** @returns the exit status; 0 when it returns nothing */
  run(args: readonly string[]): Promise<number | void>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T & { json: { type: "boolean" } }; strict: true }>>["values"];

/**
 * Reads a command's arguments; `--json` is known to every command.
 * @throws InputError for an unknown option or too many or too few words
 */
export function readArguments<T extends Options>(
  command: Pick<Command, "name" | "usage">,
  args: readonly string[],
  options: T,
  words: { least: number; most: number },
): { words: string[]; options: Values<T> } {
  const all = { ...options, json: { type: "boolean" as const } };
  let parsed;
  try {
    parsed = parseArgs({ args: negativesJoined(args, options), options: all, allowPositionals: true, strict: true });
  } catch (error) {
    const unknown = /Unknown option '--?([^']+)'/.exec((error as Error).message)?.[1];
    throw new InputError(
      unknown === undefined
        ? `${command.name}: ${(error as Error).message.split(/\. |\.?\n/)[0]}`
        : `${command.name}: --${unknown} is no option${perhaps(unknown, Object.keys(all)).replace(/"/g, "").replace("perhaps ", "perhaps --")}`,
    );
  }
  const { length } = parsed.positionals;
  if (length < words.least || length > words.most) throw new InputError(`usage: munnin ${command.name} ${command.usage}`);
  return { words: parsed.positionals, options: parsed.values as Values<T> };
}

/** A negative number behind an option is its value; parseArgs takes it for an option, unless it is joined with =. */
function negativesJoined(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const option = joined.at(-1);
    if (/^-[.\d]/.test(arg) && option?.startsWith("--") && options[option.slice(2)]?.type === "string")
      joined[joined.length - 1] += `=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Prints one JSON object, NaN as null: with `--json`, standard output is exactly this. */
export function printJson(value: unknown): void {
  process.stdout.write(JSON.stringify(value) + "\n");
}

export function print(line: string): void {
  process.stdout.write(line + "\n");
}

/** Prints a text in pieces. Whoever reads may stop early (`| head`): then there is nothing more to say. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}
