"""Regions that do not answer, credentials that are not there, an account that is another's."""

import re

import shop
from looking import broken_sources, copy, record, store_with, working_sources

REPLICA = "orders-db-usw2"
FINDINGS_OF_SEVERITY_H = 3
CREDENTIALS = 9
AWS_UNREACHABLE = 10
BOTH_DEAD = {shop.PRIMARY: "refuse", shop.STANDBY: "refuse"}


def primary_is_dead(lane, manner: str) -> None:
    """The standby's data is all there, and the loss bounded by it, or not known."""
    lane.mode(dead={shop.PRIMARY: manner})
    status = lane.room(f"primary-{manner}").status(FINDINGS_OF_SEVERITY_H)
    assert copy(status, REPLICA)["lag_seconds"] == shop.REPLICA_LAG_SECONDS
    assert working_sources(status, shop.STANDBY)
    assert broken_sources(status, shop.PRIMARY)
    assert not [
        source for source in working_sources(status, shop.PRIMARY) if source["state"] == "live"
    ]
    # The primary is silent: what is lost grows from the recovery point on.
    loss = store_with(status, REPLICA)["loss_seconds"]
    assert loss is None or loss > shop.REPLICA_LAG_SECONDS


def test_a_hung_primary_leaves_the_standby(lane):
    primary_is_dead(lane, "hang")


def test_a_refused_primary_leaves_the_standby(lane):
    primary_is_dead(lane, "refuse")


def standby_is_dead(lane, manner: str) -> None:
    """The primary's data is all there; what only the standby can say is unknown."""
    lane.mode(dead={shop.STANDBY: manner})
    status = lane.room(f"standby-{manner}").status(FINDINGS_OF_SEVERITY_H)
    assert working_sources(status, shop.PRIMARY)
    assert broken_sources(status, shop.STANDBY)
    assert record(status, "www.shop.example")["ttl_seconds"] == 60
    replica = copy(status, REPLICA)
    assert replica["lag_seconds"] is None
    assert store_with(status, REPLICA)["state"] != "ok"


def test_a_hung_standby_leaves_the_primary(lane):
    standby_is_dead(lane, "hang")


def test_a_refused_standby_leaves_the_primary(lane):
    standby_is_dead(lane, "refuse")


def test_metrics_that_hang_alone_take_nothing_else_with_them(lane):
    lane.mode(dead={f"{shop.STANDBY}/monitoring": "hang"})
    status = lane.room("metrics-hang").status(FINDINGS_OF_SEVERITY_H)
    assert copy(status, REPLICA)["lag_seconds"] is None
    assert store_with(status, REPLICA)["loss_seconds"] is None
    assert working_sources(status, shop.STANDBY), "RDS still answers there"


def test_no_region_answers(lane):
    lane.mode(dead=BOTH_DEAD)
    run = lane.room("both-dead").run("status", "-o", "json")
    assert run.code == AWS_UNREACHABLE
    status = run.json()
    assert status["account"]["verified"] is False
    assert all(store["loss_seconds"] is None for store in status["stores"])


def test_the_last_estate_is_there_when_nothing_answers(lane):
    room = lane.room("remembered")
    room.status(FINDINGS_OF_SEVERITY_H)
    lane.mode(dead=BOTH_DEAD)
    run = room.run("status", "-o", "json")
    assert run.code == AWS_UNREACHABLE
    status = run.json()
    assert store_with(status, REPLICA)["state"] != "ok"
    assert record(status, "www.shop.example")["ttl_seconds"] == 60
    assert status["account"]["verified"] is False


def test_without_credentials(lane):
    run = lane.room("no-credentials").run(
        "status",
        "-o",
        "json",
        without=("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    )
    assert run.code == CREDENTIALS
    assert lane.requests() == []


def test_another_account_is_shown_nothing_of_this_one(lane):
    room = lane.room("other-account")
    plan, replaced = re.subn(lane.seeded["account"], "999999999999", room.plan.read_text())
    assert replaced, "the plan names its account"
    room.plan.write_text(plan)
    run = room.run("status", "-o", "json")
    assert run.code == CREDENTIALS
    assert lane.seeded["account"] in run.stdout + run.stderr, "who answered instead"
    assert "203.0.113.10" not in run.stdout
    for check in lane.seeded["dns"]["health_checks"].values():
        assert check not in run.stdout
