/*
 * node has no raw sockets. A small Python program beside the agent has one, and speaks lines with it:
 *
 *   to it     TARGET ID SEQUENCE PAYLOAD                  send an echo request
 *   from it   ready · to TARGET LOCAL · request|reply SOURCE LOCAL ID SEQUENCE LENGTH PAYLOAD · error TARGET ID TEXT
 *
 * PAYLOAD is text without blanks, `-` where it is something else. It ends with its standard input, however the agent ends.
 */
const program = String.raw`
import os, re, select, socket, struct, sys

role, address = sys.argv[1:]
kind = {"send": 0, "listen": 8}[role]
try:
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    raw.bind((address, 0))
except OSError as error:
    sys.exit(f"{address}: {error.strerror}")
raw.setsockopt(255, 1, struct.pack("I", ~(1 << kind) & 0xFFFFFFFF))
raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data[: len(data) // 2 * 2]))
    total += data[-1] << 8 if len(data) % 2 else 0
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def send(target, number, sequence, payload):
    try:
        body = payload.encode()
        head = struct.pack("!BBHHH", 8, 0, 0, int(number), int(sequence))
        raw.sendto(struct.pack("!BBHHH", 8, 0, checksum(head + body), int(number), int(sequence)) + body, (target, 0))
    except OSError as error:
        say("error", target, number, error.strerror)


def receive():
    packet = raw.recv(65535)
    start = (packet[0] & 15) * 4
    if len(packet) < start + 8:
        return
    source, local = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
    got, _, _, number, sequence = struct.unpack("!BBHHH", packet[start : start + 8])
    body = packet[start + 8 :]
    text = body.decode() if got == 8 and re.fullmatch(rb"[A-Za-z0-9+/=]+", body) else "-"
    if got == kind:
        say("request" if got else "reply", source, local, number, sequence, len(body), text)


say("ready")
rest = b""
while True:
    ready, _, _ = select.select([0, raw], [], [])
    if raw in ready:
        receive()
    if 0 in ready:
        read = os.read(0, 65536)
        if not read:
            sys.exit(0)
        *lines, rest = (rest + read).split(b"\n")
        for line in lines:
            send(*line.decode().split(" "))
`;

/** An echo request or reply, as it came in. */
export interface Echo {
  readonly kind: "request" | "reply";
  readonly source: string;
  readonly local: string;
  readonly id: number;
  readonly sequence: number;
  readonly length: number;
  /** The text that it carries; empty for a reply, and where it carries none. */
  readonly payload: string;
}

export interface IcmpBridge {
  send(target: string, id: number, sequence: number, payload: string): void;
}

export interface BridgeEvents {
  readonly heard: (echo: Echo) => void;
  /** The system would not send. */
  readonly failed: (target: string, id: number, why: string) => void;
}

/**
 * Opens a raw socket: `send` hears replies, `listen` hears requests. Lives as long as the agent.
 *
 * @param address ours, to which what is heard came; 0.0.0.0 for any
 * @throws Error when there is no Python, or no right to raw sockets. When the bridge ends later, the agent ends with it.
 */
export async function openBridge(role: "send" | "listen", address: string, { heard, failed }: BridgeEvents): Promise<IcmpBridge> {
  // Loaded here, so that agents of other transports stay small.
  const [{ spawn }, { createInterface }] = await Promise.all([import("node:child_process"), import("node:readline")]);
  const child = spawn("python3", ["-I", "-S", "-c", program, role, address], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-300)));
  child.stdin.on("error", () => undefined); // its end is told by "close"
  return new Promise((resolve, reject) => {
    let isOpen = false;
    const end = (why: string): void => {
      const error = new Error(`icmp needs a raw socket (CAP_NET_RAW) by python3: ${why}`);
      if (!isOpen) return reject(error);
      throw error;
    };
    child.on("error", (error) => end(error.message));
    child.on("close", (code) => end(said.trim().split("\n").at(-1) || `it ended with status ${code}`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [what, source, second, third, ...rest] = line.split(" ");
      if (what === "ready") {
        isOpen = true;
        resolve({ send: (...words) => void child.stdin.write(`${words.join(" ")}\n`) });
      } else if (what === "error") failed(source, Number(second), [third, ...rest].join(" "));
      else {
        const [sequence, length, payload] = rest;
        const echo = { source, local: second, id: Number(third), sequence: Number(sequence), length: Number(length) };
        heard({ ...echo, kind: what as Echo["kind"], payload: payload === "-" ? "" : payload });
      }
    });
  });
}
