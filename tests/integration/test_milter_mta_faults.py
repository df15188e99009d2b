# SPDX-License-Identifier: BSD-2-Clause
"""caagate-milter and the two MTAs: faults on either side, mail that is stopped,
restarts, and many at once."""

import contextlib
import json
import re
import signal
import smtplib
import subprocess
import sys
import threading

import pytest

from lab import sendmail
from lab.mta import Mta, dotted
from lab.process import wait_until
from milter_front import (FORBIDDEN, GOOD, calm, make, mta, mta_of, ours, plain,
                          postfix, sent, sm, verdicts)
from milter_wire import offer
from scenarios.messages import SIGNED

BLOCKING = {"block": (FORBIDDEN,)}


# As an MTA in a hurry: connects until it is let in, and says its first word.
EAGER = f"""
import errno, json, socket, sys
print("begun", flush=True)
path, refused = sys.argv[1].partition(":")[2], set()
while True:
    peer = socket.socket(socket.AF_UNIX)
    try:
        peer.connect(path)
        break
    except OSError as e:
        refused.add(errno.errorcode[e.errno])
        peer.close()
peer.settimeout(30)
try:
    peer.sendall({offer()!r})
    served = peer.recv(1024) != b""
except ConnectionError:
    served = False
print(json.dumps([sorted(refused), served]))
"""


class TestFaults:
    @pytest.mark.parametrize("name", ["postfix", "sendmail"])
    def test_mail_passes_while_the_milter_is_dead(self, make, sink, name):
        world = make()
        mta = mta_of(world, name)
        assert verdicts(sent(mta, sink)) == GOOD
        world.milter.stop(signal.SIGKILL)
        assert ours(sent(mta, sink)) == []
        world.milter.start()
        assert verdicts(sent(mta, sink)) == GOOD

    def test_whoever_gets_through_to_one_that_starts_is_served(self, make):
        milter = make().milter
        milter.settings["milter"]["socket_group"] = "postfix"
        for _ in range(5):
            with subprocess.Popen(
                    [sys.executable, "-c", EAGER, milter.listen],
                    stdout=subprocess.PIPE, text=True, user="postfix",
                    group="postfix", extra_groups=[]) as eager:
                assert eager.stdout.readline() == "begun\n"
                milter.start()
                refused, served = json.loads(eager.stdout.read())
            milter.stop(signal.SIGKILL)
            assert set(refused) <= {"ENOENT", "ECONNREFUSED"} and served

    @pytest.mark.parametrize("name", ["postfix", "sendmail"])
    def test_mail_passes_as_it_dies_in_the_midst(self, make, sink, name):
        world = make()
        mta = mta_of(world, name)
        words = ["MAIL FROM:<a@good.test>", f"RCPT TO:<r@{SIGNED}>", "DATA"]
        for last in words:
            mark = Mta.mark()
            with mta.greeted() as client:
                for word in words:
                    assert client.docmd(word)[0] < 400
                    if word == last:
                        world.milter.stop(signal.SIGKILL)
                client.send(dotted(plain(mark)))
                assert client.getreply()[0] == 250
            assert sink.wait(mark)
            world.milter.start()

    def test_without_default_action_postfix_defers(self, make):
        world = make()
        postfix = world.postfix(main="smtpd_milters = unix:caagate/milter\n")
        world.milter.stop(signal.SIGKILL)
        try:
            reply, _ = postfix.send("a@good.test")
        except smtplib.SMTPConnectError as refused:     # newer than 3.7
            reply = str(refused.smtp_code)
        assert reply.startswith(("451 4.7.1", "421")), reply

    @pytest.mark.parametrize("octets", [
        b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\0\0\0\x0dO\0\0",
        b"\xff\xff\xff\xffO" + 4096 * b"x", b"\0\0\0\x01Q",
        b"\0\0\0\x01M", b"\0\0\0\x01E"])
    def test_it_outlives_whoever_else_connects(self, calm, postfix, sink,
                                               octets):
        for _ in range(20):
            with calm.milter.connect() as peer:
                peer.sendall(octets)
        assert verdicts(sent(postfix, sink)) == GOOD

    def test_the_dns_fails_and_mail_passes(self, make, sink):
        world = make(deadline="3s")
        postfix = world.postfix()
        world.tap.misbehave("servfail")
        assert verdicts(sent(postfix, sink)) == [(SIGNED, "unknown-dns")]

    def test_a_silent_dns_holds_mail_no_longer_than_the_deadline(self, make,
                                                                 sink):
        world = make(deadline="1s")
        postfix = world.postfix()
        world.tap.misbehave("drop")
        assert verdicts(sent(postfix, sink)) == [(SIGNED, "unfinished")]

    def test_what_came_too_late_is_there_for_the_next(self, make, sink):
        world = make(patience="2s", deadline="1s")
        postfix = world.postfix()
        first = verdicts(sent(postfix, sink, ("r@mx-slow.test",)))
        assert first == [("mx-slow.test", "unfinished")]
        wait_until("mx-slow.test to be known", lambda: verdicts(sent(
            postfix, sink, ("r@mx-slow.test",))) != first, pause=0.5)


