# SPDX-License-Identifier: BSD-2-Clause
"""What stands around caagate-policyd: HTTP, the service manager, spawn(8)."""

import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from lab import net
from lab.caagate import SOURCE, PolicySession, caagate, program
from lab.process import Process, run, wait_until

SAMPLE = re.compile(
    r'([a-z_]+)(\{(?:[a-z_]+="[^"\\\n]*"(?:,(?=[a-z]))?)+\})? ([0-9.]+)')


def parse_metrics(text):
    """Prometheus text format 0.0.4, strictly: {name and labels: value}."""
    values, seen, name, kind = {}, set(), None, None
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            name, kind = line.split(" ", 3)[2], None
            assert name not in seen
            seen.add(name)
        elif line.startswith("# TYPE "):
            found, kind = line.split(" ")[2:]
            assert found == name and kind in ("counter", "gauge", "histogram")
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample and kind, line
            base = re.sub("_(bucket|sum|count)$", "", sample[1]) \
                if kind == "histogram" else sample[1]
            assert base == name, line
            key = sample[1] + (sample[2] or "")
            assert key not in values
            values[key] = float(sample[3])
    return values


class Front:
    """A daemon that answers HTTP too."""

    def __init__(self, policyd, domains, **settings):
        self.port = net.free_port()
        self.daemon = policyd(
            domains, http={"listen": f"127.0.0.1:{self.port}"}, **settings)

    def get(self, path, method="GET", timeout=10):
        connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                timeout=timeout)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def metrics(self):
        status, text = self.get("/metrics")
        assert status == 200
        return parse_metrics(text)


@pytest.fixture
def front(policyd):
    return lambda domains, **settings: Front(policyd, domains, **settings)


def test_figures_tell_what_was_decided(front):
    it = front(["good.test", "critical.test"])
    with it.daemon.session() as session:
        assert session.ask("a@good.test") == "DUNNO"
        assert session.ask("a@critical.test").startswith("REJECT")
        assert session.ask("a@critical.test").startswith("REJECT")
        assert session.ask("a@elsewhere.test") == "DUNNO"
        found = it.metrics()
    prefix = "caagate_policy_"
    assert found[prefix + 'requests_total{action="reject",would="reject"}'] \
        == 2
    assert found[prefix + 'requests_total{action="dunno",would="dunno"}'] == 2
    assert found[prefix + 'request_states_total{state="waited"}'] == 2
    assert found[prefix + 'request_states_total{state="fresh"}'] == 1
    assert found[prefix + 'request_states_total{state="none"}'] == 1
    assert found[prefix + 'rule_requests_total{rule="CAA-08",would="reject"}'
                 ] == 2
    assert found[prefix + "request_duration_seconds_count"] == 4
    assert found[prefix + "connections"] == 1
    assert found["caagate_verifications_finished_total"] == 2
    assert found["caagate_dns_messages_sent_total"] > 2
    assert found["caagate_domains"] == 2


def test_figures_count_reloads(front):
    it = front(["good.test"])
    it.daemon.reload()
    it.daemon.process.wait_log(re.compile("new settings"))
    it.daemon.conf.write_text("nonsense")
    it.daemon.reload()
    it.daemon.process.wait_log(re.compile("stay as they were"))
    found = it.metrics()
    name = "caagate_settings_reloads_total"
    assert found[name + '{result="ok"}'] == 1
    assert found[name + '{result="failed"}'] == 1


def test_health_and_what_there_is_not(front):
    it = front(["good.test"])
    assert it.get("/healthz") == (200, "alive\n")
    assert it.get("/readyz") == (200, "ready\n")
    assert it.get("/readyz", method="HEAD") == (200, "")
    assert it.get("/")[0] == 404
    assert it.get("/metrics", method="POST")[0] == 405


def test_it_is_not_ready_while_it_ends(front, tap):
    tap.delay = 2
    tap.misbehave("slow")
    it = front(["good.test"])
    with it.daemon.session() as session:
        session.send(sender="a@good.test", recipient="r@sink.test")
        wait_until("a query", tap.count)
        it.daemon.process.send_signal(signal.SIGTERM)
        wait_until("the end to begin", lambda: it.get("/readyz")[0] == 503)
        assert it.get("/readyz") == (503, "ending\n")
        assert it.get("/healthz")[0] == 200
        assert session.receive() == "DUNNO"


