import { execFileSync } from "node:child_process";

const fields = ["frame.protocols", "frame.len", "ip.src", "ip.dst", "ip.len", "ipv6.src", "ipv6.dst", "ipv6.plen"];

/** What tshark sees in a capture by outermost IP pair: `source destination frames bytes wire_bytes`, sorted. As `captures/golden.py` does. */
export function pairsByTshark(file: string): string[] {
  const options = ["-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-E", "occurrence=f"];
  const pairs = new Map<string, [number, number, number]>();
  for (const line of tshark(["-n", "-r", file, "-T", "fields", ...options, ...fields.flatMap((field) => ["-e", field])])) {
    const [protocols, wire, source4, destination4, length4, source6, destination6, length6] = line.split("\t");
    const outer = protocols.split(":").find((protocol) => protocol === "ip" || protocol === "ipv6");
    let key: string;
    let bytes: number;
    if (outer === "ip" && source4) [key, bytes] = [`${source4} ${destination4}`, Number(length4)];
    else if (outer === "ipv6" && source6) [key, bytes] = [`${source6} ${destination6}`, 40 + Number(length6)];
    else continue;
    const sums = pairs.get(key) ?? [0, 0, 0];
    pairs.set(key, [sums[0] + 1, sums[1] + bytes, sums[2] + Number(wire)]);
  }
  return [...pairs].map(([key, sums]) => `${key} ${sums.join(" ")}`).sort();
}

function tshark(args: readonly string[]): string[] {
  try {
    const output = execFileSync("tshark", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });
    return output.split("\n").filter((line) => line !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Error("this test needs tshark: apt-get install tshark", { cause: error });
    // It reports a cut-off file by its exit status, after all that it could read.
    const { stdout } = error as { stdout?: string };
    return (stdout ?? "").split("\n").filter((line) => line !== "");
  }
}
