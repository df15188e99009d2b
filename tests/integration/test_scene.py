# SPDX-License-Identifier: BSD-2-Clause
"""The servers of the scenarios do what they are there for, by the word of
programs that are not ours."""

import re
import socket

import pytest

from lab.process import run

VERIFY_NAMES = {"mx-expired": "certificate has expired",
                "mx-self-signed": "self-signed certificate",
                "mx-incomplete": "unable to get local issuer certificate",
                "mx-private": "unable to get local issuer certificate",
                "mx-wrong-name": "hostname mismatch",
                "mx-postfix-expired": "certificate has expired",
                "sound": "0 (ok)", "good-postfix": "0 (ok)",
                "caa-wildcard": "0 (ok)"}


def s_client(scene, domain, host="mx", *options, port=25):
    name = f"{host}.{domain}"
    address = scene.addresses[domain, host][0]
    starttls = ["-starttls", "smtp"] if port in (25, 587) else []
    done = run("timeout", "10", "openssl", "s_client", "-connect",
               f"{address}:{port}", *starttls, "-servername", name,
               "-verify_hostname", name, "-CAfile", scene.roots, "-brief",
               *options, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name, said", VERIFY_NAMES.items())
def test_mail_hosts_present_what_they_should(scene, name, said):
    text = s_client(scene, f"{name}.test").replace(
        "Verification: OK", "0 (ok)").replace("Hostname", "hostname")
    assert said in text, text


def test_old_tls_is_spoken_where_it_should(scene):
    domain = "mx-old-tls.test"
    assert "CONNECTION ESTABLISHED" not in s_client(scene, domain)
    assert "TLSv1" in s_client(scene, domain, "mx", "-tls1", "-cipher",
                               "ALL:@SECLEVEL=0")


@pytest.mark.parametrize("host, port", [("imap", 993), ("pop", 995),
                                        ("submit", 587)])
def test_other_services_present_theirs(scene, host, port):
    assert "Verification: OK" in s_client(scene, "services.test", host,
                                          port=port)


@pytest.mark.parametrize("name, code, size", [
    ("sound", 200, 30), ("sts-404", 404, 0), ("sts-redirect", 301, 0),
    ("sts-large", 200, 10 << 20)])
def test_policy_hosts_serve_what_they_should(scene, name, code, size):
    host = f"mta-sts.{name}.test"
    done = run("curl", "-sS", "--noproxy", "*", "--cacert", scene.roots,
               "--resolve", f"{host}:443:{scene.web.address}",
               "-o", scene.folder / "fetched", "-w",
               "%{http_code} %{size_download}",
               f"https://{host}/.well-known/mta-sts.txt")
    found, fetched = done.stdout.split()
    assert int(found) == code and int(fetched) >= size


@pytest.mark.parametrize("name, code", [("sts-expired", 60),
                                        ("sts-wrong-name", 60),
                                        ("sts-self-signed", 60),
                                        ("sts-incomplete", 60),
                                        ("sts-drip", 28)])
def test_policy_hosts_fail_as_they_should(scene, name, code):
    host = f"mta-sts.{name}.test"
    done = run("curl", "-sS", "--noproxy", "*", "--cacert", scene.roots,
               "-m", "2", "--resolve", f"{host}:443:{scene.web.address}",
               f"https://{host}/.well-known/mta-sts.txt", check=False)
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize("name, said", [
    ("mx-busy", b"421 "), ("mx-no-service", b"554 "), ("mx-junk", b"\0\xff"),
    ("mx-slow", None), ("mx-drops", b""), ("mx-no-starttls", b"250 SIZE"),
    ("mx-refused", OSError)])
def test_mail_hosts_misbehave_as_they_should(scene, name, said):
    address = scene.addresses[f"{name}.test", "mx"][0]
    if said is OSError:
        with pytest.raises(OSError):
            socket.create_connection((address, 25), 1)
        return
    with socket.create_connection((address, 25), 1) as s:
        if said is None:
            with pytest.raises(TimeoutError):
                s.recv(1)
            return
        text = s.recv(4096)
        if text.startswith(b"220 "):
            s.sendall(b"EHLO client.test\r\n")
            text = b"".join(iter(lambda: s.recv(1), b"")) \
                if said == b"" else s.recv(4096)
        assert (said in text if said else not text) \
            and b"STARTTLS" not in text


def test_connections_are_counted(scene):
    scene.mail.forget()
    s_client(scene, "sound.test")
    s_client(scene, "sound.test")
    visits = scene.mail.seen(scene.good_mx)
    assert len(visits) == 2
    assert all("STARTTLS" in v.verbs and v.protocol == "TLSv1.3"
               for v in visits)


def test_every_scenario_is_in_the_dns(scene, resolver):
    for domain in ("sound.test", "dane-good.test"):
        text = resolver.ask(domain, "MX").to_text()
        assert f"mx.{domain}." in text
    reply = resolver.ask("_25._tcp.mx.dane-good.test", "TLSA").to_text()
    assert re.search(r"TLSA 3 1 1 [0-9a-f]{64}", reply)
