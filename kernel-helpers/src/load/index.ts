export * from "./curves";
export * from "./guests";
export { loadProcess, populateProcess } from "./process";
export type { CustomerDocument, LoadDocument, PopulateDocument } from "./document";
