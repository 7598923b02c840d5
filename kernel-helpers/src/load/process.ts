import { type Experiment, longestWarmup, waitsForStationary } from "../config";
import type { Application } from "../lab/application";
import type { ProcessSpec } from "../lab/deployment";
import { behavioursOf } from "./behaviours";
import { curveOf, sharesOf, stepsOf } from "./curves";
import { customersOf } from "./customers";
import { guestsOf } from "./guests";
import type { LoadDocument, PopulateDocument } from "./document";

/** Python writes no compiled copies beside its sources: a run leaves nothing outside its folder. */
const python = { PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1" };

/**
 * Locust for one trial. In `{run}/trial-N/load` it writes `started.json` (`{ "time": … }`, when its first users begin: the warm-up
 * starts there, and the trial `warmup` seconds later, or when `begin.json` says), `requests.jsonl` (a line a request: time, user, method, name, path,
 * status, ms, bytes, failure) and, when it ends, `stats.json` (Locust's own statistics).
 * It follows the curve during the trial and runs on until SIGTERM, on which it lets the requests under way finish.
 *
 * @param trial number of the trial, names its folder
 * @param block number of its block: each has a plan of its own for its users, the same in every trial of it and every run of the experiment;
 *   default: that of the trial
 * @throws ConfigError for a behaviour that the application does not have
 */
export function loadProcess(
  experiment: Experiment,
  application: Application,
  { trial, block = trial }: { readonly trial: number; readonly block?: number },
): ProcessSpec {
  const folder = `{run}/trial-${trial}/load`;
  const { users, spawnRate, arrivals, think } = experiment.load;
  const curve = curveOf(experiment.load);
  const steps = stepsOf(curve, users);
  const guests = [...guestsOf(experiment, application).values()];
  const document: LoadDocument = {
    folder,
    entry: entryOf(application),
    seed: `${experiment.seed}/load/${block}`,
    steps,
    ...(arrivals !== undefined && { steps: steps.map(() => users), arrivals: sharesOf(curve).map((share) => share * arrivals) }),
    ...(think && { think }),
    spawnRate,
    warmup: longestWarmup(experiment.trials),
    ...(waitsForStationary(experiment.trials.stationary) && { begin: `${folder}/begin.json` }),
    seconds: experiment.trials.seconds,
    behaviours: behavioursOf(experiment, application),
    customers: customersOf(experiment),
    ...(guests.length > 0 && { guests }),
    pages: application.pages,
  };
  const locust = ["{python}", "-m", "locust", "-f", application.locustfile, "--headless", "--only-summary"];
  const begins = ["--users", String(arrivals === undefined ? steps[0] : 0), "--spawn-rate", String(spawnRate)];
  const ends = ["--json-file", `${folder}/stats`, "--exit-code-on-error", "0", "--stop-timeout", "3"];
  return { name: "load", command: [...locust, ...begins, ...ends], env: { ...python, MUNNIN_LOAD: JSON.stringify(document) } };
}

/** Fills an application before the first trial, through its public interface; exits with 0 only when all is there. Null where there is nothing to fill. */
export function populateProcess(experiment: Experiment, application: Application): ProcessSpec | null {
  if (!application.populate) return null;
  const document: PopulateDocument = { entry: entryOf(application), customers: customersOf(experiment) };
  return { name: "populate", command: ["{python}", application.populate], env: { ...python, MUNNIN_POPULATE: JSON.stringify(document) } };
}

const entryOf = ({ entry }: Application): LoadDocument["entry"] => ({ host: entry.service, port: entry.port });
