# SPDX-License-Identifier: BSD-2-Clause
"""caagate-policyd as a daemon: sockets, signals, settings, bad clients."""

import grp
import pathlib
import pwd
import re
import shutil
import signal
import socket
import stat
import threading
import time

import pytest

from lab import net
from lab.caagate import PolicySession, program
from lab.process import run, wait_until


def ipv6_loopback():
    try:
        with socket.socket(socket.AF_INET6) as s:
            s.bind(("::1", 0))
        return True
    except OSError:
        return False


def test_unix_and_tcp_listen_at_once(lab, policyd):
    path = lab.folder / "both.sock"
    port = net.free_port()
    policyd(["critical.test"], listen=[f"unix:{path}",
                                       f"inet:127.0.0.1:{port}"])
    for where in (path, ("127.0.0.1", port)):
        with PolicySession(where) as session:
            assert session.ask("a@critical.test").startswith("REJECT")


@pytest.mark.skipif(not ipv6_loopback(), reason="no IPv6 on loopback")
def test_ipv6_is_listened_on(policyd):
    daemon = policyd(["critical.test"],
                     listen=[f"inet:[::1]:{net.free_port()}"])
    assert daemon.ask("a@critical.test").startswith("REJECT")


def test_a_unix_socket_has_group_and_mode_as_set(lab, policyd):
    path = lab.folder / "mode.sock"
    policyd(["good.test"], listen=[f"unix:{path}"],
            policy={"socket_group": "postfix", "socket_mode": "0620"})
    status = path.stat()
    assert stat.S_IMODE(status.st_mode) == 0o620
    assert grp.getgrgid(status.st_gid).gr_name == "postfix"


def test_privileges_are_dropped_once_the_socket_is_bound(lab, policyd, tap):
    path = lab.folder / "dropped.sock"
    store = lab.folder / "store-of-nobody"
    store.mkdir()
    shutil.chown(store, "nobody")
    daemon = policyd(["critical.test"], listen=[f"unix:{path}"],
                     store={"path": store}, run={"user": "nobody"},
                     policy={"socket_group": "postfix"})
    # it listens before it drops them, and answers after that
    assert daemon.ask("a@critical.test").startswith("REJECT")
    status = pathlib.Path(f"/proc/{daemon.process.popen.pid}/status")
    ids = re.search(r"^Uid:\s+(.*)$", status.read_text(), re.M)[1].split()
    assert set(ids) == {str(pwd.getpwnam("nobody").pw_uid)}
    assert grp.getgrgid(path.stat().st_gid).gr_name == "postfix"


def test_a_stale_socket_file_is_no_obstacle(lab, policyd):
    path = lab.folder / "stale.sock"
    daemon = policyd(["good.test"], listen=[f"unix:{path}"])
    daemon.stop(signal.SIGKILL)
    assert path.exists()
    daemon.start()
    assert daemon.ask("a@good.test") == "DUNNO"


def test_a_socket_in_use_stops_the_start(lab, policyd, tap):
    first = policyd(["good.test"])
    second = lab.policyd(tap.server, ["good.test"], listen=first.listen)
    second.write_settings()
    done = run(program("caagate-policyd"), "-c", second.conf, check=False)
    assert done.returncode not in (0, -signal.SIGSEGV, -signal.SIGABRT)
    assert str(first.port) in done.stderr
    assert first.ask("a@good.test") == "DUNNO"


def test_sighup_applies_new_settings(policyd):
    daemon = policyd(["critical.test"], gate={"enforce": False})
    with daemon.session() as session:
        assert session.ask("a@critical.test") == "DUNNO"
        daemon.write_settings(gate={"enforce": True})
        daemon.reload()
        wait_until("the new settings", lambda: session.ask(
            "a@critical.test").startswith("REJECT"))


def test_sighup_changes_the_table_of_domains(policyd):
    daemon = policyd(["good.test"])
    assert daemon.ask("a@critical.test") == "DUNNO"
    daemon.write_settings(domains=[{"name": "critical.test"}])
    daemon.reload()
    assert daemon.ask_until("a@critical.test", "REJECT")


@pytest.mark.parametrize("text, clue", [
    ("gate: {\n profle = \"strict\";\n};\n", "profle"),
    ("gate: { profile = \"strickt\"; };\n", "strickt"),
    ("gate: { profile = \n", "syntax"),
    ("gate: { confirmations = 0; };\n", "confirmations")])
def test_broken_settings_at_reload_keep_the_old_ones(policyd, text, clue):
    daemon = policyd(["critical.test"])
    daemon.conf.write_text(text)
    daemon.reload()
    daemon.process.wait_log(re.compile(clue))
    assert daemon.ask("a@critical.test").startswith("REJECT")


@pytest.mark.parametrize("text, line, clue", [
    ("gate: {\n profle = \"strict\";\n};\n", 2, "profle"),
    ("\npolicy: { deadline = \"8 weeks\"; };\n", 2, "8 weeks"),
    ("store: { size = \"1Q\"; };\n", 1, "1Q")])
