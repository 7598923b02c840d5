import { z } from "zod";

/** What surrounds the application where it runs, as it does in a real cluster. */
export const lab = z
  .strictObject({
    kind: z.enum(["local"]).default("local").describe("Where the instances run"),
    resolver: z
      .boolean()
      .default(true)
      .describe(
        "Whether a resolver answers for the lab's names and asks one outside for all others; else each instance has them in a file",
      ),
    virtualAddresses: z
      .boolean()
      .default(true)
      .describe("Whether each service has one address that leads to one of its instances, drawn for each connection"),
  })
  .describe('Where the instances run, and what surrounds them; "local" alone takes all defaults');

/** A configuration in which the lab is no text, which is short for its kind. */
export const withLab = (given: unknown): unknown =>
  typeof given === "object" && given !== null && "lab" in given && typeof given.lab === "string"
    ? { ...given, lab: { kind: given.lab } }
    : given;
