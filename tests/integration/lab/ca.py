# SPDX-License-Identifier: BSD-2-Clause
"""Certification authorities of the lab's own, and what they issue."""

import csv
import datetime
import hashlib
import itertools

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .caagate import SOURCE

DAY = datetime.timedelta(days=1)
PEM = serialization.Encoding.PEM
DER = serialization.Encoding.DER
PURPOSES = {"server": ExtendedKeyUsageOID.SERVER_AUTH,
            "client": ExtendedKeyUsageOID.CLIENT_AUTH,
            "mail": ExtendedKeyUsageOID.EMAIL_PROTECTION}
SMTP_UTF8_MAILBOX = x509.ObjectIdentifier("1.3.6.1.5.5.7.8.9")


def now():
    now = datetime.datetime.now(datetime.timezone.utc)
    return now.replace(tzinfo=None, microsecond=0)


def distinguished(common, organization="Lab"):
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
        x509.NameAttribute(NameOID.COMMON_NAME, common)])


def spki(certificate):
    return certificate.public_key().public_bytes(
        DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def private_pem(key):
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def association(certificate, selector, matching):
    """The data of a TLSA record for this certificate, in hexadecimal."""
    octets = spki(certificate) if selector else certificate.public_bytes(DER)
    if matching:
        octets = hashlib.new({1: "sha256", 2: "sha512"}[matching],
                             octets).digest()
    return octets.hex()


class Leaf:
    """A certificate with the chain that is sent along, in files."""

    def __init__(self, base, certificate, key, above):
        self.x509 = certificate
        self.above = above      # issuer's certificate, or None
        self.certificate = base.with_suffix(".pem")
        self.chain = base.with_suffix(".chain")
        self.key = base.with_suffix(".key")
        self.combined = base.with_suffix(".all")
        sent = [certificate] + ([above] if above else [])
        chain = b"".join(c.public_bytes(PEM) for c in sent)
        self.certificate.write_bytes(certificate.public_bytes(PEM))
        self.chain.write_bytes(chain)
        self.key.write_bytes(private_pem(key))
        self.combined.write_bytes(private_pem(key) + chain)

    def fingerprint(self):
        return self.x509.fingerprint(hashes.SHA256()).hex()


class CertificateAuthority:
    """A root, its intermediate, and leaves that the latter issues."""

    def __init__(self, folder, name="Lab", identifiers=()):
        """identifiers: the CAA issuer domain names that it recognises."""
        self.folder = folder
        self.name = name
        self.identifiers = tuple(identifiers)
        self._numbers = itertools.count(1)
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._sub_key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._authority(f"{name} Root", self._root_key, None)
        self.sub = self._authority(f"{name} Sub", self._sub_key, self.root)
        self.certificate = folder / "ca.pem"
        self.certificate.write_bytes(self.root.public_bytes(PEM))

    def _authority(self, common, key, above):
        subject = distinguished(common)
        builder = self._begin(subject, above.subject if above else subject,
                              key, now() - 400 * DAY, now() + 3000 * DAY)
        builder = builder.add_extension(
            x509.BasicConstraints(ca=True, path_length=None), True)
        builder = builder.add_extension(usage(authority=True), True)
        return builder.sign(self._root_key, hashes.SHA256())

    def _begin(self, subject, issuer, key, start, end):
        return x509.CertificateBuilder().subject_name(subject).issuer_name(
            issuer).public_key(key.public_key()).serial_number(
            x509.random_serial_number()).not_valid_before(
            start).not_valid_after(end).add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
            False)

    def issue(self, *names, days=90, left=60, complete=True, signed_by=None,
              purpose="server", key=None):
        """A Leaf for these names that was issued for `days`, of which `left`
        remain; complete: the intermediate is sent along; signed_by "self": by
        its own key; purpose: of PURPOSES, the names of "mail" are
        addresses."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        own = signed_by == "self"
        subject = distinguished(names[0][:64])
        issuer = subject if own else self.sub.subject
        end = now() + left * DAY
        builder = self._begin(subject, issuer, key, end - days * DAY, end)
        builder = with_names(builder, names, purpose)
        if not own:
            builder = builder.add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self.sub.public_key()), False)
        certificate = builder.sign(key if own else self._sub_key,
                                   hashes.SHA256())
        base = self.folder / f"leaf{next(self._numbers)}"
        return Leaf(base, certificate, key,
                    self.sub if complete and not own else None)

    def rows(self):
        """As rows of a CA table."""
        for kind, certificate in (("root", self.root),
                                  ("intermediate", self.sub)):
            yield {
                "ca_owner": self.name, "operator": self.name, "record": kind,
                "subject_dn": certificate.subject.rfc4514_string(),
                "issuer_dn": certificate.issuer.rfc4514_string(),
                "spki_sha256": hashlib.sha256(spki(certificate)).hexdigest(),
                "cert_sha256": certificate.fingerprint(
                    hashes.SHA256()).hex(),
                "caa_domains": ";".join(self.identifiers),
                "source": "lab"}


def usage(authority):
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=authority, crl_sign=authority, encipher_only=False,
        decipher_only=False)


def with_names(builder, names, purpose):
    names = [mailbox(n) if purpose == "mail" else x509.DNSName(n)
             for n in names]
    return builder.add_extension(
        x509.SubjectAlternativeName(names), False
    ).add_extension(
        x509.BasicConstraints(ca=False, path_length=None), True
    ).add_extension(usage(authority=False), True
                    ).add_extension(
        x509.ExtendedKeyUsage([PURPOSES[purpose]]), False)


def mailbox(address):
    """As rfc822Name, or as SmtpUTF8Mailbox (RFC 9598) where it has to be."""
    if address.isascii():
        return x509.RFC822Name(address)
    octets = address.encode()
    return x509.OtherName(SMTP_UTF8_MAILBOX,
                          bytes([0x0c, len(octets)]) + octets)


def write_table(path, authorities):
    """A CA table with the columns of the one that is installed."""
    with open(SOURCE / "conf" / "caa-identifiers.csv", newline="",
              encoding="utf-8") as shipped:
        columns = next(csv.reader(shipped))
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for authority in authorities:
            writer.writerows(authority.rows())


def write_roots(path, authorities):
    path.write_bytes(b"".join(a.root.public_bytes(PEM) for a in authorities))
