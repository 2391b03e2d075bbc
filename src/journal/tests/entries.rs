//! Any entry there can be.

use super::*;
use crate::estate::{Failure, FailureKind, Scope};
use crate::terms::{OutsideText, Region};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

fn outside() -> impl Strategy<Value = OutsideText> {
    any::<String>().prop_map(OutsideText::from)
}

fn region() -> Region {
    Region::parse("us-west-2").unwrap()
}

fn failure() -> impl Strategy<Value = Failure> {
    (any::<String>(), option::of(outside()), outside()).prop_map(|(operation, code, message)| {
        Failure {
            kind: FailureKind::NotPermitted {
                action: operation.clone(),
            },
            operation,
            request_id: code.clone(),
            code,
            message,
        }
    })
}

fn call() -> impl Strategy<Value = CallRecord> {
    let parameters = vec((any::<String>(), any::<String>()), 0..4);
    (any::<String>(), any::<String>(), parameters).prop_map(|(service, operation, parameters)| {
        CallRecord {
            service,
            operation,
            scope: Scope::from(&region()),
            parameters,
        }
    })
}

fn loss() -> impl Strategy<Value = LossRecord> {
    (any::<String>(), any::<Option<u64>>(), any::<Option<u64>>()).prop_map(
        |(words, seconds, ceiling_seconds)| LossRecord {
            words,
            seconds,
            ceiling_seconds,
        },
    )
}

fn fact() -> impl Strategy<Value = FactRecord> {
    let text = any::<Option<String>>;
    (any::<String>(), text(), text(), text()).prop_map(|(check, measured, threshold, clears)| {
        FactRecord {
            class: check.clone(),
            says: check.clone(),
            check,
            measured,
            threshold,
            clears,
        }
    })
}

fn intent() -> impl Strategy<Value = Intent> {
    let words = btree_map(any::<String>(), any::<String>(), 0..3);
    let texts = vec(any::<String>(), 0..3);
    (
        (any::<String>(), outside(), words, call(), texts),
        (option::of(loss()), vec(fact(), 0..3), option::of(call())),
        (any::<String>(), outside(), option::of(outside())),
    )
        .prop_map(
            |(
                (action, identifier, settings, call, depends_on),
                (loses, facts, inverse),
                (phrase, reason, incident),
            )| Intent {
                action,
                target: Target {
                    identifier,
                    scope: Scope::Global,
                },
                expect: settings.clone(),
                settings,
                command: phrase.clone(),
                call,
                not_checked: depends_on.clone(),
                depends_on,
                loses,
                overrides: vec![OverrideRecord {
                    check: phrase.clone(),
                    reason: reason.clone(),
                }],
                phrase,
                facts,
                inverse,
                reason,
                incident,
            },
        )
}

fn came() -> impl Strategy<Value = Came> {
    prop_oneof![
        (option::of(outside()), option::of(outside()))
            .prop_map(|(request_id, id)| Came::Accepted { request_id, id }),
        failure().prop_map(|failure| Came::Rejected { failure }),
        failure().prop_map(|failure| Came::Unknown { failure }),
        any::<String>().prop_map(|why| Came::NotSent { why }),
    ]
}

fn walk() -> impl Strategy<Value = WalkEvent> {
    let text = any::<String>;
    let begun = (text(), text(), option::of(outside())).prop_map(|(file, text, incident)| {
        WalkEvent::Begun(Box::new(WalkBegun {
            runbook: file.clone(),
            digest: Digest::of(text.as_bytes()),
            file,
            text,
            mode: WalkMode::Rehearsal,
            scenario: None,
            reason: incident.clone(),
            incident,
            rto: None,
        }))
    });
    let judged = (text(), option::of(text())).prop_map(|(step, measured)| WalkEvent::Judged {
        judged: JudgedRecord {
            standing: JudgedStanding::Unknown,
            why: measured.clone(),
            measured,
            threshold: step.clone(),
            clears: None,
            seen: Some(at(1)),
        },
        step,
    });
    let ended = prop_oneof![
        option::of(outside()).prop_map(|note| StepEnd::Done { note }),
        text().prop_map(|why| StepEnd::Failed { why }),
        text().prop_map(|why| StepEnd::Rehearsed { why }),
    ];
    prop_oneof![
        begun,
        judged,
        (text(), ended).prop_map(|(step, how)| WalkEvent::Ended { step, how }),
        (text(), outside()).prop_map(|(step, reason)| WalkEvent::Skipped { step, reason }),
        (option::of(text()), outside()).prop_map(|(step, text)| WalkEvent::Noted { step, text }),
        text().prop_map(|why| WalkEvent::Left { why }),
        Just(WalkEvent::Resumed),
        outside().prop_map(|reason| WalkEvent::Over {
            how: WalkEnd::GivenUp { reason }
        }),
    ]
}

/// Any entry that this version writes.
pub(super) fn entry() -> impl Strategy<Value = Entry> {
    let fenced = prop_oneof![
        Just(FenceStanding::Stopped),
        Just(FenceStanding::Attested),
        Just(FenceStanding::NotFenced),
    ];
    let did = prop_oneof![
        Just(LeaseDid::Taken),
        Just(LeaseDid::Released),
        Just(LeaseDid::TakenOver),
        Just(LeaseDid::Lost),
    ];
    let outcome = prop_oneof![
        Just(Outcome::Done),
        Just(Outcome::Failed),
        Just(Outcome::Unknown)
    ];
    prop_oneof![
        (outside(), option::of(outside()), any::<String>()).prop_map(
            |(reason, incident, power)| Entry::Armed(Armed {
                reason,
                incident,
                until: at(900),
                power,
            })
        ),
        any::<String>().prop_map(|why| Entry::Disarmed { why }),
        intent().prop_map(|intent| Entry::Intent(Box::new(intent))),
        (any::<u64>(), came()).prop_map(|(intent, came)| Entry::Attempt(Attempt { intent, came })),
        (any::<u64>(), outcome, vec(any::<String>(), 0..3)).prop_map(
            |(intent, outcome, evidence)| Entry::Settled(Settled {
                intent,
                outcome,
                evidence,
            })
        ),
        (any::<String>(), outside(), fenced, outside()).prop_map(
            |(store, identifier, standing, reason)| Entry::Fence(Fence {
                store,
                identifier,
                region: region(),
                standing,
                reason,
            })
        ),
        (outside(), outside()).prop_map(|(identifier, reason)| Entry::Attested(Attested {
            what: Attestation::Writable,
            identifier,
            region: region(),
            reason,
        })),
        (did, any::<String>(), any::<u64>())
            .prop_map(|(did, holder, token)| Entry::Lease(LeaseChange { did, holder, token })),
        (any::<Option<u64>>(), walk())
            .prop_map(|(run, event)| Entry::Walk(WalkEntry { run, event })),
        (any::<u64>(), any::<String>()).prop_map(|(bytes, text)| Entry::Torn { bytes, text }),
        any::<String>().prop_map(|text| Entry::Note { text }),
    ]
}
