import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ProcessSpec } from "../../kernel-helpers/src/lab/deployment";
import type { LabFailure } from "../../kernel-helpers/src/lab/lab";
import { emptied, hostState, namespacesOfRun, processesOf, type HostState } from "./host-state";
import { echo, instance, oneNetwork, openRoom, patient, python, script, type Room } from "./small-lab";

const rooms: Room[] = [];
const room = (id?: string): Room => {
  rooms.push(openRoom(id));
  return rooms.at(-1)!;
};

let before: HostState;
beforeEach(() => {
  before = hostState();
});
afterEach(async () => {
  for (const each of rooms.splice(0)) await each.close();
  expect(hostState()).toEqual(before);
});

const late = (file: string, seconds: number): ProcessSpec => ({
  name: "late",
  command: [
    python,
    "-c",
    `import socket, time
open("{run}/${file}.begun", "w").write(str(time.time()))
time.sleep(${seconds})
open("{run}/${file}.ready", "w").write(str(time.time()))
s = socket.create_server(("", 80))
while True: s.accept()`,
  ],
  ready: { port: 80 },
});

test("a stage starts when all processes of the one before are ready", async () => {
  const { lab, run } = room();
  const at = (n: number) => ({ inside: `10.77.0.${n}` });
  await lab.up(
    {
      networks: [{ name: "inside", subnet: "10.77.0.0/24", outside: false }],
      instances: [
        instance("last.1", at(9), { stage: 2, processes: [late("last", 0)] }),
        instance("slow.1", at(10), { stage: 0, processes: [late("slow", 0.4)] }),
        instance("quick.1", at(11), { stage: 0, processes: [late("quick", 0)] }),
        instance("next.1", at(12), { stage: 1, processes: [late("next", 0.2)] }),
      ],
    },
    patient(),
  );
  const time = (file: string): number => Number(fs.readFileSync(path.join(run, file), "utf8"));
  expect(time("quick.begun")).toBeLessThan(time("slow.ready"));
  expect(time("next.begun")).toBeGreaterThan(time("slow.ready"));
  expect(time("last.begun")).toBeGreaterThan(time("next.ready"));
});

test("readiness by path needs the answer 200", async () => {
  const { lab } = room();
  const server = (path: string, within: number): ProcessSpec => ({
    name: "http",
    command: [python, "-m", "http.server", "8000", "--directory", "/run/munnin"],
    ready: { port: 8000, path, within },
  });
  await expect(lab.up(oneNetwork(1, [server("/nothing", 0.7)]), patient())).rejects.toThrow(
    /^web\.1 \(http\) did not answer on port 8000\/nothing within 0\.7 s:[^]* 404 /,
  );
  await lab.up(oneNetwork(1, [server("/scratch/", 10)]), patient());
});

test("a process that dies before it is ready is told with its last lines, and nothing remains", async () => {
  const { lab } = room("dying");
  const dying = { name: "dying", command: ["/bin/sh", "-c", "echo one; echo two >&2; exit 3"], ready: { port: 80 } };
  // Both instances die of it; which of them is heard first is chance.
  await expect(lab.up(oneNetwork(2, [echo(), dying]), patient())).rejects.toThrow(
    /^web\.[12] \(dying\) ended with status 3 before it was ready:\n  one\n  two/,
  );
  expect(processesOf("dying")).toEqual([]);
  expect(await lab.instances()).toEqual([]);
});

test("a process that is never asked for readiness, and dies while others get ready, ends the start at once", async () => {
  const { lab } = room();
  const begin = performance.now();
  const brief = { name: "brief", command: ["/bin/sh", "-c", "sleep 0.2; echo gone"] };
  await expect(lab.up(oneNetwork(1, [late("never", 30), brief]), patient())).rejects.toThrow(
    "web.1 (brief) ended with status 0 before it was ready:\n  gone",
  );
  expect(performance.now() - begin).toBeLessThan(2000);
});

