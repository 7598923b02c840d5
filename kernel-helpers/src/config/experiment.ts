import { z } from "zod";
import { transports } from "../runfolder/ledger";
import { trialKinds } from "../runfolder/trialkind";
import { application } from "./application";
import { happening } from "./happening";
import { name, seconds, whole } from "./kinds";
import { lab } from "./lab";
import { stationary } from "./stationary";

/*
 * What an experiment is: the one source of the type, the validation and the JSON Schema.
 * Every key says its unit in its description.
 */

export const curves = ["normal", "bursty", "viral", "cybermonday"] as const;

/** How the sizes of chunks are drawn. */
export const distributions = ["uniform", "fixed", "heavy-tailed"] as const;
/** How a theft's messages lie in its span. */
export const styles = ["steady", "bursty", "low-and-slow"] as const;

/** Where packets are captured. */
export const capturePoints = ["networks", "instances", "both"] as const;

const think = z
  .strictObject({
    mean: z
      .number()
      .min(0.01)
      .max(3600)
      .describe("Mean, seconds")
      .meta({ examples: [2] }),
    distribution: z
      .enum(["uniform", "lognormal", "pareto"])
      .default("lognormal")
      .describe("Evenly from half of the mean to one and a half, or with a heavy tail"),
    sigma: z.number().min(0.1).max(3).default(1).describe("Of lognormal: standard deviation of the logarithm"),
    shape: z.number().min(1.05).max(10).default(1.5).describe("Of pareto: the exponent; the variance is infinite up to 2"),
    atMost: z.number().min(0.01).max(86_400).default(60).describe("Nobody thinks longer, seconds"),
  })
  .optional()
  .describe("How long users think between two pages; default: the application's, drawn evenly");

