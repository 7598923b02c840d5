import { ConfigError, InputError } from "../config";

/** An option's value that is one of some words. @throws ConfigError */
export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  if (!allowed.includes(text as T)) throw new ConfigError(`--${option}`, `must be one of ${allowed.join(", ")}, not ${text}`);
  return text as T;
}

/** An option's value that is a number. @throws InputError */
export function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InputError(`--${option}: must be a number, not ${text}`);
  return number;
}

/** A point in time, in seconds since the epoch. @throws InputError */
export function timeOf(option: string, text: string): number {
  const time = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isFinite(time))
    throw new InputError(`--${option}: must be seconds since the epoch or a time such as 2026-11-24T17:15:39Z, not ${text}`);
  return time;
}

/** Numbers with commas between them. @throws InputError */
export const numbersOf = (option: string, text: string | undefined): number[] | undefined =>
  text?.split(",").map((one) => numberOf(option, one));

/** Names with commas between them; undefined when the option is not given. @throws InputError for an empty one */
export function namesOf(option: string, text: string | undefined): string[] | undefined {
  const names = text?.split(",").map((name) => name.trim());
  if (names?.includes("")) throw new InputError(`--${option}: must be names with commas between them, not "${text}"`);
  return names;
}

/** A span in seconds from the origin, as FROM-TO. @throws InputError */
export function spanOf(option: string, text: string): { from: number; to: number } {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  const span = { from: Number(from), to: Number(to) };
  if (!(span.from < span.to))
    throw new InputError(`--${option}: must be two seconds from the first window's start, such as 0-120, not ${text}`);
  return span;
}
