# SPDX-License-Identifier: BSD-2-Clause
"""The programs under test: caagate-policyd and caagate."""

import json
import os
import pathlib
import signal
import select
import socket

from . import net
from .process import LabError, Process, run, wait_until

SOURCE = pathlib.Path(__file__).resolve().parents[3]


def program(name):
    """Path of a built program: in CAAGATE_BUILDDIR, else the source tree."""
    top = pathlib.Path(os.environ.get("CAAGATE_BUILDDIR", SOURCE))
    folder = {"caagate": "cli", "caagate-milter": "milter",
              "milterload": "tests/bench", "peerlook": "tests/support"}.get(
                  name, "policyd")
    return top / folder / name


def libconfig(value):
    """A Python value in libconfig's words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + " ".join(f"{k} = {libconfig(v)};"
                               for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "( " + ", ".join(libconfig(v) for v in value) + " )"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def settings_text(settings):
    return "".join(f"{k} = {libconfig(v)};\n" for k, v in settings.items())


class Clock:
    """The time of day of a daemon, ahead of ours: libfaketime."""

    LIBRARY = "/usr/$LIB/faketime/libfaketimeMT.so.1"

    def __init__(self, path):
        self.path = path
        self.ahead = 0
        self.advance(0)

    @classmethod
    def available(cls):
        return any(pathlib.Path("/usr").glob(
            "lib/*/faketime/libfaketimeMT.so.1"))

    def advance(self, seconds):
        self.ahead += seconds
        ready = self.path.with_suffix(".new")
        ready.write_text(f"{self.ahead:+d}\n")
        ready.rename(self.path)

    def environment(self):
        return {**os.environ, "LD_PRELOAD": self.LIBRARY,
                "FAKETIME_TIMESTAMP_FILE": str(self.path),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "DONT_FAKE_MONOTONIC": "1"}


class PolicySession:
    """One connection, as smtpd holds it."""

    def __init__(self, address, timeout=60):
        if isinstance(address, tuple):
            self.socket = socket.create_connection(address, timeout)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(str(address))
        self.stream = self.socket.makefile("rb")

    def send(self, **attributes):
        request = {"request": "smtpd_access_policy", "protocol_state": "RCPT",
                   "protocol_name": "ESMTP", **attributes}
        text = "".join(f"{k}={v}\n" for k, v in request.items())
        self.socket.sendall(text.encode() + b"\n")

    def receive(self):
        """The value of action=; fails where the reply is not exactly one."""
        line = self.stream.readline().decode()
        if not line.startswith("action="):
            raise LabError(f"found {line!r}, want action=...")
        end = self.stream.readline()
        if end != b"\n":
            raise LabError(f"found {end!r}, want an empty line")
        return line[len("action="):].rstrip("\n")

    def is_waiting(self):
        """Has nothing of a reply come yet?"""
        return not select.select([self.socket], [], [], 0)[0]

    def ask(self, sender, recipient="r@sink.test", **attributes):
        self.send(sender=sender, recipient=recipient, **attributes)
        return self.receive()

    def close(self):
        self.stream.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Policyd:
    """caagate-policyd with a settings file and a store of its own."""

    def __init__(self, folder, settings, listen=None, clock=None):
        """clock: a Clock that the daemon is to see; .wrapper: words before
        the program's name, such as prlimit's; .env: more environment."""
        self.folder = folder
        self.conf = folder / "caagate.conf"
        self.port = net.free_port()
        self.listen = listen or [f"inet:127.0.0.1:{self.port}"]
        self.settings = settings
        self.clock = clock
        self.wrapper = []
        self.env = {}
        self.process = None

    def write_settings(self, **groups):
        """Settings as given, with whole keys of a group replaced."""
        for group, keys in groups.items():
            if isinstance(keys, dict):
                self.settings.setdefault(group, {}).update(keys)
            else:
                self.settings[group] = keys
        policy = {"listen": self.listen, **self.settings.get("policy", {})}
        self.conf.write_text(settings_text(
            {**self.settings, "policy": policy}))

    def start(self):
        if not self.conf.exists():
            self.write_settings()
        env = self.clock.environment() if self.clock else dict(os.environ)
        self.process = Process(self.folder, "policyd",
                               [*self.wrapper, program("caagate-policyd"),
                                "-c", self.conf], env={**env, **self.env})
        self.process.wait_for("a connection", self._listening)
        return self

    def _listening(self):
        for where in self.listen:
            try:
                PolicySession(self._parse(where), timeout=1).close()
            except OSError:
                return False
        return True

    @staticmethod
    def _parse(where):
        kind, _, rest = where.partition(":")
        if kind == "unix":
            return rest
        host, _, port = rest.rpartition(":")
        return (host.strip("[]"), int(port))

    def session(self, timeout=60):
        return PolicySession(self._parse(self.listen[0]), timeout)

    def ask(self, sender, **attributes):
        with self.session() as session:
            return session.ask(sender, **attributes)

    def ask_until(self, sender, wanted, seconds=45):
        """Ask again until the action starts so: for what happens behind."""
        return wait_until(
            f"{wanted} for {sender}",
            lambda: (a := self.ask(sender)).startswith(wanted) and a, seconds,
            pause=0.1)

    def log(self):
        return self.process.log()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self, number=signal.SIGTERM):
        if self.process is None:
            return None
        process, self.process = self.process, None
        status = process.stop(number)
        if "Sanitizer" in process.log():
            raise LabError(process.log())
        return status


def caagate(*args, resolver=None, check=False, timeout=60):
    """Run the command line; the result has returncode, stdout, stderr."""
    words = [program("caagate"), *args]
    if resolver is not None:
        words += ["--resolver", resolver]
    return run(*words, check=check, timeout=timeout,
               env={**os.environ, "NO_COLOR": "1"})


def caagate_json(*args, **kw):
    done = caagate(*args, "--json", **kw)
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError as why:
        raise LabError(f"caagate {' '.join(map(str, args))}: no JSON ({why}):"
                       f"\n{done.stdout}{done.stderr}") from why