def test_the_check_of_settings_names_line_and_key(lab, tmp_path, text, line,
                                                  clue):
    conf = tmp_path / "caagate.conf"
    conf.write_text(text)
    done = run(program("caagate-policyd"), "-t", "-c", conf, check=False)
    assert done.returncode == 78
    assert clue in done.stderr and f":{line}" in done.stderr


@pytest.mark.parametrize("text, clue", [
    ("resolver: { servers = (\"nonsense\"); };\n", "nonsense"),
    ("resolver: { servers = (\"127.0.0.1:99999\"); };\n", "99999"),
    ("resolver: { zones = (\"/nonexistent.zone\"); };\n",
     "/nonexistent.zone")])
@pytest.mark.parametrize("words", [["-t"], []])
def test_a_resolver_that_can_not_be_is_told_before_the_start(
        lab, tmp_path, words, text, clue):
    conf = tmp_path / "caagate.conf"
    conf.write_text(text)
    done = run(program("caagate-policyd"), *words, "-c", conf, check=False)
    assert done.returncode == 78
    assert "resolver: " in done.stderr and clue in done.stderr


def test_good_settings_pass_the_check(policyd):
    daemon = policyd(["good.test"])
    assert run(program("caagate-policyd"), "-t", "-c",
               daemon.conf).returncode == 0


def test_sigterm_answers_what_is_outstanding(policyd, tap):
    tap.delay = 1.5
    tap.misbehave("slow")
    daemon = policyd(["good.test"])
    with daemon.session() as session:
        session.send(sender="a@good.test", recipient="r@sink.test")
        wait_until("a query", tap.count)
        daemon.process.send_signal(signal.SIGTERM)
        assert session.receive() == "DUNNO"
    assert daemon.stop() == 0


def test_sigterm_ends_idle_sessions_soon(policyd):
    daemon = policyd(["good.test"], policy={"deadline": "60s"})
    with daemon.session() as session:
        assert session.ask("a@good.test") == "DUNNO"
        start = time.monotonic()
        assert daemon.stop() == 0
        assert time.monotonic() - start < 60


def endless(session, stop):
    """Octets without an end, until the server closes or the test ends."""
    try:
        while not stop.is_set():
            session.socket.sendall(b"x" * 65536)
    except OSError:
        pass


BAD = {
    "garbage": b"\x00\xff\xfe no request\n\n",
    "oversized": b"sender=" + b"x" * (1 << 20) + b"\n\n",
    "many attributes": b"a=b\n" * 100000 + b"\n",
    "half": b"request=smtpd_access_policy\nsender=a@goo",
    "empty requests": b"\n" * 1000,
    "no request": b"sender=a@good.test\n\n",
}


@pytest.mark.parametrize("octets", BAD.values(), ids=BAD.keys())
def test_a_bad_client_does_not_disturb_others(policyd, octets):
    daemon = policyd(["good.test"])
    with daemon.session() as bad, daemon.session() as good:
        try:
            bad.socket.sendall(octets)
        except OSError:
            pass
        assert good.ask("a@good.test") == "DUNNO"
    assert daemon.process.alive()
    assert daemon.ask("a@good.test") == "DUNNO"


def test_an_endless_client_does_not_disturb_others(policyd):
    daemon = policyd(["good.test"])
    stop = threading.Event()
    with daemon.session(timeout=5) as bad:
        thread = threading.Thread(target=endless, args=(bad, stop))
        thread.start()
        for _ in range(20):
            assert daemon.ask("a@good.test") == "DUNNO"
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_clients_that_leave_while_waiting_are_forgotten(policyd, tap):
    tap.delay = 0.5
    tap.misbehave("slow")
    daemon = policyd(["good.test"])
    for _ in range(20):
        with daemon.session() as session:
            session.send(sender="a@good.test", recipient="r@sink.test")
    assert daemon.ask("a@good.test") == "DUNNO"


def test_requests_in_one_packet_are_answered_in_order(policyd):
    daemon = policyd(["good.test", "critical.test"])
    with daemon.session() as session:
        for domain in ("critical", "good", "critical"):
            session.send(sender=f"a@{domain}.test", recipient="r@sink.test")
        words = [session.receive().split()[0] for _ in range(3)]
    assert words == ["REJECT", "DUNNO", "REJECT"]


def test_a_request_octet_by_octet_is_understood(policyd):
    daemon = policyd(["critical.test"])
    with daemon.session() as session:
        session.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in b"request=smtpd_access_policy\nsender=a@critical.test\n\n":
            session.socket.sendall(bytes([octet]))
        assert session.receive().startswith("REJECT")


def test_three_hundred_sessions_are_all_served(policyd):
    daemon = policyd(["good.test"])
    sessions = [daemon.session() for _ in range(300)]
    for session in sessions:
        assert session.ask("a@good.test") == "DUNNO"
        assert session.ask("b@good.test") == "DUNNO"
    for session in sessions:
        session.close()
