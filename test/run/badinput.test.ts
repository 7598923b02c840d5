import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout, desk, isRoot, munnin } from "./munnin";

const config = join(checkout, "experiments/smoke.json");
const own = join(checkout, "experiments/own-application.json");
const hotrod = join(checkout, "experiments/hotrod.json");
const setTheft = (setting: string): string[] => ["--set", `exfiltration[0].${setting}`];

test.each<[string, string[], RegExp]>([
  ["an unknown key", ["run", config, "--set", "load.usres=3"], /^munnin: smoke\.json: load\.usres is no known key, perhaps "users"$/],
  ["a value out of its range", ["run", config, "--set", "load.users=0"], /^munnin: smoke\.json: load\.users must be at least 1, not 0$/],
  [
    "an unknown service in a path",
    ["run", config, "--set", 'exfiltration[0].path=["stroe","api","web"]'],
    /exfiltration\[0\]\.path\[0\].*perhaps "store".*stroe/,
  ],
  [
    "a transport that leads out of the lab",
    ["run", config, "--set", "exfiltration[0].transport=gmail"],
    /exfiltration\[0\]\.transport must be one of tcp, udp, http, dns, icmp, not "gmail": agents use nothing that could lead out of the lab$/,
  ],
  [
    "real data",
    ["run", config, "--set", "exfiltration[0].data.path=/etc/passwd"],
    /exfiltration\[0\]\.data\.path is no known key: what is stolen is made from the seed, and never read from anywhere$/,
  ],
  [
    "a file in place of a kind of data",
    ["run", config, "--set", "exfiltration[0].data.kind=/etc/passwd"],
    /exfiltration\[0\]\.data\.kind must be one of records, text, random, not "\/etc\/passwd": what is stolen is made from the seed, and never read from anywhere$/,
  ],
  [
    "another receiver",
    ["run", config, "--set", "exfiltration[0].destination=192.0.2.1"],
    /exfiltration\[0\]\.destination is no known key: the data goes to the lab's own receiver, and nowhere else$/,
  ],
  [
    "a hop that the service before it cannot reach",
    ["run", config, "--set", "lab.networks=front-and-back", ...setTheft('path=["store","web"]')],
    /exfiltration\[0\]\.path\[1\] must be a service that "store" reaches, on the network back, not "web", which is on front; on the way between them: api, resolver$/,
  ],
  [
    "more instances of a service than there are",
    ["run", config, "--set", "exfiltration[0].instances=[1,2,1]"],
    /exfiltration\[0\]\.instances\[1\] must be at most 1, the instances of api, not 2$/,
  ],
  [
    "a span that ends before it starts",
    ["run", config, "--set", "exfiltration[0].spans=[[4,2]]"],
    /exfiltration\[0\]\.spans\[0\] must end after it starts, not \[4, 2\]$/,
  ],
  [
    "a rate that the transport cannot hold",
    ["run", config, "--set", "exfiltration[0].bytesPerSecond=500000"],
    /exfiltration\[0\]\.bytesPerSecond needs 1429 connections\/s .*at most 164500 B\/s, or chunks of \d+ B on average, not 500000 B\/s$/,
  ],
  [
    "a rate that no path holds over dns",
    ["run", own, ...["transport=dns", "bytesPerSecond=500000", 'chunk={"min":65000,"max":65000}'].flatMap(setTheft)],
    /exfiltration\[0\]\.bytesPerSecond needs \d+ messages\/s at 65000 B a chunk, .*: at most \d+ B\/s, not 500000 B\/s$/,
  ],
  [
    "the application's way over another transport than its services'",
    ["run", config, "--set", "exfiltration[0].way=application"],
    /exfiltration\[0\]\.transport must be http where exfiltration\[0\]\.way is application, not tcp$/,
  ],
  [
    "the application's way through services that cannot pass it on",
    ["run", hotrod, ...["way=application", "transport=http", 'path=["customer","driver","frontend"]'].flatMap(setTheft)],
    /exfiltration\[0\]\.path\[1\] must be a service that hands requests over .*, not "driver"$/,
  ],
  [
    "the application's way against its calls",
    ["run", config, ...["way=application", "transport=http"].flatMap(setTheft)],
    /exfiltration\[0\]\.path\[1\] must be a service that "store" calls where exfiltration\[0\]\.way is application \(it calls none\), not "api", which web calls$/,
  ],
  [
    "a resolver for a transport without names",
    ["run", config, "--set", "exfiltration[0].through=resolver"],
    /exfiltration\[0\]\.through belongs to the transport dns, not tcp$/,
  ],
  [
    "a resolver that is none",
    ["run", config, ...["transport=dns", "through=resolvr"].flatMap(setTheft)],
    /exfiltration\[0\]\.through .*perhaps "resolver"/,
  ],
  [
    "a theft over dns along the service that answers for names",
    [
      "run",
      config,
      ...["transport=dns", 'path=["store","resolver","web"]', "bytesPerSecond=2000", 'data={"bytes":1000}'].flatMap(setTheft),
    ],
    /exfiltration\[0\]\.path\[1\] must not be "resolver" where exfiltration\[0\]\.transport is dns: it listens at port 53 itself \(to ask it on the last leg: exfiltration\[0\]\.through\)$/,
  ],
  [
    "a resolver where the lab has none",
    [
      "run",
      config,
      "--set",
      "lab.resolver=false",
      ...["transport=dns", "bytesPerSecond=2000", "through=resolver", 'data={"bytes":1000}'].flatMap(setTheft),
    ],
    /exfiltration\[0\]\.through needs a service inside the lab that answers for names, and there is none \(lab\.resolver is false\)/,
  ],
  [
    "two thefts through a resolver below one domain",
    [
      "run",
      config,
      "--set",
      `exfiltration=${JSON.stringify(
        ["Cdn.example.net", "cdn.example.net"].map((domain) => ({
          ...{ path: ["store", "api"], transport: "dns", through: "resolver", domain, bytesPerSecond: 1000, data: { bytes: 1000 } },
          spans: [[1, 2]],
        })),
      )}`,
    ],
    /exfiltration\[1\]\.domain must be another than that of exfiltration\[0\], to whose receiver "resolver" sends all names below it, not cdn\.example\.net$/,
  ],
  [
    "a theft that is too fast beside another",
    [
      "run",
      config,
      "--set",
      `exfiltration=${JSON.stringify(
        [4, 3].map((end) => ({
          path: ["store", "api", "web"],
          bytesPerSecond: 140_000,
          data: { bytes: 1000 },
          spans: [[1, end]],
          chunk: { min: 350, max: 350 },
        })),
      )}`,
    ],
    // 400 messages/s of 0.85 + 0.35 · 0.215 = 0.925 ms in 3.5 agents are 1.295 of 1.6 cores, a part of 0.8096 each: 0.1904 is left, or 32,930 B/s; with n bytes, 140,000 / n · 3.5 ·
    // (0.85 + n · 0.000215) are as much as 0.1904 · 1600 ms where n = 2090 (0.85 / (0.000622 - 0.000215)).
    /exfiltration\[1\]\.bytesPerSecond is too much beside exfiltration\[0\], which at second 1 sends, too: at most 329\d\d B\/s in chunks of 350 B are held then, or chunks of 20\d\d B on average, not 140000 B\/s$/,
  ],
  [
    "a theft along a service that has the agents' port",
    ["run", own, "--set", "application.services.web.port=6969"],
    /exfiltration\[0\]\.path\[1\] must not be "web" where exfiltration\[0\]\.transport is tcp: it listens at port 6969 itself, where the agent beside it would$/,
  ],
  ["an unknown application", ["run", config, "--set", "application.name=shpo"], /application\.name.*shpo.*perhaps "shop"/],
  ["a scale of a service that is not there", ["run", config, "--set", "application.scale.wbe=2"], /application\.scale\.wbe.*perhaps "web"/],
  ["an unknown behaviour", ["run", config, "--set", "load.behaviours.steal=1"], /load\.behaviours\.steal/],
  [
    "a name that a shell would run",
    ["run", config, "--set", "name=$(touch /tmp/munnin-was-here)"],
    /^munnin: smoke\.json: name must be 1 to 64 letters, .*, not "\$\(touch \/tmp\/munnin-was-here\)"$/,
  ],
  [
    "a key with a line break, and what a terminal would do",
    ["run", config, "--set", "load.a\nmunnin: \u001b[2Jall is well=1"],
    /^munnin: smoke\.json: load\.a\\nmunnin: \\u001b\.?.* is no known key$/,
  ],
  ["a key of 10 kB", ["run", config, "--set", `load.${"x".repeat(10_000)}=1`], /^munnin: smoke\.json: load\.x{112}\.\.\. is no known key$/],
  [
    "a service that calls what every object has",
    ["run", own, "--set", 'application.services.web.calls=["constructor"]'],
    /application\.services\.web\.calls must name services, not "constructor"$/,
  ],
  ["a file that is not there", ["run", "nowhere.json"], /^munnin: nowhere\.json: no such file$/],
  ["a command that is none", ["rnu"], /^munnin: rnu is no command, perhaps "run"/],
  ["an option that is none", ["run", config, "--sett", "a=1"], /^munnin: run: --sett is no option, perhaps --set$/],
  ["no configuration", ["run"], /^munnin: usage: munnin run CONFIG/],
  ["a run to clean that is none", ["clean", "nothing-20260101-000000-abcd"], /no live run has this name/],
])("%s: one line, exit status 2, nothing created", async (_what, args, line) => {
  const where = desk();
  const { status, stdout, stderr } = await munnin(where, ...args);
  expect(stderr.trimEnd()).toMatch(line);
  expect(stderr.trimEnd()).not.toContain("\n");
  expect(stdout).toBe("");
  expect(status).toBe(2);
  expect(readdirSync(where.runs)).toEqual([]);
});

