export * from "./curves";
export { loadProcess, populateProcess } from "./process";
export type { CustomerDocument, LoadDocument, PopulateDocument } from "./document";
