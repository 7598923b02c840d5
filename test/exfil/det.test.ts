import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { createAssembly } from "../../kernel-helpers/src/exfil/det/assembly";
import { chunksOf } from "../../kernel-helpers/src/exfil/det/chunk";
import { decodeHexBytes, encodeHex } from "../../kernel-helpers/src/exfil/det/hex";
import { drawJob } from "../../kernel-helpers/src/exfil/det/job";
import { encodeMessage, ledgerIndex, parseMessage, payloadBytes, type Message } from "../../kernel-helpers/src/exfil/det/message";
import { messagesFromNames, namesOf } from "../../kernel-helpers/src/exfil/det/names";
import { deflated } from "../../kernel-helpers/src/exfil/det/deflate";
import { createSpool } from "../../kernel-helpers/src/exfil/det/spool";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { keyOf, md5Of, openPayload, sealPayload, type PayloadKey } from "../../kernel-helpers/src/exfil/det/payload";
import { encodeRequest, messageInCookie, messageInForm } from "../../kernel-helpers/src/exfil/det/web";
import { randomStream } from "../../kernel-helpers/src/runfolder/random";

// The vectors were computed from the description of DET's wire format by an independent program.
const passphrase = "THISISACRAZYKEY";
const iv = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");
const hello = Buffer.from("hello world\n");
const plain = "000102030405060708090a0b0c0d0e0f54cabdeeff599ae6af35bbb0292fc53f";
const register = { kind: "register", job: "aB3dE5g", fileName: "hello.txt", md5: "6f5902ac237024bdd0c176cb93063dc4" } as const;
const registerText = "aB3dE5g|!|hello.txt|!|REGISTER|!|6f5902ac237024bdd0c176cb93063dc4";
const parts = [plain.slice(0, 40), plain.slice(40)].map((hex) => Buffer.from(hex, "hex"));
const messages: Message[] = [
  register,
  { kind: "data", job: "aB3dE5g", index: 0, chunk: parts[0] },
  { kind: "data", job: "aB3dE5g", index: 1, chunk: parts[1] },
  { kind: "done", job: "aB3dE5g", count: 2 },
];

const sealed = (compression: boolean) => Buffer.concat([...sealPayload([hello], { passphrase, compression }, iv)]);
async function opened(payload: Buffer, key: PayloadKey): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of openPayload([payload.subarray(0, 5), payload.subarray(5)], key)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("the payload", () => {
  test("is encrypted under the SHA-256 of the pass phrase", () => {
    expect(keyOf(passphrase).toString("hex")).toBe("e106d6c13bbe8a1f73cc7f00d9b1e280423b30293c9327964b003cff0df44ae7");
  });
  test("is IV and AES-256-CBC of the file", () => {
    expect(sealed(false).toString("hex")).toBe(plain);
  });
  test("is compressed by zlib before encryption where both ends agree", async () => {
    const payload = "000102030405060708090a0b0c0d0e0f75a45074e3d88ba526e4118cbd759c250ea1844439a0819ed859d64b1c5803c6";
    expect(sealed(true).toString("hex")).toBe(payload);
    expect(await opened(Buffer.from(payload, "hex"), { passphrase, compression: true })).toEqual(hello);
  });
  test("opens with its own pass phrase only", async () => {
    expect(await opened(Buffer.from(plain, "hex"), { passphrase, compression: false })).toEqual(hello);
    await expect(opened(Buffer.from(plain, "hex"), { passphrase: "another", compression: false })).rejects.toThrow();
    for (const damaged of ["", plain.slice(0, 30), plain.slice(0, 40)])
      await expect(opened(Buffer.from(damaged, "hex"), { passphrase, compression: true })).rejects.toThrow();
  });
  test("of a file of several MiB is compressed in blocks that any inflater takes, and opens whole", async () => {
    const file = syntheticData("records", 2_500_000, 1);
    const pieces = [...deflated([file.subarray(0, 700_001), file.subarray(700_001)])];
    expect(pieces.length).toBe(4); // a header, two whole blocks, the rest
    expect(inflateSync(Buffer.concat(pieces)).equals(file)).toBe(true); // zlib checks the checksum
    const payload = Buffer.concat([...sealPayload([file], { passphrase, compression: true }, iv)]);
    expect((await opened(payload, { passphrase, compression: true })).equals(file)).toBe(true);
  });
  test("is the same however the file comes", () => {
    expect(
      Buffer.concat([
        ...sealPayload(
          [...hello].map((byte) => Buffer.from([byte])),
          { passphrase, compression: false },
          iv,
        ),
      ]),
    ).toEqual(sealed(false));
  });
});

