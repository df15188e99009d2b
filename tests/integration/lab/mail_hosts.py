# SPDX-License-Identifier: BSD-2-Clause
"""SMTP, IMAP and POP3 servers that do what real ones can't be made to do,
and count: all in threads of this process."""

import contextlib
import dataclasses
import selectors
import socket
import ssl
import threading
import time
import warnings

PATIENCE = 30       # seconds until a silent client is left


@dataclasses.dataclass(frozen=True)
class Manner:
    """How a server behaves, where it is not as it should be."""

    greeting: str = "220 {name} ESMTP lab"
    delay: float = 0        # seconds before the greeting
    starttls: bool = True   # offered
    drop: str = ""          # the command at which the connection is cut
    replies: dict = dataclasses.field(default_factory=dict, hash=False)
    old: bool = False       # TLS 1.0 and no later


MANNERS = {
    "good": Manner(),
    "counted": Manner(),    # as good, at an address of its own
    "late": Manner(delay=0.5),
    "slow": Manner(delay=PATIENCE),
    "no-starttls": Manner(starttls=False),
    "drops-ehlo": Manner(drop="EHLO"),
    "drops-starttls": Manner(drop="STARTTLS"),
    "busy": Manner(greeting="421 4.7.0 {name} too many connections"),
    "no-service": Manner(greeting="554 {name} no SMTP service here"),
    "junk": Manner(greeting="\x00\xff\x1b[31m junk " + 3000 * "x"),
    "endless": Manner(greeting="\r\n".join(["220-more"] * 200000)),
    "refuses-tls": Manner(replies={
        "STARTTLS": "454 4.7.0 TLS not available"}),
    "old-tls": Manner(old=True),
}

SMTP_REPLIES = {"QUIT": "221 2.0.0 bye", "NOOP": "250 2.0.0 ok",
                "RSET": "250 2.0.0 ok", "HELO": "250 2.0.0 ok"}


def context_of(leaf, manner):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if manner.old:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(leaf.chain, leaf.key)
    return context


class Service:
    """One listening address and port; certificates go by the name asked."""

    def __init__(self, protocol, manner, implicit):
        self.protocol, self.manner, self.implicit = protocol, manner, implicit
        self.contexts = {}
        self.default = None

    def add(self, name, leaf):
        context = context_of(leaf, self.manner)
        context.sni_callback = self._choose
        self.contexts[name] = context
        self.default = self.default or context

    def _choose(self, sslobject, name, _):
        sslobject.context = self.contexts.get(name, self.default)
        sslobject.asked_name = name


@dataclasses.dataclass
class Visit:
    """One connection as the server saw it."""

    address: str
    port: int
    began: float
    ended: float = 0
    verbs: list = dataclasses.field(default_factory=list)
    helo: str = ""
    protocol: str = ""      # of TLS, where it came to that


class MailHosts:
    """All of them; serve() before start()."""

    PORTS = {"smtp": (25, False), "smtps": (465, True),
             "submission": (587, False), "imap": (143, False),
             "imaps": (993, True), "pop3": (110, False),
             "pop3s": (995, True)}

    def __init__(self):
        self.services = {}      # (address, port) -> Service
        self.visits = []
        self._lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._sockets = []
        self._ending = False

    def serve(self, address, scheme, name, leaf, manner="good"):
        """Let `name` be served there with this certificate."""
        port, implicit = self.PORTS[scheme]
        key = (address, port)
        if key not in self.services:
            self.services[key] = Service(scheme, MANNERS[manner], implicit)
        self.services[key].add(name, leaf)

    def start(self):
        for (address, port), service in self.services.items():
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((address, port))
            sock.listen(128)
            self._sockets.append(sock)
            self._selector.register(sock, selectors.EVENT_READ, service)
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        self._ending = True
        for sock in self._sockets:
            sock.close()

    def _accept(self):
        while not self._ending:
            for key, _ in self._selector.select(0.5):
                with contextlib.suppress(OSError):
                    peer = key.fileobj.accept()[0]
                    threading.Thread(target=self._visit, daemon=True,
                                     args=(peer, key.data)).start()

    def _visit(self, peer, service):
        address, port = peer.getsockname()
        visit = Visit(address, port, time.monotonic())
        with self._lock:
            self.visits.append(visit)
        peer.settimeout(PATIENCE)
        with contextlib.suppress(OSError, ValueError):
            Conversation(peer, service, visit).hold()
        with contextlib.suppress(OSError):
            peer.close()
        visit.ended = time.monotonic()

    def forget(self):
        with self._lock:
            self.visits.clear()

    def seen(self, address=None):
        with self._lock:
            return [v for v in self.visits
                    if address is None or v.address == address]


