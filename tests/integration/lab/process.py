# SPDX-License-Identifier: BSD-2-Clause
"""Processes that the lab starts, waits for and stops; never any other."""

import os
import signal
import subprocess
import time


class LabError(Exception):
    """A server of the lab did not do what it was started for."""


def wait_until(what, condition, seconds=45.0, pause=0.02):
    """Return the first true value of condition(); fail after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise LabError(f"after {seconds:g} s still waiting for {what}")
        time.sleep(pause)


def run(*args, check=True, timeout=60, **kw):
    """Run to the end; the result has text output."""
    done = subprocess.run([str(a) for a in args], capture_output=True,
                          text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, **kw)
    if check and done.returncode != 0:
        raise LabError(f"{args[0]} ended with {done.returncode}:\n"
                       f"{done.stdout}{done.stderr}")
    return done


class Process:
    """One server in the foreground, its output in a file of its own."""

    def __init__(self, folder, name, args, env=None, cwd=None):
        self.name = name
        self.log_path = folder / f"{name}.log"
        self._log = open(self.log_path, "ab")
        self.popen = subprocess.Popen(
            [str(a) for a in args], stdin=subprocess.DEVNULL,
            stdout=self._log, stderr=self._log, env=env, cwd=cwd,
            start_new_session=True)

    def log(self):
        return self.log_path.read_text(errors="replace")

    def alive(self):
        return self.popen.poll() is None

    def wait_for(self, what, condition, seconds=45.0):
        """As wait_until, but a server that ended is told apart."""
        def ready():
            if not self.alive():
                raise LabError(f"{self.name} ended with "
                               f"{self.popen.returncode}:\n{self.log()}")
            return condition()
        return wait_until(f"{self.name}: {what}", ready, seconds)

    def wait_log(self, pattern, since=0, seconds=45.0):
        """Wait until the log, from octet `since` on, matches."""
        return wait_until(
            f"{pattern.pattern!r} in the log of {self.name}",
            lambda: pattern.search(self.log()[since:]), seconds)

    def send_signal(self, number):
        self.popen.send_signal(number)

    def stop(self, number=signal.SIGTERM, seconds=45):
        """End it, its children too; returns the exit status."""
        if self.alive():
            self.popen.send_signal(number)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill_group()
        self.kill_group()
        self._log.close()
        return self.popen.wait()

    def kill_group(self):
        """What is left of the session that the server was made leader of."""
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
