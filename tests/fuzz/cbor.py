"""As much of CBOR (RFC 8949) as CloudWatch's protocol needs, and a little that it does not."""

import struct


class NotCbor(Exception):
    """These bytes are not one whole item."""


def head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | code]) + argument.to_bytes(size, "big")
    raise ValueError(f"{argument} has no place in CBOR")


def write(value) -> bytes:
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int() if -(1 << 64) <= value < 1 << 64:
            return head(0, value) if value >= 0 else head(1, -1 - value)
        case int() | float():
            try:
                return b"\xfb" + struct.pack(">d", value)
            except OverflowError:
                return b"\xfb" + struct.pack(">d", float("inf"))
        case str():
            text = value.encode("utf-8", "surrogatepass")
            return head(3, len(text)) + text
        case list():
            return head(4, len(value)) + b"".join(map(write, value))
        case dict():
            return head(5, len(value)) + b"".join(write(name) + write(member) for name, member in value.items())
    raise TypeError(f"{value!r} has no place in CBOR")


def read(data: bytes):
    value, end = _item(data, 0)
    if end != len(data):
        raise NotCbor(f"{len(data) - end} bytes too many")
    return value


def _item(data: bytes, at: int):
    try:
        first = data[at]
        major, code = first >> 5, first & 31
        at += 1
        if first in (0xF4, 0xF5):
            return first == 0xF5, at
        if first == 0xFB:
            return struct.unpack_from(">d", data, at)[0], at + 8
        if code < 24:
            argument = code
        elif code <= 27:
            size = 1 << code - 24
            argument = int.from_bytes(data[at : at + size], "big")
            at += size
        else:
            raise NotCbor(f"a head of {first:#x}")
        match major:
            case 0:
                return argument, at
            case 1:
                return -1 - argument, at
            case 2 | 3:
                content = data[at : at + argument]
                if len(content) != argument:
                    raise NotCbor("a string that ends early")
                return content if major == 2 else content.decode(), at + argument
            case 4:
                items = []
                for _ in range(argument):
                    item, at = _item(data, at)
                    items.append(item)
                return items, at
            case 5:
                members = {}
                for _ in range(argument):
                    name, at = _item(data, at)
                    members[name], at = _item(data, at)
                return members, at
            case 6:
                return _item(data, at)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise NotCbor(str(error)) from error
    raise NotCbor(f"a head of {first:#x}")
