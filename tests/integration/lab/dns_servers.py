# SPDX-License-Identifier: BSD-2-Clause
"""NSD as authority and Unbound as validating resolver, on port 53."""

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rdatatype

from .process import Process, run

NSD_CONF = """\
server:
    ip-address: {address}
    port: 53
    server-count: 1
    username: ""
    chroot: ""
    zonesdir: "{folder}"
    pidfile: "{folder}/nsd.pid"
    xfrdfile: "{folder}/xfrd.state"
    xfrdir: "{folder}"
    zonelistfile: "{folder}/zone.list"
    database: ""
    reuseport: no
remote-control:
    control-enable: no
"""

UNBOUND_CONF = """\
server:
    interface: {address}
    port: 53
    access-control: 127.0.0.0/8 allow
    do-ip6: no
    do-daemonize: no
    use-syslog: no
    logfile: ""
    log-time-ascii: no
    username: ""
    chroot: ""
    directory: "{folder}"
    pidfile: "{folder}/unbound.pid"
    num-threads: 1
    do-not-query-localhost: no
    root-hints: "{folder}/root.hints"
    trust-anchor-file: "{anchor}"
    local-zone: "test." nodefault
    module-config: "validator iterator"
    trust-anchor-signaling: no
    root-key-sentinel: no
    ede: {ede}
    outgoing-interface: {address}
    so-sndbuf: 0
    so-rcvbuf: 0
remote-control:
    control-enable: yes
    control-interface: "{folder}/unbound.ctl"
    control-use-cert: no
"""


def ask(address, name, rdtype, port=53, tcp=False, timeout=5.0,
        dnssec=False, cd=False):
    """One question, AD=1; TCP after truncation as a stub resolver would."""
    query = dns.message.make_query(name, rdtype, use_edns=0, payload=1232,
                                   want_dnssec=dnssec)
    query.flags |= dns.flags.AD
    if cd:
        query.flags |= dns.flags.CD
    if not tcp:
        reply = dns.query.udp(query, address, timeout, port,
                              ignore_trailing=True)
        if not reply.flags & dns.flags.TC:
            return reply
    return dns.query.tcp(query, address, timeout, port)


def replies(address, name="."):
    def ready():
        try:
            return ask(address, name, "SOA", timeout=0.3)
        except (OSError, dns.exception.DNSException):
            return None
    return ready


class Authority:
    """NSD with all zones of the lab."""

    def __init__(self, folder, address, files):
        self.folder = folder
        self.address = address
        self.files = files
        self.process = None

    def publish(self):
        """Serve the zones as they are now (NSD is started anew)."""
        self.stop()
        conf = NSD_CONF.format(address=self.address, folder=self.folder)
        for zone in self.files.write_all():
            conf += (f'zone:\n    name: "{zone.name or "."}"\n'
                     f'    zonefile: "{self.files.file_of(zone)}"\n')
        path = self.folder / "nsd.conf"
        path.write_text(conf)
        self.process = Process(self.folder, "nsd",
                               ["nsd", "-d", "-c", path])
        self.process.wait_for("an answer", replies(self.address))

    def stop(self):
        if self.process is not None:
            self.process.stop()
            self.process = None


class Resolver:
    """Unbound, validating from the lab's root."""

    def __init__(self, folder, address, authority, anchor, ede=True):
        self.folder = folder
        self.address = address
        self.conf = folder / "unbound.conf"
        (folder / "root.hints").write_text(
            f". 60 IN NS ns.lab.test.\nns.lab.test. 60 IN A {authority}\n")
        self.conf.write_text(UNBOUND_CONF.format(
            address=address, folder=folder, anchor=anchor,
            ede="yes" if ede else "no"))
        self.process = None

    @property
    def server(self):
        """As caagate's settings and --resolver name it."""
        return f"{self.address}:53"

    def start(self):
        self.process = Process(self.folder, "unbound",
                               ["unbound", "-d", "-p", "-c", self.conf])
        self.process.wait_for("an answer", replies(self.address))

    def flush(self):
        """Forget all that was learnt."""
        for command in (["flush_zone", "."], ["flush_infra", "all"]):
            run("unbound-control", "-c", self.conf, *command)

    def stop(self):
        if self.process is not None:
            self.process.stop()
            self.process = None

    def ask(self, name, rdtype="CAA", **kw):
        return ask(self.address, name, rdtype, **kw)
