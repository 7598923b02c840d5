"""Process 1 of a lab: starts what it is told to, reaps what ends, and takes everything with it when its standard input ends.

A command is one line of JSON on standard input, answered by one line with its `id` on standard output:

    {"id": 1, "op": "setup", "keep": [FOLDER, ...]}                      private mounts; before everything else
    {"id": 8, "op": "names", "hosts": TEXT, "inside": TEXT, "outside": TEXT, "nameservers": {INSTANCE: ADDRESS, ...}}    who finds which names
    {"id": 2, "op": "spawn", "argv": [...], "env": {...}, ...}           -> {"id": 2, "pid": 7}
    {"id": 3, "op": "probe", "network": NAME, "address": A, "port": P, "path": PATH or null, "within": SECONDS}
    {"id": 4, "op": "settings", "network": NAME, "values": {"net.ipv4.ip_forward": "1", ...}}
    {"id": 5, "op": "signal", "pid": 7, "signal": "SIGTERM"}             {"id": 6, "op": "closeStdin", "pid": 7}
    {"id": 8, "op": "usage"}     -> {"id": 8, "usage": {"machine": [CPU, MEMORY], "processes": [[INSTANCE, NAME, CPU, MEMORY], ...], "devices": {NAME: [IN, OUT]}}}
    {"id": 7, "op": "write", "pid": 7, "text": TEXT}                     to the standard input of a child that has one; dropped when 1 MB waits

`spawn` takes besides: `life` (whole seconds after which SIGALRM ends the child), `network` (an instance, else the lab's own network namespace), `name` (under which `usage` counts it), `user`, `stdin` (a text; the input
then stays open until `closeStdin`), `stdout` and `stderr` (files to append to, or null: reported here).
`probe`, `settings` and `spawn` answer with the pid of a child. Reports, as they happen:

    {"output": PID, "text": TEXT}        {"exit": PID, "code": CODE or null, "signal": NAME or null}
"""

import json
import os
import selectors
import signal
import socket
import sys
import time

import namespaces

# By which a process tells, in its environment, whose it is.
MARK = {key: os.environ[key] for key in ("MUNNIN_RUN",) if key in os.environ}

# Bytes that may wait for a child to read them.
MOST_WAITING = 1 << 20

selector = selectors.DefaultSelector()
feeds = {}  # pid -> [file descriptor of its standard input, bytes not yet written, close it after them]
listeners = {}  # pid -> file descriptor that its output comes from
children = set()
owners = {}  # pid -> (instance, name) of a child that runs beside an instance


