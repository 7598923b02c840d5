import { z } from "zod";
import { experimentSchema } from "./experiment";

/** JSON Schema (draft-07) of an experiment as a user writes it: what validates it, and the panel's form. */
export const experimentJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(experimentSchema, { target: "draft-7", io: "input" }) as Record<string, unknown>;
