#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The servers of one mail domain: DNS, SMTP with STARTTLS, the MTA-STS policy.

usage: far_side.py PREFIX FOLDER

PREFIX53 answers the DNS, PREFIX25 is the MX host, PREFIX80 the policy host;
certificates are FOLDER/server.{pem,key}.  On SIGTERM the questions that came
are written to FOLDER/questions, one a line.
"""

import asyncio
import signal
import ssl
import struct
import sys

import dns.flags
import dns.message
import dns.name
import dns.rdatatype
import dns.zone

DOMAIN = "bench.test"
ZONE = """
$ORIGIN test.
$TTL 3600
@ IN SOA ns.test. host.test. 1 3600 600 86400 300
@ IN NS ns.test.
bench IN MX 10 mx.bench
bench IN TXT "v=spf1 include:_spf.bench.test -all"
_spf.bench IN TXT "v=spf1 ip4:{prefix}25 -all"
bench IN CAA 0 issue "ca.test"
_dmarc.bench IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@bench.test"
_mta-sts.bench IN TXT "v=STSv1; id=1"
_smtp._tls.bench IN TXT "v=TLSRPTv1; rua=mailto:tls@bench.test"
mta-sts.bench IN A {prefix}80
mx.bench IN A {prefix}25
"""
POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mx.bench.test\r\n" \
         b"max_age: 604800\r\n"


class Dns(asyncio.DatagramProtocol):
    """Answers made at the start: nothing is computed while time is taken."""

    def __init__(self, zone, questions):
        self.zone = zone
        self.questions = questions
        self.cache = {}

    def connection_made(self, transport):
        self.transport = transport

    def answer(self, wire):
        query = dns.message.from_wire(wire)
        question = query.question[0]
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        origin = self.zone.origin
        node = (self.zone.get_node(question.name)
                if question.name.is_subdomain(origin) else None)
        rdataset = (node.get_rdataset(question.rdclass, question.rdtype)
                    if node else None)
        if rdataset:
            rrset = response.find_rrset(
                response.answer, question.name, question.rdclass,
                question.rdtype, create=True)
            rrset.update(rdataset)
        else:
            soa = self.zone.find_rrset(origin, "SOA")
            response.authority.append(soa)
            below = any(n.is_subdomain(question.name)
                        for n in self.zone.nodes) or node
            if not below:
                response.set_rcode(3)
        return response.to_wire()

    def datagram_received(self, wire, peer):
        key = wire[2:]
        if key not in self.cache:
            self.cache[key] = self.answer(wire)
        self.transport.sendto(wire[:2] + self.cache[key][2:], peer)
        self.questions.append(wire)


def tls(folder):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
    return context


def smtp_session(context):
    async def session(reader, writer):
        try:
            writer.write(b"220 mx.bench.test ESMTP\r\n")
            while line := await reader.readline():
                word = line.strip().upper().split(b" ")[0]
                if word == b"EHLO":
                    writer.write(b"250-mx.bench.test\r\n250 STARTTLS\r\n")
                elif word == b"STARTTLS":
                    writer.write(b"220 go on\r\n")
                    await writer.drain()
                    await writer.start_tls(context)
                elif word == b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    writer.write(b"250 ok\r\n")
            await writer.drain()
        except (OSError, ssl.SSLError):
            pass
        writer.close()
    return session


async def https_session(reader, writer):
    try:
        while (await reader.readline()).strip():
            pass
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                     b"Content-Length: %d\r\nConnection: close\r\n\r\n%s"
                     % (len(POLICY), POLICY))
        await writer.drain()
    except (OSError, ssl.SSLError):
        pass
    writer.close()


async def serve(prefix, folder):
    zone = dns.zone.from_text(ZONE.format(prefix=prefix), origin="test.",
                              relativize=False)
    questions = []
    context = tls(folder)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await loop.create_datagram_endpoint(
        lambda: Dns(zone, questions), local_addr=(prefix + "53", 53))
    await asyncio.start_server(smtp_session(context), prefix + "25", 25)
    await asyncio.start_server(https_session, prefix + "80", 443, ssl=context)
    print("ready", flush=True)
    await stop.wait()
    with open(f"{folder}/questions", "w", encoding="ascii") as out:
        for wire in questions:
            q = dns.message.from_wire(wire).question[0]
            out.write(f"{q.name} {dns.rdatatype.to_text(q.rdtype)}\n")


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