def tell(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def fork(body):
    """Runs `body` in a child with a session of its own; returns the pid."""
    pid = os.fork()
    if pid:
        children.add(pid)
        return pid
    try:
        signal.set_wakeup_fd(-1)
        for name in (signal.SIGCHLD, signal.SIGINT, signal.SIGPIPE):
            signal.signal(name, signal.SIG_DFL)
        os.setsid()
        body()
        os._exit(0)
    except BaseException as error:  # whatever it was, the child must not go on as a second supervisor
        os.write(2, f"munnin: {error}\n".encode())
        os._exit(127)


def spawn(command):
    stdin = command.get("stdin")
    their_input, our_input = os.pipe() if stdin is not None else (os.open(os.devnull, os.O_RDONLY), None)
    reported = command.get("stdout") is None or command.get("stderr") is None
    our_output, their_output = os.pipe() if reported else (None, None)

    def output(path):
        return their_output if path is None else os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def body():
        os.dup2(their_input, 0)
        out, err = output(command.get("stdout")), output(command.get("stderr"))
        os.dup2(out, 1)
        os.dup2(err, 2)
        if command.get("network"):
            namespaces.enter_network(command["network"])
        os.chdir(command.get("cwd", namespaces.SCRATCH))
        # The kernel keeps it across exec: the child ends at its time to live, whoever else hangs.
        signal.alarm(command.get("life") or 0)
        if command.get("user") and os.getuid() == 0:
            namespaces.become(command["user"])
        try:
            os.execvpe(command["argv"][0], command["argv"], {**command["env"], **MARK})
        except OSError as error:
            raise OSError(f"cannot run {command['argv'][0]}: {error.strerror}") from error

    pid = fork(body)
    if command.get("name"):
        owners[pid] = (command["network"], command["name"])
    os.close(their_input)
    if reported:
        os.close(their_output)
        os.set_blocking(our_output, False)
        listeners[pid] = our_output
        selector.register(our_output, selectors.EVENT_READ, lambda: listen(pid))
    if stdin is not None:
        os.set_blocking(our_input, False)
        feeds[pid] = [our_input, stdin.encode(), False]
        selector.register(our_input, selectors.EVENT_WRITE, lambda: feed(pid))
        feed(pid)
    return pid


def feed(pid):
    """Writes on to a child's standard input; once all is written it stays open, or is closed if that was asked for."""
    if pid not in feeds:
        return
    handle, rest, closing = feeds[pid]
    try:
        rest = rest[os.write(handle, rest) :] if rest else rest
    except BlockingIOError:
        return
    except BrokenPipeError:
        rest, closing = b"", True
    feeds[pid][1] = rest
    if rest:
        return
    if handle in selector.get_map():
        selector.unregister(handle)
    if closing:
        del feeds[pid]
        os.close(handle)


def write(pid, text):
    """Adds to what a child is given on its standard input. A child that does not read must not fill our memory."""
    if pid not in feeds or feeds[pid][2] or len(feeds[pid][1]) > MOST_WAITING:
        return
    handle, rest, _ = feeds[pid]
    feeds[pid][1] = rest + text.encode()
    if handle not in selector.get_map():
        selector.register(handle, selectors.EVENT_WRITE, lambda: feed(pid))
    feed(pid)


def close_stdin(pid, at_once=False):
    if pid in feeds:
        feeds[pid][1] = b"" if at_once else feeds[pid][1]
        feeds[pid][2] = True
        feed(pid)


def listen(pid):
    if pid not in listeners:
        return
    handle = listeners[pid]
    try:
        while text := os.read(handle, 65536):
            tell({"output": pid, "text": text.decode(errors="replace")})
    except BlockingIOError:
        return
    selector.unregister(handle)
    os.close(handle)
    del listeners[pid]


def probe(command):
    def answers():
        with socket.create_connection((command["address"], command["port"]), timeout=1) as connection:
            if not command.get("path"):
                return True
            connection.sendall(f"GET {command['path']} HTTP/1.0\r\nHost: {command['address']}\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))  # to its end: closing earlier would reset it
            return answer.split(b" ", 2)[1:2] == [b"200"]

    def body():
        os.closerange(3, 4096)  # other children's standard inputs must not stay open here
        namespaces.enter_network(command["network"])
        deadline, pause = time.monotonic() + command["within"], 0.02
        while time.monotonic() < deadline:
            try:
                if answers():
                    return
            except OSError:
                pass
            time.sleep(pause)
            pause = min(pause * 1.3, 0.2)
        os._exit(1)

    return fork(body)


def settings(command):
    def body():
        if command.get("network"):
            namespaces.enter_network(command["network"])
        for key, value in command["values"].items():
            path = "/proc/sys/" + key.replace(".", "/")
            if os.path.exists(path):
                with open(path, "w", encoding="ascii") as file:
                    file.write(value)

    return fork(body)


TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def usage():
    """CPU seconds and resident bytes of each child that has a name, with its descendants; those of the machine; bytes in and out of devices."""
    processes = {}  # pid -> [parent, CPU seconds, its ended children's included, resident bytes]
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="latin-1") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        processes[int(name)] = [int(fields[1]), sum(map(int, fields[11:15])) / TICK, int(fields[21]) * PAGE]
    sums = {owner: [0.0, 0] for owner in owners.values()}
    for pid, (_, cpu, memory) in processes.items():
        above = pid
        while above in processes and above not in owners:
            above = processes[above][0]
        if above in owners:
            sums[owners[above]][0] += cpu
            sums[owners[above]][1] += memory
    return {
        "machine": machine(),
        "processes": [[instance, name, round(cpu, 2), memory] for (instance, name), (cpu, memory) in sums.items()],
        "devices": devices(),
    }


def machine():
    with open("/proc/stat", encoding="ascii") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    with open("/proc/meminfo", encoding="ascii") as file:
        kilobytes = {key: int(rest.split()[0]) for key, rest in (line.split(":") for line in file)}
    idle = ticks[3] + ticks[4]
    return [round((sum(ticks) - idle) / TICK, 2), (kilobytes["MemTotal"] - kilobytes["MemAvailable"]) * 1024]


def devices():
    counts = {}
    with open("/proc/self/net/dev", encoding="ascii") as file:
        for line in file.readlines()[2:]:
            name, _, rest = line.partition(":")
            words = rest.split()
            counts[name.strip()] = [int(words[0]), int(words[8])]
    return counts


def obey(command):
    op = command["op"]
    if op == "setup":
        namespaces.isolate(command["keep"])
    elif op == "names":
        namespaces.name(command["hosts"], {part: command[part] for part in ("inside", "outside")}, command["nameservers"])
    elif op == "signal":
        if command["pid"] in children:
            number = signal.Signals[command["signal"]]
            (os.killpg if number == signal.SIGKILL else os.kill)(command["pid"], number)
    elif op == "write":
        write(command["pid"], command["text"])
    elif op == "closeStdin":
        close_stdin(command["pid"])
    elif op == "usage":
        return {"usage": usage()}
    else:
        return {"pid": {"spawn": spawn, "probe": probe, "settings": settings}[op](command)}
    return {}


def reap():
    os.read(wakeup, 4096)
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if pid not in children:
            continue  # an orphan that was handed to us
        children.discard(pid)
        owners.pop(pid, None)
        if pid in listeners:
            listen(pid)
        close_stdin(pid, at_once=True)
        code = os.waitstatus_to_exitcode(status)
        tell({"exit": pid, "code": code if code >= 0 else None, "signal": signal.Signals(-code).name if code < 0 else None})


pending = b""


def read_commands():
    global pending
    chunk = os.read(0, 1 << 16)
    if not chunk:
        os._exit(0)  # process 1 ends: the kernel kills every other process of the lab
    *lines, pending = (pending + chunk).split(b"\n")
    for line in lines:
        command = json.loads(line)
        try:
            tell({"id": command["id"], **obey(command)})
        except (OSError, KeyError, ValueError) as error:
            tell({"id": command["id"], "error": str(error)})


namespaces.die_with_parent()
wakeup, wakeup_writer = os.pipe()
for end in (wakeup, wakeup_writer):
    os.set_blocking(end, False)
signal.set_wakeup_fd(wakeup_writer)
signal.signal(signal.SIGCHLD, lambda *_: None)
selector.register(0, selectors.EVENT_READ, read_commands)
selector.register(wakeup, selectors.EVENT_READ, reap)
try:
    while True:
        for key, _ in selector.select():
            key.data()
except BrokenPipeError:
    os._exit(0)
