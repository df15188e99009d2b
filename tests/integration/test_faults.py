# SPDX-License-Identifier: BSD-2-Clause
"""Whatever breaks, mail of a good domain passes Postfix, and the log tells:
caagate-policyd(8), WHEN THINGS GO WRONG."""

import http.client
import random
import re
import resource
import shutil
import signal
import threading
import time

import pytest

from lab import damage, disk, net
from lab.caagate import PolicySession, SOURCE, caagate
from lab.process import run, wait_until

SNIPPET = (SOURCE / "conf" / "postfix" / "recipient-main.cf").read_text()
GOOD, CRITICAL = "a@good.test", "a@critical.test"
DOMAINS = ["good.test", "critical.test", "unsigned.test", "malformed.test"]
PULSE = {"WATCHDOG_USEC": "800000"}     # looks after itself 5 times a second


@pytest.fixture(scope="module")
def port():
    return net.free_port()


@pytest.fixture(scope="module")
def postfix(lab, sink, port):
    """One Postfix for all; each test has its own policy server there."""
    main = SNIPPET.replace("unix:caagate/policy", f"inet:127.0.0.1:{port}")
    assert str(port) in main
    return lab.postfix(sink, main).start()


class Gate:
    """The policy server behind the Postfix."""

    def __init__(self, lab, tap, postfix, port, domains=(), **settings):
        self.postfix, self.tap = postfix, tap
        self.http = net.free_port()
        self.daemon = lab.policyd(
            tap.server, domains or DOMAINS,
            listen=[f"inet:127.0.0.1:{port}"],
            http={"listen": f"127.0.0.1:{self.http}"}, **settings)
        self.daemon.env = dict(PULSE)
        self.folder = self.daemon.settings["store"]["path"]
        self.data = self.folder / "data.mdb"

    def start(self):
        self.daemon.start()
        return self

    def log(self):
        """Of all its processes."""
        path = self.daemon.folder / "policyd.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def offer(self, sender):
        return self.postfix.offer(sender)[0]

    def passes(self, sender=GOOD, state=None):
        """Postfix takes the mail, and it is this program that said so."""
        mark = len(self.log())
        assert self.offer(sender).startswith("250")
        domain = sender.partition("@")[2]
        found = self.daemon.process.wait_log(re.compile(
            rf"domain={domain} action=dunno .*state=(\w+)"), since=mark)
        assert state in (None, found[1]), found[0]

    def state_of(self, sender):
        """Asked without Postfix."""
        mark = len(self.log())
        self.daemon.ask(sender)
        return self.said(r"state=(\w+)", since=mark)[1]

    def refuses(self, sender=CRITICAL):
        assert self.offer(sender).startswith("554 5.7.1")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.http,
                                                timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def figure(self, name):
        text = self.get("/metrics")[1]
        return float(re.search(rf"^{name} (\S+)$", text, re.M)[1])

    def wait_ready(self, words=""):
        """Until it is ready; words: until it is not, and says so."""
        def seen():
            status, text = self.get("/readyz")
            return text if status == (503 if words else 200) \
                and words in text else None
        return wait_until(words or "readiness", seen)

    def said(self, words, since=0):
        return self.daemon.process.wait_log(re.compile(words), since=since)


@pytest.fixture
def gate(lab, tap, postfix, port):
    gates = []

    def make(**settings):
        gates.append(Gate(lab, tap, postfix, port, **settings))
        return gates[-1]

    yield make
    for one in gates:
        one.daemon.stop()
        shutil.rmtree(one.folder, ignore_errors=True)


@pytest.fixture
def warm(gate):
    """It knows a good domain and a broken one."""
    it = gate().start()
    it.passes(GOOD)
    it.refuses(CRITICAL)
    return it


# The resolver.

def test_a_dead_resolver_leaves_what_is_known(gate, tap):
    it = gate(resolver={"timeout": "1s", "tries": 1}).start()
    it.passes(GOOD)
    it.refuses(CRITICAL)
    tap.stop()
    it.passes(GOOD, "fresh")
    it.refuses(CRITICAL)
    it.passes("a@unsigned.test", "unknown")
    tap.start()
    tap.behave()
    assert it.daemon.ask_until("a@malformed.test", "REJECT")


def test_a_slow_resolver_is_waited_for_up_to_the_deadline(gate, tap):
    it = gate(policy={"deadline": "1s"}, resolver={"timeout": "20s"}).start()
    tap.delay = 2
    tap.misbehave("slow", "good.test")
    it.passes(GOOD, "unknown")
    it.refuses(CRITICAL)
    wait_until("the answer to count", lambda: it.state_of(GOOD) == "fresh")