class Conversation:
    """What is said on one connection, in whichever protocol."""

    def __init__(self, peer, service, visit):
        self.socket, self.service, self.visit = peer, service, visit
        self.manner = service.manner
        self.stream = None

    def hold(self):
        if self.service.implicit:
            self._secure()
        self._streams()
        if self.manner.delay:
            time.sleep(self.manner.delay)
        kind = self.service.protocol
        talk = (self._imap if kind.startswith("imap") else
                self._pop3 if kind.startswith("pop3") else self._smtp)
        talk()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _secure(self):
        self.socket = self.service.default.wrap_socket(self.socket,
                                                       server_side=True)
        self.visit.protocol = self.socket.version()

    def _streams(self):
        self.stream = self.socket.makefile("rb")

    def _say(self, *lines):
        text = "".join(line + "\r\n" for line in lines)
        self.socket.sendall(text.encode("latin-1"))

    def _line(self):
        """The next one, or None at the end."""
        line = self.stream.readline(4096)
        return line.decode("latin-1").rstrip("\r\n") if line else None

    def _upgrade(self, answer):
        self._say(answer)
        self._secure()
        self._streams()

    def _smtp(self):
        name = "lab.test"
        self._say(self.manner.greeting.format(name=name))
        if not self.manner.greeting.startswith("220 "):
            return
        while self._smtp_command(name):
            pass

    def _smtp_command(self, name):
        """False where the connection is to end."""
        line = self._line()
        if line is None:
            return False
        verb, _, argument = line.partition(" ")
        verb = verb.upper()
        self.visit.verbs.append(verb)
        if verb == self.manner.drop:
            return False
        if verb in self.manner.replies:
            self._say(self.manner.replies[verb])
        elif verb == "EHLO":
            self._smtp_ehlo(name, argument)
        elif verb == "STARTTLS" and self.manner.starttls:
            self._upgrade("220 2.0.0 go ahead")
        else:
            self._say(SMTP_REPLIES.get(verb, "502 5.5.2 not here"))
        return verb != "QUIT"

    def _smtp_ehlo(self, name, helo):
        self.visit.helo = helo
        offer = self.manner.starttls and not self.visit.protocol
        self._say(f"250-{name}", *(["250-STARTTLS"] if offer else []),
                  "250 SIZE 1000000")

    def _imap(self):
        self._say("* OK lab")
        while (line := self._line()) is not None:
            tag, _, verb = line.partition(" ")
            self.visit.verbs.append(verb.upper())
            if verb.upper() == "STARTTLS":
                self._upgrade(f"{tag} OK begin")
                continue
            if verb.upper() == "CAPABILITY":
                offer = "" if self.visit.protocol else " STARTTLS"
                self._say(f"* CAPABILITY IMAP4rev1{offer}")
            if verb.upper() == "LOGOUT":
                self._say("* BYE", f"{tag} OK bye")
                return
            self._say(f"{tag} OK done")

    def _pop3(self):
        self._say("+OK lab")
        while (line := self._line()) is not None:
            verb = line.upper()
            self.visit.verbs.append(verb)
            if verb == "STLS":
                self._upgrade("+OK begin")
                continue
            self._say("+OK", *(["STLS", "USER", "."] if verb == "CAPA"
                               else []))
            if verb == "QUIT":
                return
