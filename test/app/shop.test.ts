import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { application, deploymentOf } from "../../kernel-helpers/src/app";
import { type LoopbackApp, onLoopback } from "./loopback";

let shop: LoopbackApp;
let base: string;
let started: number;

beforeAll(async () => {
  started = performance.now();
  shop = await onLoopback(deploymentOf(application("shop"), {}, 1), 21_000);
  started = performance.now() - started;
  base = `http://127.0.0.1:${shop.portOf("front-end")}`;
});
afterAll(() => shop?.down());

const customer = { username: "ada", password: "secret", firstName: "Ada", lastName: "L", email: "ada@example.org" };
const card = { longNum: "4111111111111111", expires: "11/29", ccv: "123" };
const address = { street: "Whitelees Road", number: "246", country: "United Kingdom", city: "Glasgow", postcode: "G67 3DL" };

/** A browser: keeps the shop's cookie. */
function browser() {
  let cookie = "";
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(base + path, {
      method,
      headers: { cookie, ...(body ? { "content-type": "application/json" } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return { status: answer.status, type: answer.headers.get("content-type"), bytes: Buffer.from(await answer.arrayBuffer()) };
  };
}

const basic = (name: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` });
const json = <T>(bytes: Buffer) => JSON.parse(bytes.toString()) as T;

async function rows<T>(database: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new Client({ host: "127.0.0.1", port: shop.portOf(database), user: "shop", database: "postgres" });
  await client.connect();
  const found = await client.query(sql, values);
  await client.end();
  return found.rows as T[];
}

test("the shop is up in less than ten seconds", () => {
  expect(started).toBeLessThan(10_000);
});

test("what a customer buys ends as a row of the order database, with its price, and in the packers' log", async () => {
  const ask = browser();
  expect((await ask("GET", "/")).status).toBe(200);
  const registered = await ask("POST", "/register", customer);
  const { id } = json<{ id: string }>(registered.bytes);
  expect((await ask("GET", "/login", undefined, basic("ada", "secret"))).status).toBe(200);
  expect((await ask("POST", "/cards", { ...card, userID: id })).status).toBe(200);
  expect((await ask("POST", "/addresses", { ...address, userID: id })).status).toBe(200);
  const [product] = json<{ id: string; price: number }[]>((await ask("GET", "/catalogue")).bytes);
  expect((await ask("GET", `/detail.html?id=${product.id}`)).status).toBe(200);
  expect((await ask("DELETE", "/cart")).status).toBe(202);
  expect((await ask("POST", "/cart", { id: product.id, quantity: 2 })).status).toBe(201);
  expect((await ask("GET", "/basket.html")).bytes.toString()).toContain(product.id);
  const ordered = await ask("POST", "/orders");
  expect(ordered.status).toBe(201);

  const [row] = await rows<{ id: string; total: string; customer_id: string; address: object; items: object[] }>(
    "orders-db",
    "select * from customer_order",
  );
  expect(row.id).toBe(json<{ id: string }>(ordered.bytes).id);
  expect(row.customer_id).toBe(id);
  expect(Number(row.total)).toBeCloseTo(2 * product.price + 4.99, 2);
  expect(row.items).toEqual([{ itemId: product.id, quantity: 2, unitPrice: product.price }]);
  expect(row.address).toMatchObject(address);
  expect(json<object[]>((await ask("GET", "/cart")).bytes)).toEqual([]);
  await expect.poll(() => shop.logOf("queue-master")).toContain(row.id);
});

test("a wrong password, a taken name and an empty cart are refused", async () => {
  const ask = browser();
  await ask("POST", "/register", { ...customer, username: "bob" });
  expect((await ask("POST", "/orders")).status).toBe(406);
  expect((await ask("POST", "/register", { ...customer, username: "bob" })).status).toBe(409);
  expect((await ask("GET", "/login", undefined, basic("bob", "wrong"))).status).toBe(401);
  expect((await browser()("POST", "/orders")).status).toBe(401);
});

test("pages, style sheets and pictures weigh what they weigh on the web", async () => {
  const ask = browser();
  const [product] = json<{ id: string; imageUrl: string[] }[]>((await ask("GET", "/catalogue")).bytes);
  for (const path of ["/", "/category.html", `/detail.html?id=${product.id}`, "/css/style.css", "/js/framework.js", ...product.imageUrl]) {
    const { status, bytes } = await ask("GET", path);
    expect(status, path).toBe(200);
    expect(bytes.length, path).toBeGreaterThan(5_000);
    expect(bytes.length, path).toBeLessThan(62_000);
  }
});

test("a service writes one line of JSON a request, and none for health checks", async () => {
  const before = shop.logOf("user").trim().split("\n").length;
  expect((await fetch(`http://127.0.0.1:${shop.portOf("user")}/health`)).status).toBe(200);
  await fetch(`http://127.0.0.1:${shop.portOf("user")}/customers/00000000-0000-0000-0000-000000000000`);
  const lines = shop
    .logOf("user")
    .trim()
    .split("\n")
    .slice(before)
    .map((line) => JSON.parse(line) as object);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: "info", message: "request", method: "GET", status: 404, instance: "user.1" });
});
