import { z } from "zod";
import { egress } from "./egress";

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
    prober: z.boolean().default(true).describe("Whether a prober asks every instance each 10 seconds whether it serves"),
    networks: z
      .enum(["one", "front-and-back"])
      .default("one")
      .describe(
        "Whether services that keep data lie on a network of their own, back, on which those that call them have a second address; the first is on front",
      ),
    egress: z.array(egress).max(100).default([]).describe("What services send to outside, or fetch there, besides what users make them do"),
  })
  .describe('Where the instances run, and what surrounds them; "local" alone takes all defaults');

/** A configuration in which the lab is no text, which is short for its kind. */
export const withLab = (given: unknown): unknown =>
  typeof given === "object" && given !== null && "lab" in given && typeof given.lab === "string"
    ? { ...given, lab: { kind: given.lab } }
    : given;
