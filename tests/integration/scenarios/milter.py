# SPDX-License-Identifier: BSD-2-Clause
"""Messages, where they go, and what caagate-milter is to say of each."""

import dataclasses

from . import messages
from .messages import NOBODY, SIGNED, UNSAID


@dataclasses.dataclass(frozen=True)
class Case:
    """expect: `RESULT SCOPE VERDICT DOMAIN [NAME=VALUE]...` for each x-caa
    result, `smime RESULT` for each of that method; nothing else may be
    there."""

    name: str
    expect: tuple
    to: tuple = (SIGNED,)       # domains; with @ they are addresses
    make: object = messages.plain
    by_tls: str = ""            # whose certificate the client has

    def recipients(self):
        return [t if "@" in t else f"r@{t}" for t in self.to]

    def __str__(self):
        return self.name


def servers(scenario, *expect):
    """Plain mail to one domain of the scene."""
    domain = f"{scenario}.test"
    return Case(f"mail to {domain}", tuple(
        e.replace("DOMAIN", domain) for e in expect), (domain,))


ALPHA = "issuer=alpha-ca.example"
BETA = "issuer=beta-ca.example"
GOOD = f"pass tls consistent {SIGNED} {ALPHA}"

SERVERS = [
    servers("sound", f"pass tls consistent DOMAIN {ALPHA} sts=enforce "
            "host=mx.DOMAIN tag=issue"),
    servers("good-unsigned", f"pass tls consistent DOMAIN {ALPHA}"),
    servers("good-postfix", f"pass tls consistent DOMAIN {ALPHA}"),
    servers("good-late", f"pass tls consistent DOMAIN {ALPHA}"),
    servers("sts-testing", f"pass tls consistent DOMAIN {ALPHA} sts=testing"),
    servers("caa-none", "none tls no-policy DOMAIN"),
    servers("caa-forbidden", f"fail tls inconsistent-now DOMAIN {BETA} "
            "host=mx.DOMAIN"),
    servers("caa-nobody", f"fail tls inconsistent-now DOMAIN {ALPHA}"),
    servers("caa-wildcard", "fail tls inconsistent-now DOMAIN "
            f"{ALPHA} tag=issuewild"),
    servers("caa-critical", f"fail tls inconsistent-now DOMAIN {ALPHA}"),
    servers("guest", f"fail tls inconsistent-now DOMAIN {ALPHA} "
            "host=mx.elsewhere.test"),
    servers("mx-private", "neutral tls unknown-issuer DOMAIN"),
    servers("mx-self-signed", "neutral tls not-applicable DOMAIN"),
    servers("mx-expired", f"pass tls consistent DOMAIN {ALPHA}"),
    servers("mx-incomplete", "neutral tls unknown-issuer DOMAIN"),
    servers("mx-no-starttls", "none tls nothing-seen DOMAIN"),
    servers("mx-refuses-tls", "none tls nothing-seen DOMAIN"),
    servers("mx-refused", "none tls nothing-seen DOMAIN"),
    servers("mx-busy", "none tls nothing-seen DOMAIN"),
    servers("mx-junk", "none tls nothing-seen DOMAIN"),
    servers("mx-endless", "none tls nothing-seen DOMAIN"),
    servers("mx-private-address", "none tls nothing-seen DOMAIN"),
    servers("mx-null", "none tls nothing-seen DOMAIN"),
    servers("mx-gone", "none tls nothing-seen DOMAIN"),
    servers("mx-none-but-address", "neutral tls not-applicable DOMAIN "
            "host=mx-none-but-address.test"),
    servers("mx-one-of-three", f"pass tls consistent DOMAIN {ALPHA}"),
    servers("dane-good", "neutral tls not-applicable DOMAIN dane=match"),
    servers("dane-forbidden", "neutral tls not-applicable DOMAIN dane=match"),
    servers("dane-self-signed", "neutral tls not-applicable DOMAIN "
            "dane=match"),
    servers("dane-mismatch", f"pass tls consistent DOMAIN {ALPHA} "
            "dane=mismatch"),
    servers("dane-ta", f"pass tls consistent DOMAIN {ALPHA} dane=match"),
    servers("bogus", "temperror tls unknown-dns DOMAIN"),
    servers("evil-names", "none tls nothing-seen DOMAIN"),
    servers("evil-mx", "none tls nothing-seen DOMAIN"),
]

MANY = [
    Case("several recipients of a domain are told of once", (GOOD,),
         (f"a@{SIGNED}", f"b@{SIGNED.upper()}", f'"c d"@{SIGNED}.')),
    Case("each domain is told of", (
        GOOD, f"fail tls inconsistent-now caa-forbidden.test {BETA}",
        "none tls no-policy caa-none.test"),
         (SIGNED, "caa-forbidden.test", "caa-none.test"),
         messages.openly(SIGNED, "caa-forbidden.test", "caa-none.test")),
    Case("a blind copy is not given away", (GOOD,),
         (SIGNED, "caa-forbidden.test"), messages.openly(SIGNED)),
    Case("nor to those whom no field names", (),
         ("caa-none.test", "caa-forbidden.test")),
]


