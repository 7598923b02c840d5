import { withEgress } from "../../kernel-helpers/src/app/cluster/egress";
import { expect, test } from "vitest";
import { application, applications, deploymentOf } from "../../kernel-helpers/src/app";
import { ConfigError, InputError } from "../../kernel-helpers/src/config";

const shop = application("shop");
const addressesOf = (scale: Record<string, number>) =>
  Object.fromEntries(deploymentOf(shop, scale, 1).instances.map(({ name, attachments }) => [name, attachments[0].address]));

function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

test("an unknown application is an input error that suggests the nearest", () => {
  const error = errorOf(() => application("shopp"));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toBe('application.name must be one of shop, smoke, hotrod, seaweedfs, wordpress, not "shopp", perhaps "shop"');
});

test("instances are numbered from one, and those of a service share its host name", () => {
  const users = deploymentOf(shop, { user: 3 }, 1).instances.filter(({ service }) => service === "user");
  expect(users.map(({ name }) => name)).toEqual(["user.1", "user.2", "user.3"]);
});

test("scaling one service moves no other", () => {
  const [one, scaled] = [addressesOf({}), addressesOf({ "front-end": 5, user: 2 })];
  for (const [name, address] of Object.entries(one)) expect(scaled[name], name).toBe(address);
  expect(new Set(Object.values(scaled)).size).toBe(Object.keys(scaled).length);
});

test("outside are the users, the payment provider, the webhook and the receiver, and nothing else", () => {
  const { instances, networks } = deploymentOf(shop, {}, 1);
  const outside = instances.filter(({ attachments }) => attachments.some(({ network }) => network === "outside"));
  expect(outside.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual([
    "client.1 client",
    "payment-provider.1 outside",
    "receiver.1 outside",
    "webhook.1 outside",
  ]);
  expect(outside.every(({ attachments }) => attachments[0].address.startsWith("203.0.113."))).toBe(true);
  expect(networks).toEqual([
    { name: "lab", subnet: "10.77.0.0/16", outside: false },
    { name: "outside", subnet: "203.0.113.0/24", outside: true },
  ]);
});

test("a service that does not exist, a database that cannot be scaled, and no instances at all are refused by their key", () => {
  const refused = (scale: Record<string, number>) => {
    const error = errorOf(() => deploymentOf(shop, scale, 1));
    expect(error).toBeInstanceOf(ConfigError);
    return error.message;
  };
  expect(refused({ frontend: 2 })).toMatch(/^application\.scale\.frontend is no service of shop .*perhaps "front-end"$/);
  expect(refused({ "user-db": 2 })).toMatch(/^application\.scale\.user-db must be 1, not 2: user-db keeps data/);
  expect(refused({ user: 0 })).toBe("application.scale.user must be a whole number from 1 to 250, not 0");
});

test("a service is started after all that it calls, except where they start together and wait for each other", () => {
  for (const { services, outside } of applications)
    for (const { name, calls, stage } of services)
      for (const called of calls) {
        const other = [...services, ...outside].find((candidate) => candidate.name === called);
        expect(other, `${name} calls ${called}`).toBeDefined();
        expect(other!.stage, `${name} calls ${called}`).toBeLessThanOrEqual(stage);
      }
});

const around = { resolver: true, virtualAddresses: true, prober: true, networks: "front-and-back", delegations: [] } as const;

test("with two networks databases are on back alone, and each virtual address lies on its service's first network", () => {
  const { instances, networks, virtuals } = deploymentOf(shop, {}, 1, around);
  expect(networks.map(({ name, virtual }) => [name, virtual])).toEqual([
    ["front", "10.96.0.0/24"],
    ["back", "10.97.0.0/24"],
    ["outside", undefined],
  ]);
  const on = (name: string) => instances.find((instance) => instance.name === name)!.attachments.map(({ network }) => network);
  expect([on("user-db.1"), on("user.1"), on("payment.1"), on("front-end.1"), on("resolver.1")]).toEqual([
    ["back"],
    ["front", "back"],
    ["front"],
    ["front", "back"],
    ["front", "back"],
  ]);
  for (const { service, network } of virtuals!) expect(on(`${service}.1`)[0]).toBe(network);
  expect(new Set(virtuals!.map(({ address }) => address)).size).toBe(virtuals!.length);
});

test("each instance asks a resolver that it reaches on a network of its own, and clients outside the name server", () => {
  const { instances } = deploymentOf(shop, {}, 1, around);
  const asked = (name: string) => instances.find((instance) => instance.name === name)!.nameserver;
  expect(asked("user-db.1")).toBe("10.78.0.53");
  expect(asked("user.1")).toMatch(/^10\.96\.0\.\d+$/);
  expect(asked("client.1")).toBe("203.0.113.53");
});

test("scaling one service moves no virtual address", () => {
  const of = (scale: Record<string, number>) => deploymentOf(shop, scale, 1, around).virtuals;
  expect(of({ user: 5 })).toEqual(of({}));
});

test("egress stands beside every instance of its services, and each kind has a host outside", () => {
  const egress = [
    { kind: "mail", from: "orders", bytesPerSecond: 1000 } as const,
    { kind: "backup", from: "user-db", bytesPerSecond: 1000 } as const,
  ];
  const { instances } = deploymentOf(withEgress(shop, egress), { orders: 2 }, 1);
  expect(instances.filter(({ processes }) => processes.some(({ name }) => name === "egress")).map(({ name }) => name)).toEqual([
    "orders.1",
    "orders.2",
    "user-db.1",
  ]);
  expect(instances.filter(({ kind }) => kind === "outside").map(({ name }) => name)).toEqual(
    expect.arrayContaining(["mail-relay.1", "backup-store.1"]),
  );
  expect(errorOf(() => withEgress(shop, [{ ...egress[0], from: "order" }])).message).toMatch(
    /^lab\.egress\[0\]\.from must be a service .*perhaps "orders"$/,
  );
});

test("a service with a name of the lab's own is refused", () => {
  const clash = { ...shop, services: [...shop.services, { name: "resolver", scales: false, stage: 0, calls: [] }] };
  expect(errorOf(() => deploymentOf(clash, {}, 1, around)).message).toMatch(/^application\.services must not have resolver/);
});
