"""Each `aws` command that lifeboat prints does what the action itself does: to a second simulation of one seed."""

import json
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import dns.message
import dns.query

from twin import Twin, Twins

# How many pairs of worlds there are at once: much of the time is spent waiting.
AT_ONCE = 3
# How long two worlds may take to look the same, seconds.
ALIKE_WITHIN = 30
# An action ends as done, was refused by AWS, or has not come to its end after a second and is unknown.
DONE, REJECTED, UNKNOWN = 0, 6, 8
# A setting without which an action is not what is meant, or is named by the second in which it was reviewed.
CHOSEN = {"name": "by-the-lane", "owner": "the lane", "word": "by the lane's own hand"}

# When an action is tried, where nothing is to be done with it on a calm day: a primary whose replica was promoted.
MOMENTS = {"fence": ("--scenario", "split-brain", "--at", "45m")}


def ways(action: dict) -> list[dict[str, str]]:
    """The settings that an action is tried with: each of its means, as the catalogue names them."""
    about = dict(action["settings"])
    chosen = {name: value for name, value in CHOSEN.items() if name in about}
    means = dict.fromkeys(re.findall(r"`([a-z-]+)`", about.get("means", "")))
    return [{**chosen, "means": it} for it in means] or [chosen]


def words(action: dict, target: str, way: dict[str, str]) -> list[str]:
    name, _, region = target.rpartition(" in ")
    at = f"{name}@{region}" if name else target
    chosen = [word for it in way.items() for word in ("--set", "=".join(it))]
    return [action["name"], "--target", at, *chosen]


def stands_in_the_way(told: dict, word: str) -> list[str]:
    return [it["id"] for it in told["checks"] if it["class"] == word and it["id"] != "mode"]


def reviewed(twin: Twin, action: dict, way: dict[str, str]) -> tuple[list[str], dict]:
    """The first target that nothing refuses, and its preflight."""
    why = []
    for target in action["targets"]:
        on = words(action, target, way)
        run = twin.action("preflight", *on)
        if run.returncode != 0:
            why.append(run.stderr)
            continue
        told = json.loads(run.stdout)
        refused = stands_in_the_way(told, "refuse")
        if not refused:
            return on, told
        why.append(f"{target}: {refused}")
    raise AssertionError(f"{action['name']} {way} can be tried on nothing: {why}")


def acted(twin: Twin, on: list[str], told: dict, patience: str = "1s") -> subprocess.CompletedProcess:
    """Runs what was reviewed, every block overridden."""
    blocks = stands_in_the_way(told, "block")
    overrides = [word for it in blocks for word in ("--override", f"{it}=seen, and meant")]
    return twin.action(
        *("run", *on, "--operate", "--reason", "the lane", "--confirm", told["token"]),
        *(*overrides, "--patience", patience),
    )


def taken(twin: Twin, on: list[str], told: dict) -> bool:
    """Runs what was reviewed; whether AWS took it."""
    run = acted(twin, on, told)
    assert run.returncode in (DONE, REJECTED, UNKNOWN), f"{run.returncode}: {run.stdout}{run.stderr}"
    return run.returncode != REJECTED


def typed(twin: Twin, told: dict) -> bool:
    """What an operator pastes into a shell; whether AWS took it."""
    run = twin.run("sh", "-c", told["sends"]["command"])
    rejected = f"when calling the {told['sends']['operation']} operation"
    assert run.returncode == 0 or rejected in run.stderr, f"{told['sends']['command']}\n{run.stderr}"
    return run.returncode == 0


def alike(twins: Twins, before: dict) -> bool:
    """Whether both worlds come to look the same; whether anything in them changed."""
    end = time.monotonic() + ALIKE_WITHIN
    while True:
        one, other = twins.each(Twin.world)
        if one == other:
            return one != before
        if time.monotonic() > end:
            apart = {key: (one[key], other[key]) for key in one if one[key] != other[key]}
            raise AssertionError(f"by lifeboat, by the AWS CLI: {json.dumps(apart, indent=1)}")


