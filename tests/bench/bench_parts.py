# SPDX-License-Identifier: BSD-2-Clause
"""The parts of policy-bench: each measures one promise and prints it."""

import statistics
import time

import bench_peers
from bench_world import Ours, wait_for

SOAK_AGE = 3300     # seconds since the domains were verified
CONNECTIONS = (1, 128, 1000)
MIB = 1 << 20
PEER_MIB = 22  # postfix-tlspol's at 1,000 connections
ROW = ("{:16}{:>6}{:>9}{:>9}{:>7}{:>9}{:>8}{:>9}{:>8}{:>7}{:>9}{:>8}"
       "{:>9}")


def print_head():
    print(ROW.format("", "conn.", "null/s", "ours/s", "ratio", "p50 null",
                     "ours us", "p99 null", "ours us", "ratio", "cpu null",
                     "ours us", "waiting"))


def print_row(name, connections, null, ours):
    """Medians over the rounds; ratios of what ran beside each other."""
    def middle(runs, key):
        return statistics.median(r[key] for r in runs)

    def processor(runs):
        """Time of a request: what a busy machine does not change much."""
        if "server" not in runs[0]:
            return "-"
        return f"{statistics.median(r['server']['cpu_us_per_req'] for r in runs):.1f}"

    def ratio(key):
        return statistics.median(b[key] / max(a[key], 0.001)
                                 for a, b in zip(null, ours))
    print(ROW.format(
        name, connections, f"{middle(null, 'rps'):.0f}",
        f"{middle(ours, 'rps'):.0f}", f"{ratio('rps'):.2f}",
        f"{middle(null, 'p50_us'):.0f}", f"{middle(ours, 'p50_us'):.0f}",
        f"{middle(null, 'p99_us'):.0f}", f"{middle(ours, 'p99_us'):.0f}",
        f"{ratio('p99_us'):.2f}", processor(null), processor(ours),
        max(r["waiting_over_1s"] for r in ours)), flush=True)


def known(world, asked):
    """The store of part after part."""
    store = world.folder / "known"
    return store if store.exists() else world.fill("known", asked.domains)


def warm(world, asked):
    ours = Ours(world, known(world, asked)).start()
    ends = {"unix": (world.null("-P"), ours.unix),
            "tcp": (world.null("-P", "tcp"), ours.tcp)}
    print_head()
    for kind, (null_end, our_end) in ends.items():
        for n in CONNECTIONS:
            nulls, ourselves = [], []
            for _ in range(asked.rounds):
                for end, runs in ((null_end, nulls), (our_end, ourselves)):
                    runs.append(world.load(end, n, asked.seconds,
                                           asked.domains))
                ours.forget_log()
            print_row(kind, n, nulls, ourselves)
    ours.stop()


def peers(world, asked):
    found = bench_peers.find(world, bench_peers.KINDS)
    if not found:
        print("none of the peers is installed")
        return
    print_head()
    nulls = {}
    for peer in found:
        if peer.protocol not in nulls:
            nulls[peer.protocol] = world.null(
                *peer.null_options, "tcp")
        with peer:
            for n in CONNECTIONS:
                null = world.load(nulls[peer.protocol], n, asked.seconds, 1000,
                                  *peer.options)
                runs = world.load(peer.endpoint, n, 2 * asked.seconds, 1000,
                                  "-w", n, *peer.options)
                if runs is None:
                    print(f"{peer.name:16}{n:>6} answers nothing")
                else:
                    print_row(peer.name, n, [null], [runs])
            print(f"{peer.name}: {peer.memory() / MIB:.1f} MiB "
                  f"(all its processes, shared pages once)")


def memory(world, asked):
    ours = Ours(world, known(world, asked)).start()
    time.sleep(3)
    before = ours.memory()
    clients = ours.ask("d1.bench.example", 1000)
    time.sleep(0.5)
    own, files = ours.memory()
    print(f"at 1,000 connections: {own / MIB:.2f} MiB its own, "
          f"{files / MIB:.2f} MiB pages of files; with none "
          f"{before[0] / MIB:.2f} and {before[1] / MIB:.2f}")
    print(f"a connection: {(own - before[0]) / 1000:.0f} octets; "
          f"{(own - before[0]) / MIB:.2f} MiB for 1,000")
    world.load(ours.unix, 1000, asked.seconds, asked.domains)
    own, files = ours.memory()
    print(f"while 1,000 connections stay and as many were busy: "
          f"{own / MIB:.2f} MiB its own, {files / MIB:.2f} MiB pages of "
          f"files; a tenth of {PEER_MIB} MiB is {PEER_MIB / 10}")
    for client in clients:
        client.close()
    ours.stop()


def cold(world, asked):
    ours = Ours(world, world.folder / "cold", world.dns(delay_ms=50)).start()
    ours.ask("first.example")
    before = ours.figures()
    ours.ask("cold.example", 64)
    after = ours.figures()
    alone = after["dns_messages_sent_total"] - before[
        "dns_messages_sent_total"]
    print(f"64 clients, one domain: "
          f"{after['verifications_started_total'] - before['verifications_started_total']:.0f} "
          f"verification, {alone:.0f} messages to the DNS")
    ours.stop()


