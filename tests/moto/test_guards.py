"""What stands between an action and AWS: the lease, the token, the overrides, and the rights."""

import time

import shop
from acting import (
    LEASE_KEY,
    LEASE_TABLE,
    REASON,
    act,
    acting_room,
    of_class,
    on,
    preflight,
    recording,
    run_reviewed,
)
from test_first_look import actions_of

REFUSED = 5
WITH_LEASE = f'[operate]\nlease_table = "{LEASE_TABLE}"\n'
INSTANCE = ("snapshot", "reports-db")


def lease(lane) -> dict | None:
    """The item of the lease, as DynamoDB has it."""
    dynamodb = lane.shop.client("dynamodb", shop.STANDBY)
    answer = dynamodb.get_item(TableName=LEASE_TABLE, Key=LEASE_KEY, ConsistentRead=True)
    return answer.get("Item")


def leave_lease(lane, holder: str, seconds: int, token: int) -> dict:
    """Another's lease that ends `seconds` from now."""
    item = {
        **LEASE_KEY,
        "holder": {"S": holder},
        "expires": {"N": str(int(time.time()) + seconds)},
        "token": {"N": str(token)},
    }
    lane.shop.client("dynamodb", shop.STANDBY).put_item(TableName=LEASE_TABLE, Item=item)
    return item


def remove_lease(lane) -> None:
    lane.shop.client("dynamodb", shop.STANDBY).delete_item(TableName=LEASE_TABLE, Key=LEASE_KEY)


def values(request: dict) -> dict:
    return request["parameters"]["ExpressionAttributeValues"]


def test_the_lease_is_taken_renewed_before_sending_and_given_back(lane):
    room = acting_room(lane, "lease-taken", WITH_LEASE)
    remove_lease(lane)
    with recording(lane) as sent:
        act(room, *INSTANCE, name="with-a-lease")
    names = [it["operation"] for it in sent]
    assert names == ["UpdateItem", "UpdateItem", "CreateDBSnapshot", "UpdateItem"], names
    taken, renewed, _, _ = sent
    assert taken["region"] == renewed["region"] == shop.STANDBY
    assert values(renewed)[":me"] == values(taken)[":me"]
    assert int(values(renewed)[":until"]["N"]) >= int(values(taken)[":until"]["N"])
    assert values(renewed)[":token"] == {"N": "1"}
    assert int(values(renewed)[":sequence"]["N"]) > int(values(taken)[":sequence"]["N"])
    left = lease(lane)
    assert left["token"] == {"N": "1"} and "holder" not in left and "expires" not in left, left
    act(room, *INSTANCE, name="with-another-lease")
    assert lease(lane)["token"] == {"N": "2"}, "the number never comes again"


def test_another_operator_has_the_lease(lane):
    room = acting_room(lane, "lease-refused", WITH_LEASE)
    item = leave_lease(lane, "bob@bastion:7", 45, 6)
    told = preflight(room, *INSTANCE)
    with recording(lane) as sent:
        run = run_reviewed(room, told)
    assert run.code == REFUSED
    assert "bob@bastion:7" in run.stderr, "who operates"
    assert [it["operation"] for it in sent] == ["UpdateItem"], "it was asked for, and no more"
    assert lease(lane) == item


def test_a_lease_that_ran_out_is_taken_over(lane):
    room = acting_room(lane, "lease-over", WITH_LEASE)
    leave_lease(lane, "bob@bastion:7", -1, 6)
    act(room, *INSTANCE, name="after-bob")
    assert lease(lane)["token"] == {"N": "7"}


def test_a_lease_that_cannot_be_asked_for_is_overridden_with_a_reason(lane):
    room = acting_room(lane, "lease-gone", WITH_LEASE.replace(LEASE_TABLE, "nobody"))
    told = preflight(room, *INSTANCE, {"name": "without-a-lease"})
    with recording(lane) as sent:
        run = run_reviewed(room, told)
    assert run.code == REFUSED and "lease" in run.stderr
    assert {it["operation"] for it in sent} == {"UpdateItem"}
    blocks = dict.fromkeys(of_class(told, "block"), "seen")
    with recording(lane) as sent:
        run = run_reviewed(room, told, overrides={**blocks, "lease": "alone on call tonight"})
    assert run.code == 0, f"exit code {run.code}"
    assert [it["operation"] for it in sent if it["service"] == "rds"] == ["CreateDBSnapshot"]