def test_a_domain_is_told_as_the_gate_sees_it(front):
    it = front(["critical.test"])
    assert it.get("/v1/domains/critical.test")[0] == 404
    it.daemon.ask("a@critical.test")
    status, text = it.get("/v1/domains/critical.test")
    found = json.loads(text)
    assert status == 200 and found["domain"] == "critical.test"
    assert found["action"] == found["would"] == "reject"
    assert found["rule"] == "CAA-08" and found["gated"]
    assert any(f["id"] == "CAA-08" and f["severity"] == "block"
               and f["result"] == "fail" for f in found["findings"])


def test_a_waiver_counts_at_once_and_everywhere(front):
    it = front(["critical.test"])
    waive = ["waive", "critical.test", "--config", it.daemon.conf]
    assert it.daemon.ask("a@critical.test").startswith("REJECT")
    caagate(*waive, "--for", "1h", "--reason", "being mended", check=True)
    assert it.daemon.ask("a@critical.test") == "DUNNO"
    it.daemon.process.wait_log(re.compile("would=waived waived=CAA-08"))
    found = json.loads(it.get("/v1/domains/critical.test")[1])
    assert (found["action"], found["would"]) == ("dunno", "waived")
    caagate(*waive, "--end", check=True)
    assert it.daemon.ask("a@critical.test").startswith("REJECT")


@pytest.mark.parametrize("name, status", [
    ("", 400), ("Critical.test", 400), ("critical.test.", 400),
    ("b%C3%BCcher.test", 400), ("a..b", 400), ("../metrics", 400),
    ("x" * 300, 400), ("xn--bcher-kva.test", 404)])
def test_only_canonical_names_are_looked_up(front, name, status):
    assert front(["good.test"]).get(f"/v1/domains/{name}")[0] == status


def slow_clients(port, n):
    clients = []
    for _ in range(n):
        client = socket.create_connection(("127.0.0.1", port), 5)
        client.sendall(b"GET /metrics HTTP/1.1\r\nX: ")
        clients.append(client)
    return clients


def slowest(session, requests):
    worst = 0
    for _ in range(requests):
        start = time.monotonic()
        assert session.ask("a@good.test") == "DUNNO"
        worst = max(worst, time.monotonic() - start)
    return worst


def test_slow_http_clients_neither_delay_mail_nor_last(front):
    it = front(["good.test"])
    clients = slow_clients(it.port, 100)
    with it.daemon.session() as session:
        session.ask("a@good.test")
        assert slowest(session, 200) < 4   # HTTP_SECONDS are 5
    wait_until("room for another", lambda: answered(it), 10, pause=0.2)
    for client in clients:
        client.close()


def answered(it):
    try:
        return it.get("/healthz")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def test_busy_http_clients_do_not_delay_mail(front):
    it = front(["good.test"])
    stop = threading.Event()

    def hammer():
        while not stop.is_set():
            answered(it)
            try:
                it.get("/metrics")
            except (OSError, http.client.HTTPException):
                pass

    threads = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()
    with it.daemon.session() as session:
        session.ask("a@good.test")
        worst = slowest(session, 300)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert worst < 0.5


