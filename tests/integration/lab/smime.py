# SPDX-License-Identifier: BSD-2-Clause
"""S/MIME objects by openssl cms, and MIME around them as mail programs write
it."""

import base64
import itertools

from .ca import PEM
from .process import LabError, run

LINE = b"\r\n"


def joined(*lines):
    """Header lines and what follows, each ended by CR LF."""
    return b"".join((line if isinstance(line, bytes) else line.encode())
                    + LINE for line in lines)


def entity(kind, content, *more, encoding="base64"):
    """A MIME entity with Content-Type first."""
    if encoding == "base64":
        content = base64.encodebytes(content).replace(b"\n", LINE)
    return joined(f"Content-Type: {kind}", *more,
                  f"Content-Transfer-Encoding: {encoding}", "") + content


def text(words="Hello"):
    return entity("text/plain; charset=utf-8", joined(words),
                  encoding="7bit")


def multipart(kind, boundary, *parts, preamble=""):
    """kind: `mixed` or more, with its parameters after a semicolon."""
    kind, _, parameters = kind.partition(";")
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"'
    body = joined(preamble) if preamble else b""
    for part in parts:
        body += joined(f"--{boundary}") + part + LINE
    return joined(head + (f";{parameters}" if parameters else ""), "") + (
        body + joined(f"--{boundary}--"))


class Cms:
    """Objects in DER, made in a folder; certificates are Leafs."""

    def __init__(self, folder):
        self.folder = folder
        self._numbers = itertools.count(1)

    def _openssl(self, content, *args):
        number = next(self._numbers)
        source = self.folder / f"{number}.in"
        target = self.folder / f"{number}.der"
        source.write_bytes(content)
        run("openssl", "cms", "-binary", "-in", source, "-out", target,
            "-outform", "DER", *args)
        return target.read_bytes()

    def signed(self, content, *leaves, opaque=False, ber=False, certs=True,
               key_id=False):
        """ber: with indefinite lengths; certs: the object holds them."""
        args = ["-sign"]
        for leaf in leaves:
            args += ["-signer", leaf.certificate, "-inkey", leaf.key]
        if opaque:
            args.append("-nodetach")
        if ber:
            args.append("-stream")
        if key_id:
            args.append("-keyid")
        if not certs:
            args.append("-nocerts")
        elif leaves[0].above:
            issuer = self.folder / "issuer.pem"
            issuer.write_bytes(leaves[0].above.public_bytes(PEM))
            args += ["-certfile", issuer]
        return self._openssl(content, *args)

    def encrypted(self, content, *leaves, cipher="-aes128", key_id=False):
        recipients = [word for leaf in leaves
                      for word in ("-recip", leaf.certificate)]
        return self._openssl(content, "-encrypt", cipher, *(
            ["-keyid"] if key_id else []), *recipients)

    def for_password(self, content):
        return self._openssl(content, "-encrypt", "-aes128",
                             "-pwri_password", "secret")

    def only_certificates(self, *leaves):
        target = self.folder / f"{next(self._numbers)}.der"
        bag = target.with_suffix(".bag")
        bag.write_bytes(b"".join(leaf.chain.read_bytes() for leaf in leaves))
        run("openssl", "crl2pkcs7", "-nocrl", "-certfile", bag, "-outform",
            "DER", "-out", target)
        octets = target.read_bytes()
        if octets[0] != 0x30:
            raise LabError(f"{target} is no SEQUENCE")
        return octets


def pkcs7(der, kind, prefix="", name="smime.p7m"):
    """An application/pkcs7-mime entity."""
    kind = f"; smime-type={kind}" if kind else ""
    return entity(
        f'application/{prefix}pkcs7-mime{kind}; name="{name}"', der,
        f'Content-Disposition: attachment; filename="{name}"')


def detached(signature, signed, boundary="lab-signed", prefix="",
             micalg="sha-256", preamble="", part=None):
    """multipart/signed of an entity and its signature."""
    part = part or entity(
        f'application/{prefix}pkcs7-signature; name="smime.p7s"', signature,
        'Content-Disposition: attachment; filename="smime.p7s"')
    return multipart(
        f'signed;protocol="application/{prefix}pkcs7-signature"; '
        f"micalg={micalg}", boundary, signed, part, preamble=preamble)
