"""The SDK's operations among the symbols of a binary, against lifeboat's own lists.

    operations.py read-only BINARY    they are a subset of the reads
    operations.py operating BINARY    they are reads and mutations, and every mutation is there

The lists are read from the sources. What this does not find there is not allowed, so that a list
written in another way fails the comparison instead of passing it.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The S3 client carries it to sign for directory buckets; it makes a session's keys and changes
# nothing. No bucket of a plan is one, and the gate refuses it, since it is not on its list.
CARRIED_BY_THE_SDK = {("s3", "create_session")}

LISTED = re.compile(r'\b(?:read|credential)\(\s*"([^"]+)",\s*"([^"]+)"')
SPELT_OUT = re.compile(r'service: "([^"]+)",\s*operation: "([^"]+)"')
OF_ONE_SERVICE = re.compile(r'\b(?:rds|route53|s3|backup)\(\s*"([^"]+)",\s*"([^":]+):')
SYMBOL = re.compile(r"\baws_sdk_(\w+)::operation::([a-z0-9_]+)::")


def module(service: str, operation: str) -> tuple[str, str]:
    """The crate and the module of an operation: `DescribeDBInstances` is `describe_db_instances`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation)
    return service.replace(" ", "").lower(), name.lower()


def reads() -> set[tuple[str, str]]:
    text = (ROOT / "src/aws/gate.rs").read_text()
    return {module(*found) for found in LISTED.findall(text) + SPELT_OUT.findall(text)}


def mutations() -> set[tuple[str, str]]:
    found = set()
    for path in (ROOT / "src/aws/mutations").glob("*.rs"):
        text = path.read_text()
        found |= {module(*it) for it in SPELT_OUT.findall(text)}
        found |= {module(service, operation) for operation, service in OF_ONE_SERVICE.findall(text)}
    return found


def among_symbols(binary: str) -> set[tuple[str, str]]:
    symbols = subprocess.run(
        ["nm", "--demangle", binary], check=True, capture_output=True, text=True
    ).stdout
    return set(SYMBOL.findall(symbols))


def main() -> int:
    wanted, binary = sys.argv[1:]
    found = among_symbols(binary) - CARRIED_BY_THE_SDK
    allowed, needed = reads(), set()
    if wanted == "operating":
        needed = mutations()
        allowed |= needed
    missing = needed - found
    strangers = found - allowed
    for service, operation in sorted(strangers):
        print(f"{binary}: aws_sdk_{service} {operation} is on no list", file=sys.stderr)
    for service, operation in sorted(missing):
        print(f"{binary}: aws_sdk_{service} {operation} is not there", file=sys.stderr)
    print(f"{binary}: {len(found)} operations, {wanted}")
    return 1 if strangers or missing or not found else 0


sys.exit(main())