class TestBlocking:
    """Only destinations that are listed, only what is set."""

    @pytest.fixture(scope="class", params=["postfix", "sendmail"])
    def blocking(self, request, make):
        world = make(**BLOCKING, block_tls={"now": "reject"})
        mta = mta_of(world, request.param)
        mta.world = world
        return mta

    def again(self, mta, **milter):
        world = mta.world
        world.milter.write_settings(milter={**BLOCKING, **milter})
        before = len(world.milter.log())
        world.milter.reload()
        world.milter.process.wait_log(re.compile("settings"), since=before)

    def offer(self, mta, to=f"r@{FORBIDDEN}"):
        mark = Mta.mark()
        return mta.deliver(plain(mark), "a@good.test", [to]), mark

    def test_as_installed_nothing_is_stopped(self, mta, sink):
        assert verdicts(sent(mta, sink, (f"r@{FORBIDDEN}",))) == [
            (FORBIDDEN, "inconsistent-now")]

    def test_reject_names_certificate_ca_and_domain(self, blocking, sink):
        self.again(blocking, block_tls={"now": "reject"})
        reply, mark = self.offer(blocking)
        assert reply.startswith("550 5.7.1"), reply
        assert f"mx.{FORBIDDEN}" in reply and "Beta" in reply
        assert sink.find(mark) is None
        blocking.world.milter.wait_line("reply=reject")

    def test_tempfail(self, blocking):
        self.again(blocking, block_tls={"now": "tempfail"})
        assert self.offer(blocking)[0].startswith("451 4.7.1")

    def test_quarantine_holds_it(self, blocking, sink):
        self.again(blocking, block_tls={"now": "quarantine"})
        reply, mark = self.offer(blocking)
        assert reply.startswith("250")
        wait_until("mail on hold", lambda: held(blocking))
        assert sink.find(mark) is None

    def test_what_is_not_set_passes(self, blocking, sink):
        self.again(blocking, block_tls={"now": "accept"})
        reply, mark = self.offer(blocking)
        assert reply.startswith("250") and sink.wait(mark)

    def test_another_destination_passes(self, blocking, sink):
        self.again(blocking, block_tls={"now": "reject"})
        reply, mark = self.offer(blocking, "r@caa-nobody.test")
        assert reply.startswith("250")
        assert ("caa-nobody.test", "inconsistent-now") in verdicts(
            sink.wait(mark))

    def test_a_dry_run_changes_nothing_and_says_what_it_would(self, blocking,
                                                              sink):
        self.again(blocking, dry_run=True, block_tls={"now": "reject"})
        reply, mark = self.offer(blocking)
        assert reply.startswith("250") and ours(sink.wait(mark)) == []
        blocking.world.milter.wait_line("would=reject")
        self.again(blocking, dry_run=False)

    def test_what_is_not_known_in_time_does_as_set(self, make):
        world = make(deadline="1s", block=("mx-slow.test",),
                     on_unfinished="tempfail")
        postfix = world.postfix()
        reply = postfix.deliver(plain("x"), "a@good.test",
                                ["r@mx-slow.test"])
        assert reply.startswith("451 4.7.1")