const exfiltration = z
  .strictObject({
    path: z.array(name).min(1).max(16).describe("Services that the data passes, from the one that holds it to the last inside the lab"),
    instances: z.array(whole(1, 100)).optional().describe("Instances per service of the path, same order; default 1 each"),
    transport: z.enum(transports).default("tcp").describe("How the data travels"),
    way: z
      .enum(["ports", "application"])
      .default("ports")
      .describe(
        "Over DET's own ports, or, with http, over the ports at which the application's services listen, in requests on connections that are kept",
      ),
    method: z
      .enum(["POST", "GET", "either"])
      .optional()
      .describe("How http carries a message: in a form, in a cookie, or (the default, as DET does it) one of them by the toss of a coin"),
    domain: z
      .string()
      .regex(/^(?=.{1,180}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i, "must be a domain name of at most 180 characters")
      .optional()
      .describe("Below which the names lie that carry messages over dns; default example.com"),
    through: name
      .optional()
      .describe(
        "Over dns: the service that is asked on the way to outside, a resolver that knows the domain; default: the receiver itself",
      ),
    bytesPerSecond: z.number().min(1).max(1_000_000).describe("Payload rate at the receiver, bytes/s"),
    chunk: z
      .strictObject({
        min: whole(1, 65_000).describe("Least size of a chunk, bytes"),
        max: whole(1, 65_000).describe("Greatest size of a chunk, bytes"),
        distribution: z
          .enum(distributions)
          .default("uniform")
          .describe(
            "How sizes are drawn: each as likely, all the same (min = max), or many small and few large ones (Pareto, exponent 1.2)",
          ),
      })
      .optional()
      .describe("Size of a message's data; default: 300 to 400 bytes, or what the rate and the transport need"),
    data: z
      .strictObject({
        kind: z.enum(["records", "text", "random"]).default("records").describe("What the synthetic data looks like"),
        bytes: whole(1, 1_000_000_000)
          .optional()
          .describe("Size of the synthetic file of each span, bytes; default: it fills the shortest"),
      })
      .describe("The synthetic data, made from the seed"),
    compression: z.boolean().default(false).describe("zlib before encryption, as DET offers it"),
    spans: z
      .array(z.tuple([seconds, seconds]))
      .min(1)
      .max(1000)
      .optional()
      .describe("When the agents send: [start, end] in seconds from the start of the trial; default: drawn, see draw"),
    draw: z
      .strictObject({
        count: whole(1, 1000).default(1).describe("Spans in each trial"),
        seconds: z
          .number()
          .min(1)
          .max(604_800)
          .optional()
          .describe("Length of each, seconds; default: as long as data.bytes takes, else a third of the trial shared by all"),
      })
      .optional()
      .describe("Spans at times drawn for each trial, evenly over it and so over the load curve; only without spans"),
    style: z
      .enum(styles)
      .default("steady")
      .describe(
        "Evenly, in bursts, or one message at a time after waits that are drawn (a Poisson process); the mean rate is bytesPerSecond",
      ),
    burst: z
      .strictObject({
        on: z.number().min(0.1).max(86_400).describe("Seconds of sending"),
        off: z.number().min(0.1).max(86_400).describe("Seconds of silence after them"),
      })
      .optional()
      .describe("The cycle of the bursty style; default: 5 s on, 10 s off. While on, the rate is (on + off) / on times bytesPerSecond"),
    jitter: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe("Share of the gap to the next message by which each message is late at most, drawn for each; delays do not add up"),
  })
  .describe("A theft of synthetic data along a path of services to the outside");

export const experimentSchema = z
  .strictObject({
    name: name.describe("Name of the experiment; part of the run folder's name"),
    seed: whole(0, 2_147_483_647).default(1).describe("Seed of everything that is drawn at random"),
    lab: lab.default(lab.parse({})),
    application,
    load: z
      .strictObject({
        users: whole(1, 100_000).describe("Greatest number of users at once"),
        spawnRate: z.number().min(0.1).max(10_000).default(10).describe("New users per second"),
        curve: z.enum(curves).default("normal").describe("Shape of the number of users over the trial, 24 steps"),
        steps: z
          .array(z.number().min(0).max(1e9))
          .min(1)
          .max(1000)
          .optional()
          .describe(
            "A curve of one's own in place of one with a name: numbers for equal steps of the trial, of which only the ratios count",
          )
          .meta({ examples: [[1, 1, 5, 1]] }),
        arrivals: z
          .number()
          .min(0.01)
          .max(10_000)
          .optional()
          .describe(
            "Open loop: sessions that begin per second where the curve is greatest, at times drawn from a Poisson process, however slow the answers are; users is then the greatest number at once, beyond which visitors are turned away. Default: closed loop, so many users who visit again and again",
          )
          .meta({ examples: [2.5] }),
        think,
        behaviours: z.record(name, z.number().min(0).max(1)).optional().describe("Weight of what users do; default: the application's"),
        maxFailures: z
          .number()
          .min(0)
          .max(1)
          .default(0.2)
          .describe("Share of a trial's requests that may fail; with more of them the trial has failed")
          .meta({ examples: [0.05] }),
      })
      .describe("Who uses it"),
    trials: z
      .strictObject({
        count: whole(1, 1000).default(1).describe("Repetitions; only without blocks"),
        blocks: whole(1, 1000)
          .optional()
          .describe("Blocks of trials with the same users, who do the same in each; in a block one trial of each kind of the design"),
        design: z
          .array(z.enum(trialKinds))
          .min(1)
          .max(20)
          .optional()
          .describe(
            "Kinds of the trials of a block, whose order is drawn: without the thefts, with agents that work and send nothing, with the thefts; default: each once",
          )
          .meta({ examples: [["baseline", "sham", "exfiltration"]] }),
        seconds: z.number().min(1).max(604_800).describe("Length of a trial, seconds"),
        warmup: seconds
          .default(5)
          .describe("Load before each trial that is not part of it, seconds; at least, where rates are to be stationary"),
        stationary,
        repeatFailed: whole(0, 100)
          .default(0)
          .describe("How often a trial that failed is repeated, at once and as a trial of its own, before the run fails")
          .meta({ examples: [2] }),
        instances: z
          .enum(["kept", "redrawn"])
          .default("kept")
          .describe(
            "Whether the instances that a theft passes are the same in all trials, or drawn anew for each block (without blocks: each trial)",
          ),
        restore: z
          .boolean()
          .default(true)
          .describe("Whether what the application's databases hold is as it was before the first trial at the start of each"),
        cooldown: seconds.default(3).describe("Pause after each trial, seconds"),
      })
      .describe("How often and how long"),
    exfiltration: z.array(exfiltration).max(16).default([]).describe("What is stolen; none: a baseline"),
    events: z.array(happening).max(1000).default([]).describe("What happens to the application in every trial"),
    capture: z
      .strictObject({
        snaplen: whole(256, 262_144).default(256).describe("Bytes kept of each frame"),
        points: z
          .enum(capturePoints)
          .default("networks")
          .describe(
            "Where packets are captured: on each network inside the lab, at each instance (a file for each of its networks), or both; edges are of the networks where those are there",
          ),
        rotate: whole(1, 1_000_000)
          .optional()
          .describe("Size in MB at which a capture goes on in a next file; default: one file")
          .meta({ examples: [1000] }),
        maxLoss: z
          .number()
          .min(0)
          .max(1)
          .default(0.01)
          .describe(
            "Share of a network's packets that a trial's capture may lose, with a warning; when it loses more, the trial has failed",
          )
          .meta({ examples: [0] }),
      })
      .default({ snaplen: 256, points: "networks", maxLoss: 0.01 })
      .describe("What is seen"),
  })
  .describe("An experiment");

/** An experiment with all defaults filled in. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a user writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;
export type Exfiltration = Experiment["exfiltration"][number];
