import type { Application } from "../../lab/application";
import { httpPort, nodeService } from "../node-service";

/** Three small services in a row, without a database, that are up in a second: for tests, and for trying things out. */
export const smoke: Application = {
  name: "smoke",
  services: [
    { name: "web", scales: true, stage: 0, calls: ["api"] },
    { name: "api", scales: true, stage: 0, calls: ["store", "sink"] },
    { name: "store", scales: false, stage: 0, calls: [] },
  ],
  outside: [{ name: "sink", scales: false, stage: 0, calls: [] }],
  entry: { service: "web", port: httpPort },
  locustfile: "{package}/python/load/smoke.py",
  populate: null,
  behaviours: { read: 0.7, write: 0.3 },
  processes: ({ name, service }, seed) => [nodeService("smoke", service, { SEED: String(seed), INSTANCE: name })],
};
