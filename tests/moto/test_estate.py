"""What was seeded is found again; what AWS does not say is unknown, never nought."""

import shop
from looking import (
    CONTROL_BYTE,
    READ,
    broken_sources,
    copy,
    findings_about,
    is_zero_seconds_on,
    named,
    record,
    store_with,
    working_sources,
)

# The seeded shop has findings of severity H (no objectives, a flip that needs us-east-1).
FINDINGS_OF_SEVERITY_H = 3
REPLICA = "orders-db-usw2"
OVERVIEW = ("shot", "overview", "--size", "120x40", "--format", "text")


def test_status_finds_the_account_and_both_regions(lane):
    status = lane.room("status-regions").status(FINDINGS_OF_SEVERITY_H)
    assert status["schema_version"] == 1
    assert status["simulated"] is False
    assert status["account"]["id"] == lane.seeded["account"]
    assert status["account"]["verified"] is True
    assert named(status["regions"], "region", shop.PRIMARY)["role"] == "primary"
    assert named(status["regions"], "region", shop.STANDBY)["role"] == "standby"
    assert status["calls"]["count"] > 0
    assert status["verdict"]["text"]


def test_status_finds_the_seeded_lag(lane):
    status = lane.room("status-lag").status(FINDINGS_OF_SEVERITY_H)
    replica = copy(status, REPLICA)
    assert replica["region"] == shop.STANDBY
    assert replica["lag_seconds"] == shop.REPLICA_LAG_SECONDS
    store = store_with(status, REPLICA)
    assert store["tier"] == "gold"
    assert store["loss_seconds"] == shop.REPLICA_LAG_SECONDS
    assert store["recovery_point"] is not None


def test_status_reads_aurora_lag_as_milliseconds(lane):
    status = lane.room("status-aurora").status(FINDINGS_OF_SEVERITY_H)
    lag = copy(status, "catalog-usw2")["lag_seconds"]
    assert lag == shop.AURORA_RPO_LAG_MILLISECONDS / 1000


def test_status_finds_records_and_health_checks(lane):
    status = lane.room("status-dns").status(FINDINGS_OF_SEVERITY_H)
    www = record(status, "www.shop.example")
    assert www["type"] == "A"
    assert www["ttl_seconds"] == 60
    assert www["should_be"] == shop.PRIMARY
    assert www["answer"], "the name server answered"
    assert record(status, "api.shop.example")["ttl_seconds"] == 300
    checks = lane.seeded["dns"]["health_checks"].values()
    for check in checks:
        assert named(status["health_checks"], "id", check)["state"] not in (None, "unknown")


def test_an_answer_cut_short_over_udp_is_asked_again_over_tcp(lane):
    lane.names.truncate_udp = True
    status = lane.room("status-tcp").status(FINDINGS_OF_SEVERITY_H)
    assert record(status, "www.shop.example")["answer"]
    assert {"udp", "tcp"} <= {transport for transport, _ in lane.names.questions}


def test_a_silent_name_server_leaves_the_answer_unknown(lane):
    lane.names.silent = True
    status = lane.room("status-dns-silent").status(FINDINGS_OF_SEVERITY_H)
    assert record(status, "www.shop.example")["answer"] is None
    assert copy(status, REPLICA)["lag_seconds"] == shop.REPLICA_LAG_SECONDS


def test_findings_name_what_is_wrong_and_not_what_is_right(lane):
    status = lane.room("status-findings").status(FINDINGS_OF_SEVERITY_H)
    assert findings_about(status, "api.shop.example"), "its SECONDARY has no health check"
    alarms = lane.seeded["alarms"]
    assert findings_about(status, alarms["without_action"]), "it tells nobody"
    subjects = [finding["subject"] for finding in status["findings"]]
    assert alarms["with_action"] not in subjects
    assert all(finding["severity"] in ("H", "M", "L") for finding in status["findings"])


def test_withheld_metrics_are_unknown_and_never_nought(lane):
    lane.mode(withhold_metrics=True)
    room = lane.room("status-withheld")
    status = room.status(FINDINGS_OF_SEVERITY_H)
    for identifier in (REPLICA, "catalog-usw2"):
        assert copy(status, identifier)["lag_seconds"] is None
        store = store_with(status, identifier)
        assert store["loss_seconds"] is None
        assert store["state"] == "unknown"
    for check in status["health_checks"]:
        assert check["state"] == "unknown"
    screen = room.run(*OVERVIEW)
    assert screen.code == 0
    assert "orders" in screen.stdout
    assert not is_zero_seconds_on(screen.stdout)


def test_a_lag_of_minus_one_is_never_shown_as_a_lag(lane):
    lane.mode(replica_lag=-1)
    room = lane.room("status-minus-one")
    status = room.status(FINDINGS_OF_SEVERITY_H)
    assert copy(status, REPLICA)["lag_seconds"] is None
    store = store_with(status, REPLICA)
    assert store["loss_seconds"] is None
    assert store["state"] == "unknown"
    screen = room.run(*OVERVIEW)
    assert screen.code == 0
    assert "-1 s" not in screen.stdout and "−1 s" not in screen.stdout
    assert not is_zero_seconds_on(screen.stdout)


def test_what_moto_lacks_fails_singly_and_says_so(lane):
    status = lane.room("status-lacking").status(FINDINGS_OF_SEVERITY_H)
    broken = broken_sources(status)
    assert broken, "moto has no AWS Backup jobs and no pending maintenance"
    for source in broken:
        assert source["error"].strip() and source["state"] not in ("ok", "live")
    for region in (shop.PRIMARY, shop.STANDBY):
        assert working_sources(status, region), region
    assert copy(status, REPLICA)["lag_seconds"] == shop.REPLICA_LAG_SECONDS


def test_status_only_reads(lane):
    lane.room("status-reads").status(FINDINGS_OF_SEVERITY_H)
    requests = lane.requests()
    assert {request["region"] for request in requests} >= {shop.PRIMARY, shop.STANDBY}
    for request in requests:
        operation = request["operation"]
        assert READ.match(operation) if operation else request["method"] in ("GET", "HEAD"), request


def test_status_writes_one_document_and_nothing_else(lane):
    run = lane.room("status-stdout").run("status", "-o", "json")
    run.json()
    assert not CONTROL_BYTE.search(run.stdout)


def test_the_overview_is_drawn_without_a_terminal(lane):
    run = lane.room("overview").run(*OVERVIEW)
    assert run.code == 0
    lines = run.stdout.removesuffix("\n").split("\n")
    assert len(lines) == 40
    assert max(len(line) for line in lines) <= 120
    for what in ("orders", "www.shop.example", shop.PRIMARY, shop.STANDBY, "7 s"):
        assert what in run.stdout, f"{what} is not on the screen"
    assert not CONTROL_BYTE.search(run.stdout)