HOSTILE = {
    "garbage": b"\x00\xff" * 50000,
    "many fields": b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20000,
    "empty lines": b"\r\n" * 1000,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "long target": b"GET " + b"/" * 70000 + b" HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("octets", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_http_is_refused(front, octets):
    it = front(["good.test"])
    with socket.create_connection(("127.0.0.1", it.port), 10) as client:
        try:
            client.sendall(octets)
            answer = client.recv(12)
        except OSError:
            answer = b""
    assert not answer or re.match(rb"HTTP/1\.1 [45]", answer)
    assert it.get("/healthz")[0] == 200
    assert it.daemon.ask("a@good.test") == "DUNNO"


def test_http_moves_and_goes_by_reload(front):
    it = front(["good.test"])
    was, it.port = it.port, net.free_port()
    it.daemon.write_settings(http={"listen": f"127.0.0.1:{it.port}"})
    it.daemon.reload()
    wait_until("the new place", lambda: answered(it))
    assert not net.answers("127.0.0.1", was)
    it.daemon.write_settings(http={"listen": ""})
    it.daemon.reload()
    wait_until("its end", lambda: not net.answers("127.0.0.1", it.port))


def test_http_is_refused_where_others_could_read_it(tmp_path):
    conf = tmp_path / "caagate.conf"
    conf.write_text('http: { listen = "0.0.0.0:10052"; };')
    done = run(program("caagate-policyd"), "-t", "-c", conf, check=False)
    assert done.returncode == 78 and "loopback" in done.stderr


# The service manager, played by the test.

HAND_OVER = """
import os, sys
for i, fd in enumerate(sys.argv[1].split(",")):
    os.dup2(int(fd), 3 + i)
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.argv[2], sys.argv[2:])
"""


class Manager:
    """Starts a daemon as systemd does."""

    def __init__(self, daemon, sockets, watchdog_us=None):
        """sockets: {name: listening socket}."""
        self.path = daemon.folder / "notify"
        self.inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.inbox.bind(str(self.path))
        self.inbox.settimeout(10)
        self.said = []
        daemon.write_settings()
        env = {**os.environ, "NOTIFY_SOCKET": str(self.path)}
        words = [program("caagate-policyd"), "-c", daemon.conf]
        if watchdog_us:
            env["WATCHDOG_USEC"] = str(watchdog_us)
        if sockets:
            env["LISTEN_FDS"] = str(len(sockets))
            env["LISTEN_FDNAMES"] = ":".join(sockets)
            words = [sys.executable, "-c", HAND_OVER, ",".join(
                str(s.fileno()) for s in sockets.values()), *words]
        daemon.process = ManagedProcess(daemon.folder, words, env,
                                        sockets.values())

    def wait(self, word):
        while not any(word in text for text in self.said):
            self.said.append(self.inbox.recv(4096).decode())
        found = next(t for t in self.said if word in t)
        self.said.clear()
        return found


class ManagedProcess(Process):
    """A process with more descriptors."""

    def __init__(self, folder, words, env, sockets):
        self.name = "policyd"
        self.log_path = folder / "policyd.log"
        self._log = open(self.log_path, "ab")
        self.popen = subprocess.Popen(
            [str(w) for w in words], stdin=subprocess.DEVNULL,
            stdout=self._log, stderr=self._log, env=env,
            pass_fds=[s.fileno() for s in sockets], start_new_session=True)


def listening(address=None):
    """A socket whose descriptor is out of the way of 3, 4, ..."""
    with socket.socket(socket.AF_UNIX if address else socket.AF_INET) as s:
        s.bind(str(address) if address else ("127.0.0.1", 0))
        s.listen(100)
        return socket.socket(fileno=fcntl.fcntl(s, fcntl.F_DUPFD_CLOEXEC, 10))


@pytest.fixture
def managed(lab, tap):
    daemons = []

    def start(sockets, listen=(), watchdog_us=None, **settings):
        daemon = lab.policyd(tap.server, ["critical.test"], **settings)
        daemon.listen = list(listen)
        daemons.append(daemon)
        return daemon, Manager(daemon, sockets, watchdog_us)

    yield start
    for daemon in daemons:
        daemon.stop()


def test_the_manager_is_told_of_start_reload_and_end(managed):
    daemon, manager = managed({}, [f"inet:127.0.0.1:{net.free_port()}"],
                              watchdog_us=400000)
    manager.wait("READY=1")
    assert "STATUS=" in manager.wait("WATCHDOG=1")
    daemon.reload()
    told = manager.wait("RELOADING=1")
    stamp = int(re.search(r"^MONOTONIC_USEC=(\d+)$", told, re.M)[1])
    assert 0 <= time.monotonic() - stamp / 1e6 < 10
    manager.wait("READY=1")
    daemon.process.send_signal(signal.SIGTERM)
    manager.wait("STOPPING=1")
    assert daemon.stop() == 0


def test_sockets_handed_over_are_used_and_outlive_the_daemon(lab, managed):
    path = lab.folder / "handed.sock"
    sockets = {"policy": listening(path), "http": listening()}
    daemon, manager = managed(sockets)
    manager.wait("READY=1")
    with PolicySession(path) as session:
        assert session.ask("a@critical.test").startswith("REJECT")
        daemon.reload()
        manager.wait("READY=1")
        assert session.ask("a@critical.test").startswith("REJECT")
    port = sockets["http"].getsockname()[1]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/readyz")
    assert connection.getresponse().status == 200
    connection.close()
    assert daemon.stop() == 0
    assert path.exists()
    waiting = PolicySession(path)  # accepted by nobody yet
    waiting.close()


def test_a_socket_is_known_by_its_address(managed):
    socket_ = listening()
    port = socket_.getsockname()[1]
    daemon, manager = managed({"x.socket": socket_},
                              [f"inet:127.0.0.1:{port}"])
    manager.wait("READY=1")
    assert daemon.ask("a@critical.test").startswith("REJECT")


def test_a_socket_that_nobody_asked_for_stops_the_start(managed):
    daemon, _ = managed({"x.socket": listening()})
    assert daemon.process.popen.wait(10) == 69
    assert "want FileDescriptorName=policy or http" in daemon.log()


def test_nowhere_to_listen_stops_the_start(managed):
    daemon, _ = managed({})
    assert daemon.process.popen.wait(10) == 69
    assert "nowhere to listen" in daemon.log()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None,
                    reason="no systemd-analyze")
