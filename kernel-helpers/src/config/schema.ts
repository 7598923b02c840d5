import { z } from "zod";
import { experimentSchema } from "./experiment";

/** JSON Schema (draft-07) of an experiment as a user writes it: what validates it, and the panel's form. */
export function experimentJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(experimentSchema, { target: "draft-7", io: "input" }) as Record<string, unknown>;
  // Of the file, not of the experiment: resolved when it is read.
  const base = {
    type: "string",
    description: "Path of a configuration, from this one's folder, whose values stand where this one gives none",
  };
  return { ...schema, properties: { ...(schema.properties as object), extends: base } };
}
