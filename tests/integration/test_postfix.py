# SPDX-License-Identifier: BSD-2-Clause
"""Mail through a real Postfix, configured by the snippets of conf/postfix."""

import re
import signal
import time

import pytest

from lab.caagate import SOURCE

SNIPPETS = SOURCE / "conf" / "postfix"
DOMAINS = ["good.test", "critical.test", "malformed.test", "bogus.test",
           "twomx.test", "hosted.test", "bücher.test"]


def snippet(name):
    return (SNIPPETS / name).read_text()


class Setup:
    """A Postfix and the policy server that it asks."""

    def __init__(self, lab, resolver, sink, main, submission=None, tcp=False,
                 **settings):
        self.tap = lab.tap(resolver)
        self.policyd = lab.policyd(self.tap.server, DOMAINS, **settings)
        if tcp:
            main = main.replace(":10050", f":{self.policyd.port}")
        self.postfix = lab.postfix(sink, main, submission)
        if not tcp:
            folder = self.postfix.spool / "caagate"
            folder.mkdir(parents=True)
            self.policyd.listen = [f"unix:{folder}/policy"]
            self.policyd.settings["policy"] = {
                **self.policyd.settings.get("policy", {}),
                "socket_group": "postfix", "socket_mode": "0660"}
        self.policyd.start()
        self.postfix.start()
        self.port = (self.postfix.submission_port if submission
                     else self.postfix.port)

    def send(self, sender, recipients=("r@sink.test",)):
        return self.postfix.send(sender, recipients, self.port)

    def offer(self, sender, recipients=("r@sink.test",)):
        return self.postfix.offer(sender, recipients, self.port)


@pytest.fixture(scope="module", params=["submission", "recipient", "tcp"])
def setup(request, lab, resolver, sink):
    """Each way of the README to ask the policy server."""
    main = snippet(f"{request.param}-main.cf")
    submission = (snippet("submission-master.cf")
                  if request.param == "submission" else None)
    return Setup(lab, resolver, sink, main, submission,
                 tcp=request.param == "tcp")


@pytest.mark.parametrize("address, code", [("127.0.0.1", "554 5.7.1"),
                                           ("192.0.2.9", "250")])
def test_one_client_only_may_be_gated(lab, resolver, sink, address, code):
    main = snippet("client-main.cf").replace("192.0.2.9", address)
    setup = Setup(lab, resolver, sink, main)
    assert setup.offer("a@critical.test")[0].startswith(code)
    assert setup.offer("a@good.test")[0].startswith("250")


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["submission-main.cf", "recipient-main.cf",
                                  "submission-master.cf"])
def test_the_readme_quotes_what_is_tested(name):
    assert words(snippet(name)) in words((SOURCE / "README.md").read_text())


@pytest.mark.parametrize("name", ["submission-main.cf", "recipient-main.cf",
                                  "submission-master.cf", "client-main.cf"])
def test_the_guide_quotes_what_is_tested(name):
    guide = SOURCE / "doc" / "guide-enforcing.md"
    assert words(snippet(name)) in words(guide.read_text())


def test_mail_of_a_good_domain_reaches_the_sink(setup, sink):
    reply, mark = setup.send("a@good.test")
    assert reply.startswith("250 2.0.0")
    assert mark in sink.wait(mark)


@pytest.mark.parametrize("domain, rule", [("critical.test", "CAA-08"),
                                          ("malformed.test", "CAA-04"),
                                          ("twomx.test", "mx2.twomx.test")])
def test_mail_of_a_broken_domain_is_refused(setup, sink, domain, rule):
    reply, mark = setup.send(f"a@{domain}")
    assert reply.startswith("554 5.7.1")
    assert rule in reply and "https://help.example/caa" in reply
    setup.postfix.wait_log(rf"reject: RCPT from .*554 5\.7\.1 .*{rule}")
    assert sink.find(mark) is None


def test_mail_of_a_bogus_domain_is_deferred(setup):
    reply, _ = setup.send("a@bogus.test")
    assert reply.startswith("450 4.7.1")
    assert "CAA-22" in reply


