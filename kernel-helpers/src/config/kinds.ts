import { z } from "zod";

/** A name that can be part of a file's name, a host name and a command. */
export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, "must be 1 to 64 letters, digits, dots, dashes or underscores, not starting with a dot or dash");

export const seconds = z.number().min(0).max(604_800);

export const whole = (least: number, most: number) => z.int().min(least).max(most);
