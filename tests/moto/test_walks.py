"""A runbook walked against moto for real, as far as moto can serve its steps."""

import json

import shop
from acting import (
    BUCKET,
    KEY,
    MEDIA,
    REASON,
    acting_room,
    of_class,
    preflight,
    recording,
    seed_acting,
)

SNAPSHOT = "before-the-walk"
BOOK = f"""---
title: Move the media
objective: Pictures come from {shop.STANDBY}.
---

## 1. Ask the release desk

Note who answered.

## 2. See that {shop.STANDBY} answers

```lifeboat
kind = "check"
id = "answers"
condition = "region"
region = "standby"
is = "answering"
expected = "1m"
```

## 3. Keep what there is

```lifeboat
kind = "action"
id = "keep"
action = "snapshot"
target = "orders-db"
set = {{ name = "{SNAPSHOT}" }}
expected = "5m"
```

## 4. Move the media

```lifeboat
kind = "action"
id = "move"
action = "flip-failover"
target = "{MEDIA}"
set = {{ means = "standby-object", to = "{shop.STANDBY}" }}
requires = ["keep"]
```

## 5. Wait until they come from there

```lifeboat
kind = "wait"
id = "moved"
condition = "answers"
record = "{MEDIA}"
region = "standby"
time_out = "2m"
```

## 6. Ask a resolver

```lifeboat
kind = "probe"
id = "resolver"
record = "{MEDIA}"
region = "standby"
```

## 7. Tell everybody

```lifeboat
kind = "notify"
id = "tell"
subject = "The media have moved"
message = "Pictures come from {shop.STANDBY}."
```

## 8. Go home
"""


def confirmed(told: dict) -> list[str]:
    """What is typed at the review that a preflight showed: a word for each block, then the phrase."""
    refused = of_class(told, "refuse")
    assert not refused, f"{refused} of {told['checks']}"
    return [f"override {it} seen, and meant" for it in of_class(told, "block")] + [told["phrase"]]


def test_a_runbook_is_walked_to_its_end_for_real(lane):
    room = acting_room(lane, "walk")
    book = room.folder / "move-the-media.md"
    book.write_text(BOOK)
    topic = lane.seeded["alarms"]["topic"]
    words = {"subject": "The media have moved", "message": f"Pictures come from {shop.STANDBY}."}
    flip = {"means": "standby-object", "to": shop.STANDBY}
    script = [
        "done the release desk answered",
        *confirmed(preflight(room, "snapshot", "orders-db", {"name": SNAPSHOT})),
        *confirmed(preflight(room, "flip-failover", MEDIA, flip)),
        *confirmed(preflight(room, "notify", topic, words)),
        "done good night",
    ]
    with recording(lane) as sent:
        run = room.run(
            *("runbook", "run", book.name, "--operate", "--reason", REASON),
            *("--incident", "INC-4711", "--report", "walk.json"),
            script="\n".join(script) + "\n",
            bound=180,
        )
    try:
        assert run.code == 0, f"exit code {run.code}"
        held_to_what_was_done(lane, room, sent)
    finally:
        lane.shop.client("s3", shop.STANDBY).delete_object(Bucket=BUCKET, Key=KEY)


def held_to_what_was_done(lane, room, sent: list[dict]) -> None:
    report = json.loads((room.folder / "walk.json").read_text())
    assert (report["mode"], report["outcome"]) == ("for real", "complete")
    assert report["simulated"] is False and report["incident"] == "INC-4711"
    steps = {it["id"]: it for it in report["steps"]}
    assert len(steps) == 8
    assert not [it for it in report["steps"] if not it["how"].startswith("done")]

    # Each action once, with AWS's own request id, and moto has what it did.
    actions = [it for step in report["steps"] for it in step["actions"]]
    assert [it["action"] for it in actions] == ["snapshot", "flip-failover", "notify"]
    for action in actions:
        assert action["outcome"] == "done" and action["request_id"], action
    done = [it["operation"] or it["method"] for it in sent if it["operation"] != "UpdateItem"]
    assert done == ["CreateDBSnapshot", "PUT", "Publish"], done
    rds = lane.shop.client("rds", shop.PRIMARY)
    (taken,) = rds.describe_db_snapshots(DBSnapshotIdentifier=SNAPSHOT)["DBSnapshots"]
    assert taken["DBInstanceIdentifier"] == "orders-db"
    s3 = lane.shop.client("s3", shop.STANDBY)
    assert [it["Key"] for it in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == [KEY]
    queue = seed_acting(lane)["queue"]
    sqs = lane.shop.client("sqs", shop.STANDBY)
    # What other tests published may still be there.
    heard = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    subjects = [json.loads(it["Body"])["Subject"] for it in heard]
    assert subjects.count("The media have moved") == 1, subjects

    # What was judged has the value that was measured.
    for step in ("moved", "resolver"):
        last = steps[step]["checks"][-1]
        assert last["standing"] == "met" and shop.STANDBY in last["found"], last
    assert "198.51.100.30" in steps["resolver"]["checks"][-1]["found"]
    assert {it["reason"] for it in report["overrides"]} <= {"seen, and meant"}
    verified = room.run("journal", "verify")
    assert verified.code == 0
