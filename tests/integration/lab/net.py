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
    """127.A.B.0/24 with A and B drawn by lot: each lab has its own."""

    def __init__(self):
        self.prefix = f"127.{random.randint(16, 250)}.{random.randint(0, 255)}"
        self._next = 1

    def address(self, port=53):
        """An address of our own on which `port` is free."""
        while self._next < 255:
            address = f"{self.prefix}.{self._next}"
            self._next += 1
            if bindable(address, port):
                return address
        raise OSError(f"no free address in {self.prefix}.0/24")


def free_port(address="127.0.0.1"):
    with socket.socket() as s:
        s.bind((address, 0))
        return s.getsockname()[1]


def answers(address, port, timeout=1.0):
    """Does somebody accept connections there?"""
    try:
        with socket.create_connection((address, port), timeout):
            return True
    except OSError:
        return False