def sent(twin: Twin) -> list:
    """What went over the wire, without the lease, which is lifeboat's own."""
    return [it for it in twin.wire.changes if it[0] != "UpdateItem"]


def held_to_its_command(twins: Twins, action: dict, way: dict[str, str]) -> str | None:
    """Runs one action on one world and its command on the other: the operation that both sent."""
    (on, told), (_, printed) = twins.each(lambda twin: reviewed(twin, action, way))
    if not told["sends"]:
        return None
    before, same = twins.each(Twin.world)
    assert before == same, "one seed, one world"
    with ThreadPoolExecutor(2) as pool:
        by_lifeboat = pool.submit(taken, twins.by_lifeboat, on, told)
        by_the_cli = pool.submit(typed, twins.by_the_cli, printed)
        assert by_lifeboat.result() == by_the_cli.result(), "AWS took one and refused the other"
    changed = alike(twins, before)
    by_lifeboat, by_the_cli = sent(twins.by_lifeboat), sent(twins.by_the_cli)
    assert len(by_lifeboat) == len(by_the_cli) == 1, (by_lifeboat, by_the_cli)
    if not changed:
        # Nobody can read there what was done: then both asked for the same.
        assert by_lifeboat == by_the_cli and by_lifeboat[0][1], (by_lifeboat, by_the_cli)
    return told["sends"]["operation"]


def test_each_printed_command_does_what_its_action_does(served):
    catalogue = json.loads(served.run(str(served.binary), "action", "list", "-o", "json").stdout)["actions"]
    assert len(catalogue) >= 13
    operations, failed = set(), []

    def hold(number: int, action: dict, way: dict[str, str]) -> None:
        started = time.monotonic()
        twins = Twins(served.binary, served.folder / f"twins-{number}", *MOMENTS.get(action["name"], ()))
        try:
            operations.add(held_to_its_command(twins, action, way))
        except Exception as error:
            failed.append(f"{action['name']} {way}: {error}")
        finally:
            twins.stop()
        print(f"        {action['name']} {way} ({time.monotonic() - started:.1f} s)", flush=True)

    cases = [(action, way) for action in catalogue for way in ways(action)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(hold, range(len(cases)), *zip(*cases)))
    assert not failed, "\n\n".join(failed)
    granted = policy_writes(served)
    asked = operations - {None}
    # Beside what an action sends: the lease, the role that AWS Backup is given, the standby object's way back.
    beside = {"UpdateItem", "PassRole", "DeleteObject"}
    assert {it.split(":")[1] for it in granted} == asked | beside


def test_a_flip_and_a_message_come_to_their_end(served):
    twin = Twin(served.binary, served.folder / "course")
    try:
        catalogue = {it["name"]: it for it in json.loads(twin.action("list").stdout)["actions"]}
        for name, way in (("notify", {}), ("flip-failover", {"means": "record-swap"})):
            on, told = reviewed(twin, catalogue[name], way)
            run = acted(twin, on, told, patience="90s")
            assert run.returncode == DONE, f"{run.returncode}: {run.stdout}{run.stderr}"
            assert json.loads(run.stdout)["outcome"] == "done"
        host, port = twin.served.name_server
        answer = dns.query.udp(dns.message.make_query("www.shop.example", "A"), host, port=port, timeout=5)
        assert [it.to_text() for it in answer.answer[0]] == ["198.51.100.10"]
        assert twin.run(str(served.binary), "journal", "verify").returncode == 0
    finally:
        twin.stop()


def policy_writes(served) -> set[str]:
    """What the operator's policy allows beyond that of watching."""

    def allowed(*words):
        policy = json.loads(served.run(str(served.binary), "iam", *words).stdout)
        statements = [it for it in policy["Statement"] if it["Effect"] == "Allow"]
        return {action for it in statements for action in it["Action"]}

    return allowed("--operate") - allowed()

