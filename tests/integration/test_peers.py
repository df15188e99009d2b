# SPDX-License-Identifier: BSD-2-Clause
"""What caagate says of a host, beside what posttls-finger, openssl and dig
say of the same one."""

import base64
import json
import re

import pytest

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from lab.ca import PEM
from lab.caagate import caagate, caagate_json
from lab.process import run


def seen(scene, resolver, domain):
    """The SMTP probe of the host in saved evidence."""
    saved = scene.folder / f"peer-{domain}.json"
    caagate("check", domain, "--config", scene.conf, "--save", saved,
            resolver=resolver.server)
    evidence = json.loads(saved.read_text())
    return next(p for p in evidence["probes"]
                if p["target"] == f"smtp://mx.{domain}")


def chain_of(probe):
    return [x509.load_der_x509_certificate(base64.b64decode(certificate))
            for certificate in probe["chain"]]


def pem_chain(text):
    return [x509.load_pem_x509_certificate(pem.encode()) for pem in re.findall(
        "-----BEGIN.*?-----END CERTIFICATE-----", text, re.S)]


@pytest.mark.parametrize("name", ["sound", "good-postfix", "mx-expired",
                                  "mx-self-signed", "mx-incomplete"])
def test_the_certificate_is_the_one_that_postfix_sees(scene, resolver, name):
    domain = f"{name}.test"
    chain = chain_of(seen(scene, resolver, domain))
    text = scene.posttls_finger(domain)
    found = re.search(r" fingerprint=([0-9A-F:]{95})", text)
    assert found, text
    leaf = chain[0]
    assert found[1].replace(":", "").lower() == leaf.fingerprint(
        hashes.SHA256()).hex()
    assert leaf.fingerprint(hashes.SHA256()).hex() == scene.leaves[
        domain, "mx"].fingerprint()
    shown = s_client_chain(scene, domain)
    assert [c.serial_number for c in chain] == [c.serial_number
                                                for c in shown]


def s_client_chain(scene, domain):
    done = run("timeout", "10", "openssl", "s_client", "-connect",
               f"{scene.addresses[domain, 'mx'][0]}:25", "-starttls", "smtp",
               "-servername", f"mx.{domain}", "-showcerts", check=False)
    return pem_chain(done.stdout)


@pytest.mark.parametrize("name, verified", [("sound", True),
                                            ("mx-expired", False),
                                            ("mx-self-signed", False),
                                            ("mx-incomplete", False),
                                            ("mx-wrong-name", False)])
def test_postfix_trusts_what_sts_13_passes(scene, resolver, name, verified):
    """Postfix as a client that demands what MTA-STS demands."""
    domain = f"{name}.test"
    text = scene.posttls_finger(domain, "-l", "secure", "-F", scene.roots)
    assert ("Verified TLS connection" in text) == verified, text
    _, result = caagate_json("check", domain, "--config", scene.conf,
                             resolver=resolver.server)
    results = {f["result"] for f in result["findings"]
               if f["id"] == "STS-13" and f["subject"] == f"mx.{domain}"}
    assert (results == {"pass"}) == verified


@pytest.mark.parametrize("name", ["dane-good", "dane-mismatch",
                                  "dane-rollover", "dane-ta"])
def test_tlsa_is_what_dig_says_and_matches_what_is_presented(
        scene, resolver, name):
    domain = f"{name}.test"
    asked = f"_25._tcp.mx.{domain}"
    short = run("dig", f"@{resolver.address}", "+short", asked,
                "TLSA").stdout.splitlines()
    dig = {tuple(line.replace(" ", "").lower() for line in short)}
    saved = scene.folder / f"peer-{domain}.json"
    _, result = caagate_json("check", domain, "--config", scene.conf,
                             "--save", saved, resolver=resolver.server)
    answer = next(a for a in json.loads(saved.read_text())["answers"]
                  if a["name"] == asked and a["type"] == "TLSA")
    ours = {tuple(r.replace(" ", "").lower() for r in answer["records"])}
    assert set(*ours) == set(*dig)
    matching = any(f["result"] == "pass" for f in result["findings"]
                   if f["id"] == "DANE-01")
    assert matching == any_match(scene, domain, *dig)


def any_match(scene, domain, records):
    """By openssl: does the key of the leaf, or of its CA, stand there?"""
    leaf = scene.leaves[domain, "mx"]
    above = scene.folder / "above.pem"
    above.write_bytes(leaf.above.public_bytes(PEM))
    found = {usage + "11" + key_digest(path)
             for usage, path in (("3", leaf.certificate), ("2", above))}
    return bool(found & set(records))


def key_digest(path):
    done = run("sh", "-c", f"openssl x509 -in {path} -noout -pubkey | "
               "openssl pkey -pubin -outform DER | openssl dgst -sha256")
    return done.stdout.split()[-1]
