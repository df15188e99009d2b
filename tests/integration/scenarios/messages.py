# SPDX-License-Identifier: BSD-2-Clause
"""Messages that mail programs write, and those that only an enemy does."""

from lab.smime import (detached, entity, joined, multipart, pkcs7, text)
from .model import ALPHA, Scenario

# Recipients and senders for S/MIME, with servers as good as any.
SIGNED = "mail-alpha.test"      # Alpha alone may issue for mail
UNSAID = "mail-unsaid.test"     # CAA, and no word of mail
NOBODY = "mail-nobody.test"     # nobody may

PARTNERS = [
    Scenario("mail-alpha", "issuemail names the CA", records={
        "caa": [f'@ CAA 0 issue "{ALPHA}"', f'@ CAA 0 issuemail "{ALPHA}"']},
        listed=False),
    Scenario("mail-unsaid", "issue alone says nothing of mail", records={
        "caa": [f'@ CAA 0 issue "{ALPHA}"']}, listed=False),
    Scenario("mail-nobody", "no CA may issue for mail", records={
        "caa": [f'@ CAA 0 issue "{ALPHA}"', '@ CAA 0 issuemail ";"']},
        listed=False),
]

# name -> (CA, address, kind of key)
PEOPLE = {
    "alice": ("alpha", f"alice@{SIGNED}", "rsa"),
    "arthur": ("alpha", f"arthur@{SIGNED}", "ec"),
    "mallory": ("beta", f"mallory@{SIGNED}", "rsa"),
    "bob": ("alpha", f"bob@{UNSAID}", "ec"),
    "nora": ("alpha", f"nora@{NOBODY}", "rsa"),
    "carol": ("private", f"carol@{SIGNED}", "rsa"),
    "juergen": ("alpha", f"jürgen@{SIGNED}", "ec"),
    "stranger": ("self", f"stranger@{SIGNED}", "ec"),
}

BODY = multipart("mixed", "lab-mixed", text(), entity(
    "application/pdf; name=a.pdf", 400 * b"%PDF"))


def message(content, sender, *head):
    """A whole one, for sending; content is a MIME entity."""
    return joined(f"From: {sender}", "To: undisclosed-recipients:;",
                  "MIME-Version: 1.0", *head) + content


def plain(_cms, _who):
    return message(text(), f"a@{SIGNED}")


def openly(*domains):
    """To one of each, who all may see that."""
    names = ",\r\n\t".join(f"R <r@{d}>" for d in domains)

    def make(_cms, _who):
        return joined(f"From: a@{SIGNED}", f"To: {names}") + text()
    return make


def thunderbird(cms, who, name="alice"):
    part = multipart("mixed", "------------cT0aVmSL", text())
    return message(detached(
        cms.signed(part, who[name]), part, "------------ms0405060708",
        preamble="This is a cryptographically signed message in MIME format."
        "\r\n",
    ), who.address(name), "User-Agent: Mozilla Thunderbird")


def thunderbird_encrypted(cms, who):
    inner = detached(cms.signed(BODY, who["alice"]), BODY)
    return message(entity(
        'application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data',
        cms.encrypted(inner, who["bob"], who["alice"]),
        'Content-Disposition: attachment; filename="smime.p7m"',
        "Content-Description: S/MIME Encrypted Message"),
        who.address("alice"))


def outlook(cms, who):
    return message(detached(
        cms.signed(BODY, who["alice"]), BODY,
        "----=_NextPart_000_0049_01DB3F4A.1234", prefix="x-", micalg="SHA1",
        preamble="This is a multipart message in MIME format.\r\n"),
        f'"Alice" <{who.address("alice")}>', "X-Mailer: Microsoft Outlook 16.0")


def outlook_opaque(cms, who):
    return message(entity(
        'application/pkcs7-mime; smime-type=signed-data;\r\n'
        '\tname="smime.p7m"', cms.signed(BODY, who["alice"], opaque=True),
        'Content-Disposition: attachment; filename="smime.p7m"'),
        who.address("alice"))


def outlook_encrypted(cms, who):
    return message(pkcs7(cms.encrypted(BODY, who["alice"], who["nora"]),
                         "enveloped-data", prefix="x-"),
                   who.address("nora"))


def apple(cms, who):
    part = multipart("alternative", "Apple-Mail=_0A1B", text(), entity(
        "text/html", b"<p>Hello", encoding="7bit"))
    der = cms.signed(part, who["alice"])
    signature = joined("Content-Disposition: attachment;",
                       "\tfilename=smime.p7s") + entity(
        "application/pkcs7-signature;\r\n\tname=smime.p7s", der)
    return message(multipart(
        'signed;\r\n\tprotocol="application/pkcs7-signature";\r\n'
        "\tmicalg=sha-256", "Apple-Mail=_2C3D", part, signature),
        who.address("alice"), "X-Mailer: Apple Mail (2.3826)")


def apple_encrypted(cms, who):
    return message(entity(
        "application/pkcs7-mime;\r\n\tsmime-type=enveloped-data;\r\n"
        "\tname=smime.p7m", cms.encrypted(BODY, who["arthur"])),
        who.address("alice"))


def signed_by(*names, **keywords):
    def make(cms, who):
        return message(pkcs7(cms.signed(
            BODY, *(who[n] for n in names), opaque=True, **keywords),
            "signed-data"), who.address(names[0]))
    return make


