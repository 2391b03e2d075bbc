//! An armed console that is left, by whatever way: it disarms, and the terminal
//! does not wait for AWS.

use super::bench::{Bench, Desk};
use super::pty::{BOUND, Console};
use lifeboat::journal::{Entry, LeaseDid};
use lifeboat::sim::Fault;
use std::time::Instant;

/// A way to leave it.
type Leave = fn(&mut Console);

/// A console whose window is open.
fn armed(desk: &Desk<'_>) -> Console {
    let mut console = desk.console();
    console.until("READ-ONLY");
    console.type_in(":arm INC-4711: a drill\r");
    console.until(" ARMED ");
    console
}

/// What the journal has of the window, in order.
fn window(desk: &Desk<'_>) -> Vec<String> {
    let chain = desk.chain();
    assert!(chain.standing.is_whole(), "{}", chain.standing);
    let told = chain.records.into_iter().map(|record| match record.entry {
        Entry::Armed(armed) => format!("armed: {}", armed.reason),
        Entry::Disarmed { why } => format!("disarmed: {why}"),
        Entry::Lease(change) if change.did == LeaseDid::Taken => "taken".to_owned(),
        Entry::Lease(change) if change.did == LeaseDid::Released => "released".to_owned(),
        other => format!("{other:?}"),
    });
    told.collect()
}

#[test]
fn whichever_way_it_is_left_it_disarms_and_gives_the_lease_back() {
    let bench = Bench::harbor();
    let ways: [(&str, Leave); 4] = [
        ("q", |console| console.type_in("q")),
        ("Ctrl-c", |console| console.type_in("\u{3}")),
        ("SIGTERM", |console| console.signal("TERM")),
        ("SIGHUP", |console| console.signal("HUP")),
    ];
    for (way, leave) in ways {
        let desk = Desk::new(&bench);
        // It is free again each time, or it would not be taken.
        let mut console = armed(&desk);
        leave(&mut console);
        assert_eq!(console.end().0, 0, "{way}");
        let wanted = [
            "armed: INC-4711: a drill",
            "taken",
            "disarmed: the console was left",
            "released",
        ];
        assert_eq!(window(&desk), wanted, "{way}");
    }
    assert_eq!(bench.mutating(), []);
}

#[test]
fn while_aws_is_silent_it_disarms_and_the_lease_runs_out() {
    let bench = Bench::harbor();
    let desk = Desk::new(&bench);
    let mut console = armed(&desk);
    bench.befall("UpdateItem", Fault::Hang);
    console.type_in("q");
    let (code, raw) = console.end();
    assert_eq!(code, 0);
    // Said where it can be read: after the terminal was given back.
    let (_, after) = raw.rsplit_once("\u{1b}[?1049l").unwrap();
    assert!(after.contains("runs out by itself"), "{after:?}");
    let wanted = [
        "armed: INC-4711: a drill",
        "taken",
        "disarmed: the console was left",
    ];
    assert_eq!(window(&desk), wanted);
}

#[test]
fn what_is_under_way_when_it_is_left_is_not_waited_for() {
    let bench = Bench::harbor();
    let desk = Desk::new(&bench);
    let mut console = desk.console();
    console.until("READ-ONLY");
    bench.befall("UpdateItem", Fault::Hang);
    console.type_in(":arm INC-4711: a drill\r");
    let begun = Instant::now();
    while !bench.waits("UpdateItem") {
        assert!(begun.elapsed() < BOUND, "{}", console.contents());
        console.read();
    }
    console.type_in("q");
    assert_eq!(console.end().0, 0);
    // It never had the lease, and had written that it is armed.
    let wanted = ["armed: INC-4711: a drill", "disarmed: the console was left"];
    assert_eq!(window(&desk), wanted);
}
