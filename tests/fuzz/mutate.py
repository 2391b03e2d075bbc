"""What is done to a valid request: to its fields, to its bytes, and to how it is sent."""

import copy
import random
from dataclasses import dataclass

from corpus import Request

LIMIT = 1 << 20
"""The longest body that is read, bytes."""

NASTY = [
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "NaN",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "true",
    "null",
    "\0",
    "\x1b[2J",
    "\u202e",
    "\U0001f6a2",
    "\ud800",
    "é" * 300,
    "a" * 70_000,
    "%",
    "%zz",
    "%00",
    "..",
    "../..",
    "/",
    "//",
    "*",
    "\\052",
    ".",
    "..shop.example",
    "&",
    "&amp;",
    "<",
    "]]>",
    "<!--",
    "{}",
    "[]",
    "{{}}",
    "'",
    '"',
    "\r\n",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "+262143-12-31T23:59:59Z",
    "2026-02-30T00:00:00Z",
    "1772452800",
    "arn:aws:rds:us-east-1:123456789012:db:",
    "arn:aws",
    ":::::",
    "orders-db",
    "harbor",
    "us-west-2",
    "00000000",
    "811c9dc5",
    "(" * 5_000,
    "NOT " * 5_000,
    "a." * 5_000,
    "a[0]" * 2_000,
]
PLAIN = [
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    -(2**63) - 1,
    1e308,
    -0.0,
    0.1,
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"S": {"S": "a"}},
]
SERVICES = ["rds", "sts", "sns", "backup", "route53", "monitoring", "s3", "dynamodb", "ec2", ""]
TYPES = [
    "application/json",
    "application/cbor",
    "application/xml",
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/x-amz-json-1.0",
    "multipart/form-data",
    "",
    "\xff",
    "a" * 5_000,
]


@dataclass
class Sent:
    """Bytes for a connection, and what may come back on it."""

    data: bytes
    kind: str
    service: str | None = None
    """Whose protocol the answer must be of; none when that can no longer be told."""
    whole: bool = True
    """Whether it is a request with a beginning and an end: then there must be an answer."""

    @property
    def head(self) -> bool:
        """Whether the answer has no body."""
        return self.data.startswith(b"HEAD ")


def nested(chance: random.Random):
    value = chance.choice(["a", 1, None])
    for _ in range(chance.choice([5, 40, 120, 900])):
        value = [value] if chance.random() < 0.5 else {chance.choice(["a", "M", "L", "Metric"]): value}
    return value


def anything(chance: random.Random):
    # A list of its own each time: one that was put into itself could not be written.
    return chance.choice([chance.choice(NASTY), copy.deepcopy(chance.choice(PLAIN)), nested(chance)])