def encrypted_to(*names, **keywords):
    def make(cms, who):
        return message(pkcs7(cms.encrypted(
            BODY, *(who[n] for n in names), **keywords),
            "enveloped-data"), f"a@{SIGNED}")
    return make


def auth_enveloped(cms, who):
    return message(pkcs7(cms.encrypted(BODY, who["alice"],
                                       cipher="-aes-128-gcm"),
                         "authEnveloped-data"), f"a@{SIGNED}")


def for_password(cms, _who):
    return message(pkcs7(cms.for_password(BODY), "enveloped-data"),
                   f"a@{SIGNED}")


def certs_only(cms, who):
    return message(pkcs7(cms.only_certificates(who["alice"], who["mallory"]),
                         "certs-only", name="smime.p7c"), f"a@{SIGNED}")


def forwarded(cms, who):
    """The signed one as an attachment of another mail."""
    inner = entity("message/rfc822", thunderbird(cms, who), encoding="8bit")
    return message(multipart("mixed", "lab-outer", text("See below"), inner),
                   f"a@{UNSAID}")


def encrypted_in_signed(cms, who):
    inner = pkcs7(cms.encrypted(BODY, who["nora"]), "enveloped-data")
    return message(detached(cms.signed(inner, who["alice"]), inner),
                   who.address("alice"))


def through_a_list(cms, who):
    """A list has added its footer as a part."""
    return message(multipart("mixed", "lab-list", detached(
        cms.signed(BODY, who["alice"]), BODY), text("-- \r\nthe list")),
        who.address("alice"))


def altered(cms, who):
    """Changed since it was signed."""
    return thunderbird(cms, who).replace(b"Hello", b"Hallo")


def sender_of_another(cms, who):
    """By Alice's certificate, in Bob's name."""
    return thunderbird(cms, who).replace(
        who.address("alice").encode(), who.address("bob").encode(), 1)


def lying_type(cms, who):
    """Signed data that says it is encrypted."""
    return message(pkcs7(cms.signed(BODY, who["alice"], opaque=True),
                         "enveloped-data"), who.address("alice"))


def octet_stream(cms, who):
    return message(entity(
        'application/octet-stream; name="smime.p7m"',
        cms.signed(BODY, who["alice"], opaque=True)), who.address("alice"))


def nul_and_folding(cms, who):
    whole = thunderbird(cms, who)
    head = b"X-Nul: a\0b\r\nX-Folded: " + 200 * b"x\r\n\t" + b"x\r\n"
    return head + whole


def no_mime_version(cms, who):
    return outlook(cms, who).replace(b"MIME-Version: 1.0\r\n", b"")


def cut(cms, who):
    whole = outlook_opaque(cms, who)
    return whole[:len(whole) * 2 // 3]


def junk_base64(cms, who):
    head, _, body = outlook_opaque(cms, who).partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + b"!\x80?*" + body.replace(b"\r\n", b"\r\n \t")


def deep(_cms, _who):
    """Multiparts in multiparts, 5,000 of them."""
    head = "".join(f"--d{i - 1}\r\n" * bool(i)
                   + f"Content-Type: multipart/mixed; boundary=d{i}\r\n\r\n"
                   for i in range(5000))
    return message(head.encode(), f"a@{SIGNED}")


def wide(_cms, _who):
    """100,000 parts."""
    return message(joined("Content-Type: multipart/mixed; boundary=w", "")
                   + 100000 * b"--w\r\n\r\n.\r\n" + b"--w--\r\n",
                   f"a@{SIGNED}")


def wide_smime(cms, who):
    """1,000 signed parts."""
    part = pkcs7(cms.signed(text(), who["arthur"], opaque=True),
                 "signed-data")
    return message(multipart("mixed", "w", *1000 * [part]),
                   who.address("arthur"))


def many_certificates(cms, who):
    return message(pkcs7(cms.only_certificates(*1000 * [who["arthur"]]),
                         "certs-only"), f"a@{SIGNED}")


def bad_object(octets):
    def make(_cms, _who):
        return message(pkcs7(octets, "signed-data"), f"a@{SIGNED}")
    return make


def long_header(_cms, _who):
    return joined(*(f"X-{i}: {500 * 'h'}" for i in range(300))) + message(
        text(), f"a@{SIGNED}")


def many_parameters(cms, who):
    """boundary in 200 pieces, by RFC 2231."""
    whole = outlook(cms, who)
    pieces = ";".join(f'\r\n\tx*{i}="{i}"' for i in range(200))
    return whole.replace(b"multipart/signed;", b"multipart/signed;"
                         + pieces.encode() + b";", 1)


HOSTILE_MAIL = {
    "deep": deep, "wide": wide, "wide S/MIME": wide_smime,
    "many certificates": many_certificates, "cut": cut,
    "junk in base64": junk_base64, "long header": long_header,
    "many parameters": many_parameters, "NUL and folding": nul_and_folding,
    "BER without end": bad_object(100000 * b"\x30\x80"),
    "a length of 2^63": bad_object(b"\x30\x88\x7f" + 7 * b"\xff" + b"\x06"),
    "random octets": bad_object(bytes(range(256)) * 20),
    "nothing": bad_object(b""),
}