@pytest.mark.parametrize("domain, mode, trusted, word", [
    ("dane-mismatch.test", "forward", True, "DEFER_IF_PERMIT"),
    ("dane-mismatch.test", "forward", False, "DUNNO"),
    ("dane-unsigned.test", "ad", True, "DEFER_IF_PERMIT"),
    ("dane-unsigned.test", "ad", False, "DUNNO")])
def test_the_ad_bit_of_a_resolver_far_away_is_not_believed(
        lab, scene, resolver, policyd, domain, mode, trusted, word):
    address = net.outer_address()
    if address is None:
        pytest.skip("no address but loopback")
    tap = lab.tap(resolver, at=(address, net.free_port(address)))
    tap.misbehave(mode)
    groups = scene.groups()
    daemon = policyd(groups.pop("domains"), **groups, resolver={
        "servers": [tap.server], "trust_ad": trusted})
    action = daemon.ask(f"a@{domain}")
    tap.stop()
    assert action.startswith(word)
    assert word == "DUNNO" or "DANE-01" in action


# The store.

@pytest.mark.parametrize("how", damage.ALL, ids=lambda f: f.__name__)
def test_a_store_damaged_at_the_start_is_put_aside(warm, how):
    warm.daemon.stop()
    how(warm.data)
    done = caagate("status", "--config", warm.daemon.conf)
    assert done.returncode == 69
    assert f"{warm.data}: the store is damaged" in done.stderr
    mark = len(warm.log())
    warm.start()
    name = warm.said(r"is now (data\.mdb\.damaged-\d+T\d+Z), and", mark)[1]
    assert (warm.folder / name).exists()
    warm.wait_ready()
    assert warm.figure("caagate_store_put_aside_total") == 1
    warm.passes(GOOD, "waited")
    warm.passes(GOOD, "fresh")
    # it may have been good before, or waived: that is lost
    warm.passes(CRITICAL, "waited")
    warm.said("would=dunno rule=CAA-08", mark)
    assert caagate("status", "--config",
                   warm.daemon.conf).stdout.startswith("2 domains known")


@pytest.mark.parametrize("how", damage.ALL, ids=lambda f: f.__name__)
def test_a_store_damaged_while_it_is_used_is_put_aside(warm, how):
    how(warm.data)
    for sender in (GOOD, "a@unsigned.test", GOOD):
        warm.passes(sender)
    if how is not damage.pages:     # which may look sound, or be in no use
        warm.said("is now data.mdb.damaged-|a new store is begun")
        warm.wait_ready()
    warm.passes(GOOD)
    assert warm.daemon.process.alive()
    assert warm.daemon.stop() == 0
    warm.start()
    warm.wait_ready()
    warm.passes(GOOD)


def test_a_store_that_is_removed_is_begun_anew(warm):
    for name in ("data.mdb", "lock.mdb"):
        (warm.folder / name).unlink()
    wait_until("a new one", warm.data.exists)
    warm.wait_ready()
    warm.passes(GOOD, "waited")


def test_a_store_of_another_format_is_left_alone(warm):
    warm.daemon.stop()
    damage.other_format(warm.data)
    done = caagate("status", "--config", warm.daemon.conf)
    assert done.returncode == 69
    assert "format version 9, this program wants 1" in done.stderr
    warm.start()
    warm.said("all is kept in memory.*format version 9")
    assert warm.get("/readyz")[0] == 503
    assert "format version 9" in warm.get("/readyz")[1]
    assert warm.figure("caagate_store_sound") == 0
    warm.passes(GOOD, "waited")
    warm.passes(GOOD, "fresh")
    damage.our_format(warm.data)
    warm.said("the store is used again")
    warm.wait_ready()
    assert warm.figure("caagate_store_sound") == 1
    warm.passes(GOOD, "fresh")
    warm.refuses(CRITICAL)


def test_a_store_that_others_may_not_open_is_no_end(lab, gate):
    store = lab.folder / "store-of-root"
    store.mkdir(mode=0o700)
    it = gate(run={"user": "nobody"}, store={"path": store})
    it.start()
    it.wait_ready("Permission denied")
    it.passes(GOOD, "waited")
    it.passes(GOOD, "fresh")
    shutil.chown(store, "nobody")
    it.said("the store is used again")
    it.wait_ready()
    it.passes(GOOD, "waited")


@pytest.fixture
def full(gate):
    """A store of 1 MiB that takes nothing more."""
    it = gate(store={"size": "1M"}, domains=[*DOMAINS, {"name": "*"}])
    it.daemon.write_settings()
    if not disk.has_filler():
        pytest.skip("fill_store is not built")
    disk.full_store(it.folder)
    return it.start()


def fill_up(full):
    """Of each domain more is stored than before, to the last free page."""
    for i in range(1000):
        full.daemon.ask(f"a@d{i}.good.test")
        if "what is new is kept in memory" in full.log():
            return
    pytest.fail("there was room for a thousand domains")


