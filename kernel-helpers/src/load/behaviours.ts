import { ConfigError, type Experiment, perhaps } from "../config";
import type { Application } from "../lab/application";

/**
 * Weights of what users do: the experiment's, else the application's.
 *
 * @throws ConfigError for a behaviour that the application does not have
 */
export function behavioursOf(experiment: Experiment, application: Application): Readonly<Record<string, number>> {
  const given = experiment.load.behaviours ?? application.behaviours;
  const known = Object.keys(application.behaviours);
  for (const name of Object.keys(given))
    if (!known.includes(name))
      throw new ConfigError(
        `load.behaviours.${name}`,
        `is no behaviour of ${application.name} (it has ${known.join(", ")})${perhaps(name, known)}`,
      );
  return given;
}