def refused(lane, told, room, *words: str, names: tuple[str, ...]) -> None:
    """It ends with 5, names what stands in the way, and nothing is sent."""
    with recording(lane) as sent:
        on_it = on(told["action"], told["target"], told["asked"])
        run = room.run("action", "run", *on_it, *words)
    assert run.code == REFUSED, f"exit code {run.code}"
    assert run.stdout == ""
    for name in names:
        assert name in run.stderr, f"{name} is not named"
    assert sent == []


def test_each_guard_that_stands_is_named_and_nothing_is_sent(lane):
    room = acting_room(lane, "guards")
    told = preflight(room, "promote-replica", "orders-db-usw2")
    blocks = of_class(told, "block")
    assert len(blocks) > 2, told["checks"]
    overridden = [word for it in blocks for word in ("--override", f"{it}=seen")]
    operate = ("--operate", "--reason", REASON)
    confirm = ("--confirm", told["token"])
    refused(lane, told, room, *confirm, *overridden, names=("--operate",))
    refused(lane, told, room, "--operate", *confirm, *overridden, names=("--reason",))
    refused(lane, told, room, *operate, *overridden, names=("--confirm",))
    refused(lane, told, room, *operate, *confirm, names=tuple(blocks))
    but_one = overridden[2:]
    refused(lane, told, room, *operate, *confirm, *but_one, names=(blocks[0],))
    garbled = ("--confirm", "lb1-nonsense")
    refused(lane, told, room, *operate, *garbled, *overridden, names=("token",))
    others = ("--confirm", preflight(room, *INSTANCE)["token"])
    refused(lane, told, room, *operate, *others, *overridden, names=("token",))
    twice = ("--override", f"{blocks[0]}=again")
    refused(lane, told, room, *operate, *confirm, *overridden, *twice, names=(blocks[0],))
    stranger = ("--override", "nonsense=why")
    refused(lane, told, room, *operate, *confirm, *overridden, *stranger, names=("nonsense",))


def test_what_changed_after_the_preflight_is_not_run(lane):
    room = acting_room(lane, "changed")
    told = preflight(room, *INSTANCE)
    rds = lane.shop.client("rds", shop.PRIMARY)
    rds.stop_db_instance(DBInstanceIdentifier="reports-db")
    try:
        blocks = [word for it in of_class(told, "block") for word in ("--override", f"{it}=seen")]
        words = ("--operate", "--reason", REASON, "--confirm", told["token"], *blocks)
        refused(lane, told, room, *words, names=("status", "stopped"))
    finally:
        rds.start_db_instance(DBInstanceIdentifier="reports-db")


def allowed(policy: dict) -> set[str]:
    """What a policy allows, without what it denies."""
    return actions_of({"Statement": [it for it in policy["Statement"] if it["Effect"] == "Allow"]})


def test_the_operators_policy_grants_what_the_plan_has_a_use_for(lane):
    room = acting_room(lane, "iam-operate", WITH_LEASE)
    run = room.run("iam", "--operate")
    assert run.code == 0
    granted = allowed(run.json())
    assert not [it for it in granted if "*" in it], "least privilege"
    assert granted - actions_of(room.run("iam").json()) == {
        "rds:CreateDBSnapshot",
        "rds:FailoverDBCluster",
        "rds:FailoverGlobalCluster",
        "rds:PromoteReadReplica",
        "rds:RebootDBInstance",
        "rds:RestoreDBInstanceToPointInTime",
        "rds:StopDBInstance",
        "rds:SwitchoverGlobalCluster",
        "route53:ChangeResourceRecordSets",
        "route53:UpdateHealthCheck",
        "s3:DeleteObject",
        "s3:PutObject",
        "sns:Publish",
        "dynamodb:UpdateItem",
    }, "the plan names no role for AWS Backup, which is therefore not granted"
