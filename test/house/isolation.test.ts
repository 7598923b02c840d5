import { once } from "node:events";
import { type AddressInfo, createServer, connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { echo, instance, openRoom, patient, script, type Room } from "../lab/small-lab";

const deployment = {
  networks: [
    { name: "inside", subnet: "10.77.0.0/24", outside: false },
    { name: "outside", subnet: "198.18.0.0/24", outside: true },
  ],
  instances: [
    instance("web.1", { inside: "10.77.0.10" }, { processes: [echo()] }),
    instance("receiver.1", { outside: "198.18.0.10" }, { kind: "outside", processes: [echo()] }),
  ],
};

// A server of the machine, at all of its addresses: what an agent would reach if there were a way out.
const server = createServer((socket) => socket.end());
const addresses = Object.values(networkInterfaces()).flatMap((all) =>
  all!.filter(({ family }) => family === "IPv4").map(({ address }) => address),
);
let room: Room;

beforeAll(async () => {
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  room = openRoom();
  await room.lab.up(deployment, patient());
});
afterAll(async () => {
  server.close();
  await room.close();
});

/** Which of the addresses answer at a port, asked from inside an instance. */
async function answering(name: string, targets: readonly string[], port: number): Promise<string[]> {
  const text = `import json, socket
def answers(address):
    try: socket.create_connection((address, ${port}), timeout=1).close(); return True
    except OSError: return False
print(json.dumps([a for a in ${JSON.stringify(targets)} if answers(a)]))`;
  return JSON.parse(await script(room, name, text)) as string[];
}

test.each(["web.1", "receiver.1"])("%s reaches the lab, but neither this machine nor anything beyond it", async (name) => {
  const { port } = server.address() as AddressInfo;
  for (const address of addresses) {
    const here = connect(port, address);
    await once(here, "connect");
    here.destroy();
  }
  expect(await answering(name, ["10.77.0.10", "198.18.0.10"], 8000)).toEqual(["10.77.0.10", "198.18.0.10"]);
  // 192.0.2.1 is an address of documentation, which nobody has.
  expect(await answering(name, [...addresses, "192.0.2.1"], port)).toEqual([]);
});