test("a configuration that is not JSON is named with what is wrong in it", async () => {
  const where = desk();
  const file = join(where.runs, "..", "bad.json");
  writeFileSync(file, "{ name: quickstart }");
  const { status, stderr } = await munnin(where, "run", file);
  expect(stderr).toMatch(/^munnin: .*bad\.json: is not JSON: .*\n$/);
  expect(status).toBe(2);
});

test("munnin plan --json tells all that is wrong, each with its path", async () => {
  const { status, stdout } = await munnin(desk(), "plan", config, "--json", "--set", "load.users=0", "--set", "seed=-1");
  expect(status).toBe(2);
  expect(
    JSON.parse(stdout)
      .errors.map(({ path }: { path: string }) => path)
      .sort(),
  ).toEqual(["load.users", "seed"]);
});

test("a missing tcpdump is named before anything is started", async () => {
  const where = desk();
  // An overlay hides it from this process alone, on whichever of the system's folders it lies.
  const hide = 'for f in /usr/bin/tcpdump /usr/sbin/tcpdump; do [ ! -e $f ] || mount --bind /dev/null $f; done; exec "$@"';
  const { status, stderr } = await munnin(
    { ...where, through: ["unshare", ...(isRoot ? [] : ["--map-root-user"]), "--mount", "sh", "-c", hide, "sh"] },
    "run",
    config,
  );
  expect(stderr).toMatch(/^munnin: the program tcpdump was not found; sudo apt-get install -y tcpdump\n$/);
  expect(status).toBe(1);
  expect(readdirSync(where.runs)).toEqual([]);
});

test("ten plans of one seed are the same to the byte, and another seed gives another", async () => {
  const quickstart = join(checkout, "experiments/quickstart.json");
  const plan = async (seed: number) => (await munnin(desk(), "plan", quickstart, "--json", "--set", `seed=${seed}`)).stdout;
  const plans = await Promise.all(Array.from({ length: 10 }, () => plan(1)));
  expect(new Set(plans).size).toBe(1);
  expect(await plan(2)).not.toBe(plans[0]);
});
