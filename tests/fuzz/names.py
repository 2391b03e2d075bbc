"""Queries to the name server, good and bad."""

import random
import socket
import struct

from answers import Wrong


def query(name: str, kind: int = 1, edns: bool = False) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = labels + b"\0" + struct.pack(">HH", kind, 1)
    more = b"\0" + struct.pack(">HHIH", 41, 4_096, 0, 0) if edns else b""
    return struct.pack(">HHHHHH", 0x1267, 0x0100, 1, 0, 0, int(edns)) + question + more


GOOD = [
    query("www.shop.example"),
    query("www.shop.example", 28, edns=True),
    query("shop.example", 6),
    query("mail-1.shop.example", edns=True),
    query("nobody.example"),
]


def mutated(chance: random.Random) -> bytes:
    data = bytearray(chance.choice(GOOD))
    match chance.randrange(6):
        case 0:
            del data[chance.randrange(len(data)) :]
        case 1:
            # Names that point at themselves, or at each other.
            data[12:] = b"\xc0\x0c" * chance.choice([1, 50]) + b"\0\1\0\1"
        case 2:
            data[4:12] = chance.randbytes(8)
        case 3:
            data[2:4] = chance.randbytes(2)
        case 4:
            data = bytearray(chance.randbytes(chance.choice([1, 2, 11, 12, 13, 200, 1_400])))
        case _:
            for _ in range(chance.choice([1, 3])):
                data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def check(sent: bytes, answer: bytes) -> None:
    if len(answer) < 12:
        raise Wrong(f"an answer of {len(answer)} bytes")
    if len(sent) >= 2 and answer[:2] != sent[:2]:
        raise Wrong("the answer to another query")
    if not answer[2] & 0x80:
        raise Wrong("a query for an answer")


def by_udp(server: tuple, sent: bytes, patience: float) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(patience)
        asker.sendto(sent, server)
        return asker.recv(65_535)


def by_tcp(server: tuple, sent: bytes, length: int, patience: float) -> bytes:
    """What comes before the other side ends; nothing when the length announced more than was sent."""
    with socket.create_connection(server, timeout=patience) as asker:
        asker.sendall(struct.pack(">H", length) + sent)
        asker.shutdown(socket.SHUT_WR)
        came = bytearray()
        while part := asker.recv(65_535):
            came += part
        return bytes(came)


def asked(chance: random.Random, server: tuple, sent: bytes, patience: float) -> None:
    """Sends a query and holds the answer to the rules."""
    if chance.random() < 0.8:
        check(sent, by_udp(server, sent, patience))
        return
    length = len(sent) if chance.random() < 0.7 else chance.choice([0, 1, len(sent) + 5, 65_535])
    came = by_tcp(server, sent, length, patience)
    if length != len(sent):
        return
    if len(came) < 2 or struct.unpack(">H", came[:2])[0] != len(came) - 2:
        raise Wrong(f"an answer over TCP of {len(came)} bytes")
    check(sent, came[2:])
