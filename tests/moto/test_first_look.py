"""The first minutes with lifeboat: write a plan, check it, ask the doctor, grant the rights."""

import fnmatch
import json
import tomllib

import shop
from harness import init_arguments
from looking import CONTROL_BYTE, READ

# The signing names of the calls that carry their operation's name, as IAM writes them.
IAM_PREFIX = {"monitoring": "cloudwatch"}


def test_init_writes_a_plan_of_what_there_is(lane):
    room = lane.empty_room("init")
    run = room.run(*init_arguments())
    assert run.code == 0
    plan = room.plan.read_text()
    tomllib.loads(plan)
    for what in (
        lane.seeded["account"],
        shop.PRIMARY,
        shop.STANDBY,
        "orders-db",
        "orders-db-usw2",
        "catalog-global",
        "www.shop.example",
        "api.shop.example",
    ):
        assert what in plan, f"{what} is not in the plan"
    assert "gold" in plan, "tags say which tier a store belongs to"


def test_init_only_reads(lane):
    room = lane.empty_room("init-reads")
    assert room.run(*init_arguments()).code == 0
    requests = lane.requests()
    assert requests
    for request in requests:
        operation = request["operation"]
        assert READ.match(operation) if operation else request["method"] in ("GET", "HEAD"), request


def test_init_never_overwrites_a_plan(lane):
    room = lane.room("init-again")
    before = room.plan.read_bytes()
    run = room.run(*init_arguments())
    assert run.code not in (0, None)
    assert "lifeboat.toml" in run.stderr
    assert room.plan.read_bytes() == before


def test_init_writes_to_standard_output(lane):
    room = lane.empty_room("init-dash")
    run = room.run(*init_arguments("-"))
    assert run.code == 0
    assert "orders-db" in str(tomllib.loads(run.stdout))
    assert not room.plan.exists()


def test_a_plan_that_init_wrote_is_sound(lane):
    run = lane.room("plan-check").run("plan", "check")
    assert run.code == 0


def test_a_plan_with_an_unknown_key_stops_with_its_place(lane):
    room = lane.room("plan-unknown-key")
    text = room.plan.read_text()
    room.plan.write_text(f'strateggy = "warm-standby"\n{text}')
    for arguments in (("plan", "check"), ("status", "-o", "json")):
        run = room.run(*arguments)
        assert run.code == 2
        assert "lifeboat.toml" in run.stderr and "1" in run.stderr
        assert "strateggy" in run.stderr, "the offending text"
        assert "`strategy`" in run.stderr, "a suggestion"
        assert run.stdout == ""


def test_the_plan_schema_is_json(lane):
    run = lane.empty_room("plan-schema").run("plan", "schema")
    assert run.code == 0
    assert "properties" in run.json()


def test_the_doctor_says_who_answers_and_where(lane):
    run = lane.room("doctor").run("doctor")
    assert run.code == 0
    for what in (lane.seeded["account"], shop.PRIMARY, shop.STANDBY, "AWS_ENDPOINT_URL"):
        assert what in run.stdout, f"{what} is not named"
    assert not CONTROL_BYTE.search(run.stdout)


def test_the_doctor_names_the_region_that_is_silent(lane):
    lane.mode(dead={shop.STANDBY: "refuse"})
    run = lane.room("doctor-dead").run("doctor")
    assert shop.STANDBY in run.stdout and lane.seeded["account"] in run.stdout
    healthy = lane.room("doctor-well")
    lane.mode()
    assert healthy.run("doctor").stdout != run.stdout


def actions_of(policy: dict) -> set[str]:
    statements = policy["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    actions = set()
    for statement in statements:
        assert statement["Effect"] == "Allow"
        listed = statement["Action"]
        actions |= {listed} if isinstance(listed, str) else set(listed)
    return actions


def test_the_policy_grants_what_is_asked_and_nothing_that_writes(lane):
    room = lane.room("iam")
    run = room.run("iam")
    assert run.code == 0
    policy = json.loads(run.stdout)
    assert policy["Version"] == "2012-10-17"
    actions = actions_of(policy)
    for action in actions:
        assert READ.match(action.split(":")[1]), f"{action} is not a read"

    assert room.run("status", "-o", "json").code == 3
    asked = {
        f"{IAM_PREFIX.get(request['service'], request['service'])}:{request['operation']}"
        for request in lane.requests()
        if request["operation"]
    }
    # The identity of the caller needs no permission at all.
    asked.discard("sts:GetCallerIdentity")
    assert asked, "status asked nothing"
    refused = {ask for ask in asked if not any(fnmatch.fnmatch(ask, held) for held in actions)}
    assert not refused, f"not granted: {refused}"
