import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownerLookup } from "../../../kernel-helpers/src/edges/entities/lookup";
import { readEntitySource, startingAt } from "../../../kernel-helpers/src/edges/entities/read";

const folder = mkdtempSync(join(tmpdir(), "munnin-entities-"));
let files = 0;
const fileOf = (content: string): string => {
  const file = join(folder, String(files++));
  writeFileSync(file, content);
  return file;
};
const read = (content: string) => readEntitySource(fileOf(content)).intervals;
const brief = (content: string) => read(content).map((one) => `${one.network} ${one.address} ${one.entity} ${one.service} ${one.kind}`);

describe("a CSV of one's own", () => {
  const csv =
    "address,entity,service\n10.0.0.0/8,rest,\n10.1.0.0/16,shop,web\r\n\n# the one that matters\n10.1.2.3,db.1,db\n0.0.0.0/0,outside\nfd00::/64,six,v6\n";

  test("gives an address to the smallest range that holds it", () => {
    const owner = ownerLookup(read(csv));
    const names = ["10.1.2.3", "10.1.2.4", "10.2.0.1", "8.8.8.8", "fd00::5", "fd01::5"].map(
      (address) => owner(undefined, address, 0).interval?.entity,
    );
    expect(names).toEqual(["db.1", "shop", "rest", "outside", "six", undefined]);
  });

  test("may leave the service out, and say by the name that an address is outside", () => {
    expect(brief(csv).slice(0, 4)).toEqual([
      " 10.0.0.0/8 rest null instance",
      " 10.1.0.0/16 shop web instance",
      " 10.1.2.3 db.1 db instance",
      " 0.0.0.0/0 outside null outside",
    ]);
  });

  test.each([
    ["10.0.0.1,a,x\n10.0.0.300,b,y\n", /^\S+:2: "10\.0\.0\.300" is neither an IP address nor a range/],
    ["10.0.0.1,a,x\n10.0.0.0/33,b,y\n", /:2: "10\.0\.0\.0\/33" is neither/],
    ["10.0.0.1,,x\n", /:1: 10\.0\.0\.1 has no entity; a line is: address or CIDR,entity,service$/],
    ["10.0.0.1,a,x,y\n", /:1: 4 fields, not 3/],
    // The same range, written in two ways.
    ["10.0.0.0/8,a,x\n10.9.9.9/8,b,y\n", /:2: 10\.9\.9\.9\/8 belongs to a and to b at the same time$/],
    ["just words\n", /names no entities: it must be CSV/],
    ["", /is empty$/],
  ])("is refused with file and line: %j", (content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});

test("where a smaller range is nobody's for a time, the larger one has the address for just that time", () => {
  const one = { network: "", service: null, kind: "instance" } as const;
  const owner = ownerLookup([
    { ...one, address: "10.0.0.0/8", entity: "all", from: 0, to: null },
    { ...one, address: "10.0.0.1", entity: "pod", from: 5, to: 7 },
  ]);
  expect([4, 5, 7].map((second) => owner(undefined, "10.0.0.1", second * 1e6))).toMatchObject([
    { interval: { entity: "all" }, from: 0, to: 5e6 },
    { interval: { entity: "pod" }, from: 5e6, to: 7e6 },
    { interval: { entity: "all" }, from: 7e6, to: Infinity },
  ]);
});

describe("a run's entities.jsonl", () => {
  const line = (more: object) =>
    JSON.stringify({ network: "lab", address: "10.0.0.1", entity: "a.1", service: "a", kind: "instance", from: 0, to: 10, ...more });

  test("is taken as it is", () => {
    expect(read(`${line({})}\n${line({ from: 10, to: null, entity: "b.1" })}\n`)).toMatchObject([
      { network: "lab", entity: "a.1", from: 0, to: 10 },
      { entity: "b.1", from: 10, to: null },
    ]);
  });

  test.each([
    [
      `${line({})}\n${line({ from: 9, to: null, entity: "b.1" })}\n`,
      /^\S+:2: 10\.0\.0\.1 on lab belongs to a\.1 and to b\.1 at the same time$/,
    ],
    [`${line({})}\n{"address":\n`, /:2: is no JSON/],
    [`${line({ kind: "pod" })}\n`, /:1: kind must be one of instance, vip, .*, not "pod"$/],
    [`${line({ address: "10.0.0" })}\n`, /:1: "10\.0\.0" of a\.1 is no IP address$/],
    [`${line({ to: -1 })}\n`, /:1: to must be null or a number/],
  ])("is refused with file and line: %#", (content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});

describe("what docker inspect printed", () => {
  const container = (name: string, labels: object, networks: object, running = true) =>
    JSON.stringify(
      [{ Name: name, State: { Running: running }, Config: { Labels: labels }, NetworkSettings: { Networks: networks } }],
      null,
      4,
    ) + "\n";

  test("document after document gives each running container's addresses by network, with Swarm's or Compose's name of its service", () => {
    const dump = [
      container("/sockshop_front-end.1.k3x", {}, { sockshop_default: { IPAMConfig: { IPv4Address: "10.0.0.5" }, IPAddress: "" } }),
      container(
        "/sockshop_user-db.2.q9",
        { "com.docker.swarm.service.name": "sockshop_user-db", "com.docker.stack.namespace": "sockshop" },
        { ingress: { IPAddress: "10.255.0.3" }, sockshop_default: { IPAddress: "10.0.0.6", GlobalIPv6Address: "fd00::6" } },
      ),
      container("/web-1", { "com.docker.compose.service": "web" }, { bridge: { IPAddress: "172.18.0.2" } }),
      container("/gone", {}, { bridge: { IPAddress: "172.18.0.2" } }, false),
      container("/host", {}, { host: { IPAddress: "" } }),
    ].join("");
    expect(brief(dump)).toEqual([
      "sockshop_default 10.0.0.5 sockshop_front-end.1.k3x front-end instance",
      "ingress 10.255.0.3 sockshop_user-db.2.q9 user-db instance",
      "sockshop_default 10.0.0.6 sockshop_user-db.2.q9 user-db instance",
      "sockshop_default fd00::6 sockshop_user-db.2.q9 user-db instance",
      "bridge 172.18.0.2 web-1 web instance",
    ]);
  });

  test("is refused where a document breaks off, with its first line", () => {
    const one = container("/a", {}, {});
    expect(() => read(one + one.slice(0, 30))).toThrow(
      `:${one.split("\n").length}: the document of docker inspect that begins here is no JSON`,
    );
    expect(() => read('[\n {"Name"\n:]')).toThrow(/^[^\n]+:1: the document of docker inspect that begins here is no JSON: [^\n]+$/);
    expect(() => read("[{}]")).toThrow(/:1: is no container as docker inspect shows it/);
  });
});

test("what kubectl get po -o wide printed gives each pod its workload, nodes' shared addresses to the node, and leaves finished pods out", () => {
  const text = `NAMESPACE     NAME                               READY   STATUS      RESTARTS        AGE   IP            NODE       NOMINATED NODE   READINESS GATES
kube-system   coredns-5d78c9869d-4xvtl           1/1     Running     0               9d    10.244.0.2    minikube   <none>           <none>
kube-system   etcd-minikube                      1/1     Running     1 (3d2h ago)    9d    192.168.49.2  minikube   <none>           <none>
kube-system   kube-proxy-8xk2p                   1/1     Running     0               9d    192.168.49.2  minikube   <none>           <none>
kube-system   metrics-server-7746886d4f-k9x2z    1/1     Running     0               9d    10.244.0.9    minikube   <none>           <none>
sock-shop     front-end-6649c54d45-xw7fn         1/1     Running     0               1d    10.244.0.7    minikube   <none>           <none>
sock-shop     user-db-0                          1/1     Running     2 (10m ago)     1d    10.244.0.8    minikube   <none>           <none>
sock-shop     seed-job-xw7fn                     0/1     Completed   0               1d    10.244.0.8    minikube   <none>           <none>
sock-shop     waiting-6649c54d45-zw7fn           0/1     Pending     0               1d    <none>        <none>     <none>           <none>
`;
  expect(brief(text)).toEqual([
    " 10.244.0.2 coredns-5d78c9869d-4xvtl coredns instance",
    " 192.168.49.2 minikube null node",
    " 10.244.0.9 metrics-server-7746886d4f-k9x2z null infra",
    " 10.244.0.7 front-end-6649c54d45-xw7fn front-end instance",
    " 10.244.0.8 user-db-0 user-db instance",
  ]);
  expect(() => read("NAME READY STATUS RESTARTS AGE IP NODE\na 1/1 Running 0 9d ten minikube\n")).toThrow(
    /:2: "ten" in column IP is no IP address/,
  );
});

describe("a pod creation log", () => {
  const log = `{
    0: {}, 
    1: {"front-end-aaaa": ("10.1.0.1", "+", "shop", "pod", ["name=front-end"], "Running"),
        "front-end": ("10.96.0.9", "+", "shop", "svc", ["name=front-end"], "10.96.0.9"),
        "headless": ("None", "+", "shop", "svc", [], "None"),
        "etcd": ("10.1.0.2", "+", "kube-system", "pod", ["k8s-app=etcd"], "Running")},
    40: {"user-6649c54d45-xw7fn": ("10.1.0.1", "+", "shop", "pod", ["pod-template-hash=1"], "Running"),
         "front-end-bbbb": ("10.1.0.3", "+", "shop", "pod", ["name=front-end"], "Terminating")},
    1001: {"front-end": ("10.96.0.9", "+", "shop", "svc", ["name=front-end"], "10.96.0.9")}}`;
  const wanted = [
    { address: "10.1.0.1", entity: "front-end-aaaa", service: "front-end", kind: "instance", from: 0, to: 40 },
    { address: "10.96.0.9", entity: "front-end_VIP", service: "front-end", kind: "vip", from: 0, to: null },
    { address: "10.1.0.2", entity: "etcd", service: null, kind: "infra", from: 0, to: null },
    { address: "10.1.0.1", entity: "user-6649c54d45-xw7fn", service: "user", kind: "instance", from: 40, to: null },
  ];
  const python = (program: string): void => void execFileSync("python3", ["-c", program], { stdio: "pipe" });

  test.each([0, 2, 3, 4, 5])("is read as Python pickled it, protocol %i; an address is somebody's until another takes it", (protocol) => {
    const file = fileOf("");
    python(`import pickle; pickle.dump(${log.replace(/\n */g, " ")}, open(${JSON.stringify(file)}, "wb"), protocol=${protocol})`);
    expect(readEntitySource(file).intervals).toMatchObject(wanted);
    expect(startingAt(readEntitySource(file), 1.7e9)[0]).toMatchObject({ from: 1.7e9, to: 1.7e9 + 40 });
  });

  test("is read as JSON too", () => {
    const json = log
      .replace(/(\d+): \{/g, '"$1": {')
      .replace(/\(/g, "[")
      .replace(/\)/g, "]");
    expect(read(json)).toMatchObject(wanted);
  });

  test("is refused when its pickle would make anything but plain data", () => {
    const file = fileOf("");
    python(`import pickle, collections; pickle.dump(collections.OrderedDict(), open(${JSON.stringify(file)}, "wb"), protocol=4)`);
    expect(() => readEntitySource(file)).toThrow(/is no pod creation log: byte \d+: 0x93 makes no plain data/);
  });
});
