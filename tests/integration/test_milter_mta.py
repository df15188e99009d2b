# SPDX-License-Identifier: BSD-2-Clause
"""caagate-milter and the two MTAs: sessions of all kinds, and what each of the
two has of its own."""

import contextlib
import re
import shutil
import subprocess

import pytest

from lab import disk, sendmail
from lab.authres import fields, read
from lab.caagate import SOURCE, program
from lab.mta import Mta, client_context, converse, dotted
from lab.process import run
from lab.syslog import Syslog
from milter_front import (FORBIDDEN, GOOD, OURS, calm, make, mta, mta_of, ours,
                          plain, postfix, results, sent, sm, verdicts)
from milter_world import published
from scenarios.messages import SIGNED

PKCS7 = ["Content-Type: application/pkcs7-mime; smime-type=signed-data"]

needs_mount = pytest.mark.skipif(not disk.can_mount(),
                                 reason="mounts are refused")


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
