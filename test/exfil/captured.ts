import { spawn } from "node:child_process";

/** Captures on the loopback interface while something happens. */
export async function captured<T>(file: string, filter: string, action: () => Promise<T>): Promise<T> {
  const tcpdump = spawn("tcpdump", ["-i", "lo", "-s", "128", "-U", "--immediate-mode", "-w", file, filter], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => tcpdump.once("close", resolve));
  try {
    await new Promise<void>((resolve, reject) => {
      let said = "";
      tcpdump.on("error", () => reject(new Error("this test needs tcpdump: apt-get install tcpdump")));
      tcpdump.stderr.on("data", (piece: Buffer) => (said += piece.toString()).includes("listening on") && resolve());
      void ended.then(() => reject(new Error(`tcpdump could not capture on lo (it needs root or CAP_NET_RAW): ${said}`)));
    });
    return await action();
  } finally {
    await new Promise((resolve) => setTimeout(resolve, 300)); // what the kernel still holds
    tcpdump.kill("SIGINT");
    await ended;
  }
}