def smime(name, make, *expect, to=(SIGNED,)):
    """Expectations of the S/MIME part; servers are good ones."""
    return Case(name, (*expect, *(f"pass tls consistent {d} {ALPHA}"
                                  for d in to)), to, make)


def encrypted(domain=SIGNED):
    """The issuer is known by name alone."""
    return signed("pass smime consistent-weak", domain)


def signed(verdict="pass smime consistent", domain=SIGNED, issuer=ALPHA,
           more=""):
    return f"{verdict} {domain} {issuer} tag=issuemail{more}"


SMIME = [
    smime("Thunderbird signs", messages.thunderbird, signed(),
          "smime neutral"),
    smime("Outlook signs", messages.outlook, signed(), "smime neutral"),
    smime("Outlook signs, opaque", messages.outlook_opaque, signed(),
          "smime neutral"),
    smime("Apple Mail signs", messages.apple, signed(), "smime neutral"),
    smime("BER of indefinite length", messages.signed_by("alice", ber=True),
          signed(), "smime neutral"),
    smime("a list has added a part", messages.through_a_list, signed(),
          "smime neutral"),
    smime("a signed message is forwarded", messages.forwarded, signed(),
          "smime neutral"),
    smime("altered since it was signed", messages.altered, signed(),
          "smime fail"),
    smime("signed data that says it is encrypted", messages.lying_type,
          signed(), "smime neutral"),
    smime("signed data as octets of no type", messages.octet_stream,
          signed(), "smime neutral"),
    smime("no MIME-Version", messages.no_mime_version, signed(),
          "smime neutral"),
    smime("junk in the base64", messages.junk_base64, signed(),
          "smime neutral"),
    smime("NUL and folding in the header", messages.nul_and_folding,
          signed(), "smime neutral"),
    smime("an EC key", messages.signed_by("arthur"), signed(),
          "smime neutral"),
    smime("an address in UTF-8", messages.signed_by("juergen"), signed(),
          "smime neutral"),
    smime("a CA that may not", messages.signed_by("mallory"),
          signed("fail smime inconsistent-now", issuer=BETA),
          "smime neutral"),
    smime("nobody may issue for mail", messages.signed_by("nora"),
          signed("fail smime inconsistent-now", NOBODY), "smime neutral"),
    smime("issue says nothing of mail", messages.signed_by("bob"),
          signed("none smime no-policy", UNSAID), "smime neutral"),
    smime("a CA that the table knows no identifier of",
          messages.signed_by("carol"),
          f"neutral smime unknown-issuer {SIGNED}", "smime neutral"),
    smime("self-signed", messages.signed_by("stranger"),
          f"neutral smime not-applicable {SIGNED}", "smime neutral"),
    smime("two signers", messages.signed_by("alice", "mallory"), signed(),
          signed("fail smime inconsistent-now", issuer=BETA),
          "smime neutral", "smime neutral"),
    smime("no certificate in the message",
          messages.signed_by("alice", certs=False),
          "neutral smime unknown-issuer -", "smime neutral"),
    smime("nor the issuer's name",
          messages.signed_by("alice", certs=False, key_id=True),
          "neutral smime unknown-issuer -", "smime neutral"),
    smime("certificates alone", messages.certs_only, signed(),
          signed("fail smime inconsistent-now", issuer=BETA)),
    smime("Thunderbird encrypts what is signed",
          messages.thunderbird_encrypted, encrypted()),
    smime("Outlook encrypts", messages.outlook_encrypted, encrypted()),
    smime("Apple Mail encrypts to an EC key", messages.apple_encrypted,
          encrypted()),
    smime("encrypted to a CA that may not", messages.encrypted_to("mallory"),
          signed("fail smime inconsistent-now", issuer=BETA)),
    smime("encrypted to two CAs", messages.encrypted_to("alice", "mallory"),
          encrypted(), signed("fail smime inconsistent-now", issuer=BETA)),
    smime("authEnveloped-data", messages.auth_enveloped, encrypted()),
    smime("recipients by key identifier",
          messages.encrypted_to("alice", key_id=True),
          "none smime nothing-seen -"),
    smime("encrypted by a password", messages.for_password,
          "none smime nothing-seen -"),
    smime("encrypted in signed", messages.encrypted_in_signed, signed(),
          encrypted(), "smime neutral"),
]

CLIENTS = [
    Case("the client's CA is the recipient's", (
        GOOD, f"pass client consistent-weak {SIGNED} {ALPHA}"),
         by_tls="alpha"),
    Case("it is not", (
        GOOD, f"fail client inconsistent-now {SIGNED} {BETA}"),
         by_tls="beta"),
]

# What differs between the two MTAs, or may.
BOTH = (MANY + CLIENTS + [case for case in SMIME if case.name in (
    "Thunderbird signs", "Outlook signs, opaque", "altered since it was "
    "signed", "NUL and folding in the header", "Outlook encrypts",
    "a CA that may not")])
