import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { desk, readJson } from "../run/munnin";
import { type ApplicationRun, edgesOf, runApplication } from "./applicationrun";

let run: string;
let stolen: ApplicationRun["stolen"];
let edges: ApplicationRun["edges"];
let requests: ApplicationRun["requests"];

beforeAll(async () => {
  const behaviours = 'load.behaviours={"read":0.4,"search":0.2,"comment":0.4}';
  const sets = [
    "load.users=6",
    behaviours,
    "trials.seconds=14",
    "trials.stationary.atMost=0",
    "exfiltration[0].spans=[[4,9]]",
    "exfiltration[0].data.bytes=80000",
  ];
  ({ run, stolen, edges, requests } = await runApplication(desk(), "wordpress", sets));
}, 200_000);

test("the load balancer alone talks to users, the web servers alone to the database and to the judge of comments", () => {
  const asked = (service: string) =>
    edges.filter(({ source, frames }) => source === service && frames > 20).map(({ destination }) => destination);
  expect(asked("lb").sort()).toEqual(expect.arrayContaining(["client", "outside", "web"]));
  expect(asked("lb")).not.toContain("db");
  expect(asked("web")).toEqual(expect.arrayContaining(["db", "lb"]));
  expect(edges.some(({ source, destination }) => source === "web" && destination === "outside")).toBe(true);
  expect(asked("web")).not.toContain("client");
  expect(asked("db").filter((other) => other !== "resolver")).toEqual(["web"]);
});

test("the load balancer gives work to both web servers", async () => {
  const to = (await edgesOf(desk(), run, "instance")).filter(({ source }) => source === "lb.1");
  for (const web of ["web.1", "web.2"]) expect(to.find(({ destination }) => destination === web)?.frames, web).toBeGreaterThan(100);
});

test("posts are read, comments written by users who have logged in, and every page has something on it", () => {
  expect(requests.length).toBeGreaterThan(40);
  expect(requests.filter(({ failure }) => failure !== null)).toEqual([]);
  const of = (method: string, name: string) => requests.filter((request) => request.method === method && request.name === name);
  expect(of("GET", "/[post]").length).toBeGreaterThan(10);
  expect(of("POST", "/wp-login.php").length).toBeGreaterThan(0);
  expect(of("POST", "/wp-comments-post.php").length).toBeGreaterThan(0);
  expect(readFileSync(join(run, "logs/client.1.load.log"), "utf8")).not.toContain("Traceback");
  // The theme's styles are fetched with the pages that need them.
  expect(requests.some(({ name, bytes }) => name.endsWith("/twentytwentyone/style.css") && bytes > 10_000)).toBe(true);
});

test("what the thief sent from beside the database through a web server and the load balancer arrived, and is in the capture", () => {
  const { sent, received, captured } = stolen;
  expect([received, captured]).toEqual([sent, sent]);
  expect(sent).toBeGreaterThanOrEqual(70_000);
  expect(readJson(join(run, "run.json")).status).toBe("done");
});