def test_a_full_store_stops_no_mail(full):
    fill_up(full)
    full.said("kept in memory.*raise store.size")
    full.passes(GOOD, "waited")
    full.wait_ready("raise store.size")
    wait_until("memory to be used",
               lambda: full.state_of(GOOD) == "fresh")
    full.refuses(CRITICAL)
    full.daemon.stop()
    full.daemon.write_settings(store={"size": "4M"})
    full.start()
    full.wait_ready()
    full.passes(GOOD)


def mounted(it, *steps):
    """In a mount namespace of its own, which ends with the program."""
    it.daemon.wrapper = disk.own_mounts(it.folder, *steps)


needs_mount = pytest.mark.skipif(not disk.can_mount(),
                                 reason="mounts are refused")


@needs_mount
def test_a_disk_without_room_stops_no_mail(gate):
    it = gate()
    mounted(it, "mount -t tmpfs -o size=128k none {}",
            "head -c 120k /dev/zero >{}/filler")
    it.start()
    it.wait_ready("No space left")
    it.passes(GOOD, "waited")
    it.passes(GOOD, "fresh")
    inside = f"/proc/{it.daemon.process.popen.pid}/root{it.folder}"
    run("mount", "--help")
    (type(it.folder)(inside) / "filler").unlink()
    it.wait_ready("No space left")  # 128k are too few for any store


@needs_mount
def test_a_disk_that_fills_up_stops_no_mail(gate):
    it = gate()
    mounted(it, "mount -t tmpfs -o size=2m none {}")
    it.start()
    it.passes(GOOD, "waited")
    inside = type(it.folder)(
        f"/proc/{it.daemon.process.popen.pid}/root{it.folder}")
    filler = inside / "filler"
    with pytest.raises(OSError), open(filler, "wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))
    for i in range(40):     # until no page is left that was used before
        it.passes(f"a@n{i}.load.test", "none")
    it.passes(GOOD, "fresh")
    it.passes("a@unsigned.test")
    filler.unlink()
    it.wait_ready()
    it.passes(GOOD, "fresh")


@needs_mount
def test_a_disk_that_is_read_only_is_read(warm):
    warm.daemon.stop()
    mounted(warm, "mount --bind {0} {0}", "mount -o remount,bind,ro {0}")
    warm.start()
    warm.wait_ready("Read-only file system")
    warm.passes(GOOD, "fresh")
    warm.refuses(CRITICAL)
    warm.passes("a@unsigned.test", "waited")
    warm.passes("a@unsigned.test", "fresh")
    pid = warm.daemon.process.popen.pid
    run("nsenter", "--mount", "--target", pid, "mount", "-o",
        "remount,bind,rw", warm.folder)
    warm.wait_ready()
    warm.refuses(CRITICAL)


# The process.

@pytest.fixture
def load(lab):
    """Any number of broken domains: nN.load.test."""
    if "load.test" not in lab.files.zones:
        lab.zone("load.test", [
            "* IN MX 10 mx.load.test.", "mx IN A 192.0.2.25",
            '* IN CAA 128 tbs "unknown"'])
        lab.publish()


def ask_until_killed(gate, numbers, answered):
    """One client after the other domain, noting what was said when."""
    try:
        with gate.daemon.session(timeout=20) as session:
            while True:
                name = f"n{next(numbers)}.load.test"
                action = session.ask(f"a@{name}")
                answered.append((time.monotonic(), name, action))
    except (OSError, Exception):    # it was killed in the middle of a line
        return


def test_killed_at_any_moment_it_forgets_a_second_at_most(gate, load, tap):
    it = gate(domains=["*", *DOMAINS], probe={"enabled": False})
    numbers, answered, old = iter(range(1000000)), [], []
    chance = random.Random(7)
    for _ in range(4):
        it.start()
        it.passes(GOOD)
        clients = [threading.Thread(target=ask_until_killed,
                                    args=(it, numbers, answered))
                   for _ in range(4)]
        for client in clients:
            client.start()
        time.sleep(chance.uniform(0.2, 1.5))
        killed = time.monotonic()
        it.daemon.stop(signal.SIGKILL)
        for client in clients:
            client.join(30)
        old = [name for when, name, action in answered
               if when < killed - 1 and action.startswith("REJECT")]
    tap.misbehave("drop")
    mark = len(it.log())
    it.start()
    it.wait_ready()
    assert "store" not in it.log()[mark:]
    it.passes(GOOD, "fresh")
    assert len(old) > 20
    with it.daemon.session() as session:
        for name in old:
            assert session.ask(f"a@{name}").startswith("REJECT"), name


def test_the_clock_jumps_and_no_good_mail_is_held(gate, lab, tap):
    it = gate(gate={"on_unknown": "defer", "max_stale": "24h"})
    from lab.caagate import Clock
    if not Clock.available():
        pytest.skip("package missing: faketime")
    it.daemon.clock = Clock(it.daemon.folder / "clock")
    it.start()
    it.passes(GOOD)
    it.refuses(CRITICAL)
    for jump in (-86400, 40 * 86400, -20 * 86400, -40 * 86400, 3600):
        it.daemon.clock.advance(jump)
        it.passes(GOOD)
        assert it.daemon.ask_until(CRITICAL, "REJECT")
    assert it.daemon.process.alive()


# Clients.

@pytest.fixture
def descriptors():
    """As many as may be, for the test itself."""
    was = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (was[1], was[1]))
    yield was[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, was)


