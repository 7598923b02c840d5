import type { Experiment } from "../config";

type CurveName = Experiment["load"]["curve"];

/** A curve with a name, or ratios for equal steps of a trial. */
export type Curve = CurveName | readonly number[];

/** The curve of an experiment: its own, else the one it names. */
export const curveOf = ({ steps, curve }: Pick<Experiment["load"], "steps" | "curve">): Curve => steps ?? curve;

const ratiosOf = (curve: Curve): readonly number[] => (typeof curve === "string" ? curveRatios[curve] : curve);

/** The curve at each of its steps, as a share of its greatest. */
export function sharesOf(curve: Curve): number[] {
  const ratios = ratiosOf(curve);
  const greatest = Math.max(...ratios);
  return ratios.map((ratio) => ratio / greatest);
}

/**
 * How the number of users changes over a trial: 24 equal steps, as the hours of a day; only the ratios count.
 *
 * As lists of four digits, like the original system's (Sock Shop experiments, 2018); `normal` is (1.1 − sin(πx/12)/2)/25 at hour x.
 */
export const curveRatios: Readonly<Record<CurveName, readonly number[]>> = {
  normal: [
    0.044, 0.0388, 0.034, 0.0299, 0.0267, 0.0247, 0.024, 0.0247, 0.0267, 0.0299, 0.034, 0.0388, 0.044, 0.0492, 0.054, 0.0581, 0.0613,
    0.0633, 0.064, 0.0633, 0.0613, 0.0581, 0.054, 0.0492,
  ],
  bursty: [
    0.0391, 0.0305, 0.04, 0.0278, 0.0248, 0.023, 0.0223, 0.023, 0.0248, 0.0465, 0.0316, 0.0361, 0.041, 0.0458, 0.0503, 0.0532, 0.0552,
    0.0571, 0.0577, 0.0571, 0.0543, 0.0634, 0.0484, 0.0458,
  ],
  viral: [
    0.0278, 0.0246, 0.0215, 0.0189, 0.0169, 0.0156, 0.0152, 0.0158, 0.0171, 0.019, 0.0215, 0.0247, 0.0285, 0.0329, 0.038, 0.0437, 0.05,
    0.057, 0.064, 0.0716, 0.0798, 0.0887, 0.0982, 0.107,
  ],
  cybermonday: [
    0.0328, 0.0255, 0.0178, 0.0142, 0.0119, 0.0112, 0.0144, 0.0224, 0.0363, 0.0428, 0.0503, 0.0574, 0.0571, 0.0568, 0.0543, 0.0532, 0.0514,
    0.0514, 0.0518, 0.0522, 0.0571, 0.0609, 0.0589, 0.0564,
  ],
};

/** Users in each of the steps (24 for a curve with a name): round(ratio / greatest ratio × users), as the original did. */
export const stepsOf = (curve: Curve, users: number): number[] => sharesOf(curve).map((share) => Math.round(share * users));

/**
 * Users at a time of a trial.
 *
 * @param second seconds from the start of the trial; before it and after its end, the first and the last step hold
 * @param seconds length of the trial
 */
export function usersAt(curve: Curve, users: number, second: number, seconds: number): number {
  const steps = stepsOf(curve, users);
  const step = Math.floor((second / seconds) * steps.length);
  return steps[Math.min(Math.max(step, 0), steps.length - 1)];
}
