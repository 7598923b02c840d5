import { z } from "zod";
import { name, whole } from "./kinds";

/** What services send to outside, or fetch there, besides what users make them do. */
export const egressKinds = ["metrics", "packages", "mail", "backup"] as const;

/** An entry of `lab.egress`. */
export const egress = z
  .strictObject({
    kind: z
      .enum(egressKinds)
      .describe(
        "metrics: measurements are sent by HTTP; packages: updates are fetched by HTTP; mail: a message is sent by SMTP; backup: a copy of data is sent by HTTP",
      )
      .meta({ examples: ["metrics"] }),
    from: name.describe("The service whose instances do it").meta({ examples: ["orders"] }),
    every: z
      .number()
      .min(0.1)
      .max(604_800)
      .optional()
      .describe("Mean time between two times, seconds, of each instance; default: metrics 15, packages 60, mail 20, backup 3600")
      .meta({ examples: [15] }),
    bytes: whole(1, 1_000_000_000)
      .optional()
      .describe("Mean size each time, bytes; default: metrics 4000, packages 100000, mail 3000, backup 5000000")
      .meta({ examples: [4000] }),
    bytesPerSecond: whole(100, 1_000_000_000)
      .default(1_000_000)
      .describe("How fast it goes at most, bytes/s")
      .meta({ examples: [1_000_000] }),
  })
  .describe("Legitimate traffic to and from outside");