def test_two_hundred_busy_among_two_thousand_idle_are_answered(
        gate, descriptors):
    if descriptors < 4000:
        pytest.skip(f"{descriptors} descriptors are too few")
    it = gate().start()
    idle = [it.daemon.session() for _ in range(2000)]
    busy = [it.daemon.session() for _ in range(200)]
    for session in idle[::10]:
        assert session.ask(GOOD) == "DUNNO"
    for sender, word in ((GOOD, "DUNNO"), (CRITICAL, "REJECT"),
                         ("a@unsigned.test", "DUNNO")):
        for session in busy:
            session.send(sender=sender, recipient="r@sink.test")
        assert all(s.receive().startswith(word) for s in busy)
    it.passes(GOOD, "fresh")
    assert it.figure("caagate_policy_connections") >= 2200
    for session in idle[::7]:       # none was closed
        assert session.ask(GOOD) == "DUNNO"
    for session in idle + busy:
        session.close()


def test_clients_that_drip_octets_hold_up_nobody(gate):
    it = gate().start()
    request = b"request=smtpd_access_policy\nsender=a@good.test\n\n"
    drips = [it.daemon.session() for _ in range(50)]
    for at in range(2):
        for session in drips:
            session.socket.sendall(request[at:at + 1])
        it.passes(GOOD)
        it.refuses(CRITICAL)
        assert all(s.is_waiting() for s in drips)
        time.sleep(1)
    for session in drips:
        session.socket.sendall(request[2:])
        assert session.receive() == "DUNNO"
        session.close()


def memory(process):
    status = open(f"/proc/{process.popen.pid}/status", encoding="ascii").read()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) << 10


def test_a_client_that_never_reads_costs_no_memory(gate):
    it = gate().start()
    it.passes(GOOD)
    before = memory(it.daemon.process)
    request = b"request=smtpd_access_policy\nsender=a@critical.test\n\n" * 100
    deaf = [it.daemon.session() for _ in range(4)]
    for session in deaf:
        session.socket.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                session.socket.send(request)
    it.passes(GOOD, "fresh")
    it.refuses(CRITICAL)
    assert memory(it.daemon.process) - before < 16 << 20
    for session in deaf:
        session.close()
    it.passes(GOOD, "fresh")


def test_without_descriptors_it_goes_on_when_there_are_some(gate):
    it = gate()
    it.daemon.wrapper = ["prlimit", "--nofile=100:100", "--"]
    it.start()
    it.passes(GOOD)
    sessions = [it.daemon.session() for _ in range(150)]
    it.said("connection can't be accepted.*LimitNOFILE")
    # who was let in is served, and what is not known is still found out
    assert sessions[0].ask(GOOD) == "DUNNO"
    assert sessions[0].ask(CRITICAL).startswith("REJECT")
    assert sessions[0].ask("a@unsigned.test") == "DUNNO"
    it.said("domain=unsigned.test .*state=waited")
    for session in sessions:
        session.close()
    it.passes(GOOD, "fresh")
    it.refuses("a@malformed.test")


def limit_memory(process, more):
    status = open(f"/proc/{process.popen.pid}/status", encoding="ascii").read()
    now = int(re.search(r"VmSize:\s+(\d+)", status)[1]) << 10
    run("prlimit", "--pid", process.popen.pid, f"--as={now + more}")


def test_without_memory_it_ends_and_begins_again(warm):
    limit_memory(warm.daemon.process, 1 << 20)
    half = b"request=smtpd_access_policy\nx=" + b"x" * 15000
    sessions = []
    for _ in range(2000):
        try:
            sessions.append(warm.daemon.session(timeout=5))
            sessions[-1].socket.sendall(half)
        except OSError:
            break
        if not warm.daemon.process.alive():
            break
    wait_until("its end", lambda: not warm.daemon.process.alive())
    assert "out of memory" in warm.log()
    for session in sessions:
        session.close()
    assert warm.offer(GOOD).startswith("250")       # default_action
    warm.daemon.stop()
    warm.start()
    warm.passes(GOOD, "fresh")
    warm.refuses(CRITICAL)
