# SPDX-License-Identifier: BSD-2-Clause
"""caagate-milter and what no MTA would send, or sends seldom: it stays."""

import contextlib
import os
import re
import signal
import subprocess

import pytest

from lab import disk
from lab.caagate import program
from lab.syslog import Syslog
from milter_wire import CONNECT, Wire, offer, packet, text

PKCS7 = ("Content-Type", "application/pkcs7-mime; smime-type=signed-data")


@pytest.fixture(scope="module")
def milter(lab, resolver):
    milter = lab.milter(lab.tap(resolver).server,
                        milter={"probe": False, "authserv_id": "mx.test"})
    yield milter.start()
    assert milter.stop() == 0


@pytest.fixture(autouse=True)
def still_there(milter):
    """After each of these the next mail is served as ever."""
    yield
    with Wire(milter) as wire:
        changes, reply = whole(wire)
        assert reply[0] == "c"
        assert [c for c in changes if b"mx.test" in c[1]]
    assert milter.process.alive()


def whole(wire, **message):
    """A message from the negotiation to its last reply."""
    _, steps = wire.negotiate()
    assert steps & 0x1000       # no reply to CONNECT
    wire.send(CONNECT, packet("H", text("client.test")))
    wire.message(**message)
    assert wire.receive()[0] in "cs"
    wire.send(packet("E"))
    return wire.until_final()


def test_connect_and_close(milter):
    for _ in range(50):
        milter.connect().close()


@pytest.mark.parametrize("octets", [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\0\0\0", b"\0\0\0\x0dO",
    b"\xff\xff\xff\xffO", b"\0\0\0\0", os.urandom(64),
    offer()[:9], offer() + CONNECT[:8], offer() + packet("Z") * 3])
def test_octets_that_are_no_protocol(milter, octets):
    wire = Wire(milter)
    wire.send(octets)
    wire.vanish()


STEPS = [offer(), CONNECT, packet("H", text("x")),
         packet("M", text("<a@good.test>")),
         packet("R", text("<r@sink.test>")), packet("T"),
         packet("L", text(*PKCS7)), packet("N"), packet("B", b"x" * 65535),
         packet("E")]


@pytest.mark.parametrize("n", range(1, len(STEPS) + 1))
def test_a_client_that_vanishes_after_each_step(milter, n):
    for _ in range(5):
        wire = Wire(milter)
        wire.send(*STEPS[:n])
        wire.vanish()


@pytest.mark.parametrize("n", range(4, len(STEPS)))
def test_an_abort_after_each_step_and_another_message(milter, n):
    with Wire(milter) as wire:
        wire.negotiate()
        wire.send(*STEPS[1:n], packet("A"))
        if n > 3:
            assert wire.receive()[0] == "c"     # to MAIL
        if n > 8:
            assert wire.receive()[0] in "cs"    # to the body
        wire.message()
        assert wire.receive()[0] in "cs"
        wire.send(packet("E"))
        changes, reply = wire.until_final()
        assert reply[0] == "c" and len(changes) == 1


def test_ten_thousand_recipients(milter):
    with Wire(milter, 60) as wire:
        changes, reply = whole(wire, recipients=[
            f"r{i}@d{i % 3000}.test" for i in range(10000)])
    assert reply[0] == "c" and len(changes) == 1
    milter.process.wait_log(re.compile(
        r"recipients=10000 domains=100 left_out=9\d\d\d "))


def test_a_header_field_of_65_k(milter):
    with Wire(milter) as wire:
        _, reply = whole(wire, fields=[
            ("Authentication-Results", "x" * 65000), PKCS7,
            ("From", "y" * 65000), ("X-A", "z" * 65000)])
    assert reply[0] == "c"


def test_two_helos_are_one_client(milter):
    with Wire(milter) as wire:
        wire.negotiate()
        wire.send(CONNECT, packet("H", text("a")), packet("A"),
                  packet("H", text("b")))
        wire.message()
        assert wire.receive()[0] in "cs"
        wire.send(packet("E"))
        assert wire.until_final()[1][0] == "c"


def test_a_connection_that_is_kept_for_another_client(milter):
    with Wire(milter) as wire:
        whole(wire)
        wire.send(packet("K"), CONNECT, packet("H", text("x")))
        wire.message()
        assert wire.receive()[0] in "cs"
        wire.send(packet("E"))
        changes, reply = wire.until_final()
        assert reply[0] == "c" and len(changes) == 1


OFFERS = [
    (2, 0x1f, 0x7f), (3, 0x3f, 0xff), (4, 0x3f, 0x3ff), (6, 0x1ff, 0x1fffff),
    (6, 2, 0x1fffff), (6, 0x1ff, 0), (2, 2, 0)]


