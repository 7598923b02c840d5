"""Makes the captures of this folder: one exchange of packets, captured at every point of its way. Needs root, tcpdump and Linux.

A (10.9.0.2) and B (10.9.0.3) are on bridge br0 of a router R, C (10.9.1.2) on its bridge br1. A fetches a page from B and one from C, and asks
both by UDP; the packets to C go through the router, which lowers their time to live. All is in namespaces that end with this program.
"""

import os
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
if os.environ.get("IN_NAMESPACE") != "1":
    os.execvpe("unshare", ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", sys.executable, __file__], {**os.environ, "IN_NAMESPACE": "1"})


def run(*command):
    return subprocess.run([word for part in command for word in part.split()], check=True, capture_output=True, text=True)


run("mount --make-rprivate /")
run("mount -t tmpfs none /run")
os.makedirs("/run/netns")
names = {"a": ("br0", "10.9.0.2", "10.9.0.1"), "b": ("br0", "10.9.0.3", "10.9.0.1"), "c": ("br1", "10.9.1.2", "10.9.1.1")}
for bridge, address in {"br0": "10.9.0.1/24", "br1": "10.9.1.1/24"}.items():
    run(f"ip link add {bridge} type bridge")
    run(f"ip address add {address} dev {bridge}")
    run(f"ip link set {bridge} up")
for name, (bridge, address, router) in names.items():
    run(f"ip netns add {name}")
    run(f"ip link add v{name} type veth peer name eth0 netns {name}")
    run(f"ip link set v{name} master {bridge} up")
    run(f"ip -n {name} address add {address}/24 dev eth0")
    run(f"ip -n {name} link set eth0 up")
    run(f"ip -n {name} route add default via {router}")
    for device in ("-n " + name, ""):
        where = ["ip", "netns", "exec", name] if device else []
        subprocess.run([*where, "ethtool", "-K", "eth0" if device else f"v{name}", "tso", "off", "gso", "off", "gro", "off", "tx", "off"], check=False, capture_output=True)
with open("/proc/sys/net/ipv4/ip_forward", "w") as file:
    file.write("1")

points = {
    "any.pcap": "-i any",
    "any-v1.pcap": "-i any -y LINUX_SLL",
    "br0.pcap": "-i br0",
    "br1.pcap": "-i br1",
    "va.pcap": "-i va",
    "vc.pcap": "-i vc",
    "a.pcap": "-i eth0",
}
captures = []
for file, options in points.items():
    where = "ip netns exec a" if file == "a.pcap" else ""
    command = f"{where} tcpdump {options} -n -U -s 128 --immediate-mode -w {here}/{file} ip and host 10.9.0.2"
    captures.append(subprocess.Popen(command.split(), stderr=subprocess.PIPE))
for capture in captures:
    capture.stderr.readline()

page = "/run/page"
os.makedirs(page)
with open(f"{page}/index.html", "w") as file:
    file.write("".join(f"line {i}\n" for i in range(800)))
servers = [subprocess.Popen(["ip", "netns", "exec", name, sys.executable, "-m", "http.server", "80", "-d", page], stderr=subprocess.DEVNULL) for name in "bc"]
echo = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 53))\nwhile True: s.sendto(*s.recvfrom(999))"
servers += [subprocess.Popen(["ip", "netns", "exec", name, sys.executable, "-c", echo]) for name in "bc"]
fetch = "import urllib.request, sys; [urllib.request.urlopen(f'http://{a}/').read() for a in sys.argv[1:]]"
ask = "import socket, sys\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2)\nfor a in sys.argv[1:]:\n for i in range(3): s.sendto(b'question', (a, 53)); s.recv(99)"
time.sleep(1)
subprocess.run(["ip", "netns", "exec", "a", sys.executable, "-c", ask, "10.9.0.3", "10.9.1.2"], check=True)
subprocess.run(["ip", "netns", "exec", "a", sys.executable, "-c", fetch, "10.9.0.3", "10.9.1.2"], check=True)
time.sleep(0.5)
for process in [*captures, *servers]:
    process.terminate()
    process.wait()
