"""What a researcher writes with scapy: frames and bytes per window and pair, for each granularity."""

import sys
import time
from collections import defaultdict

from scapy.layers.inet import IP
from scapy.utils import PcapReader

started = time.perf_counter()
every = [float(text) for text in sys.argv[2:]]
edges = defaultdict(lambda: [0, 0])
for packet in PcapReader(sys.argv[1]):
    if IP not in packet:
        continue
    ip = packet[IP]
    for granularity in every:
        sums = edges[granularity, float(packet.time) // granularity, ip.src, ip.dst]
        sums[0] += 1
        sums[1] += ip.len
# What it took without its own start-up, seconds.
print(time.perf_counter() - started)
