# SPDX-License-Identifier: BSD-2-Clause
"""caagate-milter and the two MTAs: sessions of all kinds, faults on either
side, mail that is stopped, and what Sendmail has of its own."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing.pool import ThreadPool

import pytest

from lab import disk, sendmail
from lab.authres import fields, read
from lab.caagate import SOURCE, program
from lab.mta import Mta, client_context, converse, dotted, text_reply
from lab.process import run, wait_until
from lab.syslog import Syslog
from milter_wire import offer
from milter_world import World, published
from scenarios import messages
from scenarios.messages import SIGNED

OURS = "mx.lab.test"
FORBIDDEN = "caa-forbidden.test"
BLOCKING = {"block": (FORBIDDEN,)}


@pytest.fixture(scope="module")
def make(lab, scene, resolver, sink):
    """make(**milter): a World, patience is that of a probe; all are closed at
    the end."""
    worlds = []

    def world(patience="4s", **milter):
        worlds.append(World(lab, scene, resolver, sink, milter=milter,
                            probe={"timeout": patience}))
        return worlds[-1]

    yield world
    # libmilter takes seconds to end: all at once
    with ThreadPool(len(worlds)) as pool:
        pool.map(lambda w: w.__exit__(), worlds)


@pytest.fixture(scope="module")
def calm(make):
    """A milter as installed, for tests that leave it as it is."""
    return make()


@pytest.fixture(scope="module")
def postfix(calm):
    return calm.postfix()


@pytest.fixture(scope="module")
def sm(make):
    if sendmail.missing():
        pytest.skip(sendmail.missing())
    world = make()
    mta = world.sendmail()
    mta.world = world
    return mta


@pytest.fixture(scope="module", params=["postfix", "sendmail"])
def mta(request):
    """Each of the two, with the milter on a UNIX socket."""
    return request.getfixturevalue(
        {"postfix": "postfix", "sendmail": "sm"}[request.param])


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


PKCS7 = ["Content-Type: application/pkcs7-mime; smime-type=signed-data"]

needs_mount = pytest.mark.skipif(not disk.can_mount(),
                                 reason="mounts are refused")


def plain(mark, *head, to=SIGNED):
    return "".join(line + "\r\n" for line in (
        *head, f"Subject: {mark}", f"To: r@{to}", "", "hello")).encode()


def sent(mta, sink, to=(f"r@{SIGNED}",), *head, **keywords):
    """The mail as it came to the sink."""
    mark = Mta.mark()
    reply = mta.deliver(plain(mark, *head), "a@good.test", to, **keywords)
    assert reply.startswith("250"), reply
    return sink.wait(mark)


def ours(text):
    return [f for f in fields(text) if re.match(r"mx\.lab\.test\b", f)]


def results(text):
    field, = ours(text)
    return read(field)[1]


def verdicts(text):
    return [(r.get("domain"), r.get("verdict")) for r in results(text)]


GOOD = [(SIGNED, "consistent")]


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("page", ["caagate-milter.8", "guide-milter.md"])
@pytest.mark.parametrize("name", ["postfix/milter-main.cf",
                                  "sendmail/caagate.mc"])
def test_the_manual_quotes_what_is_tested(page, name):
    assert words(published(name)) in words((SOURCE / "doc" / page).read_text())


def test_the_guide_quotes_the_submission_service():
    assert words(published("postfix/milter-submission-master.cf")) in words(
        (SOURCE / "doc/guide-milter.md").read_text())


class TestSessions:
    def test_our_field_stands_above_all_others(self, mta, sink):
        text = sent(mta, sink, (f"r@{SIGNED}",), "Received: by b; today")
        assert text.index("Authentication-Results: mx.lab.test") < text.index(
            "Received: from client.test")

    @pytest.mark.parametrize("name", [OURS, OURS.upper(), f"{OURS}.",
                                      f'"{OURS}"', f"(c) {OURS}",
                                      f"{OURS} 1"])
    def test_forged_fields_go_however_written(self, mta, sink, name):
        forged = f"Authentication-Results: {name}; x-caa=pass (forged)"
        text = sent(mta, sink, (f"r@{SIGNED}",), forged)
        assert "forged" not in text and verdicts(text) == GOOD

    def test_all_forged_fields_go_and_no_other(self, mta, sink):
        head = [line for i in range(4) for line in (
            f"Authentication-Results: {OURS}; x-caa=pass (forged {i})",
            f"Authentication-Results: other.test; dkim=pass (kept {i})")]
        text = sent(mta, sink, (f"r@{SIGNED}",), *head)
        assert "forged" not in text
        assert [f"kept {i}" in text for i in range(4)] == 4 * [True]
        assert verdicts(text) == GOOD

    def test_several_messages_of_a_session_are_told_apart(self, mta, sink):
        marks = [Mta.mark() for _ in range(3)]
        with mta.greeted() as client:
            for mark, to in zip(marks, (SIGNED, FORBIDDEN, SIGNED)):
                assert converse(client, plain(mark, to=to), "a@good.test",
                                [f"r@{to}"]).startswith("250")
        found = [verdicts(sink.wait(mark)) for mark in marks]
        assert found == [GOOD, [(FORBIDDEN, "inconsistent-now")], GOOD]

    def test_commands_in_one_packet(self, mta, sink):
        mark = Mta.mark()
        with mta.greeted() as client:
            client.send(f"MAIL FROM:<a@good.test>\r\nRCPT TO:<r@{SIGNED}>\r\n"
                        f"RCPT TO:<s@{SIGNED}>\r\nDATA\r\n".encode())
            codes = [client.getreply()[0] for _ in range(4)]
            client.send(dotted(plain(mark)) + b"QUIT\r\n")
            assert client.getreply()[0] == 250
        assert codes == [250, 250, 250, 354]
        assert verdicts(sink.wait(mark)) == GOOD

    @needs_mount
    @pytest.mark.parametrize("name", ["postfix", "sendmail"])
    def test_libmilter_has_nothing_to_say(self, make, sink, name, tmp_path):
        world = make()
        with contextlib.closing(Syslog(tmp_path)) as syslog:
            world.milter.wrapper = syslog.wrapper
            mta = mta_of(world, name)
            for head in [], PKCS7:
                assert verdicts(sent(mta, sink, (f"r@{SIGNED}",), *head))
            with mta.greeted() as client:
                client.docmd("MAIL", "FROM:<x@good.test>")
                client.docmd("RSET")
                client.docmd("NOOP")
                client.docmd("X-CAAGATE")
            assert syslog.lines() == []
            run("logger", "-u", tmp_path / "log", "heard")
            assert "heard" in syslog.lines()[0]

    def test_what_is_taken_back_leaves_nothing_behind(self, mta, sink):
        mark = Mta.mark()
        with mta.greeted() as client:
            client.docmd("MAIL", "FROM:<x@good.test>")
            client.docmd("RCPT", f"TO:<r@{FORBIDDEN}>")
            client.docmd("RSET")
            assert converse(client, plain(mark), "a@good.test",
                            [f"r@{SIGNED}"]).startswith("250")
        assert verdicts(sink.wait(mark)) == GOOD

    def test_clients_that_vanish_at_each_stage_harm_nobody(self, mta, sink):
        words = [f"MAIL FROM:<x@good.test>\r\n", f"RCPT TO:<r@{SIGNED}>\r\n",
                 "DATA\r\n", "Subject: half\r\n", "\r\nbody\r\n"]
        for count in range(len(words) + 1):
            with contextlib.suppress(OSError):
                client = mta.client()
                client.ehlo()
                for word in words[:count]:
                    client.send(word.encode())
                client.sock.close()
        assert verdicts(sent(mta, sink)) == GOOD

    def test_a_refused_recipient_is_not_told_of(self, make, sink):
        world = make()
        postfix = world.postfix(main="smtpd_recipient_restrictions = "
                                f"check_recipient_access inline:{{{FORBIDDEN}"
                                "=REJECT}\n")
        mark = Mta.mark()
        with postfix.greeted() as client:
            client.docmd("MAIL", "FROM:<a@good.test>")
            assert client.docmd("RCPT", f"TO:<r@{FORBIDDEN}>")[0] == 554
            client.docmd("RCPT", f"TO:<r@{SIGNED}>")
            client.docmd("DATA")
            client.send(dotted(plain(mark)))
            assert client.getreply()[0] == 250
        assert verdicts(sink.wait(mark)) == GOOD


class TestPostfix:
    def test_the_line_of_the_log_has_all_that_was_found(self, calm, postfix,
                                                        sink):
        text = sent(postfix, sink, (f"r@{SIGNED}", f"r@{FORBIDDEN}"))
        queue_id = re.search(r"\(Postfix\) with ESMTP id (\w+)", text).group(1)
        line = calm.milter.wait_line(re.escape(queue_id))
        for part in ("verdict=inconsistent-now", "reply=accept",
                     "recipients=2", "domains=2", 'sender="a@good.test"',
                     f"tls=consistent domain={SIGNED} host=mx.{SIGNED} "
                     "issuer=alpha-ca.example",
                     f"tls=inconsistent-now domain={FORBIDDEN} "
                     f"host=mx.{FORBIDDEN} issuer=beta-ca.example"):
            assert part in line, line

    def test_mail_of_the_sendmail_command_too(self, postfix, sink):
        mark = Mta.mark()
        subprocess.run(
            ["sendmail", "-C", postfix.config, "-f", "a@good.test",
             f"r@{SIGNED}"], input=plain(mark).replace(b"\r\n", b"\n"),
            check=True, timeout=30)
        assert verdicts(sink.wait(mark)) == GOOD

    def test_a_chrooted_submission_service(self, make, sink):
        world = make()
        postfix = world.postfix(
            submission=published("postfix/milter-submission-master.cf"))
        assert verdicts(sent(postfix, sink,
                             port=postfix.submission_port)) == GOOD
        assert ours(sent(postfix, sink)) == []

    def test_over_tcp(self, make, sink):
        world = make()
        postfix = world.postfix(tcp=True)
        assert verdicts(sent(postfix, sink)) == GOOD

    def test_what_is_known_costs_no_probe(self, calm, postfix, sink, scene):
        sent(postfix, sink)
        scene.mail.forget()
        asked = calm.tap.count(SIGNED, "MX")
        sent(postfix, sink)
        assert calm.tap.count(SIGNED, "MX") == asked
        assert scene.mail.seen(scene.addresses[SIGNED, "mx"][0]) == []

    def test_a_blind_copy_is_not_given_away(self, postfix, calm, sink):
        mark = Mta.mark()
        reply = postfix.deliver(plain(mark, to=SIGNED), "a@good.test",
                                [f"r@{SIGNED}", f"hidden@{FORBIDDEN}"])
        assert reply.startswith("250")
        text = sink.wait(mark)
        assert verdicts(text) == GOOD
        assert FORBIDDEN not in "".join(fields(text))
        calm.milter.wait_line(f"domain={FORBIDDEN}")

    def test_a_thousand_recipients(self, make, sink):
        world = make()
        postfix = world.postfix()
        mark = Mta.mark()
        reply = postfix.deliver(plain(mark), "a@good.test", [
            f"r{i}@{SIGNED}" for i in range(900)])
        assert reply.startswith("250")
        assert verdicts(sink.wait(mark)) == GOOD

    def test_hundreds_of_domains_are_bounded(self, make, sink):
        world = make(deadline="2s")
        postfix = world.postfix()
        mark = Mta.mark()
        to = [f"r@d{i}.swept.test" for i in range(300)]
        reply = postfix.deliver(plain(mark, f"Cc: {', '.join(to)}"),
                                "a@good.test", to)
        assert reply.startswith("250")
        field, = ours(sink.wait(mark))
        assert "left out" in field and len(read(field)[1]) <= 40
        assert "left_out=200" in world.milter.wait_line("recipients=300")


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
        reply, _ = postfix.send("a@good.test")
        assert reply.startswith("451 4.7.1"), reply

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


def mta_of(world, name):
    if name == "postfix":
        return world.postfix()
    if sendmail.missing():
        pytest.skip(sendmail.missing())
    return world.sendmail()


class TestSendmail:
    def test_a_slow_domain_survives_by_progress(self, make, sink):
        """Sendmail waits R for each reply, and here we take longer."""
        if sendmail.missing():
            pytest.skip(sendmail.missing())
        world = make(patience="30s", deadline="9s")
        mta = world.sendmail(replace=("R:10s", "R:6s"))
        text = sent(mta, sink, ("r@mx-slow.test",))
        assert verdicts(text) == [("mx-slow.test", "unfinished")]

    def test_over_tcp(self, make, sink):
        if sendmail.missing():
            pytest.skip(sendmail.missing())
        assert verdicts(sent(make().sendmail(tcp=True), sink)) == GOOD


    @pytest.mark.parametrize("mode, seen", [(0o750, 1), (0o770, 0)])
    def test_a_folder_that_others_write_to_is_passed_over(self, sm, sink,
                                                          mode, seen):
        """Whose it is matters not; mail passes either way."""
        folder = sm.world.milter.folder
        before = folder.stat().st_mode & 0o777
        for path in (folder, folder / "milter"):
            shutil.chown(path, "nobody", "mail")
        folder.chmod(mode)
        try:
            assert len(ours(sent(sm, sink))) == seen
        finally:
            folder.chmod(before)


class TestClients:
    """The certificate of who connects."""

    @pytest.mark.parametrize("ca, verdict", [
        ("alpha", "consistent-weak"), ("beta", "inconsistent-now")])
    def test_a_trusted_one_is_compared_with_the_recipients_caa(
            self, mta, sink, scene, ca, verdict):
        leaf = scene.cas[ca].issue("client.test", purpose="client")
        text = sent(mta, sink, tls=client_context(leaf))
        found = [r for r in results(text) if r.get("scope") == "client"]
        assert [(r.get("domain"), r.get("verdict")) for r in found] == [
            (SIGNED, verdict)]

    @pytest.mark.parametrize("own", [True, False])
    def test_of_no_other_is_anything_said(self, mta, sink, scene, own):
        leaf = scene.cas["alpha"].issue(
            "client.test", purpose="client",
            signed_by="self") if own else None
        text = sent(mta, sink, tls=client_context(leaf))
        assert verdicts(text) == GOOD


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


def test_an_operators_whole_path(make, sink):
    """The commands of the guide: settings checked, the milter started, one
    line in main.cf, and the CA of each recipient's servers is seen."""
    world = make()
    postfix = world.postfix()
    checked = run(program("caagate-milter"), "-t", "-c", world.milter.conf,
                  check=False)
    assert checked.returncode == 0, checked.stderr
    text = sent(postfix, sink, (f"r@{SIGNED}", f"r@{FORBIDDEN}"),
                f"Cc: r@{FORBIDDEN}")
    assert verdicts(text) == GOOD + [(FORBIDDEN, "inconsistent-now")]
    assert world.milter.counter("caagate_milter_messages_total") == 1
