import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The virtual environment that the set-up makes; MUNNIN_TEST_VENV names another. */
export const venv = process.env.MUNNIN_TEST_VENV ?? join(root, ".venv");

/** What Jupyter's protocol says of a message: its fields depend on its type. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Content = Record<string, any>;
export interface Message {
  type: string;
  content: Content;
}
export interface Execution {
  reply: Content;
  messages: Message[];
}

/** A kernel named "munnin" that runs in `cwd`, driven through jupyter_client. */
export async function startKernel(cwd: string, env: Record<string, string> = {}) {
  const python = join(venv, "bin", "python");
  if (!existsSync(python)) throw new Error("these tests need the virtual environment: npm run setup (or npm start) makes it");
  const child = spawn(python, [join(root, "test", "notebook", "kernel_client.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, JUPYTER_RUNTIME_DIR: mkdtempSync(join(tmpdir(), "munnin-test-runtime-")), ...env },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function command<T>(what: object): Promise<T> {
    child.stdin.write(`${JSON.stringify(what)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error("kernel_client.py has ended");
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(answer.error);
    return answer.ok;
  }

  const send = (code: string, options = {}) => command<string>({ do: "send", code, options });
  const collect = (id: string, timeout = 60) => command<Execution>({ do: "collect", id, timeout });
  await command({ do: "start", cwd });
  return {
    send,
    collect,
    execute: async (code: string, options = {}) => collect(await send(code, options)),
    request: (channel: "shell" | "control", type: string, content = {}) => command<Message>({ do: "request", channel, type, content }),
    interrupt: () => command({ do: "interrupt" }),
    /** Seconds that it took. */
    restart: () => command<number>({ do: "restart" }),
    shutdown: () => command<number>({ do: "shutdown" }),
    pid: () => command<number>({ do: "pid" }),
    /** Ends the kernel and its client. */
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve(null)));
    },
  };
}
export type Kernel = Awaited<ReturnType<typeof startKernel>>;

export const stream = (run: Execution, name = "stdout") =>
  run.messages
    .filter((m) => m.type === "stream" && m.content.name === name)
    .map((m) => m.content.text)
    .join("");
export const ofType = (run: Execution, type: string) => run.messages.filter((m) => m.type === type).map((m) => m.content);
