import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openEdges } from "../../kernel-helpers/src/edges/files/open";
import { blocksOf } from "../pcap/blocks";
import { fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4 } from "../pcap/packets";

const program = join(__dirname, "../../kernel-helpers/bin/munnin.js");
const sample = join(__dirname, "../../samples/quickstart");
const start = 1700000000; // A multiple of 10, not of 60.

beforeAll(() => {
  const built = existsSync(join(__dirname, "../../kernel-helpers/dist/cli/main.js"));
  expect(built, "the program is not built: npm run build").toBe(true);
});

async function munnin(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const child = spawn(process.execPath, [program, "edges", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const [status] = (await once(child, "close")) as [number];
  return { status, out, err };
}

/** The same of a named pipe into which somebody writes the file. */
async function throughPipe(file: string, ...args: string[]): ReturnType<typeof munnin> {
  const pipe = join(newFolder(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const writer = spawn("cp", [file, pipe]);
  const told = await munnin(pipe, ...args);
  writer.kill();
  return told;
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), "munnin-cli-"));
const fileWith = (text: string): string => {
  const file = join(newFolder(), "file");
  writeFileSync(file, text);
  return file;
};

const packet = (at: number, source: string, destination: string, n: number) => frame(start + at, 5, ethernet(ipv4(source, destination, n)));
const capture = (): string =>
  fileOf(
    pcap([
      packet(3, "10.0.0.1", "10.0.0.2", 80),
      packet(4, "10.0.0.2", "10.0.0.1", 30),
      packet(24, "10.0.0.1", "10.0.0.3", 10),
      packet(24, "10.0.0.1", "8.8.8.8", 5),
    ]),
  );
const interval = { network: "front", address: "10.0.0.1", service: null, kind: "instance" };
const names = () => fileWith("10.0.0.1,web.1,web\n10.0.0.2,db.1,db\n10.0.0.0/24,db.2,db\n");

describe("munnin edges of a capture", () => {
  test("prints CSV: addresses, windows of 10 s since the epoch", async () => {
    expect(await munnin(capture())).toEqual({
      status: 0,
      err: "",
      out: `granularity,window,start,source,destination,frames,bytes,wire_bytes
10,0,1700000000.000000000,10.0.0.1,10.0.0.2,1,100,114
10,0,1700000000.000000000,10.0.0.2,10.0.0.1,1,50,64
10,2,1700000020.000000000,10.0.0.1,10.0.0.3,1,30,44
10,2,1700000020.000000000,10.0.0.1,8.8.8.8,1,25,39
`,
    });
  });

  test("prints services when a file names them, in windows from the first packet on if asked for", async () => {
    const { out } = await munnin(capture(), "--entities", names(), "--every", "20,60", "--align", "first");
    expect(out.split("\n").slice(1)).toEqual([
      "20,0,1700000003.000000005,db,web,1,50,64",
      "20,0,1700000003.000000005,web,db,1,100,114",
      "20,1,1700000023.000000005,web,db,1,30,44",
      "20,1,1700000023.000000005,web,outside,1,25,39",
      "60,0,1700000003.000000005,db,web,1,50,64",
      "60,0,1700000003.000000005,web,db,2,130,158",
      "60,0,1700000003.000000005,web,outside,1,25,39",
      "",
    ]);
  });

  test("has windows from a start to an end, silent or not, if both are given", async () => {
    const span = ["--start", "2023-11-14T22:13:22.5Z", "--end", `${start + 42.5}`, "--every", "20"]; // start + 2.5 s.
    expect((await munnin(capture(), ...span)).out.split("\n").slice(1)).toEqual([
      "20,0,1700000002.500000000,10.0.0.1,10.0.0.2,1,100,114",
      "20,0,1700000002.500000000,10.0.0.2,10.0.0.1,1,50,64",
      "20,1,1700000022.500000000,10.0.0.1,10.0.0.3,1,30,44",
      "20,1,1700000022.500000000,10.0.0.1,8.8.8.8,1,25,39",
      "",
    ]);
    const late = JSON.parse(
      (await munnin(capture(), "--start", `${start + 4}`, "--end", `${start + 100}`, "--every", "8", "--json")).out,
    ) as object;
    expect(late).toMatchObject({ granularities: [{ windows: 12, rows: 3 }], counts: { outsideSpan: { before: 1, after: 0 } } });
  });

  test("takes the seconds of a pod creation log from the first packet on", async () => {
    const log = fileWith(
      '{"1": {"a": ["10.0.0.1", "+", "shop", "pod", [], "Running"]}, "10": {"b": ["10.0.0.1", "+", "shop", "pod", [], "Running"]}}',
    );
    const { out } = await munnin(capture(), "--entities", log, "--level", "instance");
    expect(out).toContain(",a,10.0.0.2,");
    expect(out).toContain(",b,10.0.0.3,");
  });

  test("with --json prints exactly one object: counts, sums, files, warnings", async () => {
    const folder = join(newFolder(), "made", "too");
    const { out, err, status } = await munnin(capture(), "--every", "1,10", "--json", "--out", folder);
    expect([status, err, out.trim().split("\n")]).toEqual([0, "", [expect.any(String)]]);
    expect(JSON.parse(out)).toMatchObject({
      level: "ip",
      origin: start,
      rows: 8,
      nodes: 4,
      granularities: [
        { granularity: 1, windows: 25, rows: 4 },
        { granularity: 10, windows: 3, rows: 4 },
      ],
      totals: { frames: 4, bytes: 205, wireBytes: 261 },
      counts: { packets: 4, ignored: {}, truncated: 0, outOfOrder: 0, fault: null },
      files: [join(folder, "edges.csv")],
      warnings: [],
    });
    expect(readdirSync(folder)).toEqual(["edges.csv"]);
  });

  test("tells what broke it off, and gives the rest", async () => {
    const cut = join(newFolder(), "cut.pcap");
    writeFileSync(cut, readFileSync(capture()).subarray(0, -3));
    const { status, out, err } = await munnin(cut);
    expect([status, out.split("\n").length]).toEqual([0, 5]);
    expect(err).toMatch(/^munnin: warning: \S+cut\.pcap: byte \d+: the last record is cut off/);
    const { warnings } = JSON.parse((await munnin(cut, "--json")).out) as { warnings: string[] };
    expect(warnings).toHaveLength(1);
  });

  test("of a broken gzip gives what could be unpacked", async () => {
    const packed = gzipSync(pcap(Array.from({ length: 5000 }, (_, i) => packet(i / 1000, "10.0.0.1", "10.0.0.2", (i * 7919) % 900))));
    const file = fileOf(packed.subarray(0, packed.length - 1000), "cut.pcap.gz");
    const { status, out, err } = await munnin(file);
    expect([status, out.split("\n").length]).toEqual([0, 3]);
    expect(err).toMatch(/cut\.pcap\.gz: byte \d+: unexpected end of file; nothing behind it is counted/);
  });

  test("may be a named pipe, which is read once", async () => {
    const file = capture();
    expect(await throughPipe(file)).toEqual(await munnin(file));
    // A packet before the first moves windows that begin with the first packet: that takes a second reading.
    const late = fileOf(pcap([packet(13, "10.0.0.1", "10.0.0.2", 80), packet(4, "10.0.0.2", "10.0.0.1", 30)]));
    const { status, out, err } = await throughPipe(late, "--align", "first");
    expect([status, out, err]).toEqual([
      2,
      "",
      expect.stringMatching(/^munnin: .*pipe: a packet lies before the first one.*: give a start\n$/),
    ]);
    expect((await throughPipe(late, "--start", String(start))).out.match(/\n/g)).toHaveLength(3);
  });

  test("of an address that is of two entities warns that it is nobody's", async () => {
    const both = ["front", "back"].map((network) => JSON.stringify({ ...interval, network, entity: `${network}.1`, from: 0 }));
    const { status, err } = await munnin(capture(), "--entities", fileWith(both.join("\n")), "--level", "instance");
    expect([status, err]).toEqual([
      0,
      expect.stringMatching(/^munnin: warning: .*10\.0\.0\.1 belongs to front\.1 on front and to back\.1 on back;.*\n$/),
    ]);
  });

  test("of nobody's addresses at level service warns that all are outside", async () => {
    const { status, out, err } = await munnin(capture(), "--level", "service");
    expect([status, out.split("\n")[1]]).toEqual([0, "10,0,1700000000.000000000,outside,outside,2,150,178"]);
    expect(err).toBe("munnin: warning: without entities every address is outside: --entities names them\n");
  });
});

describe("munnin edges of captures with the same packets", () => {
  const [all, one, other] = ["any.pcap", "a.pcap", "br0.pcap"].map((name) => join(__dirname, "../captures/copies", name));

  test.each([[[all]], [[one, other]]])("refuses them in one line, %j", async (files) => {
    const { status, out, err } = await munnin(...files);
    expect([status, out, err.match(/\n/g)]).toEqual([2, "", ["\n"]]);
    expect(err).toContain("--dedup");
  });

  test("with --dedup counts each packet once and tells how many copies went", async () => {
    const { status, out, err } = await munnin(one, other, "--dedup");
    expect([status, out]).toEqual([0, (await munnin(one)).out]);
    expect(err).toMatch(/^munnin: 52 copies of packets were removed, \d+ bytes\n$/);
    const { counts, totals } = JSON.parse((await munnin(all, "--dedup", "--json")).out) as Record<string, object>;
    expect({ counts, totals }).toMatchObject({ counts: { packets: 182, copies: { packets: 130 } }, totals: { frames: 52 } });
  });
});

test.each([[], ["--json"]])("munnin edges %s says nothing when nobody reads what it prints", async (...options) => {
  const child = spawn(process.execPath, [program, "edges", capture(), ...options], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  expect([...((await once(child, "close")) as [number]), err]).toEqual([0, null, ""]);
});

test.each([[], ["--json"]])("munnin edges %s says in one line that its output found no room", async (...options) => {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [program, "edges", capture(), ...options], { stdio: ["ignore", full, "pipe"] });
  closeSync(full);
  let err = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (err += text));
  expect([...((await once(child, "close")) as [number]), err]).toEqual([
    1,
    null,
    expect.stringMatching(/^munnin: standard output: ENOSPC.*\n$/),
  ]);
});

describe("munnin edges writes", () => {
  test("Parquet, whose edges can be read, coarsened and turned to CSV again", async () => {
    const folder = newFolder();
    const { status, out } = await munnin(capture(), "--format", "parquet", "--out", folder);
    expect([status, out]).toEqual([0, `${join(folder, "edges.parquet")}\n`]);
    expect((await openEdges(folder)).windowCount).toBe(3);
    expect((await munnin(folder)).out).toBe((await munnin(capture())).out);
    expect((await munnin(folder, "--every", "30")).out.split("\n")[1]).toBe("30,0,1700000000.000000000,10.0.0.1,10.0.0.2,1,100,114");
  });

  test("the seed's edge files, which open as edges", async () => {
    const folder = newFolder();
    const { status, out } = await munnin(capture(), "--format", "seed", "--every", "10", "--out", folder);
    expect([status, out]).toEqual([0, `${folder}\n`]);
    const files = readdirSync(folder).sort();
    expect(files.map((name) => name.replace(/^.*?_(?=\d+\.)/, ""))).toEqual(["0.00_10.00.txt", "10.00_10.00.txt", "20.00_10.00.txt"]);
    expect(readFileSync(join(folder, files[0]), "utf8")).toBe("10.0.0.1,10.0.0.2,100\r\n10.0.0.2,10.0.0.1,50\r\n");
    const { totals, files: written } = JSON.parse((await munnin(folder, "--json")).out) as { totals: object; files: string[] };
    expect([totals, written]).toEqual([{ frames: null, bytes: 205, wireBytes: null }, []]);
    const longer = await munnin(capture(), "--format", "seed", "--every", "5", "--out", folder);
    expect([longer.status, longer.err]).toEqual([2, expect.stringMatching(/is there from before, and would mix/)]);
  });
});

test("munnin edges warns of packets that were dropped when a run was captured, or that a capture says it missed", async () => {
  const run = join(newFolder(), "run");
  cpSync(sample, run, { recursive: true });
  const [file] = readdirSync(join(run, "trial-0/capture")).filter((name) => name.endsWith(".json"));
  const counts = JSON.parse(readFileSync(join(run, "trial-0/capture", file), "utf8")) as object;
  writeFileSync(join(run, "trial-0/capture", file), JSON.stringify({ ...counts, dropped: 12 }));
  expect((await munnin(run, "--json")).out).toContain(`"warnings":["12 packets of ${file.replace(".json", "")} were dropped`);
  const b = blocksOf("LE");
  const told = b.block(5, Buffer.concat([b.u(4, 0, 0, 0), b.option(5, b.u64(7n)), b.option(0)]));
  const capture = fileOf(Buffer.concat([b.section(), b.describe(), b.enhanced(), told]));
  expect((await munnin(capture)).err).toBe("munnin: warning: 7 packets were dropped by who captured: they are missing in the edges\n");
});

test("munnin edges of a run knows its services, its start and its trials", async () => {
  const { origin, level, totals } = JSON.parse((await munnin(sample, "--json")).out) as Record<string, unknown>;
  const { trials } = JSON.parse(readFileSync(join(sample, "run.json"), "utf8")) as { trials: { start: number }[] };
  expect([origin, level]).toEqual([trials[0].start, "service"]);
  expect(JSON.parse((await munnin(sample, "--json", "--every", "60", "--level", "ip")).out)).toMatchObject({ level: "ip", totals });
});

describe("munnin edges refuses with one line and status 2", () => {
  test.each([
    [() => [join(newFolder(), "nothing.pcap")], /nothing\.pcap: no such file/],
    [() => [newFolder()], /is a folder, not a capture/],
    [() => [join(capture(), "x")], /capture\.pcap\/x: no such file/],
    [() => [`/tmp/${"x".repeat(300)}`], /cannot be read: ENAMETOOLONG/],
    [() => [fileWith("")], /is empty/],
    [() => [fileWith("nothing that was captured from any network")], /is not a capture/],
    [() => [fileOf(pcap([], { linkType: 147 }))], /link type 147 is not read/],
    [() => [fileOf(Buffer.from("1f8b62726f6b656e", "hex"))], /cannot be decompressed/],
    [() => [fileOf(gzipSync(readFileSync(capture())).subarray(0, 5))], /cannot be decompressed: unexpected end of file/],
    [() => [capture(), "--every", "NaN"], /--every: must be a number, not NaN/],
    [() => [capture(), "--every", "1,"], /--every: must be a number, not /],
    [() => [capture(), "--start", "yesterday"], /--start: must be seconds since the epoch or a time such as .*, not yesterday/],
    [() => [capture(), "--start", "20", "--end", "10"], /--end: must lie after --start/],
    [() => [capture(), "--start", "20", "--align", "first"], /--align: tells where windows begin, and so does --start/],
    [() => [sample, "--end", "10"], /--end: a run's windows begin with its trial/],
    [() => [capture(), "--nothing"], /--nothing is no option/],
    [() => [capture(), sample], /is a folder, not a capture/],
    [() => [capture(), "--entities", newFolder()], /is a folder, not a file of entities/],
    [() => [capture(), "--entities", fileWith("10.0.0.0/33,a,a\n")], /file:1: "10\.0\.0\.0\/33" is neither an IP address nor a range/],
    [
      () => [
        capture(),
        "--entities",
        fileWith([0, 5].map((from) => JSON.stringify({ ...interval, from, to: from + 6, entity: `e${from}` })).join("\n")),
      ],
      /file:2: 10\.0\.0\.1 on front belongs to e0 and to e5 at the same time/,
    ],
    [() => [capture(), "--every", "0"], /every: a granularity must be a number of seconds/],
    [() => [capture(), "--every", "-5"], /every: a granularity must be a number of seconds.*-5/],
    [() => [capture(), "--every", "--json"], /^munnin: edges: Option '--every' argument is ambiguous\n$/],
    [() => [capture(), "--every", "1,-5"], /every: a granularity must be a number of seconds.*-5/],
    [() => [capture(), "--every", "ten"], /--every: must be a number, not ten/],
    [() => [capture(), "--level", "pod"], /--level must be one of ip, instance, service, not pod/],
    [() => [capture(), "--align", "last"], /--align must be one of epoch, first, not last/],
    [() => [capture(), "--format", "xml"], /--format must be one of csv, parquet, seed, not xml/],
    [() => [capture(), "--format", "seed"], /--format: seed needs --out/],
    [() => [capture(), "--format", "parquet"], /--format: parquet needs --out/],
    [() => [capture(), "--out", fileWith("x")], /cannot be a folder for edges/],
    [() => [capture(), "--out", "/proc/nowhere/edges"], /\/proc\/nowhere\/edges: cannot be a folder for edges/],
    [() => [capture(), "--out", ""], /cannot be a folder for edges/],
    [
      () => [capture(), "--entities", fileWith("10.0.0.1,a,a\n10.0.0.1,b,b\n")],
      /file:2: 10\.0\.0\.1 belongs to a and to b at the same time/,
    ],
    [() => [capture(), "--entities", "/nowhere.csv"], /\/nowhere\.csv: no such file/],
    [() => [capture(), "--trial", "0"], /--trial: only a run has trials/],
    [() => [sample, "--align", "first"], /--align: a run's windows begin with its trial/],
    [() => [sample, "--entities", names()], /--entities: a run has its own entities/],
    [() => [sample, "--trial", "7"], /trial: the run \(done\) has trials 0, not 7/],
    [() => [], /usage: munnin edges CAPTURE…\|RUN/],
    [
      () => [fileOf(pcap([packet(0, "10.0.0.1", "10.0.0.2", 1), frame(0, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", 1)))])), "--every", "1"],
      /windows of 1 s lie between/,
    ],
  ] as const)("%#", async (args, message) => {
    const { status, out, err } = await munnin(...args());
    expect([status, out, err.match(/\n/g)]).toEqual([2, "", ["\n"]]);
    expect(err).toMatch(message);
  });
});

test("munnin edges --exfil adds the thief's share of a run's edges, which files keep and other input does not have", async () => {
  const out = newFolder();
  const { status, err } = await munnin(sample, "--exfil", "--format", "parquet", "--out", out);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  const { out: csv } = await munnin(out, "--exfil");
  const [header, ...rows] = csv.trim().split("\n");
  const shares = "exfil_payload,exfil_app,exfil_bytes,exfil_overhead,exfil_frames,exfil_wire_bytes";
  expect(header).toBe(`granularity,window,start,source,destination,frames,bytes,wire_bytes,${shares}`);
  // 400,032 bytes on each of three legs.
  expect(rows.reduce((sum, row) => sum + Number(row.split(",")[8]), 0)).toBe(3 * 400_032);
  expect((await munnin(out)).out.split("\n")[0]).toBe("granularity,window,start,source,destination,frames,bytes,wire_bytes");
  expect(await munnin(capture(), "--exfil")).toMatchObject({ status: 2, err: "munnin: --exfil: only a run has a ledger\n" });
});