@pytest.mark.parametrize("sender", [
    "", "nodomain", "x@[192.0.2.1]", "a@elsewhere.test", "a@hosted.test",
    "a@good.test.", "GOOD@GOOD.Test"])
def test_senders_that_pass_pass(setup, sender):
    assert setup.offer(sender)[0].startswith("250")


@pytest.mark.parametrize("sender", [
    "a@CRITICAL.Test", "a@b@critical.test", '"a b"@critical.test',
    "ü@bücher.test", "@relay.test:a@critical.test"])
def test_senders_of_broken_domains_are_refused_however_written(setup, sender):
    assert setup.offer(sender)[0].startswith("554 5.7.1")


def test_many_recipients_are_one_verification(setup):
    replies = setup.offer("a@critical.test",
                          [f"r{i}@sink.test" for i in range(10)])
    asked = setup.tap.count("critical.test", "MX")
    assert all(r.startswith("554 5.7.1") for r in replies)
    assert asked <= 1


def test_several_messages_in_one_session_are_judged_apart(setup):
    with setup.postfix.client(setup.port) as client:
        client.ehlo()
        for sender, code in (("a@good.test", 250), ("a@critical.test", 554),
                             ("a@good.test", 250)):
            client.docmd("MAIL", f"FROM:<{sender}>")
            assert client.docmd("RCPT", "TO:<r@sink.test>")[0] == code
            client.docmd("RSET")


class TestFaults:
    """The policy server dies, or does not know."""

    def test_a_dead_policy_server_fails_open_as_published(self, lab, resolver,
                                                          sink):
        setup = Setup(lab, resolver, sink, snippet("recipient-main.cf"))
        setup.policyd.stop(signal.SIGKILL)
        start = time.monotonic()
        reply, mark = setup.send("a@critical.test")
        assert reply.startswith("250")
        assert time.monotonic() - start < 8
        assert sink.wait(mark)

    def test_without_default_action_it_is_postfixs_own_451(self, lab,
                                                           resolver, sink):
        main = re.sub(r"default_action=\w+,?", "",
                      snippet("recipient-main.cf"))
        setup = Setup(lab, resolver, sink, main)
        assert setup.offer("a@good.test")[0].startswith("250")
        setup.policyd.stop(signal.SIGKILL)
        assert setup.offer("a@good.test")[0].startswith("451 4.3.5")
        setup.policyd.start()
        assert setup.offer("a@good.test")[0].startswith("250")
        assert setup.offer("a@critical.test")[0].startswith("554 5.7.1")

    @pytest.mark.parametrize("action, code", [("permit", "250"),
                                              ("defer", "450 4.7.1")])
    def test_servfail_does_as_on_unknown_says(self, lab, resolver, sink,
                                              action, code):
        setup = Setup(lab, resolver, sink, snippet("recipient-main.cf"),
                      gate={"on_unknown": action})
        setup.tap.misbehave("servfail")
        assert setup.offer("a@good.test")[0].startswith(code)
        setup.policyd.process.wait_log(re.compile("unknown"))

    def test_as_installed_mail_passes_and_the_log_tells(self, lab, resolver,
                                                        sink):
        setup = Setup(lab, resolver, sink, snippet("recipient-main.cf"),
                      gate={"enforce": False})
        reply, mark = setup.send("a@critical.test")
        assert reply.startswith("250") and sink.wait(mark)
        setup.policyd.process.wait_log(re.compile("would=reject"))

    def test_a_restart_within_a_session_is_bridged(self, lab, resolver,
                                                   sink):
        setup = Setup(lab, resolver, sink, snippet("recipient-main.cf"))
        with setup.postfix.client() as client:
            client.ehlo()
            client.docmd("MAIL", "FROM:<a@critical.test>")
            assert client.docmd("RCPT", "TO:<r@sink.test>")[0] == 554
            setup.policyd.stop()
            setup.policyd.start()
            assert client.docmd("RCPT", "TO:<s@sink.test>")[0] == 554
