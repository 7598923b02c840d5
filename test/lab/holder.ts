import path from "node:path";
import { startCapture } from "../../kernel-helpers/src/capture/capture";
import { localLab } from "../../kernel-helpers/src/lab/local";
import { echo, instance, python } from "./small-lab";

/*
 * A program of its own that brings a lab up, sends 1,000 datagrams through it under a capture, says what came of it in one line of
 * JSON, and then holds the lab until it is killed, or until its standard input ends with the test that started it. Arguments: the
 * lab's id, the run folder.
 */
async function main([id, run]: string[]): Promise<void> {
  const lab = localLab({ run, id, startCapture });
  const begin = performance.now();
  const problems = await lab.check();
  const checked = performance.now();
  const sleepers = Array.from({ length: 17 }, (_, n) =>
    instance(
      `idle.${n + 1}`,
      { inside: `10.77.0.${n + 100}` },
      { processes: [{ name: "sleep", command: ["/bin/sh", "-c", "setsid sleep 300 & exec sleep 300"] }] },
    ),
  );
  const web = instance("web.1", { inside: "10.77.0.10" }, { processes: [echo(80)] });
  const far = instance("far.1", { internet: "198.18.0.10" }, { kind: "outside", processes: [echo()] });
  const client = instance("client.1", { internet: "198.18.0.11" }, { kind: "client" });
  const networks = [
    { name: "inside", subnet: "10.77.0.0/24", outside: false },
    { name: "internet", subnet: "198.18.0.0/24", outside: true },
  ];
  await lab.up({ networks, instances: [web, far, client, ...sleepers] }, new AbortController().signal);
  const up = performance.now();
  const capture = await lab.capture(networks[0], { file: path.join(run, "inside.pcap"), snaplen: 256, filter: "udp" });
  const send = `import socket
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(1000): u.sendto(bytes(100), ("web", 9000))
print(socket.create_connection(("web", 80)).recv(64).decode())`;
  const { exited } = await lab.exec(
    client,
    { name: "send", command: [python, "-c", send], user: "nobody" },
    { stdout: path.join(run, "peer") },
  );
  const exit = await exited;
  const counts = await capture.stop();
  const offload = Object.values(await lab.offload()).flatMap((state) => Object.values(state));
  await lab.capture(networks[1], { file: path.join(run, "internet.pcap"), snaplen: 256 });
  const report = { problems, check: checked - begin, up: up - checked, exit, counts, offload: offload.includes(true) };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

process.stdin.resume().on("end", () => process.exit());
void main(process.argv.slice(2));
