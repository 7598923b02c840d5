export * from "./error";
export * from "./experiment";
export * from "./check";
export * from "./read";
export * from "./schema";
export { perhaps } from "./reason";
