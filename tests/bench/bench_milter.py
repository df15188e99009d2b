# SPDX-License-Identifier: BSD-2-Clause
"""The parts of milter-bench: each measures one promise and prints it."""

import base64
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import time

import bench_milter_peers
from bench_world import SOURCE, World, answers, free_port, wait_for

CONNECTIONS = (16, 128)
ATTACHMENT = 10 << 20
SIGNED = 20  # messages of a run of part signed
AT_ONCE = 50
MIB = 1 << 20
ROW = "{:16}{:>6}{:>12}{:>9}{:>9}{:>9}{:>9}{:>12}{:>9}"

ZONE = """\
$ORIGIN example.net.
$TTL 3600
@ IN SOA ns hostmaster 1 3600 600 86400 3600
@ IN NS ns
@ IN MX 10 mx
@ IN CAA 0 issue "letsencrypt.org"
mx IN A 192.0.2.25
"""

CONF = """\
resolver: {{ servers = ("none"); zones = ("{zone}"); }};
ca: {{ table = "{table}"; }};
store: {{ path = "{folder}/store"; }};
milter: {{ listen = "{endpoint}"; spool = "{folder}";
  authserv_id = "mx.example.org"; }};
"""

PLAIN = """\
From: Sender <sender@example.com>
To: Rcpt <rcpt@example.net>
Subject: load test
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <1@client.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

""" + "the quick brown fox jumps over the lazy dog and runs away\n" * 65


class Filter:
    """A milter that runs."""

    def __init__(self, name, endpoint, process):
        self.name, self.endpoint, self.process = name, endpoint, process

    def pid(self):
        return self.process.pid


