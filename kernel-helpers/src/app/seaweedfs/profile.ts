import type { Application } from "../../lab/application";
import type { ProcessSpec } from "../../lab/deployment";
import { httpPort, nodeService } from "../node-service";

const version = "0.0.0-20261109003541";
const program = `{cache}/seaweedfs-${version}`;
const monitor = "monitor";

/** Ports as SeaweedFS has them, but the volume servers' own, 8080, is where an agent listens. Each also serves gRPC 10000 above. */
const ports: Readonly<Record<string, number>> = { master: 9333, volume: 8081, filer: 8888, s3: 8333 };

/**
 * What each server is told besides its address. Those that keep data are called by their instance's name, as the members of a
 * cluster's stateful set are: a volume must be fetched where it is.
 */
const options: Readonly<Record<string, readonly string[]>> = {
  master: ["-mdir=.", "-volumeSizeLimitMB=64", `-metrics.address=${monitor}:${httpPort}`, "-metrics.intervalSeconds=5"],
  volume: ["-master=master.1:9333", "-dir=.", "-max=100"],
  filer: ["-master=master.1:9333", "-defaultStoreDir=."],
  s3: ["-filer=filer.1:8888"],
};

/** A server in a folder of its own, which is there when it starts. */
function server(name: string, service: string): ProcessSpec {
  const port = ports[service];
  const address = service === "s3" ? [] : [`-ip=${name}`];
  const words = [service, ...address, "-ip.bind=0.0.0.0", `-port=${port}`, ...options[service]];
  const script = `mkdir -p {scratch}/${name} && cd {scratch}/${name} && exec "$0" "$@"`;
  return { name: service, command: ["sh", "-c", script, program, "-v=0", ...words], ready: { port } };
}

/**
 * SeaweedFS, a store of objects: a gateway with Amazon's S3 interface asks the filer what is where, and the volume servers for the data;
 * the master knows the volume servers by their heartbeats. Nobody here wrote it. All tell their counters to a monitor outside.
 */
export const seaweedfs: Application = {
  name: "seaweedfs",
  services: [
    { name: "s3", scales: true, stage: 3, calls: ["filer", "volume", "master", monitor] },
    { name: "filer", scales: false, stage: 2, calls: ["volume", "master", monitor] },
    { name: "volume", scales: true, stage: 1, calls: ["master", "volume", monitor] },
    { name: "master", scales: false, stage: 0, calls: [monitor] },
  ],
  outside: [{ name: monitor, scales: false, stage: 0, calls: [] }],
  entry: { service: "s3", port: ports.s3 },
  installations: [
    {
      name: `SeaweedFS ${version}`,
      product: program,
      // go.mod and go.sum there fix the version of every module and its checksum.
      command: ["{go}", "build", "-C", "{package}/apps/seaweedfs", "-trimpath", "-o", "{product}", "github.com/seaweedfs/seaweedfs/weed"],
      env: { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false" },
      seconds: 600,
    },
  ],
  locustfile: "{package}/python/load/seaweedfs.py",
  populate: "{package}/python/load/populate_seaweedfs.py",
  behaviours: { upload: 0.3, download: 0.5, list: 0.2 },
  exports: Array.from({ length: 60 }, (_, i) => `/lab/archive/${String(i).padStart(3, "0")}`),
  landing: ["/lab?list-type=2&max-keys=1000"],
  processes({ name, service }, seed): readonly ProcessSpec[] {
    if (service === monitor) return [nodeService("seaweedfs", service, { SEED: String(seed), INSTANCE: name })];
    return [server(name, service)];
  },
};