describe("messages", () => {
  test("are text with |!| between the fields", () => {
    expect(messages.map((message) => encodeMessage(message).toString("latin1"))).toEqual([
      registerText,
      "aB3dE5g|!|0|!|000102030405060708090a0b0c0d0e0f54cabdee",
      "aB3dE5g|!|1|!|ff599ae6af35bbb0292fc53f",
      "aB3dE5g|!|2|!|DONE",
    ]);
    expect(md5Of([hello])).toBe(register.md5);
  });
  test("are read as they were written", () => {
    expect(messages.map((message) => parseMessage(encodeMessage(message)))).toEqual(messages);
  });
  test.each([
    "",
    "aB3dE5g",
    "aB3dE5g|!|0",
    "short|!|0|!|00",
    "aB3dE5g|!|x|!|00",
    "aB3dE5g|!|0|!|0",
    "aB3dE5g|!|0|!|",
    "aB3dE5g|!|0|!|0g",
    "aB3dE5g|!|9999999999|!|00",
    `${registerText}|!|x`,
    "aB3dE5g|!|n|!|REGISTER|!|12",
  ])("are not read from %j", (text) => expect(parseMessage(Buffer.from(text))).toBeNull());
  test("of a file that is called like a number still register it", () => {
    const named = { ...register, fileName: "17" };
    expect(parseMessage(encodeMessage(named))).toEqual(named);
  });
  test("count from -1 to the number of data messages, and only data carries payload", () => {
    expect(messages.map(ledgerIndex)).toEqual([-1, 0, 1, 2]);
    expect(messages.map(payloadBytes)).toEqual([0, 20, 12, 0]);
  });
});

describe("on the wire", () => {
  test("tcp and udp carry lower-case hexadecimal", () => {
    const hex =
      "614233644535677c217c68656c6c6f2e7478747c217c52454749535445527c217c3666353930326163323337303234626464306331373663623933303633646334";
    expect(encodeHex(encodeMessage(register)).toString()).toBe(hex);
    expect(encodeHex(encodeMessage(messages[3])).toString()).toBe("614233644535677c217c327c217c444f4e45");
    expect(decodeHexBytes(Buffer.from(hex))).toEqual(encodeMessage(register));
    expect(decodeHexBytes(Buffer.from("61zz"))).toBeNull();
  });
  test("a form carries percent-encoded base64", () => {
    const body = "data=YUIzZEU1Z3whfGhlbGxvLnR4dHwhfFJFR0lTVEVSfCF8NmY1OTAyYWMyMzcwMjRiZGQwYzE3NmNiOTMwNjNkYzQ%3D";
    const request = encodeRequest(encodeMessage(register), "POST", "10.0.0.1:8080").toString("latin1");
    expect(request.split("\r\n\r\n")[1]).toBe(body);
    expect(request).toMatch(/^POST \/ HTTP\/1\.1\r\nHost: 10\.0\.0\.1:8080\r\n/);
    expect(request).toContain(`\r\nContent-Length: ${body.length}\r\n`);
    expect(messageInForm(body)).toEqual(encodeMessage(register));
    expect(messageInForm("dat=YUI%3D")).toBeNull();
    expect(messageInForm("data=%")).toBeNull();
  });
  test("a cookie carries base64, which DET itself never reads", () => {
    const request = encodeRequest(encodeMessage(register), "GET", "10.0.0.1:8080").toString("latin1");
    const cookie = /\r\nCookie: (.*)\r\n/.exec(request)![1];
    expect(cookie).toBe("PHPSESSID=YUIzZEU1Z3whfGhlbGxvLnR4dHwhfFJFR0lTVEVSfCF8NmY1OTAyYWMyMzcwMjRiZGQwYzE3NmNiOTMwNjNkYzQ=");
    expect(messageInCookie(`a=b; ${cookie}; c=d`)).toEqual(encodeMessage(register));
    expect(messageInCookie("PHPSESSID=1f*")).toBeNull();
  });
});

