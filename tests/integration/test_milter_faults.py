# SPDX-License-Identifier: BSD-2-Clause
"""Whatever becomes of the milter's store, mail goes on, and the log tells:
caagate-milter(8), WHEN THINGS GO WRONG."""

import pathlib
import re
import resource
import shutil
import signal
import threading
import time
import urllib.error

import pytest

from lab import damage, disk
from lab.process import run, wait_until
from milter_wire import CONNECT, Wire, packet, text

NAME = "mx.test"
PULSE = {"WATCHDOG_USEC": "800000"}     # looks after itself 5 times a second

needs_mount = pytest.mark.skipif(not disk.can_mount(),
                                 reason="mounts are refused")


class Front:
    """The milter, and an MTA's side of it."""

    def __init__(self, lab, tap, **settings):
        self.milter = lab.milter(
            tap.server, milter={"authserv_id": NAME},
            **settings)
        self.milter.env = dict(PULSE)
        self.folder = self.milter.settings["store"]["path"]
        self.data = self.folder / "data.mdb"

    def start(self):
        self.milter.start()
        return self

    def log(self):
        return self.milter.log()

    def passes(self, *domains, anew=None):
        """A mail to these domains passes with its field; anew: were they
        looked at for it, or known?"""
        domains = domains or ["good.test"]
        before = self.milter.counter("caagate_verifications_started_total")
        with Wire(self.milter) as wire:
            wire.negotiate()
            wire.send(CONNECT, packet("H", text("x")))
            wire.message(recipients=[f"r@{d}" for d in domains])
            assert wire.receive()[0] in "cs"
            wire.send(packet("E"))
            changes, reply = wire.until_final()
        assert reply[0] == "c"
        field = changes[-1][1].decode()
        assert NAME in field
        assert domains[0] in field or len(domains) > 1, field
        looks = self.milter.counter(
            "caagate_verifications_started_total") - before
        assert anew in (None, looks > 0)

    def ready(self):
        try:
            return 200, self.milter.page("/readyz")
        except urllib.error.HTTPError as no:
            return no.code, no.read().decode()

    def wait_ready(self, words=""):
        """Until it is ready; words: until it is not, and says so."""
        def seen():
            status, said = self.ready()
            return status == (503 if words else 200) and words in said
        wait_until(words or "readiness", seen)
        assert self.milter.counter("caagate_store_sound") == (not words)

    def said(self, words, since=0):
        return self.milter.process.wait_log(re.compile(words), since=since)


@pytest.fixture
def front(lab, tap):
    fronts = []

    def make(**settings):
        fronts.append(Front(lab, tap, **settings))
        return fronts[-1]

    yield make
    for one in fronts:
        one.milter.stop()
        shutil.rmtree(one.folder, ignore_errors=True)


@pytest.fixture
def warm(front):
    """It knows a domain."""
    it = front().start()
    it.passes(anew=True)
    it.passes(anew=False)
    return it


@pytest.mark.parametrize("how", damage.ALL, ids=lambda f: f.__name__)
def test_a_store_damaged_at_the_start_is_put_aside(warm, how):
    mark = len(warm.log())
    assert warm.milter.stop() == 0
    how(warm.data)
    warm.start()
    name = warm.said(r"is now (data\.mdb\.damaged-\d+T\d+Z), and", mark)[1]
    assert (warm.folder / name).exists()
    warm.wait_ready()
    assert warm.milter.counter("caagate_store_put_aside_total") == 1
    warm.passes(anew=True)
    warm.passes(anew=False)


@pytest.mark.parametrize("how", damage.ALL, ids=lambda f: f.__name__)
def test_a_store_damaged_while_it_is_used_is_put_aside(warm, how):
    how(warm.data)
    for domain in ("good.test", "unsigned.test", "good.test"):
        warm.passes(domain)
    if how is not damage.pages:     # which may look sound, or be in no use
        warm.said("is now data.mdb.damaged-|a new store is begun")
        warm.wait_ready()
    warm.passes()
    assert warm.milter.stop() == 0
    warm.start()
    warm.wait_ready()
    warm.passes()


def test_a_store_that_is_removed_is_begun_anew(warm):
    for name in ("data.mdb", "lock.mdb"):
        (warm.folder / name).unlink()
    wait_until("a new one", warm.data.exists)
    warm.wait_ready()
    warm.passes(anew=True)
    warm.passes(anew=False)


def mail_until(front, done, failures):
    while not done.is_set():
        try:
            front.passes()
        except Exception as why:    # whatever it is, the test tells
            failures.append(why)
            return


