"""A name server for the shop's zone, so that the lane never asks the real internet.

moto hands every zone name servers called `ns-….awsdns-…`, which exist and know
nothing of the shop. The plan names this one in their place. It answers `A`
questions authoritatively, from a table that a test may change at any time.
"""

import ipaddress
import socketserver
import struct
import threading

TYPE_A = 1
CLASS_IN = 1
# Response, authoritative; the opcode and "recursion desired" are the question's.
FLAGS_ANSWER = 0x8400
FLAG_TRUNCATED = 0x0200
FLAG_RECURSION_DESIRED = 0x0100
NAME_ERROR = 3
HEADER = struct.Struct("!HHHHHH")
# A pointer to the question's name, which always begins right after the header.
NAME_OF_QUESTION = 0xC000 | HEADER.size


class NameServer:
    """Serves UDP and TCP on one loopback port."""

    def __init__(self):
        self.addresses: dict[str, tuple[str, int]] = {}
        """Name without a trailing dot to (IPv4 address, TTL in seconds)."""
        self.truncate_udp = False
        """Answers over UDP are cut short and say so: only TCP has them whole."""
        self.silent = False
        """Questions are read and not answered."""
        self.questions: list[tuple[str, str]] = []
        """What was asked, in order, as (transport, name)."""
        self._udp, self._tcp = self._bind()
        self.port = self._udp.server_address[1]

    def _bind(self):
        # The two protocols have separate ports: the number that is free for one may not be
        # for the other, so a few are tried.
        for _ in range(20):
            udp = socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Udp)
            try:
                tcp = socketserver.ThreadingTCPServer(udp.server_address, _Tcp)
            except OSError:
                udp.server_close()
                continue
            for server in (udp, tcp):
                server.daemon_threads = True
                server.names = self
            return udp, tcp
        raise OSError("no loopback port is free for both UDP and TCP")

    def start(self) -> None:
        for server in (self._udp, self._tcp):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        for server in (self._udp, self._tcp):
            server.shutdown()
            server.server_close()

    def answer(self, question: bytes, transport: str) -> bytes | None:
        """The answer to one DNS message, or None when there is to be none."""
        identifier, flags, count, *_ = HEADER.unpack_from(question)
        if count != 1:
            return None
        name, end = _read_name(question, HEADER.size)
        kind, of_class = struct.unpack_from("!HH", question, end)
        self.questions.append((transport, name))
        if self.silent:
            return None
        asked = question[HEADER.size : end + 4]
        flags = FLAGS_ANSWER | (flags & FLAG_RECURSION_DESIRED)
        held = self.addresses.get(name.lower())
        if transport == "udp" and self.truncate_udp:
            return HEADER.pack(identifier, flags | FLAG_TRUNCATED, 1, 0, 0, 0) + asked
        if held is None:
            return HEADER.pack(identifier, flags | NAME_ERROR, 1, 0, 0, 0) + asked
        if (kind, of_class) != (TYPE_A, CLASS_IN):
            return HEADER.pack(identifier, flags, 1, 0, 0, 0) + asked
        address, ttl = held
        data = ipaddress.IPv4Address(address).packed
        record = struct.pack("!HHHIH", NAME_OF_QUESTION, TYPE_A, CLASS_IN, ttl, len(data)) + data
        return HEADER.pack(identifier, flags, 1, 1, 0, 0) + asked + record


def _read_name(message: bytes, at: int) -> tuple[str, int]:
    """The name at `at`, as the question holds it (never compressed), and where it ends."""
    labels = []
    while length := message[at]:
        labels.append(message[at + 1 : at + 1 + length].decode("ascii", "replace"))
        at += 1 + length
    return ".".join(labels), at + 1


class _Udp(socketserver.BaseRequestHandler):
    def handle(self):
        question, answer_on = self.request
        answer = self.server.names.answer(question, "udp")
        if answer is not None:
            answer_on.sendto(answer, self.client_address)


class _Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        while len(prefix := self.rfile.read(2)) == 2:
            question = self.rfile.read(struct.unpack("!H", prefix)[0])
            answer = self.server.names.answer(question, "tcp")
            if answer is not None:
                self.wfile.write(struct.pack("!H", len(answer)) + answer)
