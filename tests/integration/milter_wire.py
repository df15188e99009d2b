# SPDX-License-Identifier: BSD-2-Clause
"""The milter protocol by hand: whole packets, halves, and what is none."""

import socket
import struct

OFFER = (0x1ff, 0x1fffff)


def packet(command, data=b""):
    return struct.pack("!I", len(data) + 1) + command.encode() + data


def offer(version=6, actions=OFFER[0], steps=OFFER[1]):
    return packet("O", struct.pack("!III", version, actions, steps))


CONNECT = packet("C", b"client.test\0" + b"4" + struct.pack("!H", 25)
                 + b"192.0.2.1\0")


def text(*words):
    return b"".join(w.encode() + b"\0" for w in words)


class Wire:
    """One connection as an MTA has it."""

    def __init__(self, milter, timeout=20):
        self.socket = milter.connect(timeout)
        self.stream = self.socket.makefile("rb")

    def send(self, *packets):
        self.socket.sendall(b"".join(packets))

    def receive(self):
        """(command, data), or None where the milter has closed."""
        head = self.stream.read(4)
        if len(head) < 4:
            return None
        body = self.stream.read(struct.unpack("!I", head)[0])
        return body[:1].decode(), body[1:]

    def ask(self, *packets):
        self.send(*packets)
        return self.receive()

    def negotiate(self, *args):
        """What is agreed: (actions, steps)."""
        command, data = self.ask(offer(*args))
        assert command == "O"
        return struct.unpack("!II", data[4:12])

    def until_final(self):
        """Replies of an end of message: the changes, then the last one."""
        changes = []
        while True:
            reply = self.receive()
            assert reply is not None, changes
            if reply[0] in "hmpiq":
                changes.append(reply)
            else:
                return changes, reply

    def message(self, recipients=("r@sink.test",), fields=(), body=b"hi"):
        """MAIL to the end of the header; the body's and the end's replies
        are left."""
        assert self.ask(packet("M", text("<a@good.test>")))[0] == "c"
        for recipient in recipients:
            self.send(packet("R", text(f"<{recipient}>")))
        self.send(packet("T"))
        for name, value in fields:
            self.send(packet("L", text(name, value)))
        self.send(packet("N"))
        if body is not None:
            self.send(packet("B", body))

    def close(self):
        self.stream.close()
        self.socket.close()

    def vanish(self):
        """Close with a reset, whatever is under way."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                               struct.pack("ii", 1, 0))
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