def load(milter, folder, version, actions, steps):
    """milterload plays an MTA: it counts a reply too many, or too few.
    libmilter takes an offer of 0 for what was usual in version 1."""
    mail = folder / "mail"
    mail.write_text("From: a@good.test\nAuthentication-Results: mx.test; x\n"
                    f"{PKCS7[0]}: {PKCS7[1]}\n\nhi\n")
    done = subprocess.run(
        [program("milterload"), "-s", milter.listen, "-m", "20", "-c", "4",
         "-S", "3", "-V", str(version), "-A", f"{actions:x}", "-P",
         f"{steps:x}", "-T", "10", "-e", "continue", mail],
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("offered", OFFERS)
def test_an_mta_that_offers_less(milter, offered, tmp_path):
    load(milter, tmp_path, *offered)


@pytest.mark.skipif(not disk.can_mount(), reason="mounts are refused")
def test_libmilter_has_nothing_to_say_of_any_mta(lab, tap, tmp_path):
    milter = lab.milter(tap.server, milter={"probe": False})
    with contextlib.closing(Syslog(tmp_path)) as syslog:
        milter.wrapper = syslog.wrapper
        milter.start()
        for offered in OFFERS:
            load(milter, tmp_path, *offered)
        with Wire(milter) as wire:
            wire.negotiate()
            wire.send(CONNECT, packet("H", text("x")),
                      packet("U", text("NOOP")))
            wire.message()
            assert wire.receive()[0] in "cs"
        assert syslog.lines() == []
    assert milter.stop() == 0


def test_forged_fields_go_from_the_last_to_the_first(milter):
    with Wire(milter) as wire:
        changes, _ = whole(wire, fields=[
            ("Authentication-Results", f"{name}; x=pass")
            for name in ("mx.test", "other.test", "mx.test", "MX.TEST")])
    places = [int.from_bytes(data[:4], "big") for kind, data in changes
              if kind == "m"]
    assert places == [4, 3, 1]
    assert changes[-1][0] == "i" and changes[-1][1][:4] == b"\0\0\0\0"


def test_plain_mail_is_not_sent_to_us_after_its_first_chunk(milter):
    with Wire(milter) as wire:
        wire.negotiate()
        wire.send(CONNECT, packet("H", text("x")))
        wire.message(body=b"x" * 65535)
        assert wire.receive()[0] == "s"


def test_what_may_hold_smime_is_taken_whole(milter):
    with Wire(milter) as wire:
        wire.negotiate()
        wire.send(CONNECT, packet("H", text("x")))
        wire.message(fields=[PKCS7], body=None)
        for _ in range(10):
            assert wire.ask(packet("B", b"x" * 65535))[0] == "c"
        wire.send(packet("E"))
        changes, reply = wire.until_final()
    assert reply[0] == "c" and b"unreadable" in changes[0][1]


def test_settings_are_read_again_and_wrong_ones_are_not_taken(milter):
    milter.write_settings(milter={"authserv_id": "new.test"})
    milter.reload()
    milter.process.wait_log(re.compile("reload: new settings"))
    with Wire(milter) as wire:
        assert b"new.test" in whole(wire)[0][0][1]
    good = milter.conf.read_text()
    milter.conf.write_text(good + "nonsense = 1;\n")
    milter.reload()
    milter.process.wait_log(re.compile("reload: .*the settings stay"))
    with Wire(milter) as wire:
        assert b"new.test" in whole(wire)[0][0][1]
    milter.write_settings(milter={"authserv_id": "mx.test"})
    since = len(milter.log())
    milter.reload()
    milter.process.wait_log(re.compile("reload: new settings"), since)


def test_what_is_under_way_is_finished_and_new_mail_passes(lab, resolver):
    milter = lab.milter(lab.tap(resolver).server,
                        milter={"probe": False}).start()
    old, new = Wire(milter), Wire(milter)
    for wire in (old, new):
        wire.negotiate()
        wire.send(CONNECT, packet("H", text("x")))
    old.message()
    assert old.receive()[0] in "cs"
    milter.process.send_signal(signal.SIGTERM)
    milter.process.wait_log(re.compile("1 messages under way"))
    assert new.ask(packet("M", text("<a@good.test>")))[0] == "a"
    old.send(packet("E"))
    assert old.until_final()[1][0] == "c"
    assert milter.wait() == 0


def test_the_socket_has_the_mode_of_the_settings(milter, lab, resolver):
    path = milter.address() if hasattr(milter, "address") else \
        milter.listen.partition(":")[2]
    assert os.stat(path).st_mode & 0o777 == 0o660
    other = lab.milter(lab.tap(resolver).server, milter.listen)
    other.write_settings()
    done = subprocess.run([program("caagate-milter"), "-c", other.conf],
                          capture_output=True, text=True, timeout=30)
    assert done.returncode == 69
    assert "another program answers there" in done.stderr
    assert f"smtpd_milters = {{ unix:{path}, default_action=accept }}" \
        in done.stderr
