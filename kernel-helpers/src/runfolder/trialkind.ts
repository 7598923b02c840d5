/** What is stolen in a trial: nothing; nothing, while the agents work and sleep as if; or what the experiment says. */
export const trialKinds = ["baseline", "sham", "exfiltration"] as const;
export type TrialKind = (typeof trialKinds)[number];
