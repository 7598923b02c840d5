"""Two network namespaces, near and far, joined by a line of our own that loses packets: neither netem nor nft is needed.

    lossy_link.py RATE SEED      RATE is the share of packets that are lost, both ways

Prints one line of JSON when the line is up: the pids of a process in each namespace (for nsenter). Then forwards until its
standard input ends, and prints what was lost: [direction, protocol, IP id, transport payload] of each packet.
What goes from near to far is lost behind near's interface (a capture there has it), what comes back before it (a capture has not).
Addresses: near 10.9.0.1 and 10.9.0.3, far 10.9.0.2 and 10.9.0.4.
"""

import ctypes
import fcntl
import json
import os
import random
import select
import struct
import subprocess
import sys

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000
CLONE_NEWNET = 0x40000000
# Bytes of a message of the thief at least; answers are shorter.
MUCH = 400
rate, seed = float(sys.argv[1]), int(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)


def namespace(own, other):
    """Makes a namespace with an interface that we hold the other end of; returns that end, and a process inside."""
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "cannot make a network namespace")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"line", IFF_TUN | IFF_NO_PI))
    for command in ["link set lo up", "link set line up", *(f"address add {a} dev line" for a in own), *(f"route add {a} dev line" for a in other)]:
        subprocess.run(["ip", *command.split()], check=True)
    holder = subprocess.Popen(["sleep", "600"])
    return tun, holder


near, near_holder = namespace(["10.9.0.1", "10.9.0.3"], ["10.9.0.2", "10.9.0.4"])
far, far_holder = namespace(["10.9.0.2", "10.9.0.4"], ["10.9.0.1", "10.9.0.3"])
print(json.dumps({"near": near_holder.pid, "far": far_holder.pid}), flush=True)

chances = {"there": random.Random(seed), "back": random.Random(seed + 1)}  # one each: what is lost must not hang on their order in time
lost = []


def payload_of(packet):
    header = (packet[0] & 15) * 4
    inside = struct.unpack("!H", packet[2:4])[0] - header
    if struct.unpack("!H", packet[6:8])[0] & 0x1FFF:
        return inside  # a later fragment has no header but IP's
    return inside - ((packet[header + 12] >> 4) * 4 if packet[9] == 6 else 8)


long_ones = {"there": 0, "back": 0}


def is_lost(packet, direction):
    """By chance; and where there are losses at all, the seventh packet with much in it, so that one of them is sure."""
    by_chance = chances[direction].random() < rate
    if payload_of(packet) < MUCH:
        return by_chance
    long_ones[direction] += 1
    return by_chance or (rate > 0 and long_ones[direction] == 7)


try:
    while True:
        ready, _, _ = select.select([0, near, far], [], [])
        if 0 in ready and not os.read(0, 4096):
            break
        for source, target, direction in ((near, far, "there"), (far, near, "back")):
            if source not in ready:
                continue
            packet = os.read(source, 65536)
            if packet[0] >> 4 == 4 and is_lost(packet, direction):
                lost.append([direction, packet[9], struct.unpack("!H", packet[4:6])[0], payload_of(packet)])
            else:
                os.write(target, packet)
    print(json.dumps(lost), flush=True)
finally:
    for holder in (near_holder, far_holder):
        holder.kill()
        holder.wait()
