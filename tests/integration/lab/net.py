# SPDX-License-Identifier: BSD-2-Clause
"""Addresses and ports on loopback that nobody else uses."""

import random
import socket


def bindable(address, port):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as s:
            try:
                s.bind((address, port))
            except OSError:
                return False
    return True


class Network:
    """A part of 127.A.0.0/16 with A and the start drawn by lot: each lab has
    its own."""

    MOST = 4000

    def __init__(self):
        self.prefix = f"127.{random.randint(16, 250)}"
        self._first = random.randint(0, 200) * 256
        self._next = 0

    def address(self, *ports):
        """An address of our own on which these ports (53) are free."""
        while self._next < self.MOST:
            self._next += 1
            third, fourth = divmod(self._first + self._next, 256)
            address = f"{self.prefix}.{third}.{fourth}"
            if fourth not in (0, 255) and all(bindable(address, port)
                                              for port in ports or (53,)):
                return address
        raise OSError(f"no free address in {self.prefix}.0.0/16")


def free_port(address="127.0.0.1"):
    """A port that a server may take a moment later: none of those that the
    system draws for connections that anybody makes meanwhile."""
    while True:
        port = random.randint(10000, 32000)
        if bindable(address, port):
            return port


def outer_address():
    """An IPv4 address of this machine that is not on loopback, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))     # sends nothing
        except OSError:
            return None
        address = s.getsockname()[0]
    return None if address.startswith("127.") else address


def answers(address, port, timeout=1.0):
    """Does somebody accept connections there?"""
    try:
        with socket.create_connection((address, port), timeout):
            return True
    except OSError:
        return False
