import { describe, expect, test } from "vitest";
import { namesOf } from "../../kernel-helpers/src/lab/local/names";
import { parseFeatures } from "../../kernel-helpers/src/lab/local/offload";
import { bridgeLines, cableLines, instanceLines, topologyOf } from "../../kernel-helpers/src/lab/local/topology";
import { gatewayOf, isAssignable, macOf, parseSubnet } from "../../kernel-helpers/src/lab/subnet";
import { instance } from "./small-lab";

describe("subnets", () => {
  test("the gateway has the first address", () => {
    expect(gatewayOf("10.77.0.0/24")).toBe("10.77.0.1");
    expect(gatewayOf("203.0.113.128/25")).toBe("203.0.113.129");
  });

  test("an instance may have neither the ends of a range nor the gateway's address", () => {
    const assignable = ["10.77.0.0", "10.77.0.1", "10.77.0.2", "10.77.0.254", "10.77.0.255", "10.77.1.2", "10.77.0.300"];
    expect(assignable.filter((address) => isAssignable("10.77.0.0/24", address))).toEqual(["10.77.0.2", "10.77.0.254"]);
  });

  test.each(["10.77.0.0", "10.77.0.0/33", "10.77.0.0/31", "10.77.0/24", "10.77.0.256/24", "fd00::/64", "10.77.0.1/24"])(
    "%s is no range",
    (cidr) => {
      expect(() => parseSubnet(cidr)).toThrow(cidr);
    },
  );

  test("a MAC address is local, unicast, and says the IP address", () => {
    expect(macOf("10.77.0.254")).toBe("02:00:0a:4d:00:fe");
  });
});

const networks = [
  { name: "inside", subnet: "10.77.0.0/24", outside: false },
  { name: "data", subnet: "10.78.0.0/16", outside: false },
];

describe("wiring", () => {
  const topology = topologyOf({
    networks,
    instances: [instance("web.1", { inside: "10.77.0.10" }), instance("db.1", { data: "10.78.0.10", inside: "10.77.0.11" })],
  });

  test("an instance on two networks has two interfaces and leaves by the gateway of its first", () => {
    expect(instanceLines(topology, "db.1")).toEqual([
      "link set lo up",
      "addr add 10.78.0.10/16 dev eth0",
      "link set eth0 up",
      "addr add 10.77.0.11/24 dev eth1",
      "link set eth1 up",
      "route add default via 10.78.0.1",
    ]);
  });

  test("each network is a bridge with the gateway's address", () => {
    expect(bridgeLines(topology).filter((line) => line.startsWith("addr"))).toEqual([
      "addr add 10.77.0.1/24 dev br0",
      "addr add 10.78.0.1/16 dev br1",
    ]);
    expect(cableLines(topology).filter((line) => line.includes("master"))).toEqual([
      "link set v0-0-0 master br0 up",
      "link set v1-1-0 master br1 up",
      "link set v0-1-1 master br0 up",
    ]);
  });

  test.each([
    ["no network", [instance("web.1", {})], "web.1 is attached to no network"],
    [
      "an unknown network",
      [instance("web.1", { dmz: "10.77.0.10" })],
      "web.1 is attached to the network dmz, which the deployment does not have",
    ],
    ["the gateway's address", [instance("web.1", { inside: "10.77.0.1" })], "web.1 cannot have the address 10.77.0.1 on inside"],
    [
      "an address twice",
      [instance("a.1", { inside: "10.77.0.9" }), instance("b.1", { inside: "10.77.0.9" })],
      "the address 10.77.0.9 on inside twice",
    ],
    ["a name twice", [instance("a.1", { inside: "10.77.0.9" }), instance("a.1", { inside: "10.77.0.8" })], "the instance a.1 twice"],
  ])("a deployment with %s is refused", (_, instances, message) => {
    expect(() => topologyOf({ networks, instances })).toThrow(message);
  });
});

test("a service's name stands beside the name of each of its instances", () => {
  const instances = [instance("web.1", { inside: "10.77.0.10" }), instance("web.2", { inside: "10.77.0.11" })];
  expect(namesOf({ networks: [], instances }).hosts).toBe("127.0.0.1 localhost\n10.77.0.10 web.1 web\n10.77.0.11 web.2 web\n");
});

test("ethtool's report is read by its features' names", () => {
  const report =
    "Features for eth0:\nrx-checksumming: on\ntx-checksumming: off\n\ttx-checksum-ip-generic: off\ntcp-segmentation-offload: on\ngeneric-segmentation-offload: off [requested on]\ngeneric-receive-offload: on [fixed]\n";
  expect(parseFeatures(report)).toEqual({
    "tcp-segmentation-offload": true,
    "generic-segmentation-offload": false,
    "generic-receive-offload": true,
    "tx-checksumming": false,
  });
});
