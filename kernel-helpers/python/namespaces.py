"""What a lab needs of the kernel and Python's library lacks: mounts, network namespaces, another user."""

import ctypes
import os
import pwd
import signal

_libc = ctypes.CDLL(None, use_errno=True)

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 4
CAP_DAC_READ_SEARCH, CAPABILITY_VERSION_3 = 2, 0x20080522

FOLDER = "/run/munnin"
SCRATCH = FOLDER + "/scratch"
NAMES = FOLDER + "/names"
# One file an instance that asks somebody for names: its own resolv.conf.
RESOLVERS = FOLDER + "/resolvers"
RESOLV_CONF = os.path.realpath("/etc/resolv.conf")  # before /run is the lab's own


def _check(result, what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _prctl(option, *values):
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    _check(_libc.prctl(option, *padded), f"prctl {option}")


def _mount(source, target, kind=None, flags=0, data=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    result = _libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3])
    _check(result, f"cannot mount on {target}")


def die_with_parent():
    """Whatever happens to the one that started the lab, the lab does not outlive it."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def isolate(keep):
    """Gives the lab mounts of its own: what it writes in /run and /dev/shm vanishes with it.

    `keep` names folders that must stay visible although they lie below /run.
    """
    _mount(None, "/", flags=MS_REC | MS_PRIVATE)
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    kept = [(path, os.open(path, os.O_PATH)) for path in map(os.path.realpath, keep) if path.startswith("/run/")]
    _mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755")
    _mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777")
    for path, handle in kept:
        os.makedirs(path, exist_ok=True)
        _mount(f"/proc/self/fd/{handle}", path, flags=MS_BIND | MS_REC)
        os.close(handle)
    os.makedirs(FOLDER + "/etc")
    os.mkdir(SCRATCH)
    os.chmod(SCRATCH, 0o1777)
    os.mkdir(RESOLVERS)
    _replace("/etc/hosts", "127.0.0.1 localhost\n")
    # A resolver that answers nothing, at once, and without a packet on the lab's networks.
    _replace(RESOLV_CONF, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    _name_user(os.getuid(), os.getgid())


def name(hosts, parts, nameservers):
    """Says who is called what: in everybody's hosts file, in those that resolvers read, and whom each instance asks. Any number of times."""
    # Written in place: what is mounted on /etc/hosts is the file, not its name.
    with open(FOLDER + "/etc/hosts", "w", encoding="utf-8") as file:
        file.write(hosts)
    for part, text in parts.items():
        folder = f"{NAMES}/{part}"
        os.makedirs(folder, exist_ok=True)
        # Resolvers read a file when it has come: it must be whole then.
        with open(f"{NAMES}/{part}.new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(f"{NAMES}/{part}.new", folder + "/hosts")
    for instance, address in nameservers.items():
        with open(f"{RESOLVERS}/{instance}", "w", encoding="utf-8") as file:
            file.write(f"nameserver {address}\noptions timeout:2 attempts:2\n")


def _name_user(uid, gid):
    """PostgreSQL asks for the name of the user that it runs as: one who has none on this machine gets one in the lab."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        with open("/etc/passwd", encoding="utf-8") as file:
            known = file.read()
        _replace("/etc/passwd", f"{known}munnin:x:{uid}:{gid}::{SCRATCH}:/bin/sh\n")


def _replace(path, text):
    """Shows `text` as the file at `path`; where it was a link into /run, its target is now ours to write."""
    if path.startswith("/run/"):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        copy = path
    else:
        copy = f"{FOLDER}/etc/{os.path.basename(path)}"
    with open(copy, "w", encoding="utf-8") as file:
        file.write(text)
    if copy != path and os.path.exists(path):
        _mount(copy, path, flags=MS_BIND)


def enter_network(name):
    """The calling process goes on in the network namespace of an instance."""
    handle = os.open("/run/netns/" + name, os.O_RDONLY | os.O_CLOEXEC)
    _check(_libc.setns(handle, CLONE_NEWNET), f"cannot enter the network of {name}")
    os.close(handle)
    resolver = f"{RESOLVERS}/{name}"
    if os.path.exists(resolver) and os.path.exists(RESOLV_CONF):
        _check(_libc.unshare(CLONE_NEWNS), f"cannot give {name} a resolv.conf")
        _mount(resolver, RESOLV_CONF, flags=MS_BIND)


def become(user):
    """The calling process goes on as another user, who may still read (never write) what root may read.

    A checkout often lies below a folder that only its owner may enter, and PostgreSQL refuses to run as root.
    """
    entry = pwd.getpwnam(user)
    # Else the kernel takes capabilities from whoever is not root, and access(2), which initdb asks, ignores those that remain.
    _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    mask = 1 << CAP_DAC_READ_SEARCH
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    _check(_libc.capset(header, sets), "capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH)