describe("names below a domain", () => {
  const google = "google.com";
  /** A data message of so many characters, like one of an encrypted file: no piece of it twice. */
  const text = (characters: number, job = "aB3dE5g", index = 0) =>
    `${job}|!|${index}|!|${createHash("shake256", { outputLength: 300 }).update(String(index)).digest("hex")}`.slice(0, characters);
  const lengths = (characters: number) => namesOf(Buffer.from(text(characters)), google).map(({ length }) => length);
  const read = (names: readonly string[], domain = google) => {
    const complete = messagesFromNames<string>(domain);
    return names.flatMap((name) => complete(name, name)?.map(({ message }) => message.toString("latin1")) ?? [null]);
  };

  test("are the reference's", () => {
    expect(messages.map((message) => namesOf(encodeMessage(message), google))).toEqual([
      [
        "aB3dE5g614233644535677c217c68656c6c6f2e7478747c217c524547495354.45527c217c36663539303261633233373032346264643063313736636239333.03633646334.google.com",
      ],
      ["aB3dE5g614233644535677c217c307c217c3030303130323033303430353036.3037303830393061306230633064306530663534636162646565.google.com"],
      [namesOf(encodeMessage(messages[2]), google)[0]],
      ["aB3dE5g614233644535677c217c327c217c444f4e45.google.com"],
    ]);
  });
  test("are as long as DET makes them; one with the job id alone ends a message that fills them", () => {
    expect([230, 231, 232].map(lengths)).toEqual([
      [252, 250],
      [252, 252, "aB3dE5g.google.com".length],
      [252, 252, 20],
    ]);
    // 252 - 59 = 193 = 3 · 64 + 1: no label after the full ones; 3 · 63 - 7 = 182 digits a name of 3 · 64 + 59 = 251.
    const domain = `${"d".repeat(55)}.com`;
    const names = namesOf(Buffer.from(text(91)), domain);
    expect(names.map(({ length }) => length)).toEqual([251, 67]);
    expect(read(names, domain).length).toBe(1);
  });
  test.each([230, 231, 232, 400, 462])("of messages of %d characters are put together, one behind the other", (characters) => {
    const texts = [0, 1, 2].map((i) => text(characters, "aB3dE5g", i));
    const names = texts.flatMap((one) => namesOf(Buffer.from(one), google));
    expect(read(names)).toEqual(texts);
    expect(read(names.map((name) => name.toUpperCase()))).toEqual(texts); // resolvers may mix cases
    expect(read(names.flatMap((name) => [name, name, name]))).toEqual(texts); // and ask again
    // DET does not end a message that fills its names: the next one's beginning does.
    expect(read(names.filter((name) => name !== "aB3dE5g.google.com")).slice(0, 2)).toEqual(texts.slice(0, 2));
  });
  test("of messages whose last pieces are the same few digits, or none, are put together as soon as all are there", () => {
    // 231 digits fit into a name below google.com: of 116 characters the last is left, of 231 nothing.
    for (const characters of [116, 231]) {
      const texts = [0, 1, 2, 3].map((i) => `${text(characters - 1, "aB3dE5g", i)}7`);
      const names = texts.map((one) => namesOf(Buffer.from(one), google));
      expect(new Set(names.map((own) => own.at(-1))).size).toBe(1);
      const complete = messagesFromNames<string>(google);
      for (const [i, own] of names.entries()) {
        const done = own.flatMap((name) => complete(name, name)!);
        expect(done.map(({ message }) => message.toString("latin1"))).toEqual([texts[i]]);
      }
      expect(read(names.flat().flatMap((name) => [name, name, name]))).toEqual(texts);
    }
  });
  test("of two jobs at once do not mix, and what has lost its beginning is none", () => {
    const [one, other] = ["aB3dE5g", "xB3dE5g"].map((job) => namesOf(Buffer.from(text(500, job)), google));
    expect(read(one.flatMap((name, i) => [name, other[i]])).map((whole) => whole!.slice(0, 7))).toEqual(["aB3dE5g", "xB3dE5g"]);
    expect(read(one.slice(1))).toEqual([null, ...Array.from({ length: one.length - 2 }, () => null)]);
    expect(read(["example.com", "google.com", "short.google.com", "aB3dE5gzz.google.com"])).toEqual([null, null, null, null]);
  });
});

