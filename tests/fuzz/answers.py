"""What an answer may be: well-formed HTTP, of the service's protocol, a result or an error of AWS's form."""

import json
import re
import typing
import xml.parsers.expat

import cbor

STATUSES = {200, 204, 301, 304, 400, 403, 404, 405, 409, 411, 412, 413, 414, 415, 431}
FORMS = {
    "rds": {"text/xml"},
    "sts": {"text/xml"},
    "sns": {"text/xml"},
    "route53": {"text/xml"},
    "backup": {"application/json"},
    "monitoring": {"application/cbor", "application/x-amz-json-1.0"},
    "dynamodb": {"application/x-amz-json-1.0"},
}
# The simulator says control characters so that AWS's SDK reads them, which XML 1.0 has no way to.
CONTROL = re.compile(rb"&#x[0-9A-F]{1,2};")
# How the services say that too much is asked of them: in the code, in whichever form it comes.
THROTTLED = re.compile(rb"Throttling|ThrottlingException|ThrottledException|SlowDown")


class Answer(typing.NamedTuple):
    """The first answer on a connection."""

    status: int
    throttled: bool


class Wrong(Exception):
    """This is no answer of AWS's."""


def heads(data: bytes):
    """The first answer in what came: its status, its headers, and where its body begins."""
    head, end, _ = data.partition(b"\r\n\r\n")
    if not end:
        raise Wrong("the head of the answer does not end")
    first, *lines = head.split(b"\r\n")
    status = re.fullmatch(rb"HTTP/1\.[01] (\d{3}) [ -~]*", first)
    if not status:
        raise Wrong(f"no status line: {first[:80]!r}")
    headers = {}
    for line in lines:
        field = re.fullmatch(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", line)
        if not field:
            raise Wrong(f"no header: {line[:80]!r}")
        headers[field[1].decode().lower()] = field[2].decode("latin-1")
    return int(status[1]), headers, len(head) + 4


def check(data: bytes, service: str | None, head: bool) -> Answer:
    """Holds everything that came on a connection to the rules; returns the first answer."""
    first = None
    while data:
        status, headers, begin = heads(data)
        if status == 100:
            data = data[begin:]
            continue
        # Of pipelined requests only the first can be told by whose it was.
        length = 0 if head or status in (204, 304) else int(headers.get("content-length", "-1"))
        if length < 0:
            raise Wrong(f"{status} without a length")
        body = data[begin : begin + length]
        if len(body) != length:
            raise Wrong(f"{len(body)} bytes of {length}")
        if status not in STATUSES:
            raise Wrong(f"status {status}")
        if not head and status not in (204, 304):
            content(status, headers, body, service)
        first = first or Answer(status, status >= 400 and bool(THROTTLED.search(body)))
        data = data[begin + length :]
    if first is None:
        raise Wrong("nothing came")
    return first


def content(status: int, headers: dict, body: bytes, service: str | None) -> None:
    form = headers.get("content-type")
    # An object is of any type, and what is said of one that was put has none.
    if status == 200 and "etag" in headers and service in ("s3", None):
        return
    if form is None:
        not_ours(status, body)
        return
    if service in FORMS and form not in FORMS[service]:
        raise Wrong(f"{service} answers in {form}")
    failed = status >= 300
    match form:
        case "text/xml" | "application/xml":
            root, names = elements(body)
            if failed and (root not in ("ErrorResponse", "Error") or not {"Code", "Message", "RequestId"} <= names):
                raise Wrong(f"an error without its elements: {root}, {sorted(names)}")
            if not failed and not root.endswith("Response"):
                raise Wrong(f"an answer that is a {root}")
        case "application/json" | "application/x-amz-json-1.0":
            told = document(body)
            member = "__type" if form != "application/json" else "Code"
            if failed and not told.get(member):
                raise Wrong(f"an error without {member}")
        case "application/cbor":
            try:
                told = cbor.read(body)
            except cbor.NotCbor as error:
                raise Wrong(f"no CBOR: {error}") from error
            if not isinstance(told, dict) or failed and not told.get("__type"):
                raise Wrong("no map, or an error without __type")
        case _:
            raise Wrong(f"content of type {form}")


def not_ours(status: int, body: bytes) -> None:
    """What is said of HTTP, and of what is not simulated."""
    if not body and status in (400, 414, 431):
        return
    said = {404: b"the simulated AWS has the services ", 413: b"the request's body is too long"}
    if not body.startswith(said.get(status, b"\0")):
        raise Wrong(f"{status} without a type")


def document(body: bytes) -> dict:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Wrong(f"no JSON: {error}") from error
    if not isinstance(told, dict):
        raise Wrong("no JSON object")
    return told


def elements(body: bytes) -> tuple[str, set]:
    names = []
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: names.append(name)
    try:
        parser.Parse(CONTROL.sub(b"?", body), True)
    except xml.parsers.expat.ExpatError as error:
        raise Wrong(f"no XML: {error}") from error
    return names[0], set(names)