class MilterWorld(World):
    """World, with filters in place of policy servers."""

    def __init__(self, build):
        super().__init__(build, "milter-bench.")
        self.plain = self.write("plain.eml", PLAIN)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def null(self, *options):
        endpoint = f"unix:{self.folder}/null"
        process = self.start(
            self.tool("null_milter"), "-p", endpoint, *options)
        wait_for("null_milter", lambda: answers(endpoint))
        return Filter("null", endpoint, process)

    def ours(self, name="ours", port=None):
        folder = self.folder / name
        (folder / "store").mkdir(parents=True)
        endpoint = f"inet:127.0.0.1:{port}" if port else f"unix:{folder}/s"
        conf = self.write(f"{name}.conf", CONF.format(
            zone=self.write("example.zone", ZONE), folder=folder,
            table=SOURCE / "conf" / "caa-identifiers.csv", endpoint=endpoint))
        process = self.start(
            self.build / "milter" / "caagate-milter", "-c", conf)
        wait_for("caagate-milter", lambda: answers(endpoint))
        return Filter(name, endpoint, process)

    def load(self, it, connections, messages, mail, *options):
        """milterload's figures; with the filter's processor time of a message
        where all went well, else None."""
        before = processor_time(it.pid())
        done = subprocess.run(
            [str(a) for a in (self.tool("milterload"), "-j", "-s", it.endpoint,
             "-c", connections, "-m", messages, *options, mail)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            return None
        run = json.loads(done.stdout)
        spent = processor_time(it.pid()) - before
        return run | {"cpu_us": spent * 1e6 / messages}

    def must_load(self, it, *args):
        run = self.load(it, *args)
        if run is None:
            raise SystemExit(f"{it.name} did not do what was wanted")
        return run


def processor_time(pid):
    """Seconds that a process has used, threads that ended too."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def children_time():
    """Seconds that processes of ours that have ended used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(pid, key="VmRSS"):
    """MiB."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{key}:\s+(\d+)", text, re.M)[1]) / 1024


def print_head():
    print(ROW.format("", "conn.", "messages/s", "of null", "p50 ms", "p99 ms",
                     "of null", "cpu us/mail", "RSS MiB"))


def print_row(it, connections, null, runs):
    """Medians over the rounds; ratios of what ran beside each other."""
    def middle(key):
        return statistics.median(key(run) for run in runs)

    def ratio(key):
        return statistics.median(
            key(b) / max(key(a), 0.001) for a, b in zip(null, runs))

    def p99(run):
        return run["message_ms"]["p99"]
    print(ROW.format(
        it.name, connections, f"{middle(lambda r: r['rate']):.0f}",
        f"{ratio(lambda r: r['rate']):.2f}",
        f"{middle(lambda r: r['message_ms']['p50']):.2f}",
        f"{middle(p99):.2f}", f"{ratio(p99):.2f}",
        f"{statistics.mean(r['cpu_us'] for r in runs):.0f}",
        f"{resident(it.pid()):.1f}"), flush=True)


def plain_round(world, asked, filters, connections):
    """The runs of each filter, in the order of the filters."""
    runs = [[] for _ in filters]
    for _ in range(asked.rounds):
        for it, its_runs in zip(filters, runs):
            its_runs.append(world.must_load(
                it, connections, asked.messages, world.plain, "-e", "ok"))
    return runs


def plain(world, asked):
    with bench_milter_peers.Peers(world) as peers:
        filters = [world.null(), world.ours(), *peers]
        for it in filters:
            world.must_load(it, 16, 500, world.plain)  # warm
        print_head()
        for connections in CONNECTIONS:
            runs = plain_round(world, asked, filters, connections)
            for it, its_runs in zip(filters, runs):
                print_row(it, connections, runs[0], its_runs)
        for it in filters[:2]:
            world.end(it.process)


def tcp(world, _):
    ours = world.ours("tcp", free_port())
    run = world.must_load(ours, 1, 200, world.plain)
    print("an added field, ms: " + " ".join(
        f"{k} {v:.3f}" for k, v in run["eom_ms"].items()))
    world.end(ours.process)


def openssl(*args):
    subprocess.run(["openssl", *[str(a) for a in args]], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def signed_mail(world, form):
    """A message with something attached: "detached" or "opaque"."""
    key, cert = world.folder / "key.pem", world.folder / "cert.pem"
    if not cert.exists():
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
                key, "-out", cert, "-days", 2, "-subj", "/CN=a", "-addext",
                "subjectAltName=email:sender@example.com")
    attached = world.write(
        "attached", "Content-Type: application/octet-stream\n"
        "Content-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(os.urandom(ATTACHMENT)).decode())
    openssl("cms", "-sign", "-in", attached, "-binary", "-signer", cert,
            "-inkey", key, "-out", world.folder / "body",
            *(["-nodetach"] if form == "opaque" else []))
    return world.write(
        f"{form}.eml", "From: sender@example.com\nTo: rcpt@example.net\n"
        + (world.folder / "body").read_text())


def openssl_verify(mail):
    """MiB in a second, and in one of processor time; its start included."""
    begun, used = time.monotonic(), children_time()
    openssl("cms", "-verify", "-noverify", "-binary", "-in", mail, "-out",
            os.devnull)
    size = mail.stat().st_size / MIB
    return (size / (time.monotonic() - begun),
            size / (children_time() - used))


def ours_verify(world, ours, mail):
    """The same of the milter."""
    run = world.must_load(ours, 1, SIGNED, mail, "-e", "ok")
    size = mail.stat().st_size / MIB
    return size * run["rate"], size * 1e6 / run["cpu_us"]


def print_signed(form, mail, pairs):
    print(f"signed mail of {mail.stat().st_size / MIB:.0f} MiB ({form}), "
          "caagate-milter and openssl cms -verify:")
    for which, unit in enumerate(("MiB/s", "MiB in a second of processor")):
        a, b = ([run[which] for run in runs] for runs in zip(*pairs))
        ratio = statistics.median(x / y for x, y in zip(a, b))
        print(f"  {statistics.median(a):.0f} and {statistics.median(b):.0f} "
              f"{unit}, ratio {ratio:.2f}", flush=True)


def signed(world, asked):
    ours = world.ours("signed")
    for form in ("detached", "opaque"):
        mail = signed_mail(world, form)
        print_signed(form, mail, [
            (ours_verify(world, ours, mail), openssl_verify(mail))
            for _ in range(asked.rounds)])
    world.end(ours.process)


def memory(world, _):
    ours = world.ours("memory")
    world.must_load(ours, AT_ONCE, 2 * AT_ONCE, world.plain)
    before = resident(ours.pid(), "VmHWM")
    world.must_load(ours, AT_ONCE, 2 * AT_ONCE, signed_mail(world, "opaque"),
                    "-e", "ok", "-T", 300)
    print(f"with {AT_ONCE} such mails at once: "
          f"{resident(ours.pid(), 'VmHWM'):.0f} MiB at most, with as many "
          f"plain ones {before:.0f} MiB")
    world.end(ours.process)
