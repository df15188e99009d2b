# SPDX-License-Identifier: BSD-2-Clause
"""The program under test: caagate-milter."""

import os
import re
import signal
import socket
import urllib.request

from . import net
from .caagate import SOURCE, program, settings_text
from .process import LabError, Process

# What is libmilter's own.
SUPPRESSIONS = SOURCE / "tests/support/libmilter.tsan"


# At its end libmilter destroys a mutex and a condition of its own that a worker
# of its pool may still wait on.  A suppression by name would hide our own, too.
LIBMILTERS_END = re.compile(
    r"(?:[Ww]rite|[Rr]ead) of size .*\n *#0 pthread_(?:mutex|cond)_destroy .*\n"
    r" *#1 <null> <null> \(libmilter\.so")
TSAN_STATUS = 66


def complains(log):
    """Has a sanitizer anything to say but that?"""
    reports = re.split(r"^={18}$", log, flags=re.M)
    left = "".join(r for r in reports if not LIBMILTERS_END.search(r))
    return "Sanitizer" in re.sub(
        r"^ThreadSanitizer: reported \d+ warnings$", "", left, flags=re.M)


class Milter:
    """caagate-milter with a settings file and a store of its own."""

    def __init__(self, folder, settings, listen=None):
        self.folder = folder
        self.conf = folder / "caagate.conf"
        self.listen = listen or f"unix:{folder}/milter"
        self.http_port = net.free_port()
        self.settings = settings
        self.clock = None       # a Clock that it is to see
        self.wrapper = []       # words before it
        self.env = {}           # variables of the environment besides
        self.process = None

    @property
    def sendmail_endpoint(self):
        """As Sendmail writes it."""
        kind, _, rest = self.listen.partition(":")
        if kind == "unix":
            return f"local:{rest}"
        host, _, port = rest.rpartition(":")
        return f"inet:{port}@{host}"

    def write_settings(self, **groups):
        """Settings as given, with keys of a group replaced."""
        for group, keys in groups.items():
            if isinstance(keys, dict):
                self.settings.setdefault(group, {}).update(keys)
            else:
                self.settings[group] = keys
        own = {"listen": self.listen, "http": f"127.0.0.1:{self.http_port}",
               **self.settings.get("milter", {})}
        self.conf.write_text(settings_text({**self.settings, "milter": own}))

    def start(self):
        if not self.conf.exists():
            self.write_settings()
        env = self.clock.environment() if self.clock else os.environ
        self.process = Process(self.folder, "milter",
                               [*self.wrapper, program("caagate-milter"),
                                "-c", self.conf],
                               env={**env, "TSAN_OPTIONS":
                                    f"suppressions={SUPPRESSIONS}",
                                    **self.env})
        self.process.wait_for("a connection", self._listening)
        return self

    def connect(self, timeout=10):
        """A socket to it, as an MTA opens one."""
        kind, _, rest = self.listen.partition(":")
        if kind == "unix":
            peer = socket.socket(socket.AF_UNIX)
            peer.settimeout(timeout)
            peer.connect(rest)
            return peer
        host, _, port = rest.rpartition(":")
        return socket.create_connection((host, int(port)), timeout)

    def _listening(self):
        try:
            self.connect(1).close()
        except OSError:
            return False
        return True

    def page(self, path):
        where = f"http://127.0.0.1:{self.http_port}{path}"
        with urllib.request.urlopen(where, timeout=10) as answer:
            return answer.read().decode()

    def counter(self, name):
        """The sum over all labels of a figure in /metrics."""
        found = re.findall(rf"^{name}(?:\{{.*\}})? (\S+)$",
                           self.page("/metrics"), re.M)
        if not found:
            raise LabError(f"no figure {name}")
        return sum(float(f) for f in found)

    def log(self):
        return self.process.log()

    def wait_line(self, pattern, seconds=45):
        """The first line of the log that matches."""
        found = self.process.wait_log(
            re.compile(rf"^.*(?:{pattern}).*$", re.M), seconds=seconds)
        return found.group(0)

    def reload(self):
        self.process.send_signal(signal.SIGUSR1)

    def wait(self, seconds=45):
        """The exit status, of a milter that ends by itself."""
        self.process.popen.wait(seconds)
        return self.stop()

    def stop(self, number=signal.SIGTERM):
        if self.process is None:
            return None
        process, self.process = self.process, None
        status = process.stop(number)
        if complains(process.log()):
            raise LabError(process.log())
        return 0 if status == TSAN_STATUS else status