def test_the_unit_is_sandboxed():
    unit = SOURCE / "conf" / "systemd" / "caagate-policyd.service"
    done = run("systemd-analyze", "security", "--offline=true",
               "--threshold=20", unit, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


# Requests.

def test_a_context_has_its_profile(policyd):
    daemon = policyd(["bogus.test"],
                     policy={"contexts": {"lists": "standard"}})
    assert daemon.ask("a@bogus.test").startswith("DEFER_IF_PERMIT")
    assert daemon.ask("a@bogus.test", policy_context="lists") == "DUNNO"
    assert daemon.ask("a@bogus.test", policy_context="other").startswith(
        "DEFER_IF_PERMIT")


def test_the_sasl_user_may_stand_for_the_sender(policyd):
    daemon = policyd(["critical.test"],
                     policy={"domain_from": "sasl-or-sender"})
    assert daemon.ask("a@good.test", sasl_username="u@critical.test"
                      ).startswith("REJECT")
    assert daemon.ask("a@critical.test").startswith("REJECT")
    assert daemon.ask("a@critical.test", sasl_username="u@good.test"
                      ) == "DUNNO"


# -i

def test_one_client_is_served_on_pipes(policyd):
    daemon = policyd(["critical.test"])
    request = "request=smtpd_access_policy\nsender=a@critical.test\n\n"
    for _ in range(2):
        done = subprocess.run(
            [program("caagate-policyd"), "-i", "-c", daemon.conf],
            input=request * 2, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0
        assert done.stdout.count("action=REJECT 5.7.1 ") == 2
        assert "ready" in done.stderr


SPAWN = """\
    -o smtpd_sender_restrictions=$mua_sender_restrictions
caagate unix - n n - 0 spawn
    user=nobody argv={program} -i -c {conf}
"""

SPAWN_MAIN = """\
caagate_time_limit = 3600
mua_sender_restrictions =
    check_policy_service { unix:private/caagate, timeout=20s,
        default_action=DUNNO, policy_context=submission }
    permit
"""


@pytest.fixture
def spawned(lab, tap, sink):
    """A Postfix that starts the program for each smtpd."""
    daemon = lab.policyd(tap.server, ["good.test", "critical.test"],
                         log={"to": "stderr"})
    # where its user may go, wherever the build is
    copy = daemon.folder / "caagate-policyd"
    shutil.copy(program("caagate-policyd"), copy)
    table = shutil.copy(daemon.settings["ca"]["table"], daemon.folder)
    daemon.settings["ca"]["table"] = table
    daemon.settings["store"]["path"].mkdir()
    shutil.chown(daemon.settings["store"]["path"], "nobody")
    daemon.write_settings()
    postfix = lab.postfix(sink, SPAWN_MAIN,
                          SPAWN.format(program=copy, conf=daemon.conf))
    yield postfix.start()
    postfix.stop()


def test_postfix_spawns_it(spawned):
    port = spawned.submission_port
    for _ in range(2):
        reply, _ = spawned.send("a@critical.test", port=port)
        assert reply.startswith("554 5.7.1 ") and "CAA-08" in reply
        reply, _ = spawned.send("a@good.test", port=port)
        assert reply.startswith("250 2.0.0")
    assert "warning: problem talking" not in spawned.log()
