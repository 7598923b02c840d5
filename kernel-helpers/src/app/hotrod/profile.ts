import type { Application, ServiceProfile } from "../../lab/application";
import type { ProcessSpec } from "../../lab/deployment";
import { httpPort, nodeService } from "../node-service";

const version = "1.76.0";
const program = `{cache}/hotrod-${version}`;

/** Port of each service, as HotROD has it; but the front end's own, 8080, is where an agent listens. */
const ports: Readonly<Record<string, number>> = { frontend: httpPort, customer: 8081, driver: 8082, route: 8083 };
const backends = ["customer", "driver", "route"];
const collector = "collector";

const service = (name: string, stage: number, ...calls: string[]): ServiceProfile => ({
  name,
  scales: true,
  stage,
  calls: [...calls, collector],
});

/**
 * HotROD, the example application of Jaeger: rides are dispatched by a front end that asks for the customer (HTTP), for the drivers
 * nearby (gRPC) and for a route to each (HTTP). Nobody here wrote it. Its databases are pauses inside the processes; every fifth
 * look-up of a driver fails on purpose and is tried again. All four send their traces to a collector outside.
 */
export const hotrod: Application = {
  name: "hotrod",
  services: [service("frontend", 1, ...backends), ...backends.map((name) => service(name, 0))],
  outside: [{ name: collector, scales: false, stage: 0, calls: [] }],
  entry: { service: "frontend", port: ports.frontend },
  installations: [
    {
      name: `HotROD ${version}`,
      product: program,
      // go.mod and go.sum there fix the version of every module and its checksum.
      command: [
        "{go}",
        "build",
        "-C",
        "{package}/apps/hotrod",
        "-trimpath",
        "-o",
        "{product}",
        "github.com/jaegertracing/jaeger/examples/hotrod",
      ],
      env: { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false" },
      seconds: 75,
    },
  ],
  locustfile: "{package}/python/load/hotrod.py",
  populate: null,
  behaviours: { ride: 0.8, look: 0.2 },
  processes({ service, name }, seed): readonly ProcessSpec[] {
    if (service === collector) return [nodeService("hotrod", service, { SEED: String(seed), INSTANCE: name })];
    const hosts = backends.flatMap((backend) => [`--${backend}-service-hostname`, backend]);
    const own = service === "frontend" ? ["--frontend-service-port", String(httpPort), ...hosts] : [];
    // Without -M one customer is looked up at a time, 300 ms each: the load of one user would fill it.
    const options = ["--fix-db-query-delay", "30ms", "--fix-disable-db-conn-mutex", "--fix-route-worker-pool-size", "10"];
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${collector}:${httpPort}`, OTEL_EXPORTER_OTLP_INSECURE: "true" };
    return [{ name: service, command: [program, service, ...own, ...options], env, ready: { port: ports[service] } }];
  },
};
