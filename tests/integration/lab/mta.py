# SPDX-License-Identifier: BSD-2-Clause
"""What a client says to an MTA: the same words for Postfix and Sendmail."""

import contextlib
import itertools
import os
import re
import smtplib
import ssl


def text_reply(reply):
    code, text = reply
    return f"{code} {text.decode(errors='replace')}"


def client_context(leaf=None):
    """TLS of a client that takes any server, with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if leaf is not None:
        context.load_cert_chain(leaf.chain, leaf.key)
    return context


class Mta:
    """Something that listens on a port of 127.0.0.1."""

    _marks = itertools.count(1)

    def __init__(self, port):
        self.port = port

    @classmethod
    def mark(cls):
        """A word that no other mail has."""
        return f"mark-{os.getpid()}-{next(cls._marks)}-end"

    def client(self, port=None, timeout=40):
        return smtplib.SMTP("127.0.0.1", port or self.port, "client.test",
                            timeout=timeout)

    @contextlib.contextmanager
    def greeted(self, tls=None, port=None):
        """A client after EHLO; tls: an SSLContext to begin TLS with."""
        with self.client(port) as client:
            client.ehlo()
            if tls is not None:
                client.starttls(context=tls)
                client.ehlo()
            yield client

    def offer(self, sender, recipients=("r@sink.test",), port=None):
        """MAIL and RCPTs of one session: the replies to RCPT."""
        with self.greeted(port=port) as client:
            option = ""
            if not sender.isascii():
                client.command_encoding = "utf-8"
                option = " SMTPUTF8"
            client.docmd("MAIL", f"FROM:<{sender}>{option}")
            return [text_reply(client.docmd("RCPT", f"TO:<{r}>"))
                    for r in recipients]

    def send(self, sender, recipients=("r@sink.test",), port=None):
        """A whole message; returns (reply, mark to look for in the sink)."""
        mark = self.mark()
        return self.deliver(
            f"From: <{sender}>\r\nSubject: {mark}\r\n\r\n{mark}\r\n".encode(),
            sender, recipients, port=port), mark

    def deliver(self, message, sender, recipients, tls=None, port=None):
        """These octets as they are; the last reply, or the first refusal."""
        with self.greeted(tls, port) as client:
            return converse(client, message, sender, recipients)


def dotted(message):
    """As it is sent after DATA."""
    return (re.sub(rb"(?m)^\.", b"..", message)
            + (b"" if message.endswith(b"\n") else b"\r\n") + b".\r\n")


def converse(client, message, sender, recipients):
    """One message of a session: its last reply, or the first refusal."""
    reply = text_reply(client.docmd("MAIL", f"FROM:<{sender}>"))
    for recipient in recipients:
        if not reply.startswith("2"):
            return reply
        reply = text_reply(client.docmd("RCPT", f"TO:<{recipient}>"))
    if not reply.startswith("2"):
        return reply
    reply = text_reply(client.docmd("DATA"))
    if not reply.startswith("354"):
        return reply
    client.send(dotted(message))
    return text_reply(client.getreply())
