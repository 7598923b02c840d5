import { defineMetric } from "../registry";

/** IP bytes of all edges of the window; 0 for a silent one. */
export const bytesTotal = defineMetric({
  name: "bytes.total",
  title: "All traffic",
  unit: "B",
  of: ({ out }) => out.bytes.reduce((sum, bytes) => sum + bytes, 0),
});