def test_a_store_is_damaged_under_connections_that_are_busy(warm):
    done, failures = threading.Event(), []
    clients = [threading.Thread(target=mail_until, args=(warm, done, failures))
               for _ in range(6)]
    for client in clients:
        client.start()
    for how in (damage.cut, damage.header, damage.cut_whole) * 2:
        how(warm.data)
        time.sleep(1)
    done.set()
    for client in clients:
        client.join(60)
    assert not failures
    warm.wait_ready()
    warm.passes()       # the last store may have come after the last mail
    warm.passes(anew=False)


def test_a_store_of_another_format_is_left_alone(warm):
    warm.milter.stop()
    damage.other_format(warm.data)
    warm.start()
    warm.said("all is kept in memory.*format version 9")
    warm.wait_ready("format version 9")
    warm.passes(anew=True)
    warm.passes(anew=False)
    damage.our_format(warm.data)
    warm.said("the store is used again")
    warm.wait_ready()
    warm.passes(anew=False)


def test_a_store_that_may_not_be_opened_is_no_end(lab, front):
    store = lab.folder / "store-of-root-milter"
    store.mkdir(mode=0o700)
    it = front(run={"user": "nobody"}, store={"path": store}).start()
    it.wait_ready("Permission denied")
    it.passes(anew=True)
    it.passes(anew=False)
    shutil.chown(store, "nobody")
    it.said("the store is used again")
    it.wait_ready()
    it.passes(anew=True)


def test_a_full_store_stops_no_mail(front):
    it = front(store={"size": "1M"})
    if not disk.has_filler():
        pytest.skip("fill_store is not built")
    disk.full_store(it.folder)
    it.start()
    for i in range(60):         # to the last free page
        it.passes(*(f"d{i}-{j}.good.test" for j in range(50)))
        if "what is new is kept in memory" in it.log():
            break
    it.said("kept in memory.*raise store.size")
    it.wait_ready("raise store.size")
    it.passes()
    it.passes(anew=False)
    it.milter.stop()
    it.milter.write_settings(store={"size": "4M"})
    it.start()
    it.wait_ready()
    it.passes()


@needs_mount
def test_a_disk_without_room_stops_no_mail(front):
    it = front()
    it.milter.wrapper = disk.own_mounts(
        it.folder, "mount -t tmpfs -o size=128k none {}",
        "head -c 120k /dev/zero >{}/filler")
    it.start()
    it.wait_ready("No space left")
    it.passes(anew=True)
    it.passes(anew=False)
    inside = pathlib.Path(f"/proc/{it.milter.process.popen.pid}/root"
                          f"{it.folder}")
    run("nsenter", "--mount", "--target", it.milter.process.popen.pid,
        "mount", "-o", "remount,size=4m", it.folder)
    (inside / "filler").unlink()
    it.wait_ready()
    it.passes(anew=True)


@needs_mount
def test_a_disk_that_is_read_only_is_read(warm):
    warm.milter.stop()
    warm.milter.wrapper = disk.own_mounts(
        warm.folder, "mount --bind {0} {0}", "mount -o remount,bind,ro {0}")
    warm.start()
    warm.wait_ready("Read-only file system")
    warm.passes(anew=False)
    warm.passes("unsigned.test", anew=True)
    warm.passes("unsigned.test", anew=False)
    run("nsenter", "--mount", "--target", warm.milter.process.popen.pid,
        "mount", "-o", "remount,bind,rw", warm.folder)
    warm.wait_ready()
    warm.passes(anew=False)


def test_a_limit_of_file_sizes_does_not_kill_it(warm):
    size = warm.data.stat().st_size
    run("prlimit", "--pid", warm.milter.process.popen.pid,
        f"--fsize={size}:{resource.RLIM_INFINITY}")
    for i in range(40):
        warm.passes(*(f"d{i}-{j}.good.test" for j in range(50)))
        if "what is new is kept in memory" in warm.log():
            break
    warm.said("what is new is kept in memory.*File too large")
    warm.wait_ready("File too large")
    run("prlimit", "--pid", warm.milter.process.popen.pid,
        f"--fsize={resource.RLIM_INFINITY}:{resource.RLIM_INFINITY}")
    warm.wait_ready()
    warm.passes()


def test_killed_in_the_middle_it_knows_what_was_stored(warm):
    warm.milter.stop(signal.SIGKILL)
    mark = len(warm.milter.conf.parent.joinpath("milter.log").read_text())
    warm.start()
    warm.wait_ready()
    assert "store" not in warm.log()[mark:]
    warm.passes(anew=False)
