import { z } from "zod";
import { transports } from "../runfolder/ledger";

/*
 * What an experiment is: the one source of the type, the validation and the JSON Schema.
 * Every key says its unit in its description.
 */

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, "must be 1 to 64 letters, digits, dots, dashes or underscores, not starting with a dot or dash");
const seconds = z.number().min(0).max(604_800);
const whole = (least: number, most: number) => z.int().min(least).max(most);

export const curves = ["normal", "bursty", "viral", "cybermonday"] as const;

const exfiltration = z
  .strictObject({
    path: z.array(name).min(1).max(16).describe("Services that the data passes, from the one that holds it to the last inside the lab"),
    instances: z.array(whole(1, 100)).optional().describe("Instances per service of the path, same order; default 1 each"),
    transport: z.enum(transports).default("tcp").describe("How the data travels"),
    bytesPerSecond: z.number().min(1).max(1_000_000).describe("Payload rate at the receiver, bytes/s"),
    chunk: z
      .strictObject({
        min: whole(1, 65_000).describe("Least size of a chunk, bytes"),
        max: whole(1, 65_000).describe("Greatest size of a chunk, bytes"),
      })
      .default({ min: 300, max: 400 })
      .describe("Size of a message's data, drawn uniformly"),
    data: z
      .strictObject({
        kind: z.enum(["records", "text", "random"]).default("records").describe("What the synthetic data looks like"),
        bytes: whole(1, 1_000_000_000).describe("Size of the synthetic file, bytes"),
      })
      .describe("The synthetic data, made from the seed"),
    compression: z.boolean().default(false).describe("zlib before encryption, as DET offers it"),
    spans: z
      .array(z.tuple([seconds, seconds]))
      .min(1)
      .max(1000)
      .describe("When the agents send: [start, end] in seconds from the start of the trial"),
  })
  .describe("A theft of synthetic data along a path of services to the outside");

export const experimentSchema = z
  .strictObject({
    name: name.describe("Name of the experiment; part of the run folder's name"),
    seed: whole(0, 2_147_483_647).default(1).describe("Seed of everything that is drawn at random"),
    lab: z.enum(["local"]).default("local").describe("Where the instances run"),
    application: z
      .strictObject({
        name: name.describe("Application profile"),
        scale: z.record(name, whole(1, 50)).default({}).describe("Instances per service; 1 where not given"),
      })
      .describe("What runs"),
    load: z
      .strictObject({
        users: whole(1, 100_000).describe("Greatest number of users at once"),
        spawnRate: z.number().min(0.1).max(10_000).default(10).describe("New users per second"),
        curve: z.enum(curves).default("normal").describe("Shape of the number of users over the trial, 24 steps"),
        behaviours: z.record(name, z.number().min(0).max(1)).optional().describe("Weight of what users do; default: the application's"),
      })
      .describe("Who uses it"),
    trials: z
      .strictObject({
        count: whole(1, 1000).default(1).describe("Repetitions"),
        seconds: z.number().min(1).max(604_800).describe("Length of a trial, seconds"),
        warmup: seconds.default(5).describe("Load before each trial that is not part of it, seconds"),
        cooldown: seconds.default(3).describe("Pause after each trial, seconds"),
      })
      .describe("How often and how long"),
    exfiltration: z.array(exfiltration).max(16).default([]).describe("What is stolen; none: a baseline"),
    capture: z
      .strictObject({
        snaplen: whole(256, 262_144).default(256).describe("Bytes kept of each frame"),
      })
      .default({ snaplen: 256 })
      .describe("What is seen"),
  })
  .describe("An experiment");

/** An experiment with all defaults filled in. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a user writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;
export type Exfiltration = Experiment["exfiltration"][number];
