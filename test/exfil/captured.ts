import { spawn, spawnSync } from "node:child_process";
import type { Transport } from "../../kernel-helpers/src/runfolder/ledger";

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

/** Bytes of transport payload in the packets of a capture that tshark's filter lets through. */
export function payloadByTshark(file: string, filter: string, transport: Transport): number {
  // udp.length counts the header of 8 bytes; ip.len has 20 of IP and 8 of ICMP.
  const [field, header] = (
    { udp: ["udp.length", 8], dns: ["udp.length", 8], icmp: ["ip.len", 28], tcp: ["tcp.len", 0], http: ["tcp.len", 0] } as const
  )[transport];
  const { status, stdout, stderr } = spawnSync("tshark", ["-r", file, "-Y", filter, "-T", "fields", "-e", field], { encoding: "utf8" });
  if (status !== 0) throw new Error(`this test needs tshark (apt-get install tshark): ${stderr}`);
  return stdout
    .trim()
    .split("\n")
    .reduce((sum, text) => sum + Number(text) - header, 0);
}
