# SPDX-License-Identifier: BSD-2-Clause
"""Mail through a real Postfix that asks caagate-milter."""

import re
import time

import pytest

from lab.caagate import SOURCE
from lab.net import free_port

SNIPPET = (SOURCE / "conf" / "postfix" / "milter-main.cf").read_text()
FIELD = "Authentication-Results: mx.lab.test"


class Front:
    """A Postfix and the milter before it."""

    def __init__(self, lab, resolver, sink, **settings):
        self.tap = lab.tap(resolver)
        self.postfix = lab.postfix(sink, SNIPPET)
        folder = self.postfix.spool / "caagate"
        folder.mkdir(parents=True)
        milter = {"socket_group": "postfix", **settings.pop("milter", {})}
        self.milter = lab.milter(self.tap.server, f"unix:{folder}/milter",
                                 milter=milter, **settings).start()
        self.postfix.start()

    def deliver(self, sink, message, sender="a@good.test",
                recipients=("r@sink.test",)):
        """Send it as it stands; returns what the sink has."""
        mark = f"mark-{id(message)}-{len(message)}-end"
        with self.postfix.client() as client:
            refused = client.sendmail(sender, recipients,
                                      message + f"\r\n{mark}\r\n")
        assert not refused
        return sink.wait(mark)


@pytest.fixture(scope="module")
def front(lab, resolver, sink):
    return Front(lab, resolver, sink)


def test_a_message_gains_one_field_on_top(front, sink):
    mail = front.deliver(sink, "From: a@good.test\r\nSubject: x\r\n\r\nhi")
    assert mail.count(FIELD) == 1
    assert mail.index(FIELD) < mail.index("Received: from client.test")


def test_fields_that_claim_our_name_are_removed_and_others_stay(front, sink):
    forged = ["mx.lab.test; dkim=pass", '(x) "MX.Lab.Test" 1; spf=pass',
              "other.test; dkim=pass", "mx.lab.test.; dmarc=pass",
              "\r\n mx.lab.test; x-caa=pass"]
    mail = front.deliver(sink, "".join(
        f"Authentication-Results: {f}\r\n" for f in forged) +
        "From: a@good.test\r\n\r\nhi")
    assert len(re.findall("^Authentication-Results", mail, re.M)) == 2
    assert "other.test; dkim=pass" in mail
    assert "dkim=pass" in mail and "spf=pass" not in mail
    assert "dmarc=pass" not in mail and "x-caa=pass" not in mail


def test_one_line_is_logged_with_the_queue_id_first(front, sink):
    mail = front.deliver(sink, "Subject: logged\r\n\r\nhi")
    queue_id = re.search(r"by mx.lab.test \(Postfix\) with ESMTP id (\w+)", mail).group(1)
    assert len(re.findall(rf"info: {queue_id}: verdict=.* reply=accept ",
                          front.milter.log())) == 1


@pytest.mark.parametrize("listen", [None, "inet:127.0.0.1:{port}"])
def test_it_ends_at_once_where_nothing_is_under_way(lab, tap, listen):
    """libmilter by itself looks every 5 seconds whether it is to end: nearly
    so long it would take each time, however busy the machine is."""
    milter = lab.milter(tap.server)
    if listen is not None:
        milter.listen = listen.format(port=free_port())
    took = []
    for _ in range(3):
        milter.start()
        # the socket is there before the program is ready
        milter.process.wait_log(re.compile(
            rf"(?:info: ready(?:.|\n)*){{{len(took) + 1}}}"))
        begun = time.monotonic()
        milter.process.send_signal(15)
        assert milter.wait() == 0
        took.append(time.monotonic() - begun)
    assert min(took) < 4, took


def test_a_message_under_way_is_finished_when_the_milter_ends(lab, resolver,
                                                              sink):
    front = Front(lab, resolver, sink)
    with front.postfix.client() as client:
        client.ehlo()
        client.docmd("MAIL", "FROM:<a@good.test>")
        client.docmd("RCPT", "TO:<r@sink.test>")
        front.milter.process.send_signal(15)
        front.milter.process.wait_log(re.compile("1 messages under way"))
        assert client.data("Subject: t\r\n\r\nmark-drain-end\r\n")[0] == 250
    assert FIELD in sink.wait("mark-drain-end")
    assert front.milter.wait() == 0
