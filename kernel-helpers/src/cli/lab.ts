import { startCapture } from "../capture/capture";
import type { Experiment } from "../config";
import { localLab } from "../lab/local";
import type { LabMaker } from "../run";

/** The lab that an experiment asks for. */
export const labOf: Record<Experiment["lab"]["kind"], LabMaker> = { local: (given) => localLab({ ...given, startCapture }) };
