"""Holds a raw answer against AWS's model: what botocore would silently drop is an error here."""

import json
import xml.etree.ElementTree as ElementTree

import cbor2


# Values that AWS's documentation has and the enumeration of its model has not.
DOCUMENTED = {"FailoverStatus": {"switching-over"}}


def check(operation, headers, body: bytes) -> None:
    """Every member exists in the model, every required one is there, every value is of its enumeration."""
    shape = operation.output_shape
    kind = headers.get("content-type", "")
    if kind == "application/cbor":
        _tree(operation.name, shape, cbor2.loads(body), by_location=False)
    elif "json" in kind:
        _tree(operation.name, shape, json.loads(body), by_location=kind == "application/json")
    elif operation.service_model.signing_name == "s3":
        assert not body or "Body" in shape.members, f"{operation.name}: {body!r}"
    else:
        root = ElementTree.fromstring(body)
        namespace = operation.service_model.metadata.get("xmlNamespace")
        if wrapper := shape.serialization.get("resultWrapper"):
            assert _name(root) == f"{operation.name}Response", root.tag
            assert [_name(child) for child in root] == [wrapper, "ResponseMetadata"], list(root)
            root = root[0]
        assert not namespace or namespace in root.tag, root.tag
        _element(operation.name, shape, root)


def _name(element) -> str:
    return element.tag.rpartition("}")[2]


def _value(where: str, shape, text: str) -> None:
    allowed = getattr(shape, "enum", None)
    if allowed and text in DOCUMENTED.get(shape.name, ()):
        return
    assert not allowed or text in allowed, f"{where}: {text!r} is none of {allowed}"
    match shape.type_name:
        case "boolean":
            assert text in ("true", "false"), f"{where}: {text!r}"
        case "integer" | "long":
            int(text)
        case "float" | "double":
            float(text)


def _required(where: str, shape, there: set[str]) -> None:
    missing = set(shape.required_members) - there
    assert not missing, f"{where}: {missing} should be there"


def _tree(where: str, shape, value, by_location: bool) -> None:
    if shape.type_name == "structure":
        names = {
            member.serialization.get("name", name) if by_location else name: (name, member)
            for name, member in shape.members.items()
        }
        unknown = set(value) - set(names)
        assert not unknown, f"{where}: AWS has no {unknown}"
        _required(where, shape, {names[key][0] for key in value})
        for key, inner in value.items():
            _tree(f"{where}.{key}", names[key][1], inner, by_location)
    elif shape.type_name == "list":
        for inner in value:
            _tree(f"{where}[]", shape.member, inner, by_location)
    elif shape.type_name == "map":
        for inner in value.values():
            _tree(f"{where}{{}}", shape.value, inner, by_location)
    elif shape.type_name == "string":
        assert isinstance(value, str), f"{where}: {value!r}"
        _value(where, shape, value)
    elif shape.type_name == "boolean":
        assert isinstance(value, bool), f"{where}: {value!r}"
    elif shape.type_name in ("integer", "long"):
        assert isinstance(value, int) and not isinstance(value, bool), f"{where}: {value!r}"


def _element(where: str, shape, element) -> None:
    if shape.type_name == "structure":
        names = {}
        for name, member in shape.members.items():
            if member.serialization.get("flattened"):
                names[member.member.serialization.get("name", name)] = (name, member)
            else:
                names[member.serialization.get("name", name)] = (name, member)
        for child in element:
            assert _name(child) in names, f"{where}: AWS has no {_name(child)}"
            name, member = names[_name(child)]
            inner = member.member if member.serialization.get("flattened") else member
            _element(f"{where}.{name}", inner, child)
        in_body = {names[_name(child)][0] for child in element}
        in_body |= {name for name, member in shape.members.items() if "location" in member.serialization}
        _required(where, shape, in_body)
    elif shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        for child in element:
            assert _name(child) == item, f"{where}: {_name(child)} instead of {item}"
            _element(f"{where}[]", shape.member, child)
    elif shape.type_name == "map":
        for entry in element:
            assert [_name(child) for child in entry] == ["key", "value"], f"{where}: {list(entry)}"
            _element(f"{where}{{}}", shape.value, entry[1])
    else:
        _value(where, shape, element.text or "")
