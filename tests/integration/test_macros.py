# SPDX-License-Identifier: BSD-2-Clause
"""What Postfix and Sendmail tell a milter of TLS and of a message: the facts
that caagate-milter's reading of macros rests on."""

import dataclasses

import pytest

from lab.ca import write_roots
from lab.milter_spy import MilterSpy
from lab.mta import client_context
from lab import sendmail

NAMES = ("i j {tls_version} {cipher} {cert_subject} {cert_issuer} "
         "{cn_subject} {cn_issuer} {verify} {rcpt_host} {rcpt_mailer} "
         "{auth_authen} {client_addr}")
CERTIFICATE = {"{cert_subject}", "{cert_issuer}", "{cn_subject}",
               "{cn_issuer}"}
MESSAGE = b"Subject: x\r\n\r\nhello\r\n"


@dataclasses.dataclass
class Asked:
    """An MTA, and the spy that it asks."""

    mta: object
    spy: MilterSpy
    leaves: dict

    def send(self, leaf=None, recipients=("r@sink.test",)):
        self.spy.sessions.clear()
        tls = leaf and client_context(self.leaves.get(leaf))
        reply = self.mta.deliver(MESSAGE, "a@good.test", recipients, tls)
        assert reply.startswith("250"), reply

    def macros(self, command):
        return self.spy.macros(command)


@pytest.fixture(scope="module")
def leaves(lab):
    ca = lab.ca("Alpha & Söhne", ["alpha-ca.example"])
    write_roots(ca.folder / "roots.pem", [ca])
    return {"roots": ca.folder / "roots.pem",
            "server": ca.issue("mx.lab.test"),
            "trusted": ca.issue("client.test", purpose="client"),
            "server only": ca.issue("client.test"),
            "self-signed": ca.issue("client.test", purpose="client",
                                    signed_by="self")}


def asking(lab, sink, leaves, name, want):
    spy = MilterSpy(want)
    if name == "sendmail":
        if sendmail.missing():
            pytest.skip(sendmail.missing())
        mta = lab.sendmail(
            sink, leaves["server"], leaves["roots"],
            f"INPUT_MAIL_FILTER(`spy', `S=inet:{spy.port}@127.0.0.1, "
            "T=C:10s;S:10s;R:10s;E:5m')dnl")
    else:
        mta = lab.postfix(
            sink, f"smtpd_milters = inet:127.0.0.1:{spy.port}\n"
            "smtpd_tls_security_level = may\n"
            "smtpd_tls_ask_ccert = yes\n"
            f"smtpd_tls_chain_files = {leaves['server'].combined}\n"
            f"smtpd_tls_CAfile = {leaves['roots']}\n")
    return Asked(mta.start(), spy, leaves)


@pytest.fixture(scope="module")
def postfix(lab, sink, leaves):
    return asking(lab, sink, leaves, "postfix", {s: NAMES for s in "MRNE"})


@pytest.fixture(scope="module")
def sm(lab, sink, leaves):
    return asking(lab, sink, leaves, "sendmail", {s: NAMES for s in "MRNE"})


class TestPostfix:
    def test_a_trusted_certificate_is_told_by_its_common_names(self,
                                                               postfix):
        postfix.send("trusted")
        for command in "MR":
            macros = postfix.macros(command)
            assert macros["{cert_subject}"] == "client.test"
            assert macros["{cert_issuer}"] == "Alpha & Söhne Sub"
            assert macros["{tls_version}"] == "TLSv1.3"
            assert not {"{verify}", "{cn_subject}", "{cn_issuer}"} & set(
                macros)

    @pytest.mark.parametrize("leaf", ["self-signed", "server only", "none"])
    def test_of_any_other_nothing_is_told(self, postfix, leaf):
        postfix.send(leaf)
        for command in "MR":
            assert not CERTIFICATE & set(postfix.macros(command))
            assert "{tls_version}" in postfix.macros(command)

    def test_content_comes_without_what_is_known_of_the_client(self,
                                                               postfix):
        postfix.send("trusted")
        for command in "NE":
            assert not CERTIFICATE & set(postfix.macros(command))
            assert "{tls_version}" not in postfix.macros(command)
            assert postfix.macros(command)["i"]

    def test_the_queue_id_comes_with_the_second_recipient(self, postfix):
        postfix.send(recipients=["r@sink.test", "s@sink.test"])
        first, second = postfix.spy.events("R")
        assert "i" not in postfix.macros("M") and "i" not in first.macros
        assert second.macros["i"] == postfix.macros("E")["i"]

    def test_the_greeting_before_tls_is_taken_back(self, postfix):
        postfix.send("trusted")
        assert [e.command for e in postfix.spy.sessions[0]][:5] == list(
            "OCHAH")

    def test_the_next_hop_has_no_final_dot(self, postfix):
        postfix.send()
        assert not postfix.macros("R")["{rcpt_host}"].endswith(".")


class TestSendmail:
    @pytest.mark.parametrize("leaf, verify", [
        ("trusted", "OK"), ("self-signed", "FAIL"), ("server only", "FAIL")])
    def test_each_certificate_is_told_and_whether_it_verified(self, sm, leaf,
                                                              verify):
        sm.send(leaf)
        for command in "MRNE":
            assert sm.macros(command)["{verify}"] == verify
            assert sm.macros(command)["{cn_subject}"] == "client.test"

    def test_names_are_whole_in_one_line_and_xtext(self, sm):
        sm.send("trusted")
        macros = sm.macros("M")
        assert macros["{cert_subject}"] == "/O=Lab/CN=client.test"
        assert macros["{cert_issuer}"] == (
            "/O=Lab/CN=Alpha+20&+20S+5CxC3+5CxB6hne+20Sub")
        assert macros["{cn_issuer}"] == "Alpha+20&+20S+C3+B6hne+20Sub"

    def test_the_self_signed_one_names_any_issuer(self, sm):
        sm.send("self-signed")
        assert sm.macros("M")["{cn_issuer}"] == "client.test"

    @pytest.mark.parametrize("leaf, verify", [("none", "NO"),
                                              (None, "NONE")])
    def test_without_a_certificate_it_says_why(self, sm, leaf, verify):
        sm.send(leaf)
        assert sm.macros("M").get("{verify}", "NONE") == verify

    def test_the_queue_id_is_there_from_the_sender_on(self, sm):
        sm.send()
        assert sm.macros("M")["i"] == sm.macros("E")["i"]

    def test_the_greeting_before_tls_is_not_taken_back(self, sm):
        sm.send("trusted")
        assert [e.command for e in sm.spy.sessions[0]][:4] == list("OCHH")

    def test_by_default_verify_is_not_told(self, lab, sink, leaves):
        asked = asking(lab, sink, leaves, "sendmail", {})
        asked.send("trusted")
        macros = asked.macros("H")
        assert {"{cert_subject}", "{cert_issuer}"} <= set(macros)
        assert "{verify}" not in macros
        asked.mta.stop()