def print_run(name, run):
    print(f"{name}: {run['rps']:.0f} requests/s, p50 {run['p50_us']:.0f} us, "
          f"p99 {run['p99_us']:.0f} us, p99.9 {run['p999_us']:.0f} us, "
          f"{run['waiting_over_1s']} waiting", flush=True)


def mixed(world, asked):
    """5 % of the requests are for names that nobody has asked for."""
    rate, share, seconds = 4000, 20, max(5, int(5 * asked.seconds))
    ours = Ours(world, known(world, asked), world.dns(delay_ms=20)).start()
    print_run("known alone       ", world.load(
        ours.unix, 128, seconds, asked.domains, "-q", rate))
    before = ours.figures()
    names = world.folder / "unknown"
    names.write_text("".join(f"u{i}.new.example\n" for i in range(100000)))
    other = world.start(
        world.tool("policyload"), "-c", 128, "-n", 1000000000, "-T",
        seconds + 1, "-w", 1, "-q", rate / share, "-d", names, ours.unix)
    run = world.load(ours.unix, 128, seconds, asked.domains, "-q", rate)
    other.wait()
    wait_for("the queue to be empty", lambda: ours.figures()[
        "verifications_queued"] == 0, 60)
    after = ours.figures()
    done = after["verifications_finished_total"] - before[
        "verifications_finished_total"]
    print_run(f"with {100 / share:.0f} % unknown  ", run)
    print(f"verified behind: {done:.0f} of about "
          f"{rate / share * (seconds + 1):.0f} unknown domains, "
          f"{after['verifications_dropped_total']:.0f} turned away")
    ours.stop()


def million(world, asked):
    start = time.monotonic()
    store = world.fill("million", asked.million)
    size = (store / "data.mdb").stat().st_size
    print(f"{asked.million} domains: {size / MIB:.0f} MiB of store, "
          f"{size / asked.million:.0f} octets a domain (filled in "
          f"{time.monotonic() - start:.0f} s)")
    took = []
    for _ in range(asked.rounds):
        start = time.monotonic()
        ours = Ours(world, store).start()
        ours.ask(f"d{asked.million // 2}.bench.example")
        took.append(time.monotonic() - start)
        at_first = ours.memory()
        if len(took) < asked.rounds:
            ours.stop()
    print(f"from exec to the first answer: {statistics.median(took):.3f} s")
    print(f"then {at_first[0] / MIB:.2f} MiB its own, "
          f"{at_first[1] / MIB:.2f} MiB pages of files")
    run = world.load(ours.unix, 128, 3 * asked.seconds, asked.million)
    own, files = ours.memory()
    print_run("128 connections   ", run)
    print(f"after that {own / MIB:.2f} MiB its own, {files / MIB:.2f} MiB "
          "pages of files")
    ours.stop()


def watch(ours, seconds, name):
    """Verifications begun and messages sent, second by second."""
    rates, was = [], ours.figures()
    for _ in range(seconds):
        time.sleep(1)
        now = ours.figures()
        rates.append(tuple(now[k] - was[k] for k in (
            "verifications_started_total", "dns_messages_sent_total")))
        was = now
    begun, sent = zip(*rates)
    print(f"{name}: at most {max(begun):.0f} verifications and "
          f"{max(sent):.0f} messages to the DNS in a second, "
          f"{sum(begun) / seconds:.0f} and {sum(sent) / seconds:.0f} on "
          f"average; {was['verifications_queued']:.0f} queued at the end",
          flush=True)


def stale(world, asked):
    store = world.fill("stale", asked.domains, age=7200)
    ours = Ours(world, store, world.dns(delay_ms=10)).start()
    watch(ours, 6, "no mail        ")
    other = world.start(
        world.tool("policyload"), "-c", 128, "-n", 1000000000, "-T", 8, "-q",
        5000, "-w", 1, "-g", asked.domains, ours.unix)
    watch(ours, 6, "5,000 mails/s  ")
    other.wait()
    ours.stop()


def soak(world, asked):
    """128 connections, 5,000 requests/s, a twentieth of them for domains that
    are verified again and again; the others are renewed from the start on, as
    they would be after most of an hour."""
    store = world.fill("soaked", asked.domains, SOAK_AGE)
    ours = Ours(world, store, world.dns()).start()
    names = world.folder / "turning"
    names.write_text("".join(f"t{i}.soak.example\n" for i in range(2000)))
    loads = [world.start(
        world.tool("policyload"), "-c", c, "-n", 1000000000, "-T",
        asked.soak, "-w", 1, "-q", q, *what, ours.unix) for c, q, what in (
            (128, 4750, ("-g", asked.domains)),
            (16, 250, ("-d", names)))]
    samples = []
    end = time.monotonic() + asked.soak
    while time.monotonic() < end:
        time.sleep(max(0.5, asked.soak / 40))
        samples.append(ours.memory()[0])
    settled = samples[len(samples) // 4:]
    slope = settled[-1] - settled[0]
    print(f"{asked.soak} s: its own memory {settled[0] / MIB:.2f} MiB after a "
          f"quarter, {settled[-1] / MIB:.2f} at the end ({slope / MIB:+.2f}),"
          f" {max(samples) / MIB:.2f} at most")
    print("over time:", " ".join(f"{s / MIB:.1f}" for s in samples), "MiB;",
          f"{ours.figures()['verifications_finished_total']:.0f} "
          "verifications")
    for load in loads:
        world.end(load)
    ours.stop()