test("job ids are seven different letters or digits", () => {
  const random = randomStream(1, "jobs");
  for (let i = 0; i < 200; i++) {
    const job = drawJob(random);
    expect(job).toMatch(/^[A-Za-z0-9]{7}$/);
    expect(new Set(job).size).toBe(7);
  }
});

test("chunk sizes are uniform between their bounds, and the chunks are the payload", () => {
  const payload = Buffer.alloc(350_000, "x");
  const chunks = [
    ...chunksOf([payload.subarray(0, 123_456), payload.subarray(123_456)], { min: 300, max: 400 }, randomStream(1, "chunks")),
  ];
  const sizes = chunks.slice(0, -1).map(({ length }) => length);
  expect(Buffer.concat(chunks).equals(payload)).toBe(true);
  expect(Math.min(...sizes)).toBe(300);
  expect(Math.max(...sizes)).toBe(400);
  // Mean 350, standard deviation 29.15; of 1000 the mean's is 0.92.
  expect(Math.abs(sizes.reduce((a, b) => a + b) / sizes.length - 350)).toBeLessThan(4);
});

describe("a file is put together", () => {
  const none = () => undefined;
  const limits = { jobs: 2, bytes: 1000 };
  const folder = mkdtempSync(join(tmpdir(), "munnin-spool-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const result = { job: register.job, fileName: "hello.txt", md5: register.md5, payload: Buffer.from(plain, "hex") };
  const assembly = (gaveUp: (job: string) => void) => {
    const assemble = createAssembly(limits, (job) => createSpool(join(folder, job)), gaveUp);
    return (message: Message) => {
      const { payload, release, ...file } = assemble(message) ?? { payload: null };
      if (!payload) return null;
      const whole = { ...file, payload: Buffer.concat([...payload]) };
      release!();
      return whole;
    };
  };

  test("in whatever order its messages come, each as often as it likes", () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 1, 3, 0, 1, 2],
      [2, 0, 0, 3, 3, 1],
    ]) {
      const assemble = assembly(none);
      const results = order.map((i) => assemble(messages[i]));
      expect(results.at(-1)).toEqual(result);
      expect(results.slice(0, -1).every((early) => early === null)).toBe(true);
      expect(assemble(messages[1])).toBeNull();
    }
  });
  test("not from chunks of other numbers than were announced", () => {
    const assemble = assembly(none);
    const strange: Message = { kind: "data", job: register.job, index: 7, chunk: parts[0] };
    expect([register, strange, messages[1], messages[3]].map(assemble)).toEqual([null, null, null, null]);
    expect(assemble(messages[2])).toEqual(result);
  });
  test("while strangers make room for each other", () => {
    const dropped: string[] = [];
    const assemble = assembly((job) => dropped.push(job));
    assemble(register);
    for (let i = 0; i < 50; i++) {
      assemble({ kind: "data", job: `foreig${i % 10}`, index: i, chunk: Buffer.alloc(100) });
      assemble(messages[1]);
    }
    expect(dropped.length).toBeGreaterThan(8);
    expect(dropped).not.toContain(register.job);
    expect([messages[3], messages[2]].map(assemble)).toEqual([null, result]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
