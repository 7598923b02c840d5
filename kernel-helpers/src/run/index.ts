export * from "./plan";
export * from "./coordinator";
export * from "./clean";
export { munninVersion } from "./provenance";
export * from "./remove";
export { describeEvent } from "./happenings/describe";
export * from "./state";
export * from "./stop";
