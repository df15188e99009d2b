# SPDX-License-Identifier: BSD-2-Clause
"""Other policy servers of Debian, at their simplest: what is installed."""

import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time

from bench_world import answers, free_port, process_tree, wait_for

DOMAINS = 1000


class Peer:
    """Started by `with`; ended by it."""

    protocol = "policy"
    null_options = ("-P",)
    options = ()

    def __init__(self, world):
        self.world = world
        self.folder = world.folder / self.name
        self.folder.mkdir()
        self.port = free_port()
        self.endpoint = f"inet:127.0.0.1:{self.port}"
        self.process = None

    def __enter__(self):
        self.log = DevLog()
        self.process = self.world.start(*self.command())
        wait_for(self.name, lambda: answers(self.endpoint))
        return self

    def __exit__(self, *_):
        self.world.end(self.process)
        self.log.close()

    def pid(self):
        return self.process.pid

    def memory(self):
        return process_tree(self.pid())


class DevLog:
    """/dev/log, for as long as a peer needs it, where the machine has none."""

    PATH = "/dev/log"

    def __init__(self):
        self.socket = None
        if not os.path.exists(self.PATH):
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.socket.bind(self.PATH)
            os.chmod(self.PATH, 0o666)
            threading.Thread(target=self._swallow, daemon=True).start()

    def _swallow(self):
        try:
            while self.socket.recv(65536):
                pass
        except OSError:
            pass

    def close(self):
        if self.socket is not None:
            pathlib.Path(self.PATH).unlink(missing_ok=True)
            self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()


class Postfwd(Peer):
    """One rule that passes all mail."""

    name, program = "postfwd", "postfwd2"

    def command(self):
        rules = self.folder / "rules"
        rules.write_text("id=PASS ; action=DUNNO\n")
        shutil.chown(self.folder, "nobody")
        return (shutil.which(self.program), "-f", rules, "-i", "127.0.0.1",
                "-p", self.port, "-u", "nobody", "-g", "nogroup",
                "--pidfile", self.folder / "pid", "--nodns", "--norulelog",
                "--cache_socket", f"unix::{self.folder}/cache",
                "--max_servers", "1000")

    def pid(self):
        """It has gone to the background."""
        return int((self.folder / "pid").read_text())

    def __exit__(self, *_):
        os.kill(self.pid(), signal.SIGTERM)
        wait_for("postfwd's end", lambda: not answers(self.endpoint))
        super().__exit__()


class PolicydWeight(Peer):
    """No list asked, no DNS: what is left is its own work."""

    name, program = "policyd-weight", "policyd-weight"

    def command(self):
        conf = self.folder / "conf"
        user = "polw" if has_user("polw") else "nobody"
        conf.write_text(
            f"$TCP_PORT = {self.port};\n$USER = \"{user}\";\n"
            f"$LOCKPATH = \"{self.folder}/lock/\";\n"
            f"$SPATH = \"{self.folder}/lock/polw.sock\";\n"
            f"$PIDFILE = \"{self.folder}/pid\";\n"
            "$syslog_socktype = \"native\";\n"
            "@dnsbl_score = ();\n@rhsbl_score = ();\n1;\n")
        shutil.chown(self.folder, user)
        return shutil.which(self.program), "-f", conf, "-D", "start"

    def __exit__(self, *_):
        """Its cache is a daemon of its own."""
        subprocess.run([self.program, "-f", self.folder / "conf", "-k",
                        "stop"], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=30, check=False)
        super().__exit__()


class MtaSts(Peer):
    """A table lookup (socketmap), so beside a do-nothing socketmap server; its
    policies are in its own SQLite cache and young, so nothing is asked."""

    name, program = "mta-sts-resolver", "mta-sts-daemon"
    protocol, null_options = "socketmap", ("-p", "socketmap")
    options = ("-p", "socketmap", "-m", "postfix")

    def command(self):
        cache, conf = self.folder / "cache.db", self.folder / "conf.yml"
        self.fill(cache)
        conf.write_text(json.dumps({
            "host": "127.0.0.1", "port": self.port, "reuse_port": True,
            "shutdown_timeout": 5, "cache_grace": 60,
            "cache": {"type": "sqlite", "options": {
                "filename": str(cache), "threads": 2, "timeout": 5}},
            "default_zone": {"strict_testing": True, "timeout": 4}}))
        return shutil.which(self.program), "-c", conf, "-v", "error"

    @staticmethod
    def fill(path):
        policy = json.dumps({"version": "STSv1", "mode": "enforce",
                             "max_age": 10000000, "mx": ["mx.example"]})
        later = int(time.time()) + 1000000
        db = sqlite3.connect(path)
        db.execute("create table sts_policy_cache "
                   "(domain text, ts integer, pol_id text, pol_body text)")
        db.execute("create unique index sts_policy_domain on "
                   "sts_policy_cache (domain)")
        db.executemany("insert into sts_policy_cache values (?, ?, ?, ?)", [
            (f"d{i}.bench.example", later, "1", policy)
            for i in range(DOMAINS)])
        db.commit()
        db.close()


def has_user(name):
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


KINDS = (Postfwd, PolicydWeight, MtaSts)


def find(world, kinds):
    """Those that are installed; they give up root themselves."""
    if os.geteuid() != 0:
        print("peers are measured as root only: they change their user")
        return []
    for program in sorted({kind.program for kind in kinds}):
        if not shutil.which(program):
            print(f"{program} is not installed")
    return [kind(world) for kind in kinds if shutil.which(kind.program)]
