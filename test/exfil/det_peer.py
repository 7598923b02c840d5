"""A second sender and receiver of DET's messages over tcp, udp, http, dns and icmp, for tests, written from the description of the format alone.

    det_peer.py send    TRANSPORT HOST PORT FILE COMPRESSION MIN MAX     sends the file, ends
    det_peer.py receive TRANSPORT HOST PORT FILE COMPRESSION             writes one file, ends; says "listening" first

Python's standard library, scapy for raw packets, and the openssl command for AES.
"""

import base64
import hashlib
import http.server
import os
import random
import secrets
import socket
import string
import struct
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zlib

PASSPHRASE = "THISISACRAZYKEY"
KEY = hashlib.sha256(PASSPHRASE.encode()).hexdigest()


def aes(direction, iv, data):
    command = ["openssl", "enc", "-aes-256-cbc", direction, "-K", KEY, "-iv", iv.hex()]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def messages(path, compression, least, most):
    with open(path, "rb") as file:
        data = file.read()
    job = "".join(random.sample(string.ascii_letters + string.digits, 7))
    yield "|!|".join([job, os.path.basename(path), "REGISTER", hashlib.md5(data).hexdigest()])
    iv = secrets.token_bytes(16)
    payload = iv + aes("-e", iv, zlib.compress(data) if compression else data)
    index = at = 0
    while at < len(payload):
        chunk = payload[at : at + random.randint(least, most)]
        at += len(chunk)
        yield "|!|".join([job, str(index), chunk.hex()])
        index += 1
    yield "|!|".join([job, str(index), "DONE"])


def send_tcp(host, port, message):
    with socket.create_connection((host, port)) as connection:
        connection.sendall(message.encode().hex().encode())


def send_udp(host, port, message):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.sendto(message.encode().hex().encode(), (host, port))
    time.sleep(0.001)  # nothing holds a sender of datagrams back


def send_http(host, port, message):
    encoded = base64.b64encode(message.encode()).decode()
    url = f"http://{host}:{port}/"
    if random.random() < 0.5:
        request = urllib.request.Request(url, data=urllib.parse.urlencode({"data": encoded}).encode())
    else:
        request = urllib.request.Request(url, headers={"Cookie": "PHPSESSID=" + encoded})
    with urllib.request.urlopen(request) as reply:
        assert reply.status == 200
        reply.read()


def received_tcp(host, port):
    server = socket.create_server((host, port), backlog=128)
    print("listening", flush=True)
    while True:
        connection, _ = server.accept()
        pieces = []
        with connection:
            while piece := connection.recv(65535):
                pieces.append(piece)
        yield bytes.fromhex(b"".join(pieces).decode()).decode("latin1")


def received_udp(host, port):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((host, port))
    print("listening", flush=True)
    while True:
        yield bytes.fromhex(server.recv(65535).decode()).decode("latin1")


def received_http(host, port):
    box = []

    class Handler(http.server.BaseHTTPRequestHandler):
        server_version = "Apache/2.4.10"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.take(urllib.parse.parse_qs(body, strict_parsing=True)["data"][0])

        def do_GET(self):
            name, value = self.headers["Cookie"].split("=", 1)
            assert name == "PHPSESSID"
            self.take(value)

        def take(self, text):
            box.append(base64.b64decode(text, validate=True).decode("latin1"))
            self.send_response(200)
            self.send_header("Content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer((host, port), Handler)
    print("listening", flush=True)
    while True:
        server.handle_request()
        yield from box
        box.clear()


DOMAIN = "google.com"


def send_dns(host, port, message):
    job, rest = message[:7], message.encode().hex()
    room = 252 - len(DOMAIN)
    full, last = room // 64, room % 64 - 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        while rest:
            rest = job + rest
            labels = []
            for size in [63] * full + [last]:
                if rest and size > 0:
                    labels.append(rest[:size])
                    rest = rest[size:]
            name = b"".join(bytes([len(label)]) + label.encode() for label in [*labels, *DOMAIN.split(".")])
            header = struct.pack("!6H", random.randrange(65536), 0x0100, 1, 0, 0, 0)
            datagram.sendto(header + name + b"\0" + struct.pack("!2H", 1, 1), (host, port))
            time.sleep(0.0005)  # nobody answers, so nothing holds us back


def received_dns(host, port):
    """As DET does it: nothing is answered, a name that is shorter than the longest ends a message."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    server.bind((host, port))
    print("listening", flush=True)
    longest = 252 if (252 - len(DOMAIN)) % 64 == 1 else 253
    held = {}
    while True:
        packet = server.recv(65535)
        labels, at = [], 12
        while packet[at]:
            labels.append(packet[at + 1 : at + 1 + packet[at]].decode())
            at += 1 + packet[at]
        name = ".".join(labels) + "."
        if DOMAIN not in name:
            continue
        job, data = name[:7], name[7:].replace(DOMAIN, "").replace(".", "")
        pieces = held.setdefault(job, [])
        if data not in pieces:
            pieces.append(data)
        if len(name) < longest:
            yield bytes.fromhex("".join(held.pop(job))).decode("latin1")


def send_icmp(host, _, message):
    from scapy.all import ICMP, IP, L3RawSocket, conf

    conf.verb = 0
    if not send_icmp.socket:
        send_icmp.socket = L3RawSocket(iface="lo")
    load = base64.b64encode(message.encode())
    packet = IP(dst=host) / ICMP(type=8, code=0, id=random.randrange(65536), seq=1) / load
    send_icmp.socket.send(packet)
    time.sleep(0.001)


send_icmp.socket = None


def received_icmp(host, _):
    from scapy.all import ICMP, IP

    server = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    server.bind((host, 0))
    print("listening", flush=True)
    while True:
        packet = IP(server.recv(65535))
        if packet[ICMP].type == 8:
            yield base64.b64decode(bytes(packet[ICMP].payload)).decode("latin1")


def receive(stream, path, compression):
    checksum, count, chunks = None, None, {}
    for message in stream:
        fields = message.split("|!|")
        if len(fields) == 4 and fields[2] == "REGISTER":
            checksum = fields[3]
        elif fields[2] == "DONE":
            count = int(fields[1])
        else:
            chunks[int(fields[1])] = bytes.fromhex(fields[2])
        if count is not None and len(chunks) == count:
            break
    payload = b"".join(chunks[i] for i in range(count))
    data = aes("-d", payload[:16], payload[16:])
    data = zlib.decompress(data) if compression else data
    if hashlib.md5(data).hexdigest() != checksum:
        sys.exit("corrupt")
    with open(path, "wb") as file:
        file.write(data)


def main(role, transport, host, port, path, compression, least="300", most="400"):
    if role == "send":
        send = {"tcp": send_tcp, "udp": send_udp, "http": send_http, "dns": send_dns, "icmp": send_icmp}[transport]
        for message in messages(path, compression == "1", int(least), int(most)):
            send(host, int(port), message)
    else:
        received = {
            "tcp": received_tcp,
            "udp": received_udp,
            "http": received_http,
            "dns": received_dns,
            "icmp": received_icmp,
        }[transport]
        receive(received(host, int(port)), path, compression == "1")


main(*sys.argv[1:])
