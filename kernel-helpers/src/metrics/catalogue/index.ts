// Importing a metric's file defines it.
export * from "./bytesOutside";
export * from "./bytesTotal";
export * from "./density";
export * from "./edges";
export * from "./nodes";
export * from "./reciprocity";
export * from "./strength";
export * from "./strengthAngle";
