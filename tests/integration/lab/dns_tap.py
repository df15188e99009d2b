# SPDX-License-Identifier: BSD-2-Clause
"""A DNS server between caagate and its resolver: it counts, and misbehaves
where a test says so."""

import socket
import struct
import threading
import time

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

MODES = ("forward", "servfail", "refused", "drop", "slow", "garbage",
         "formerr", "nxdomain", "ad")

SO_RCVBUFFORCE = 33     # socket(7); Python does not name it


class DnsTap:
    """Answers on UDP and TCP from `upstream`, an (address, port) or None."""

    def __init__(self, address, port, upstream=None):
        self.address, self.port, self.upstream = address, port, upstream
        self.questions = []     # (name, type) in the order of arrival
        self.modes = {}         # name or "*" -> mode
        self.delay = 1.0        # seconds, for "slow"
        self._lock = threading.Lock()
        self._sockets = []

    @property
    def server(self):
        return f"{self.address}:{self.port}"

    def start(self):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A sweep's questions come faster than Python takes them.
        udp.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        udp.bind((self.address, self.port))
        tcp.bind((self.address, self.port))
        tcp.listen(128)
        self._sockets = [udp, tcp]
        for loop, sock in ((self._udp_loop, udp), (self._tcp_loop, tcp)):
            threading.Thread(target=loop, args=(sock,), daemon=True).start()

    def stop(self):
        for sock in self._sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
        self._sockets = []

    def misbehave(self, mode, name="*"):
        if mode not in MODES:
            raise ValueError(f"mode {mode!r}, want one of {MODES}")
        self.modes[name] = mode

    def behave(self):
        self.modes.clear()

    def count(self, name=None, rdtype=None):
        """Questions seen for this name (at or below it) and type."""
        with self._lock:
            return sum(1 for n, t in self.questions
                       if (name is None or n == name
                           or n.endswith("." + name))
                       and (rdtype is None or t == rdtype))

    def forget(self):
        with self._lock:
            self.questions.clear()

    def _udp_loop(self, sock):
        while True:
            try:
                wire, peer = sock.recvfrom(65535)
            except OSError:
                return
            threading.Thread(target=self._udp_one, args=(sock, wire, peer),
                             daemon=True).start()

    def _udp_one(self, sock, wire, peer):
        reply = self._reply(wire, tcp=False)
        if reply is not None:
            try:
                sock.sendto(reply, peer)
            except OSError:
                pass

    def _tcp_loop(self, sock):
        while True:
            try:
                peer = sock.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._tcp_one, args=(peer,),
                             daemon=True).start()

    def _tcp_one(self, peer):
        with peer, peer.makefile("rb") as stream:
            while True:
                head = stream.read(2)
                if len(head) < 2:
                    return
                wire = stream.read(struct.unpack("!H", head)[0])
                reply = self._reply(wire, tcp=True)
                if reply is None:
                    return
                peer.sendall(struct.pack("!H", len(reply)) + reply)

    def _mode_of(self, name):
        while name:
            if name in self.modes:
                return self.modes[name]
            name = name.partition(".")[2]
        return self.modes.get("*", "forward")

    def _reply(self, wire, tcp):
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        with self._lock:
            self.questions.append(
                (name, dns.rdatatype.to_text(question.rdtype)))
        return self._act(self._mode_of(name), query, wire, tcp)

    def _act(self, mode, query, wire, tcp):
        if mode == "drop":
            return None
        if mode == "garbage":
            return wire[:2] + b"\x81\x80" + b"\xff" * 40
        if mode == "slow":
            time.sleep(self.delay)
        if mode in ("servfail", "refused", "formerr", "nxdomain"):
            return self._error(query, mode)
        reply = self._forward(wire, tcp)
        if mode == "ad" and reply is not None:
            # a lie: all of it was validated
            return reply[:3] + bytes([reply[3] | 0x20]) + reply[4:]
        return reply

    def _error(self, query, word):
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        reply.set_rcode(dns.rcode.from_text(word.upper()))
        return reply.to_wire()

    def _forward(self, wire, tcp):
        """Octets as they are: what dnspython can't parse must pass too."""
        if self.upstream is None:
            return self._error(dns.message.from_wire(wire), "servfail")
        try:
            return self._over_tcp(wire) if tcp else self._over_udp(wire)
        except OSError:
            return None

    def _over_udp(self, wire):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(5)
            s.sendto(wire, self.upstream)
            return s.recv(65535)

    def _over_tcp(self, wire):
        with socket.create_connection(self.upstream, 5) as s:
            s.sendall(struct.pack("!H", len(wire)) + wire)
            with s.makefile("rb") as stream:
                head = stream.read(2)
                return stream.read(struct.unpack("!H", head)[0])
