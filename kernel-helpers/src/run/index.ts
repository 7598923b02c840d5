export * from "./plan";
export * from "./coordinator";
export * from "./clean";
export { munninVersion } from "./provenance";
export * from "./remove";
export * from "./state";
export * from "./stop";