test("a place that this machine lacks is told before anything is started", async () => {
  const { lab, commands } = room();
  vi.stubEnv("MUNNIN_PYTHON", "/no/such/venv/bin/python");
  vi.stubEnv("PATH", "/no/such/folder");
  try {
    const valkey = { name: "valkey", command: ["{valkey}"] };
    await expect(lab.up(oneNetwork(1, [valkey]), patient())).rejects.toThrow("valkey was not found on this machine");
    expect(commands).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
  }
});

test("a process that ends by itself later is a failure, with its last lines", async () => {
  const { lab } = room();
  const failures: LabFailure[] = [];
  lab.onFailure((failure) => failures.push(failure));
  await lab.up(oneNetwork(1, [echo(), { name: "brief", command: ["/bin/sh", "-c", "sleep 0.3; echo bye; kill -9 $$"] }]), patient());
  await expect
    .poll(() => failures)
    .toEqual([{ instance: "web.1", process: "brief", exit: { code: null, signal: "SIGKILL" }, log: ["bye"] }]);
  await lab.down();
  expect(failures.length).toBe(1);
});

test.each([0, 30, 100, 200, 400, 700])("an abort %i ms into the start ends it within a second, and nothing remains", async (delay) => {
  const id = `abort-${delay}`;
  const { lab } = room(id);
  const controller = new AbortController();
  let aborted = 0;
  setTimeout(() => {
    aborted = performance.now();
    controller.abort(new Error("stopped by the user"));
  }, delay);
  await expect(lab.up(oneNetwork(5, [late("never", 30)]), controller.signal)).rejects.toThrow("stopped by the user");
  expect(performance.now() - aborted).toBeLessThan(1000);
  expect(processesOf(id)).toEqual([]);
});

test("two labs with the same addresses and ports do not know of each other", async () => {
  const [one, two] = [room(), room()];
  await Promise.all([one, two].map(({ lab }) => lab.up(oneNetwork(2, [echo()]), patient())));
  const listing =
    "import os; open('{scratch}/mine', 'x'); print(len(os.listdir('{scratch}')), len([p for p in os.listdir('/proc') if p.isdigit()]))";
  // Process 1, two servers, and the script itself.
  expect(await Promise.all([one, two].map((each) => script(each, "web.1", listing)))).toEqual(["1 4\n", "1 4\n"]);
  await one.lab.down();
  const ask = "import socket; print(socket.create_connection(('web.2', 8000)).recv(64).decode())";
  expect(await script(two, "web.1", ask)).toBe("10.77.0.10\n");
});

test("a lab is taken down any number of times, and by its id from another place", async () => {
  const [holder, other] = [room("twice"), room("twice")];
  await holder.lab.up(oneNetwork(1, [echo()]), patient());
  const namespaces = namespacesOfRun("twice");
  expect(namespaces.length).toBeGreaterThanOrEqual(5);
  await other.lab.down();
  await emptied("twice", namespaces, 1000);
  await holder.lab.down();
  await holder.lab.down();
});

test("children that went into a session of their own end with the lab", async () => {
  const { lab } = room("orphans");
  await lab.up(
    oneNetwork(1, [{ name: "parent", command: ["/bin/sh", "-c", "setsid sleep 100 & setsid sh -c 'sleep 101 & sleep 102' & wait"] }]),
    patient(),
  );
  await expect.poll(() => processesOf("orphans").length).toBeGreaterThan(5);
  const namespaces = namespacesOfRun("orphans");
  await lab.down();
  expect(await emptied("orphans", namespaces, 1000)).toBeLessThan(200);
});

test("twenty instances are up within three seconds", async () => {
  const { lab } = room();
  const begin = performance.now();
  await lab.up(oneNetwork(20, [{ name: "sleep", command: ["sleep", "100"] }]), patient());
  const took = performance.now() - begin;
  console.log(`20 instances: ${Math.round(took)} ms`);
  expect(took).toBeLessThan(3000);
});
