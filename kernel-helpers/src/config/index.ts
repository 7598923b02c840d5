export * from "./error";
export * from "./experiment";
export * from "./check";
export * from "./read";
export * from "./schema";
export { type ConfigurationKey, configurationKeys } from "./keys";
export type { Conversion } from "./predecessor";
export { volumeOf } from "./happeningkeys";
export { perhaps } from "./reason";
