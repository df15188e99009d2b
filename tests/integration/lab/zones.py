# SPDX-License-Identifier: BSD-2-Clause
"""Zones of the lab: an own signed root, the top level, and what tests add."""

from .process import LabError, run

FAULTS = (None, "tampered", "expired")


class Zone:
    """One zone: name without final dot ("" is the root) and its records."""

    def __init__(self, name, records=(), signed=False, fault=None,
                 delegated_to=None):
        if fault not in FAULTS:
            raise LabError(f"fault {fault!r}, want one of {FAULTS}")
        self.name = name.rstrip(".").lower()
        self.records = list(records)
        self.signed = signed
        self.fault = fault
        # The address of a server other than the lab's authority.
        self.delegated_to = delegated_to
        self.serial = 1
        self.key = None

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

    def add(self, zone):
        self.zones[zone.name] = zone
        return zone

    def file_of(self, zone):
        return self.folder / f"{zone.name or 'root'}.zone"

    def write_all(self):
        """The served zones; children first: parents carry their DS."""
        served = [z for z in self.zones.values() if z.delegated_to is None]
        for zone in sorted(served, key=lambda z: -len(z.name.split("."))
                           if z.name else 1):
            self._write(zone)
        return served

    def _write(self, zone):
        path = self.file_of(zone)
        zone.serial += 1
        path.write_text("\n".join(self._lines(zone)) + "\n")
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
            yield self._key(child).with_suffix(".ds").read_text().strip()

    def _key(self, zone):
        if zone.key is None:
            base = run("ldns-keygen", "-a", "ECDSAP256SHA256", "-k",
                       zone.owner, cwd=self.folder).stdout.strip()
            zone.key = self.folder / f"{base}.key"
        return zone.key

    def _sign(self, zone, path):
        args = ["ldns-signzone", "-b", "-f", path]
        if zone.fault == "expired":
            args += ["-i", "20200101000000", "-e", "20200201000000"]
        run(*args, path, self._key(zone).with_suffix(""))
        if zone.fault == "tampered":
            path.write_text(path.read_text() +
                            f'{zone.owner} 60 IN CAA 0 issue "forged.example"\n')

    def anchor(self):
        """The root's key, as a validator's trust anchor."""
        return self._key(self.zones[""])
