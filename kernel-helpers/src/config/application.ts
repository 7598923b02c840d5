import { z } from "zod";
import { name, whole } from "./kinds";

/** What a process is started with: the kernel takes no text that has the character 0. */
const word = z.string().regex(/^[^\0]*$/, "must be without the character 0");

/** A page that users open. */
const pageForm = /^(GET|POST|PUT|DELETE) \/\S*( .*)?$/s;
const drawnNumber = /\[(\d+)-(\d+)\]/g;

/** Whether each number that is drawn in a page has a range that is one, and what is sent is JSON with the least and with the greatest of them. */
function canBeOpened(page: string): boolean {
  if ([...page.matchAll(drawnNumber)].some(([, least, most]) => Number(least) > Number(most))) return false;
  const [, , body] = /^(\S+ \S+)(?: (.*))?$/s.exec(page) ?? [];
  if (body === undefined) return true;
  return [1, 2].every((bound) => {
    try {
      JSON.parse(body.replace(drawnNumber, (...found: string[]) => found[bound]));
      return true;
    } catch {
      return false;
    }
  });
}

/** A service of an application of one's own. */
const service = z
  .strictObject({
    command: z
      .array(word.min(1).max(10_000))
      .min(1)
      .max(200)
      .describe(
        "Command of one instance, word by word; {here} is this configuration's folder, {node}, {python} and {scratch} as in the docs",
      )
      .meta({ examples: [["{node}", "{here}/web.js"]] }),
    port: whole(1, 65_535)
      .describe("TCP port that it listens on")
      .meta({ examples: [8000] }),
    ready: z
      .string()
      .regex(/^\/\S*$/, "must be a path such as /health")
      .optional()
      .describe("Path that answers 200 once it serves; none: it serves when its port is open")
      .meta({ examples: ["/health"] }),
    calls: z.array(name).max(100).default([]).describe("Services that it talks to: they are started before it"),
    env: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of a variable"), word)
      .default({})
      .describe("Environment variables"),
    keeps: z
      .array(
        z
          .string()
          .max(1000)
          // What is restored is removed first: nothing of the machine's own may stand here.
          .regex(/^\{scratch\}(\/(?!\.{1,2}(\/|$))[^/\0]+)+$/, "must be a folder below {scratch}, such as {scratch}/data"),
      )
      .max(20)
      .optional()
      .describe(
        "Folders below {scratch} that hold what it keeps, restored before each trial while it is down; it must go on with them when it starts anew. An empty list: all in memory",
      )
      .meta({ examples: [["{scratch}/data"]] }),
    outside: z.boolean().default(false).describe("Whether it stands outside, as a legitimate destination"),
    scales: z.boolean().default(true).describe("Whether more than one instance makes sense"),
  })
  .describe("A service of an application of one's own");

/** What runs: a built-in profile, or services of one's own. */
export const application = z
  .strictObject({
    name: name.describe("Application profile; a name of one's own where services are given"),
    scale: z.record(name, whole(1, 50)).default({}).describe("Instances per service; 1 where not given"),
    services: z.record(name, service).optional().describe("Services of an application of one's own; none: a built-in profile"),
    entry: name.optional().describe("With services: the one that users talk to; default: the first"),
    pages: z
      .record(
        name,
        z
          .array(
            z
              .string()
              .regex(pageForm, 'must be a page such as GET /items or POST /items {"a":1}')
              .refine(
                (page) => !pageForm.test(page) || canBeOpened(page),
                "must have JSON behind its path, and numbers to be drawn from the least to the greatest, such as [1-20]",
              ),
          )
          .min(1),
      )
      .refine((pages) => Object.keys(pages).length > 0, "must have at least one behaviour")
      .optional()
      .describe(
        "With services: the pages that users open in a session, by behaviour: method, path, and JSON to send; [n-m] is a number drawn anew",
      )
      .meta({ examples: [{ read: ["GET /", "GET /items/[1-20]"], write: ['POST /items {"text":"hello"}'] }] }),
  })
  .describe("What runs");
