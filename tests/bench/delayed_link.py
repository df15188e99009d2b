# SPDX-License-Identifier: BSD-2-Clause
"""Two network namespaces and a link between them on which each packet takes
its time: what netem does, where the kernel has none.  Needs root."""

import ctypes
import fcntl
import heapq
import os
import select
import signal
import struct
import subprocess
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET_MAX = 65536

NEAR = "10.77.0.1"
FAR = "10.77.1."  # and 1 to 254

_libc = ctypes.CDLL(None, use_errno=True)


def _check(ret):
    if ret != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Namespace:
    """A network of its own, with one end of the link."""

    def __init__(self, addresses, route):
        ours = os.open("/proc/self/ns/net", os.O_RDONLY)
        try:
            _check(_libc.unshare(CLONE_NEWNET))
            self._fd = os.open("/proc/self/ns/net", os.O_RDONLY)
            self.link = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(self.link, TUNSETIFF,
                        struct.pack("16sH", b"wire", IFF_TUN | IFF_NO_PI))
            self._ip("link", "set", "lo", "up")
            for address in addresses:
                self._ip("addr", "add", f"{address}/32", "dev", "wire")
            self._ip("link", "set", "dev", "wire", "up")
            self._ip("route", "add", route, "dev", "wire")
        finally:
            _check(_libc.setns(ours, CLONE_NEWNET))
            os.close(ours)

    @staticmethod
    def _ip(*args):
        subprocess.run(("ip",) + args, check=True)

    def enter(self):
        _check(_libc.setns(self._fd, CLONE_NEWNET))

    def popen(self, args, **kw):
        return subprocess.Popen(args, preexec_fn=self.enter, **kw)


class DelayedLink:
    """`near` and `far`; a packet takes `delay` seconds each way."""

    def __init__(self, far_addresses, delay):
        self.near = Namespace([NEAR], FAR + "0/24")
        self.far = Namespace([FAR + str(n) for n in range(1, far_addresses + 1)],
                             NEAR + "/32")
        self._pid = os.fork()
        if self._pid == 0:
            try:
                self._carry(delay)
            finally:
                os._exit(0)

    def _carry(self, delay):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        other = {self.near.link: self.far.link, self.far.link: self.near.link}
        waiting = []
        number = 0
        while True:
            timeout = (max(0, waiting[0][0] - time.monotonic())
                       if waiting else None)
            for fd in select.select(list(other), [], [], timeout)[0]:
                packet = os.read(fd, PACKET_MAX)
                number += 1
                heapq.heappush(waiting, (time.monotonic() + delay, number,
                                         other[fd], packet))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, fd, packet = heapq.heappop(waiting)
                try:
                    os.write(fd, packet)
                except BlockingIOError:
                    pass  # as a full queue would: it is sent again

    def stop(self):
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)
        for side in (self.near, self.far):
            os.close(side.link)
