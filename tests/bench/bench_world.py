# SPDX-License-Identifier: BSD-2-Clause
"""What a benchmark of policy servers starts, asks and measures."""

import atexit
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

SOURCE = pathlib.Path(os.environ.get(
    "CAAGATE_SRCDIR", pathlib.Path(__file__).resolve().parents[2]))
GIB = 1 << 30

CONF = """\
store: {{ path = "{store}"; size = "4G"; }};
policy: {{ listen = ("unix:{unix}", "{tcp}"); deadline = "8s"; }};
http: {{ listen = "127.0.0.1:{http}"; }};
domains = ( {{ name = "*"; }} );
resolver: {{ servers = ("{resolver}"); }};
ca: {{ table = "{table}"; }};
"""


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(what, condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"after {seconds} s still waiting for {what}")
        time.sleep(0.01)


def answers(endpoint):
    kind, _, rest = endpoint.partition(":")
    try:
        if kind == "unix":
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(rest)
        else:
            host, _, port = rest.rpartition(":")
            socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True


def build_folder():
    """Where we were built: CAAGATE_BUILDDIR, else here, else ./b."""
    return os.environ.get("CAAGATE_BUILDDIR") or (
        "." if os.path.isdir("tests/bench") and
        os.path.exists("policyd/caagate-policyd") else "b")


class World:
    """A folder of its own and the processes in it; all ends with us."""

    def __init__(self, build, prefix="policy-bench."):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix))
        self.folder.chmod(0o755)
        self._running = []
        self.servers = {}  # endpoint: process
        atexit.register(self.close)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: (_ for _ in ()).throw(
                SystemExit(1)))

    def tool(self, name):
        return self.build / "tests" / "bench" / name

    def start(self, *args, **kw):
        kw.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen(
            [str(a) for a in args], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, start_new_session=True, **kw)
        self._running.append(process)
        return process

    def end(self, process):
        """The process and what it started."""
        self._running.remove(process)
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
        except ProcessLookupError:
            process.wait()
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def close(self):
        for process in self._running[:]:
            self.end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def null(self, *options):
        """The server that does nothing: its endpoint."""
        endpoint = f"unix:{self.folder}/null{len(self._running)}"
        if "tcp" in options:
            endpoint = f"inet:127.0.0.1:{free_port()}"
        self.servers[endpoint] = self.start(
            self.tool("null_policyd"), *[o for o in options if o != "tcp"],
            endpoint)
        wait_for("null_policyd", lambda: answers(endpoint))
        return endpoint

    def dns(self, delay_ms=0):
        """A resolver that knows an MX host and an address for each name."""
        port = free_port(socket.SOCK_DGRAM)
        self.start(self.tool("stubdns"), "-p", port, "-d", delay_ms,
                   "-c", 0, "* MX 10 mx.bench.example", "* A 192.0.2.1")
        return f"127.0.0.1:{port}"

    def empty_dns(self, address):
        """A resolver at port 53 that says of each name that there is none."""
        self.start(self.tool("stubdns"), "-l", address, "-p", 53, "-c", 3)

    def fill(self, name, domains, age=0):
        """A store with so many domains, verified `age` seconds ago."""
        store = self.folder / name
        subprocess.run([self.tool("fill_store"), store, str(4 * GIB),
                        str(domains), str(age)], check=True)
        return store

    def load(self, endpoint, connections, seconds, domains=1, *options):
        """policyload's figures."""
        if endpoint in self.servers:
            options = (*options, "-P", self.servers[endpoint].pid)
        done = subprocess.run(
            [str(a) for a in (self.tool("policyload"), "-j",
             "-c", connections, "-n", 1000000000, "-T", seconds,
             "-w", max(2 * connections, 2000), "-g", domains, *options,
             endpoint)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=False)
        return json.loads(done.stdout) if done.returncode < 2 else None


class Ours:
    """caagate-policyd on a UNIX socket and a port."""

    def __init__(self, world, store, resolver="none"):
        self.world = world
        self.store = store
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=world.folder))
        self.unix = f"unix:{self.folder}/socket"
        self.tcp = f"inet:127.0.0.1:{free_port()}"
        self.http = free_port()
        self.process = None
        (self.folder / "conf").write_text(CONF.format(
            store=store, unix=f"{self.folder}/socket", tcp=self.tcp,
            http=self.http, resolver=resolver,
            table=SOURCE / "conf" / "caa-identifiers.csv"))

    def start(self, wait=True):
        log = open(self.folder / "log", "a")
        self.process = self.world.start(
            self.world.build / "policyd" / "caagate-policyd", "-c",
            self.folder / "conf", stderr=log)
        log.close()
        self.world.servers[self.unix] = self.process
        self.world.servers[self.tcp] = self.process
        if wait:
            wait_for("caagate-policyd", lambda: answers(self.unix))
        return self

    def stop(self):
        self.world.end(self.process)

    def forget_log(self):
        os.truncate(self.folder / "log", 0)

    def figures(self):
        """Counters by name, of those without labels."""
        with urllib.request.urlopen(
                f"http://127.0.0.1:{self.http}/metrics", timeout=10) as page:
            text = page.read().decode()
        return {k: float(v) for k, v in re.findall(
            r"^caagate_(\w+) ([0-9.]+)$", text, re.M)}

    def memory(self):
        """Octets resident: (its own, of files: code and pages of the
        store)."""
        text = pathlib.Path(
            f"/proc/{self.process.pid}/smaps_rollup").read_text()
        found = {k: int(v) * 1024 for k, v in
                 re.findall(r"^(\w+):\s+(\d+) kB", text, re.M)}
        return found["Anonymous"], found["Rss"] - found["Anonymous"]

    def ask(self, domain, clients=1):
        """One request of each client: connections that have been answered."""
        request = (f"request=smtpd_access_policy\nprotocol_state=RCPT\n"
                   f"sender=a@{domain}\nrecipient=b@r.example\n\n").encode()
        open_ones = []
        for _ in range(clients):
            s = socket.socket(socket.AF_UNIX)
            s.settimeout(30)
            s.connect(self.unix.partition(":")[2])
            open_ones.append(s)
        for s in open_ones:
            s.sendall(request)
        for s in open_ones:
            s.recv(1000)
        return open_ones


def process_tree(pid):
    """Octets that a process and its children hold, shared pages once."""
    total = 0
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    for child in children.read_text().split():
        total += process_tree(child)
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return total + int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) * 1024
