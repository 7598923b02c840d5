import { z } from "zod";
import { name, seconds, whole } from "./kinds";

/** What can happen to the instances of a service during a trial. */
export const turnovers = ["replace", "stop", "start", "scale"] as const;
/** What else can happen in it that moves data or changes the load, and is no theft. */
export const twins = ["backup", "export", "flash-crowd", "crawler"] as const;
export const happenings = [...turnovers, ...twins] as const;

/** An entry of `events`. */
export const happening = z
  .strictObject({
    at: seconds.describe("When it begins, seconds from the start of the trial").meta({ examples: [20] }),
    kind: z
      .enum(happenings)
      .describe(
        "replace: new instances take the place of old ones, one after the other (a rolling restart); stop: instances go; start: stopped ones come back; scale: there are so many from then on; backup: an instance sends a copy of data to a store outside; export: one client fetches large answers through the application's entry; flash-crowd: there are more users; crawler: one client opens all pages that it finds links to",
      )
      .meta({ examples: ["replace"] }),
    service: name
      .optional()
      .describe("The service that it happens to, or of which an instance sends its backup; not of exports, crowds and crawlers")
      .meta({ examples: ["catalogue"] }),
    instances: whole(1, 50)
      .optional()
      .describe(
        "How many instances it happens to, or with scale how many there are to be; default: replace all that no theft passes, stop one, start all that were stopped",
      )
      .meta({ examples: [3] }),
    seconds: z
      .number()
      .min(0.1)
      .max(604_800)
      .optional()
      .describe(
        "How long it lasts, seconds: a flash crowd stays so long, a crawler leaves then at the latest, replacements are spread over it, and scale ends with as many instances as before; default: replacements follow each other at once, scale is for good, a crawler stays until it knows all pages",
      )
      .meta({ examples: [10] }),
    users: whole(1, 100_000)
      .optional()
      .describe("Of a flash crowd: users beside those of the load, who do as these do")
      .meta({ examples: [50] }),
    bytes: whole(1, 1_000_000_000)
      .optional()
      .describe("Of a backup or an export: its size, bytes; default 5000000. An export ends with the answer that completes it")
      .meta({ examples: [2_000_000] }),
    bytesPerSecond: whole(100, 1_000_000_000)
      .optional()
      .describe("Of a backup or an export: how fast it goes at most, bytes/s; default 1000000")
      .meta({ examples: [200_000] }),
    pagesPerSecond: z
      .number()
      .min(0.1)
      .max(1000)
      .optional()
      .describe("Of a crawler: pages that it opens per second at most; default 20")
      .meta({ examples: [50] }),
    pages: z
      .array(z.string().regex(/^\/[!-~]*$/, "must be paths: they begin with / and have neither blanks nor other than ASCII characters"))
      .min(1)
      .max(100)
      .optional()
      .describe(
        "Paths that an export fetches in turn, or with which a crawler begins; default: the application's, for a crawler mostly the first page",
      )
      .meta({ examples: [["/catalogue?size=100"]] }),
  })
  .describe("Something that happens in every trial, and is no theft");
