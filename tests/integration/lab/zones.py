# SPDX-License-Identifier: BSD-2-Clause
"""Zones of the lab: an own signed root, the top level, and what tests add."""

import os
import pathlib
import shutil
from multiprocessing.pool import ThreadPool

import dns.rdata
from dns.dnssec import make_ds

from .process import LabError, run

FAULTS = (None, "tampered", "expired")
FORGED = '{owner} 60 IN CAA 0 issue "forged.example"'


class Zone:
    """One zone: name without final dot ("" is the root) and its records."""

    def __init__(self, name, records=(), signed=False, fault=None,
                 delegated_to=None, forged=None):
        if fault not in FAULTS:
            raise LabError(f"fault {fault!r}, want one of {FAULTS}")
        self.name = name.rstrip(".").lower()
        self.records = list(records)
        self.signed = signed
        self.fault = fault
        # The address of a server other than the lab's authority.
        self.delegated_to = delegated_to
        # With fault "tampered": what is added behind the signer's back.
        self.forged = forged or FORGED.format(owner=self.owner)
        self.serial = 1
        self.written = None

    @property
    def owner(self):
        return self.name + "."

    def parent(self):
        return self.name.partition(".")[2] if self.name else None


class ZoneFiles:
    """Writes zones, signed where wanted, for a server at one address."""

    def __init__(self, folder, address):
        self.folder = folder
        self.address = address
        self.zones = {}
        self._made = folder / run("ldns-keygen", "-a", "ECDSAP256SHA256", "-k",
                                  "any.", cwd=folder).stdout.strip()
        text = pathlib.Path(f"{self._made}.key").read_text()
        self._dnskey = text.partition("any.")[2].strip()

    def add(self, zone):
        self.zones[zone.name] = zone
        return zone

    def file_of(self, zone):
        return self.folder / f"{zone.name or 'root'}.zone"

    def write_all(self):
        """The served zones; what has not changed is left as it is."""
        served = [z for z in self.zones.values() if z.delegated_to is None]
        with ThreadPool(os.cpu_count()) as pool:
            pool.map(self._write, served)
        return served

    def _write(self, zone):
        path = self.file_of(zone)
        if zone.written == list(self._lines(zone)):
            return
        zone.serial += 1
        zone.written = list(self._lines(zone))
        path.write_text("\n".join(zone.written) + "\n")
        if zone.signed:
            self._sign(zone, path)

    def _lines(self, zone):
        yield f"$ORIGIN {zone.owner}"
        yield "$TTL 60"
        yield (f"@ IN SOA ns.lab.test. hostmaster.lab.test. {zone.serial} "
               "3600 600 86400 60")
        yield "@ IN NS ns.lab.test."
        if not zone.name:
            yield f"ns.lab.test. IN A {self.address}"
        yield from zone.records
        for child in self.zones.values():
            if child.name != zone.name and self._delegates(zone, child):
                yield from self._delegation(child)

    def _delegates(self, zone, child):
        """Is zone the closest one above child?"""
        name = child.parent()
        while name is not None:
            if name in self.zones:
                return name == zone.name
            name = name.partition(".")[2] if name else None
        return False

    def _delegation(self, child):
        if child.delegated_to is None:
            yield f"{child.owner} IN NS ns.lab.test."
        else:
            yield f"{child.owner} IN NS ns.{child.owner}"
            yield f"ns.{child.owner} IN A {child.delegated_to}"
        if child.signed:
            yield self._ds(child)

    def _key(self, zone):
        """Path without suffix.  All zones have the same key: the owner's name
        makes its DS another one."""
        name = f"K{zone.owner}{self._made.name[self._made.name.index('+'):]}"
        path = self.folder / name
        if not (self.folder / f"{name}.key").exists():
            (self.folder / f"{name}.key").write_text(
                zone.owner + " " + self._dnskey)
            shutil.copy(f"{self._made}.private", f"{path}.private")
        return path

    def _ds(self, zone):
        key = dns.rdata.from_text("IN", "DNSKEY",
                                  self._dnskey.partition("DNSKEY")[2])
        return f"{zone.owner} IN DS {make_ds(zone.owner, key, 'SHA256')}"

    def _sign(self, zone, path):
        args = ["ldns-signzone", "-b", "-f", path]
        if zone.fault == "expired":
            args += ["-i", "20200101000000", "-e", "20200201000000"]
        run(*args, path, self._key(zone))
        if zone.fault == "tampered":
            path.write_text(path.read_text() + zone.forged + "\n")

    def anchor(self):
        """The root's key, as a validator's trust anchor."""
        return f"{self._key(self.zones[''])}.key"
