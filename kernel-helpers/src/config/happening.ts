import { z } from "zod";
import { name, seconds, whole } from "./kinds";

/** What can happen to the instances of a service during a trial. */
export const happenings = ["replace", "stop", "start", "scale"] as const;

/** An entry of `events`. */
export const happening = z
  .strictObject({
    at: seconds.describe("When it begins, seconds from the start of the trial").meta({ examples: [20] }),
    kind: z
      .enum(happenings)
      .describe(
        "replace: new instances take the place of old ones, one after the other; stop: instances go; start: stopped ones come back; scale: there are so many from then on",
      )
      .meta({ examples: ["replace"] }),
    service: name.describe("The service that it happens to").meta({ examples: ["catalogue"] }),
    instances: whole(1, 50)
      .optional()
      .describe(
        "How many instances it happens to, or with scale how many there are to be; default: replace all that no theft passes, stop one, start all that were stopped",
      )
      .meta({ examples: [3] }),
  })
  .describe("Something that happens to the application in every trial");
