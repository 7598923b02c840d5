import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labCommands } from "../../kernel-helpers/src/lab/local";
import { echo, instance, openRoom, patient, script, type Room } from "./small-lab";

const deployment = {
  networks: [
    { name: "inside", subnet: "10.77.0.0/24", outside: false },
    { name: "data", subnet: "10.78.0.0/16", outside: false },
    { name: "internet", subnet: "198.18.0.0/24", outside: true },
  ],
  instances: [
    instance("web.1", { inside: "10.77.0.10" }, { processes: [echo()] }),
    instance("web.2", { inside: "10.77.0.11" }, { processes: [echo()] }),
    instance("store.1", { inside: "10.77.0.12", data: "10.78.3.4" }, { processes: [echo()] }),
    instance("db.1", { data: "10.78.3.5" }, { processes: [echo()] }),
    instance("payment-provider.1", { internet: "198.18.0.10" }, { kind: "outside", processes: [echo()] }),
    instance("client.1", { internet: "198.18.0.11" }, { kind: "client", processes: [echo()] }),
  ],
};
const names = deployment.instances.map(({ name }) => name);

let room: Room;
beforeAll(async () => {
  room = openRoom();
  await room.lab.up(deployment, patient());
});
afterAll(() => room.close());

const json = async (name: string, text: string, more = {}): Promise<unknown> =>
  JSON.parse(await script(room, name, `import json, socket\n${text}`, more));

describe("names and routes", () => {
  test.each(names)("%s reaches every instance by name, and is seen at its own address", async (name) => {
    const seen = (await json(
      name,
      `seen = {}
for other in ${JSON.stringify(names)}:
    with socket.create_connection((other, 8000), timeout=3) as c: seen[other] = c.recv(64).decode()
print(json.dumps(seen))`,
    )) as Record<string, string>;
    const own = deployment.instances.find((other) => other.name === name)!.attachments.map(({ address }) => address);
    expect(Object.keys(seen)).toEqual(names);
    for (const address of Object.values(seen)) expect(own).toContain(address);
  });

  test("a service with two instances resolves to both, a name outside to its address", async () => {
    const resolved = await json(
      "client.1",
      `print(json.dumps([sorted({a[4][0] for a in socket.getaddrinfo(n, 8000)}) for n in ("web", "payment-provider", "web.2")]))`,
    );
    expect(resolved).toEqual([["10.77.0.10", "10.77.0.11"], ["198.18.0.10"], ["10.77.0.11"]]);
  });

  test("a name that the lab does not have is refused at once", async () => {
    const took = await json(
      "web.1",
      `import time
t = time.monotonic()
try: socket.getaddrinfo("example.com", 80); print('"resolved"')
except socket.gaierror: print(time.monotonic() - t)`,
    );
    expect(took).toBeLessThan(1);
  });
});

describe("processes", () => {
  test("a process finds a clean environment, with the run's id", async () => {
    const environment = (await json("web.1", `import os\nprint(json.dumps(dict(os.environ)))`, {
      env: { COLOUR: "{scratch}/red" },
    })) as object;
    expect(Object.keys(environment).sort()).toEqual(["COLOUR", "HOME", "LANG", "MUNNIN_RUN", "PATH", "RESOLV_MULTI", "TMPDIR"]);
    expect(environment).toMatchObject({ COLOUR: "/run/munnin/scratch/red", PATH: expect.stringMatching(/^\/usr\/local\/sbin:/) });
  });

  test("a document of 300 kB arrives whole on standard input, more can be written behind it, and it ends when it is told to", async () => {
    const document = JSON.stringify({ text: "æ".repeat(150_000) });
    const web = deployment.instances[0];
    const out = path.join(room.run, "document");
    const reader = await room.lab.exec(
      web,
      { name: "reader", command: ["/bin/sh", "-c", "cat; echo; echo end"], stdin: document },
      { stdout: out },
    );
    await expect.poll(() => fs.readFileSync(out, "utf8")).toBe(document);
    await reader.write("more æ\n");
    await expect.poll(() => fs.readFileSync(out, "utf8")).toBe(`${document}more æ\n`);
    await reader.closeStdin();
    expect(await reader.exited).toEqual({ code: 0, signal: null });
    expect(fs.readFileSync(out, "utf8")).toBe(`${document}more æ\n\nend\n`);
    await reader.write("too late");
  });

  test("a process ends with the signal that it is sent", async () => {
    const sleeper = await room.lab.exec(deployment.instances[0], { name: "sleeper", command: ["sleep", "60"] });
    await sleeper.signal("SIGTERM");
    expect(await sleeper.exited).toEqual({ code: null, signal: "SIGTERM" });
    await sleeper.signal("SIGKILL");
  });

  test("a command that does not exist says so in its log", async () => {
    const process = await room.lab.exec(deployment.instances[0], { name: "nothing", command: ["/no/such/program"] });
    expect(await process.exited).toEqual({ code: 127, signal: null });
    expect(fs.readFileSync(path.join(room.run, "logs/web.1.nothing.log"), "utf8")).toBe(
      "munnin: cannot run /no/such/program: No such file or directory\n",
    );
  });

  test("nobody may write to the scratch folder and read a run folder that only its owner may enter, but not write to it", async () => {
    const facts = await json(
      "web.1",
      `import os
def tries(f):
    try: f(); return True
    except OSError: return False
print(json.dumps([os.getuid(), tries(lambda: open("{scratch}/x", "w")), os.access("{run}/logs", os.R_OK | os.X_OK) and tries(lambda: os.listdir("{run}/logs")), tries(lambda: open("{run}/x", "w"))]))`,
      { user: "nobody" },
    );
    expect(fs.statSync(room.run).mode & 0o777).toBe(0o700);
    expect(facts).toEqual(process.getuid!() === 0 ? [65534, true, true, false] : [process.getuid!(), true, true, true]);
  });
});

test("offloading is off at every interface", async () => {
  const states = await room.lab.offload();
  expect(Object.keys(states).length).toBe(3 + 2 * 7);
  expect(Object.values(states).flatMap((state) => Object.values(state))).not.toContain(true);
});

test("an entity interval stands for every address of an instance and for every gateway", async () => {
  const known: string[] = [];
  for await (const { network, address, entity, service, kind, to } of room.lab.entities()) {
    known.push([network, address, entity, service, kind, to].join(" "));
    if (known.length === 10) break;
  }
  expect(known).toEqual([
    "inside 10.77.0.1 gateway  gateway ",
    "data 10.78.0.1 gateway  gateway ",
    "internet 198.18.0.1 gateway  gateway ",
    "inside 10.77.0.10 web.1 web instance ",
    "inside 10.77.0.11 web.2 web instance ",
    "inside 10.77.0.12 store.1 store instance ",
    "data 10.78.3.4 store.1 store instance ",
    "data 10.78.3.5 db.1 db instance ",
    "internet 198.18.0.10 payment-provider.1  outside ",
    "internet 198.18.0.11 client.1  client ",
  ]);
});

test("what is told as executed contains what the plan would say", () => {
  for (const command of [
    ...labCommands(deployment),
    ...deployment.instances.flatMap(({ processes }) => processes.map((each) => [...each.command])),
  ])
    expect(room.commands).toContainEqual(command);
});
