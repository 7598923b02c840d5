import { expect, test, vi } from "vitest";
import { errorTree } from "../../lab-extension/src/experiment/errors";
import { Library, Refused, Unreachable } from "../../lab-extension/src/library/library";

const signal = () => ({ connect: () => true, disconnect: () => true });

/** A JupyterLab whose kernel does this with a question. */
function services(done: () => Promise<unknown>) {
  const kernel = {
    status: "idle",
    isDisposed: false,
    statusChanged: signal(),
    disposed: signal(),
    requestExecute: () => ({ done: done(), onIOPub: null }),
  };
  const started: string[] = [];
  const manager = {
    kernelspecs: { ready: Promise.resolve(), specs: { kernelspecs: { munnin: {} } } },
    sessions: {
      refreshRunning: async () => {},
      running: () => [],
      startNew: async ({ path }: { path: string }) => (started.push(path), { kernel, dispose: () => {} }),
    },
  };
  const trans = { __: (text: string) => text };
  return { library: new Library(manager as never, trans as never), started };
}

test("a kernel that never answers is told after a minute, and the next question connects anew", async () => {
  vi.useFakeTimers();
  try {
    const { library, started } = services(() => new Promise(() => {}));
    for (const times of [1, 2]) {
      const asking = library.ask("runs").catch((error: Error) => error);
      await vi.advanceTimersByTimeAsync(60_000);
      const error = await asking;
      expect(error).toBeInstanceOf(Unreachable);
      expect((error as Error).message).toContain("does not answer");
      expect(started).toHaveLength(times);
    }
  } finally {
    vi.useRealTimers();
  }
});

test("what the library refuses is its own sentence, and asked once", async () => {
  let asked = 0;
  const { library } = services(
    async () => (asked++, { content: { status: "error", ename: "InputError", evalue: "x.json: no such file" } }),
  );
  const error = await library.ask("open", "x.json").catch((refusal: Error) => refusal);
  expect(error).toBeInstanceOf(Refused);
  expect((error as Error).message).toBe("x.json: no such file");
  expect(asked).toBe(1);
});

test("mistakes stand at their fields, whatever keys are called", () => {
  const tree = errorTree([
    { path: "load.users", message: "a" },
    { path: "exfiltration[0].chunk.min", message: "b" },
    { path: "load.users", message: "c" },
    { path: "__errors", message: "d" },
    { path: "load.__errors.x", message: "e" },
    { path: "__proto__", message: "f" },
    { path: "constructor", message: "g" },
  ]);
  expect(JSON.parse(JSON.stringify(tree))).toEqual(
    JSON.parse(
      `{"load":{"users":{"__errors":["a","c"]},"__errors":["e"]},"exfiltration":{"0":{"chunk":{"min":{"__errors":["b"]}}}},"__errors":["d"],
        "__proto__":{"__errors":["f"]},"constructor":{"__errors":["g"]}}`,
    ),
  );
  expect(({} as { __errors?: unknown }).__errors).toBeUndefined();
});
