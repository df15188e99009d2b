# SPDX-License-Identifier: BSD-2-Clause
"""A milter that writes down what an MTA sends, and may misbehave."""

import contextlib
import dataclasses
import socket
import struct
import threading

# Stages of SMFIR_SETSYMLIST, and the command that the MTA sends there.
STAGES = "CHMRDEN"


@dataclasses.dataclass
class Event:
    """A command of the MTA with the macros sent before it."""

    command: str
    data: bytes
    macros: dict


class MilterSpy:
    """want: stage -> macros to ask for; replies: command -> octets sent
    instead of `continue`, or None to hang up."""

    def __init__(self, want=None, replies=None, address="127.0.0.1"):
        self.want = want or {}
        self.replies = replies or {}
        self.sessions = []      # lists of Event
        self._listener = socket.create_server((address, 0), backlog=50)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def events(self, commands):
        """Those commands of all sessions, in their order."""
        return [e for session in self.sessions for e in session
                if e.command in commands]

    def macros(self, command):
        """Those sent with the last such command."""
        return self.events(command)[-1].macros

    def _accept(self):
        while True:
            try:
                peer = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,),
                             daemon=True).start()

    def _serve(self, peer):
        session = []
        self.sessions.append(session)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with peer, contextlib.suppress(OSError, EOFError):
            stream = peer.makefile("rb")
            macros = {}
            while self._one(peer, stream, session, macros):
                pass

    def _one(self, peer, stream, session, macros):
        """One packet; False where the session ends."""
        packet = take(stream, struct.unpack("!I", take(stream, 4))[0])
        command, data = chr(packet[0]), packet[1:]
        if command == "D":
            macros.setdefault(chr(data[0]), {}).update(pairs(data[1:]))
            return True
        session.append(Event(command, data, macros.pop(command, {})))
        if command == "O":
            peer.sendall(self._negotiated(data))
        elif command in self.replies:
            if self.replies[command] is None:
                return False
            peer.sendall(self.replies[command])
        elif command not in "AQK":
            peer.sendall(reply(b"c"))
        return command != "Q"

    def _negotiated(self, offer):
        version, actions, _ = struct.unpack("!III", offer[:12])
        lists = b"".join(
            struct.pack("!I", STAGES.index(stage)) + names.encode() + b"\0"
            for stage, names in self.want.items())
        return reply(b"O", struct.pack("!III", min(version, 6),
                                       0x1FF & actions, 0) + lists)


def reply(command, data=b""):
    return struct.pack("!I", len(data) + 1) + command + data


def take(stream, size):
    octets = stream.read(size)
    if len(octets) < size:
        raise EOFError
    return octets


def pairs(data):
    words = [w.decode("utf-8", "backslashreplace")
             for w in data.split(b"\0")[:-1]]
    return dict(zip(words[::2], words[1::2]))
