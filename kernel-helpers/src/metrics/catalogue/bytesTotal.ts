import { defineMetric } from "../registry";

/** IP bytes of all edges of the window. */
export const bytesTotal = defineMetric({
  name: "bytes.total",
  title: "All traffic",
  unit: "B",
  formula: "Σ w_ij",
  range: "[0, ∞)",
  degenerate: "0 for a silent window.",
  of: ({ out }) => out.bytes.reduce((sum, bytes) => sum + bytes, 0),
});
