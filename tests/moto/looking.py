"""Reading what lifeboat says: the parts of `status -o json` that tests ask for."""

import re

# What AWS calls an operation that changes nothing.
READ = re.compile(r"^(Describe|Get|List|Head|Test|BatchGet)")
CONTROL_BYTE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def named(items: list[dict], key: str, wanted: str) -> dict:
    """The one item whose `key` is `wanted`."""
    found = [item for item in items if item[key] == wanted]
    assert len(found) == 1, f"{len(found)} items with {key} {wanted!r} among {items}"
    return found[0]


def store_with(status: dict, identifier: str) -> dict:
    """The store that has a copy of that identifier."""
    found = [
        store
        for store in status["stores"]
        if any(copy["id"] == identifier for copy in store["copies"])
    ]
    assert len(found) == 1, f"{len(found)} stores with a copy {identifier!r}"
    return found[0]


def copy(status: dict, identifier: str) -> dict:
    """The copy of that identifier."""
    return named(store_with(status, identifier)["copies"], "id", identifier)


def record(status: dict, name: str) -> dict:
    """The record of that name, written with or without a trailing dot."""
    found = [item for item in status["records"] if item["name"].rstrip(".") == name]
    assert len(found) == 1, f"{len(found)} records named {name!r}"
    return found[0]


def findings_about(status: dict, subject: str) -> list[dict]:
    return [finding for finding in status["findings"] if subject in finding["subject"]]


def broken_sources(status: dict, region: str | None = None) -> list[dict]:
    """The sources that ended in an error, each of which must say which."""
    return [
        source
        for source in status["sources"]
        if source["error"] and (region is None or source["region"] == region)
    ]


def working_sources(status: dict, region: str) -> list[dict]:
    return [
        source for source in status["sources"] if source["region"] == region and not source["error"]
    ]


def is_zero_seconds_on(text: str) -> bool:
    """Whether a figure of nought seconds stands anywhere on a screen."""
    return re.search(r"(?<![\d.])0(\.0+)? ?s\b", text) is not None
