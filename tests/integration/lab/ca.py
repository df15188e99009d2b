# SPDX-License-Identifier: BSD-2-Clause
"""A certification authority of the lab's own."""

from .process import run

EXTENSIONS = """\
basicConstraints = CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = {usage}
subjectAltName = {names}
"""


class CertificateAuthority:
    """A self-signed root that issues leaf certificates with openssl(1)."""

    def __init__(self, folder, name="Lab Root"):
        self.folder = folder
        self.certificate = folder / "ca.pem"
        self.key = folder / "ca.key"
        self._issued = 0
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
            "-subj", f"/O=Lab/CN={name}", "-keyout", self.key,
            "-out", self.certificate)

    def issue(self, *names, days=90, usage="serverAuth"):
        """Returns (certificate, key) paths for these DNS names, or e-mail
        addresses where they hold an `@`."""
        self._issued += 1
        base = self.folder / f"leaf{self._issued}"
        key, request = base.with_suffix(".key"), base.with_suffix(".csr")
        leaf, extensions = base.with_suffix(".pem"), base.with_suffix(".ext")
        extensions.write_text(EXTENSIONS.format(
            usage=usage, names=", ".join(self._alternative(n) for n in names)))
        run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            f"/CN={names[0]}", "-keyout", key, "-out", request)
        run("openssl", "x509", "-req", "-in", request, "-CA",
            self.certificate, "-CAkey", self.key, "-days", days, "-extfile",
            extensions, "-out", leaf)
        return leaf, key

    @staticmethod
    def _alternative(name):
        return f"email:{name}" if "@" in name else f"DNS:{name}"