def held(mta):
    if isinstance(mta, sendmail.Sendmail):
        return [name for name in mta.queued() if name.startswith("hf")]
    return list((mta.spool / "hold").iterdir())


class TestLife:
    @pytest.mark.parametrize("name", ["postfix", "sendmail"])
    def test_a_reload_holds_for_the_next_connection(self, make, sink, name):
        world = make()
        mta = mta_of(world, name)
        world.milter.write_settings(milter={"authserv_id": "new.test"})
        world.milter.reload()
        wait_until("the new name", lambda: "Results: new.test" in sent(
            mta, sink), pause=0.2)

    def test_bad_settings_leave_the_old_ones(self, make, sink):
        world = make()
        postfix = world.postfix()
        good = world.milter.conf.read_text()
        world.milter.conf.write_text(good + 'milter.nonsense = "1";\n')
        world.milter.reload()
        world.milter.wait_line("caagate.conf")
        assert verdicts(sent(postfix, sink)) == GOOD

    def test_a_message_under_way_is_served_to_its_end(self, make, sink):
        world = make()
        postfix = world.postfix()
        mark = Mta.mark()
        with postfix.greeted() as client:
            client.docmd("MAIL", "FROM:<a@good.test>")
            client.docmd("RCPT", f"TO:<r@{SIGNED}>")
            client.docmd("DATA")
            world.milter.process.send_signal(signal.SIGTERM)
            client.send(dotted(plain(mark)))
            assert client.getreply()[0] == 250
        assert verdicts(sink.wait(mark)) == GOOD
        assert world.milter.wait() == 0

    def test_no_mail_is_lost_over_a_restart(self, make, sink):
        world = make()
        postfix = world.postfix()
        sent_all, refused, stop = [], [], threading.Event()

        def flow():
            while not stop.is_set():
                reply, mark = postfix.send("a@good.test", [f"r@{SIGNED}"])
                (sent_all if reply.startswith("250") else refused).append(
                    mark)

        sender = threading.Thread(target=flow)
        sender.start()
        try:
            wait_until("mail", lambda: len(sent_all) > 3)
            assert world.milter.stop() == 0
            world.milter.start()
            wait_until("mail", lambda n=len(sent_all): len(sent_all) > n + 3)
        finally:
            stop.set()
            sender.join()
        assert refused == []
        for mark in sent_all:
            sink.wait(mark)


class TestLoad:
    def test_many_clients_some_of_which_vanish(self, make, sink, scene):
        """For the sanitizers: everything at once."""
        world = make(deadline="1s")
        postfix = world.postfix(main="default_process_limit = 60\n")
        made = [world.made(c, "x") for c in load_cases()]
        failed = []

        def work(number):
            for turn in range(4):
                to = [f"r@{d}" for d in (SIGNED, FORBIDDEN, "mx-slow.test",
                                         f"d{number}.swept.test")[:turn + 1]]
                octets = made[(number + turn) % len(made)]
                if (number + turn) % 3 == 0:
                    vanish(postfix, octets, to, (number + turn) % 5)
                    continue
                reply = postfix.deliver(octets, "a@good.test", to)
                if not reply.startswith("250"):
                    failed.append(reply)

        workers = [threading.Thread(target=work, args=(i,))
                   for i in range(12)]
        for worker in workers:
            worker.start()
        world.milter.reload()
        for worker in workers:
            worker.join()
        assert failed == []
        assert world.milter.counter("caagate_milter_messages_total") > 0
        assert world.milter.stop() == 0


def load_cases():
    from scenarios import milter as table
    return [c for c in table.SMIME][:4] + table.SERVERS[:1]


def vanish(mta, octets, to, stage):
    """A client that leaves after `stage` commands."""
    with contextlib.suppress(OSError):
        client = mta.client()
        client.ehlo()
        words = [b"MAIL FROM:<x@good.test>\r\n"]
        words += [f"RCPT TO:<{t}>\r\n".encode() for t in to]
        words += [b"DATA\r\n", octets[:2000]]
        for word in words[:stage]:
            client.send(word)
        client.sock.close()
