"""Sends a served simulated AWS what no client would send.

    LIFEBOAT_BIN=target/debug/lifeboat python3 tests/fuzz/lane.py [--seconds N] [--seed N]

Exit code 1 when something broke, 2 when the lane itself could not start.
"""

import argparse
import collections
import os
import pathlib
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import answers
import corpus
import mutate
import names
from answers import Answer, Wrong
from mutate import Sent

# Bounds, seconds: what hangs must say so.
START_BOUND = 60
ANSWER_BOUND = 10
STOP_BOUND = 5
# How long a good request is sent again while the service says that it was asked too much.
THROTTLED_BOUND = 10
# How long whoever may wait for more is left to wait for it.
PAUSE = 0.02
# How much of what broke a rule is printed, bytes; and how many of them.
PRINTED = 1_500
MOST_BROKEN = 10
# How many things are sent between two looks at whether the server is still there.
LOOK_EVERY = 500


class Served:
    """The server."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path):
        self.told = folder / "stderr"
        with self.told.open("wb") as told:
            self._process = subprocess.Popen(
                # A minute of it is an hour: what is begun comes to its end while others are sent.
                [binary, "sim", "serve", "--listen", "127.0.0.1:0", "--resources", "30", "--speed", "60"],
                cwd=folder,
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8"},
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            )
        watchdog = threading.Timer(START_BOUND, self._process.kill)
        watchdog.start()
        line = self._process.stdout.readline()
        watchdog.cancel()
        found = re.fullmatch(r"listening on http://(\S+):(\d+), name server on (\S+):(\d+)\n", line)
        if not found:
            self._process.kill()
            raise SystemExit(f"sim serve did not start: {line!r}")
        self.endpoint = found[1], int(found[2])
        self.name_server = found[3], int(found[4])

    def check(self) -> None:
        """It is the process that was started, and has told of no panic."""
        if not self.runs():
            raise Wrong(f"the server has ended with {self._process.returncode}: {self.said()}")
        if "panicked" in self.said():
            raise Wrong(f"the server panicked: {self.said()}")

    def runs(self) -> bool:
        return self._process.poll() is None

    def said(self) -> str:
        return self.told.read_text(errors="replace")

    @staticmethod
    def _hear(asker: socket.socket, came: bytearray) -> None:
        """Takes in all that comes. Whoever waits for the rest of a request is told in time that there is none."""
        while True:
            try:
                part = asker.recv(1 << 16)
            except TimeoutError:
                if asker.gettimeout() != PAUSE:
                    raise
                asker.shutdown(socket.SHUT_WR)
                asker.settimeout(ANSWER_BOUND)
                continue
            if not part:
                return
            came += part

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout=STOP_BOUND)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def ask(self, sent: Sent) -> Answer | None:
        """Sends bytes on a connection of their own and holds what comes to the rules: the answer, none where
        nothing had to come."""
        came = bytearray()
        gone = False
        with socket.create_connection(self.endpoint, timeout=ANSWER_BOUND) as asker:
            # Ports that wait for late packets would run out.
            asker.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            try:
                asker.sendall(sent.data)
            except (BrokenPipeError, ConnectionResetError):
                # It need not hear out what is too long.
                gone = True
            except TimeoutError as error:
                raise Wrong("the server takes nothing more") from error
            if not sent.whole:
                asker.settimeout(PAUSE)
            try:
                self._hear(asker, came)
            except ConnectionResetError:
                gone = True
            except TimeoutError as error:
                raise Wrong(f"no end within {ANSWER_BOUND} s, after {len(came)} bytes") from error
        if not came and (gone or not sent.whole):
            if sent.whole and sent.kind != "oversized":
                raise Wrong("the connection was reset")
            return None
        return answers.check(bytes(came), sent.service, sent.head)


def patiently(served: Served, sent: Sent) -> Answer:
    """The answer to a good request: what was sent before it may have used up its service's rate."""
    end = time.monotonic() + THROTTLED_BOUND
    while True:
        answer = served.ask(sent)
        if answer is None:
            raise Wrong(f"nothing came to a good request of {sent.service}")
        if not answer.throttled or time.monotonic() > end:
            return answer
        time.sleep(PAUSE)


def good(served: Served) -> None:
    """A good request of each protocol, and a good query, are answered."""
    seen = set()
    for request in corpus.everything():
        form = request.service, request.form
        if form in seen or request.method not in ("GET", "POST", "HEAD"):
            continue
        seen.add(form)
        answer = patiently(served, Sent(request.written(), "good", request.service))
        # An object may not be there.
        if answer.status != 200 and request.service != "s3":
            raise Wrong(f"{answer.status} to a good request of {request.service}")
    names.check(names.GOOD[0], names.by_udp(served.name_server, names.GOOD[0], ANSWER_BOUND))


def fuzz(served: Served, seconds: float, seed: int) -> int:
    """Sends until time is up; returns how much broke a rule."""
    chance = random.Random(seed)
    requests = corpus.everything()
    counts: collections.Counter = collections.Counter()
    broken = 0
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end and broken < MOST_BROKEN:
        number += 1
        sent: Sent | bytes = b""
        try:
            if number % LOOK_EVERY == 0:
                served.check()
                good(served)
            if chance.random() < 0.1:
                sent = names.mutated(chance)
                names.asked(chance, served.name_server, sent, ANSWER_BOUND)
                counts["dns"] += 1
            else:
                sent = mutate.mutated(chance, requests)
                answer = served.ask(sent)
                counts[sent.kind] += 1
                counts[f"answered {answer.status if answer else 'with the end'}"] += 1
        except (Wrong, OSError) as error:
            broken += 1
            data = sent.data if isinstance(sent, Sent) else sent
            kind = sent.kind if isinstance(sent, Sent) else "dns"
            print(f"BROKEN  {number} ({kind}): {error or type(error).__name__}")
            print(f"        {data[:PRINTED]!r}{'…' if len(data) > PRINTED else ''}", flush=True)
            if not served.runs():
                break
    print(f"{number} sent: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    return broken


def main() -> int:
    words = argparse.ArgumentParser(description="Sends a served simulated AWS what no client would send.")
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--seed", type=int, default=int(time.time()))
    asked = words.parse_args()
    binary = pathlib.Path(os.environ.get("LIFEBOAT_BIN", "target/debug/lifeboat")).resolve()
    if not os.access(binary, os.X_OK):
        print(f"no lifeboat binary at {binary}: set LIFEBOAT_BIN", file=sys.stderr)
        return 2
    # Documents that nest deeper than any reader takes are written here, too.
    sys.setrecursionlimit(20_000)
    # Ended from outside, the lane still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"seed {asked.seed}, {asked.seconds:g} s", flush=True)
    with tempfile.TemporaryDirectory(prefix="lifeboat-fuzz-") as folder:
        served = Served(binary, pathlib.Path(folder))
        try:
            good(served)
            broken = fuzz(served, asked.seconds, asked.seed)
            try:
                served.check()
                good(served)
            except (Wrong, OSError) as error:
                print(f"BROKEN  afterwards: {error}")
                broken += 1
        finally:
            ended = served.stop()
        if ended != 0:
            print(f"BROKEN  it ended with {ended}")
            broken += 1
    print(f"{broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
