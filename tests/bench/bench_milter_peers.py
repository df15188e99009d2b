# SPDX-License-Identifier: BSD-2-Clause
"""OpenDKIM and OpenDMARC of Debian beside the milter: what is installed."""

import contextlib
import shutil
import subprocess

from bench_peers import Peer, find

# OpenDMARC can ask nobody but port 53 of who stands in resolv.conf.
RESOLVER = "127.0.7.53"


class Milter(Peer):
    """One that listens on a UNIX socket in a folder of its own user's."""

    def __init__(self, world):
        super().__init__(world)
        self.endpoint = f"unix:{self.folder}/socket"
        shutil.chown(self.folder, self.user)

    def write_conf(self, text):
        conf = self.folder / "conf"
        conf.write_text(text + f"UserID {self.user}\nSyslog yes\n"
                        f"Socket local:{self.folder}/socket\n")
        return conf


class OpenDkim(Milter):
    """As Debian sets it, with one mode."""

    program = user = "opendkim"
    settings = "SyslogSuccess yes\nCanonicalization relaxed/simple\n" \
               "OversignHeaders From\nUMask 007\n" \
               f"Nameservers {RESOLVER}\n"

    def command(self):
        return shutil.which(self.program), "-f", "-x", self.write_conf(
            self.settings + self.mode())


class Verifier(OpenDkim):
    name = "opendkim-v"
    does = "verifies (Mode v); the mail has no signature, so that it asks " \
           "for no key"
    proof = ()

    def mode(self):
        return "Mode v\n"


class Signer(OpenDkim):
    name = "opendkim-s"
    does = "signs each mail (Mode s, RSA of 2048 bits)"
    proof = ("-x", "DKIM-Signature:d=example.com")

    def mode(self):
        """Its start would refuse a key in /tmp, which others may write to."""
        key = self.folder / "key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True,
                       stderr=subprocess.DEVNULL)
        key.chmod(0o600)
        shutil.chown(key, self.user)
        return f"Mode s\nDomain example.com\nSelector s1\nKeyFile {key}\n" \
               "InternalHosts 192.0.2.1\nRequireSafeKeys no\n"


class OpenDmarc(Milter):
    """As Debian sets it; what it reads of /etc/resolv.conf is ours."""

    name = program = user = "opendmarc"
    does = "asks for _dmarc.example.com with each mail, is told at once that " \
           "there is none, and adds a field"
    proof = ("-x", "Authentication-Results:dmarc=")
    settings = "UMask 0002\n" \
        "PublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat\n"

    def command(self):
        resolv = self.folder / "resolv.conf"
        resolv.write_text(f"nameserver {RESOLVER}\n")
        return ("unshare", "--mount", "sh", "-c",
                'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"',
                "sh", resolv, shutil.which(self.program), "-f", "-c",
                self.write_conf(self.settings))


class Peers:
    """Those that run and do what they are there for, with `with`; the rest is
    told."""

    def __init__(self, world):
        self.world = world
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        found = find(self.world, (Verifier, Signer, OpenDmarc))
        if found:
            self.world.empty_dns(RESOLVER)
        return [peer for peer in found if self._begin(peer)]

    def __exit__(self, *_):
        self.stack.close()

    def _begin(self, peer):
        try:
            self.stack.enter_context(peer)
        except SystemExit as why:
            print(f"{peer.name} is not measured: {why}")
            peer.__exit__()
            return False
        if self.world.load(peer, 1, 1, self.world.plain, *peer.proof) is None:
            print(f"{peer.name} is not measured: it is one that {peer.does}, "
                  "and it did not")
            return False
        print(f"{peer.name} {peer.does}")
        return True
