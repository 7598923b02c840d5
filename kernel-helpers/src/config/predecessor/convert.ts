import { ConfigError } from "../error";
import { type Written, isObject } from "../file";
import { perhaps } from "../reason";
import { type Role, roles } from "./roles";
import { type Taken, taker } from "./take";

/** A configuration of the predecessor in today's keys, and what became of each of its own. */
export interface Conversion {
  readonly config: Written;
  /** Key of the predecessor, and a sentence: where its value went, or why it is not needed. In the order of reading. */
  readonly notes: readonly (readonly [key: string, sentence: string])[];
}

/** Whether a configuration is one of the predecessor's JSON files: they alone name their application at the top. */
export const isPredecessor = (given: Written): boolean => "application_name" in given && isObject(given.experiment);

/**
 * Converts a configuration of the predecessor (2018): its application runs as the built-in shop, each service in its role.
 * Numbers may be texts, as its program took them.
 *
 * @throws ConfigError for a key that is missing or not what the predecessor took, and for an application or a service that it did not have
 */
export function convertPredecessor(given: Written, file: string): Conversion {
  const take = taker(given, file);
  const name = take.text("application_name");
  const cast = own(roles, name);
  if (!cast)
    throw new ConfigError(
      "application_name",
      `must be one of ${Object.keys(roles).join(", ")}, not "${name}"${perhaps(name, Object.keys(roles))}`,
      file,
    );
  take.note(
    "application_name",
    `the built-in shop: ${castSentence(cast)}; load.behaviours.predecessor, load.think.mean: its users' session, 3 s between two pages (1.5 to 4.5, where theirs were 2 to 4)`,
  );
  const roleOf = (service: string, key: string): Role => {
    const role = own(cast, service);
    if (role) return role;
    throw new ConfigError(key, `must name a service of ${name} (${Object.keys(cast).join(", ")}), not "${service}"`, file);
  };

  const experiment = take.text("experiment_name");
  const written =
    experiment
      .replace(/[^a-z0-9._-]+/gi, "-")
      .replace(/^[._-]+/, "")
      .slice(0, 64) || "experiment";
  take.note("experiment_name", `name: ${written}`);
  take.note("orchestrator", "lab: local; the predecessor drove a Docker Swarm by hand");
  take.note("networks_to_tcpdump_on", "every network of the lab is captured");
  take.note("ingess_class", "the client reaches the front end from outside");
  take.note("class_to_networks", "the lab's own networks");
  take.note(
    "setup.number_customer_records",
    "the size of what is stolen stands in data.bytes; the shop registers a customer for each user",
  );
  take.note("setup.number_background_locusts", "the shop is filled before the first trial, as fast as it takes it");
  take.note("setup.background_locust_spawn_rate", "the shop is filled before the first trial, as fast as it takes it");

  const load = {
    users: take.number("experiment.number_background_locusts", "load.users"),
    spawnRate: take.number("experiment.background_locust_spawn_rate", "load.spawnRate"),
    curve: take.text("experiment.traffic_type", "load.curve"),
    behaviours: { predecessor: 1 },
    think: { mean: 3, distribution: "uniform" },
  };
  const trials = {
    count: take.number("experiment.number_of_trials", "trials.count"),
    seconds: take.number("experiment.experiment_length_sec", "trials.seconds"),
  };
  const scale = scaleOf(take, cast);
  const theft = theftOf(take, roleOf, scale, file);
  take.rest();
  return {
    config: { name: written, lab: "local", application: { name: "shop", scale }, load, trials, exfiltration: [theft] },
    notes: take.notes,
  };
}

/** What an object has under a key itself. */
const own = <T>(object: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(object, key) ? object[key] : undefined);

const castSentence = (cast: Readonly<Record<string, Role>>) =>
  Object.entries(cast)
    .map(([old, { service }]) => (old === service ? old : `${old} as ${service}`))
    .join(", ");

type RoleOf = (service: string, key: string) => Role;

function scaleOf(take: Taken, cast: Readonly<Record<string, Role>>): Record<string, number> {
  const scale: Record<string, number> = {};
  for (const service of take.keys("scale")) {
    const key = `scale.${service}`;
    const count = take.number(key);
    const role = own(cast, service);
    if (!role) take.note(key, "the shop has no service in this role; nothing is made of it");
    else if (role.single) take.note(key, `1: ${role.service} keeps its data on one disk; replicas of it would be databases of their own`);
    else if (count > 50) throw new ConfigError(key, `must be at most 50, not ${count}`);
    else {
      scale[role.service] = count;
      take.note(key, `application.scale.${role.service}: ${count} (the predecessor never read it)`);
    }
  }
  return scale;
}

function theftOf(take: Taken, roleOf: RoleOf, scale: Readonly<Record<string, number>>, file: string): Written {
  const of = (key: string) => `exfiltration_info.${key}`;
  const hops = take.texts(of("exfiltration_path_class"));
  const wanted = take.numbers(of("exfiltration_path_how_many_instances_for_each_class"));
  if (wanted.length !== hops.length)
    throw new ConfigError(
      of("exfiltration_path_how_many_instances_for_each_class"),
      `must have as many numbers as the path has services (${hops.length}), not ${wanted.length}`,
      file,
    );
  const path = hops.map((hop) => roleOf(hop, of("exfiltration_path_class")));
  const instances = path.map((role, i) => (role.single ? 1 : Math.min(wanted[i], scale[role.service] ?? 1)));
  const services = path.map(({ service }) => service).reverse();
  take.note(
    of("exfiltration_path_class"),
    `exfiltration[0].path: ${services.join(", ")}; from the data to the outside, where the predecessor began outside`,
  );
  take.note(
    of("exfiltration_path_how_many_instances_for_each_class"),
    `exfiltration[0].instances: ${[...instances].reverse().join(", ")}; in the order of the path, no more than there are`,
  );
  take.note(of("exfiltration_path_class_which_installer"), "nothing is installed: agents run beside the instances");
  take.note(of("folder_to_exfil"), "only synthetic data is stolen: exfiltration[0].data");
  take.note(of("regex_of_file_to_exfil"), "only synthetic data is stolen: exfiltration[0].data");
  const transport = take.text(of("exfil_protocol"), "exfiltration[0].transport");
  const [start, end] = ["exfil_start_time", "exfil_end_time"].map((key) => take.number(of(key), "exfiltration[0].spans"));
  const chunk = {
    min: take.number(of("min_exfil_data_per_packet_bytes"), "exfiltration[0].chunk.min"),
    max: take.number(of("max_exfil_data_per_packet_bytes"), "exfiltration[0].chunk.max"),
  };
  const rate = of("avg_exfiltration_rate_KB_per_sec");
  const bytesPerSecond = take.number(rate) * 1024;
  const bytes = Math.max(1, Math.round(bytesPerSecond * Math.max(0, end - start)));
  take.note(
    rate,
    `exfiltration[0].bytesPerSecond: ${bytesPerSecond} (KiB/s); exfiltration[0].data.bytes: ${bytes}, what the span holds, where the predecessor sent one file again and again`,
  );
  return { path: services, instances: [...instances].reverse(), transport, bytesPerSecond, chunk, data: { bytes }, spans: [[start, end]] };
}