def places(value, path=()):
    """Every place in a document, as a way to it."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from places(member, (*path, name))


def in_document(chance: random.Random, document):
    path = chance.choice(list(places(document)))
    if not path:
        return anything(chance) if chance.random() < 0.3 else document
    holder = document
    for name in path[:-1]:
        holder = holder[name]
    last = path[-1]
    match chance.randrange(5):
        case 0:
            del holder[last]
        case 1 if isinstance(holder, dict):
            holder[str(chance.choice(NASTY))] = holder.pop(last)
        case 2 if isinstance(holder, list):
            holder.extend(copy.deepcopy(holder[last]) for _ in range(chance.choice([1, 30, 600])))
        case _:
            holder[last] = anything(chance)
    return document


def in_pairs(chance: random.Random, pairs: list) -> None:
    if not pairs:
        pairs.append((chance.choice(["name", "maxitems", "nextToken", "Marker"]), chance.choice(NASTY)))
        return
    at = chance.randrange(len(pairs))
    name, value = pairs[at]
    match chance.randrange(6):
        case 0:
            del pairs[at]
        case 1:
            pairs.insert(at, (name, chance.choice(NASTY)))
        case 2:
            pairs[at] = (chance.choice(NASTY), value)
        case 3:
            pairs[at] = (
                name + chance.choice([".1", ".member.1.a", "." * 40, ".Filter.999999999999999999999.Name"]),
                value,
            )
        case _:
            pairs[at] = (name, chance.choice(NASTY))


def in_bytes(chance: random.Random, data: bytes) -> bytes:
    data = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8])):
        at = chance.randrange(len(data) + 1)
        length = chance.choice([1, 1, 2, 4, 30])
        match chance.randrange(5):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * chance.choice([1, 50])
            case 3:
                data[at:at] = chance.randbytes(length)
            case _:
                data[at : at + length] = chance.randbytes(length)
    return bytes(data)


def in_xml(chance: random.Random, data: bytes) -> bytes:
    parts = data.replace(b">", b">\n").split(b"\n")
    at = chance.randrange(len(parts))
    match chance.randrange(6):
        case 0:
            del parts[at]
        case 1:
            parts[at:at] = parts[at : at + 8] * chance.choice([1, 40])
        case 2:
            parts.insert(at, b"<a>" * chance.choice([20, 40, 50_000]))
        case 3:
            parts.insert(0, b'<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "&d;&d;">]>')
            parts.insert(at, b"&b;&#0;&#x110000;&nothing;")
        case 4:
            parts.insert(at, b"<![CDATA[" + str(chance.choice(NASTY)).encode("utf-8", "replace"))
        case _:
            parts[at] = str(chance.choice(NASTY)).encode("utf-8", "replace")
    return b"".join(parts)


def fields(chance: random.Random, request: Request) -> None:
    """Changes what a request says; it stays well-formed."""
    if request.query and chance.random() < 0.3 or not request.body:
        in_pairs(chance, request.query)
    elif request.form == "form":
        in_pairs(chance, request.body)
    elif request.form == "bytes":
        request.body = in_xml(chance, request.body)
    else:
        request.body = in_document(chance, request.body)


def around(chance: random.Random, request: Request) -> None:
    """Changes what stands about a request: its place, its method, its headers."""
    headers = dict(request.headers)
    match chance.randrange(7):
        case 0:
            headers["Content-Type"] = chance.choice(TYPES)
        case 1:
            request.method = chance.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "BREW"])
        case 2:
            request.path = chance.choice(
                [
                    request.path + "/",
                    request.path.replace("/", "//"),
                    "/%2e%2e/%00/%ff",
                    "/" * 300,
                    "/" + "a" * 9_000,
                    "*",
                ]
            )
        case 3:
            headers["X-Amz-Target"] = chance.choice(
                ["", ".", "GraniteServiceVersion20100801.", "DynamoDB_20120810.Scan", "a" * 9_000, "\xff"]
            )
        case 4:
            request.service = chance.choice(SERVICES)
        case 5:
            request.region = chance.choice(["us-west-2", "eu-west-1", "", "\xff", "a" * 500])
        case _:
            headers[
                chance.choice(
                    [
                        "If-Match",
                        "If-None-Match",
                        "Smithy-Protocol",
                        "X-Amz-Content-Sha256",
                        "Expect",
                        "Content-Encoding",
                    ]
                )
            ] = chance.choice(["*", '"a"', "", "100-continue", "aws-chunked", "gzip", "\xff", "a" * 4_000])
    request.headers = list(headers.items())


def chunked(chance: random.Random, request: Request) -> bytes:
    head, _, content = request.written().partition(b"\r\n\r\n")
    head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length"))
    size = chance.choice([b"%x" % len(content), b"-1", b"ffffffffffffffff", b"%x" % (len(content) + 9), b"zz", b"0"])
    return head + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + size + b"\r\n" + content + b"\r\n0\r\n\r\n"


def framing(chance: random.Random, request: Request) -> Sent:
    """Changes how a request is sent."""
    data = request.written()
    cut = Sent(b"", "", whole=False)
    match chance.randrange(7):
        case 0:
            cut.kind, cut.data = "cut", data[: chance.randrange(len(data))]
        case 1:
            cut.kind, cut.data = "chunked", chunked(chance, request)
        case 2:
            length = chance.choice([b"0", b"1", b"-1", b"99999", b"18446744073709551616", b"x", b"1, 2"])
            head, _, content = data.partition(b"Content-Length: ")
            cut.kind, cut.data = "length", head + b"Content-Length: " + length + b"\r\n" + content.partition(b"\r\n")[2]
        case 3:
            request.body, request.form = b"a=" + b"b" * chance.choice([LIMIT - 2, LIMIT, 3 * LIMIT]), "bytes"
            return Sent(request.written(), "oversized")
        case 4:
            name, value = chance.choice(
                [("X-A", "a" * 600_000), ("\xff", "a"), ("X-A", "a\x00b"), ("A B", "c"), ("Host", "a\r\nHost: b")]
            )
            request.headers.append((name, value))
            cut.kind, cut.data = "header", request.written()
        case 5:
            cut.kind, cut.data = "two at once", data.replace(b"Connection: close", b"Connection: keep-alive") + data
        case _:
            cut.kind, cut.data = "no http", chance.randbytes(chance.choice([1, 20, 400]))
    return cut


def mutated(chance: random.Random, corpus: list) -> Sent:
    """A request that no client would send."""
    request = chance.choice(corpus).copy()
    kind = chance.choices(["fields", "bytes", "around", "framing", "raw", "unsigned"], [40, 15, 15, 12, 12, 3])[0]
    match kind:
        case "fields":
            for _ in range(chance.choice([1, 1, 2, 5])):
                if request.form in ("json", "cbor") and not isinstance(request.body, (dict, list)):
                    break
                fields(chance, request)
        case "bytes":
            request.body, request.form = in_bytes(chance, request.content()), "bytes"
        case "around":
            around(chance, request)
            # Whose it is, and whether it is HTTP at all, is no longer told by what it was.
            return Sent(request.written(), kind, whole=False)
        case "framing":
            return framing(chance, request)
        case "raw":
            return Sent(in_bytes(chance, request.written()), kind, whole=False)
        case "unsigned":
            request.signed = False
            return Sent(request.written(), kind)
    return Sent(request.written(), kind, request.service)
