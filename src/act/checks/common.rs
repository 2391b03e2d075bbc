//! What every action asks first (`domain.md` §10, "Common to all mutations").

use crate::act::case::{Case, FRESH, LeaseStanding};
use crate::act::check::{CheckEntry, Class, Found};
use crate::estate::facts::SubscriptionStanding;
use crate::estate::{AccountStanding, Scope, Slice};
use crate::journal::Outcome;
use crate::terms::{Instant, OutsideText, Span, age, clock_time};

use Class::{Block, Pass, Refuse, Warn};

/// In the order in which they are read.
pub(in crate::act) static ALL: [&CheckEntry; 11] = [
    &MODE, &NAME, &ACCOUNT, &SESSION, &CLOCK, &JOURNAL, &LEASE, &REACHABLE, &FACTS, &IN_FLIGHT,
    &HEARD,
];

/// How long the credentials should last.
const LONG_ENOUGH: Span = Span::minutes(30);

/// How far AWS's clock may be from this host's, seconds (design.md).
const MOST_SKEW: f64 = 30.0;

static MODE: CheckEntry = CheckEntry::new(
    "mode",
    "this run may act, for a reason that was given",
    &[Pass, Refuse],
    mode,
)
.of_session();

fn mode(case: &Case<'_>) -> Found {
    let standing = case.sight.standing;
    if !standing.can_act {
        return Found::refuse("this build only reads: it has no code that acts")
            .clears("a lifeboat that was built with `operate`");
    }
    match &standing.window {
        Some(window) if window.is_open(case.sight.now) => Found::pass(format!(
            "armed until {}: {}",
            clock_time(window.until),
            window.reason
        ))
        .measured(window.left(case.sight.now)),
        Some(window) => Found::refuse(format!(
            "armed until {}, which is over",
            clock_time(window.until)
        ))
        .clears("`:arm REASON`"),
        None => Found::refuse("observing: not armed").clears(
            "`:arm REASON` in the console, `--operate --reason REASON` on the command line",
        ),
    }
}

static NAME: CheckEntry = CheckEntry::new(
    "name",
    "the target's name is what is shown",
    &[Pass, Refuse],
    name,
);

fn name(case: &Case<'_>) -> Found {
    if case.target.identifier.is_plain() {
        Found::pass("the target's name is shown as it is")
    } else {
        Found::refuse("the target's name holds what cannot be shown: it could be taken for another")
            .clears("another name for it in AWS")
    }
}

static ACCOUNT: CheckEntry = CheckEntry::new(
    "account",
    "who answers is of the plan's account",
    &[Pass, Block, Refuse],
    account,
);

fn account(case: &Case<'_>) -> Found {
    let sight = case.sight;
    let declared = sight.plan.account.as_ref();
    if let (Some(operator), Some(declared)) = (&sight.standing.operator, declared)
        && operator.account != *declared
    {
        return Found::refuse(format!("who acts is of account {}", operator.account))
            .against(declared)
            .clears("`[operate]` of the plan: another profile or role");
    }
    match sight.estate.account(declared, sight.now) {
        AccountStanding::Another { account, .. } => {
            let found =
                Found::refuse(format!("account {account} answers")).clears("other credentials");
            match declared {
                Some(declared) => found.against(declared),
                None => found,
            }
        }
        AccountStanding::Verified(identity) if declared.is_none() => Found::block(format!(
            "the plan names no account; {} answers",
            identity.account
        ))
        .clears("`account` in the plan"),
        AccountStanding::Verified(identity) => {
            Found::pass(format!("account {}", identity.account)).measured(&identity.account)
        }
        AccountStanding::NotVerified => {
            Found::block("STS has not said lately whose account answers").clears("STS answers")
        }
    }
}

static SESSION: CheckEntry = CheckEntry::new(
    "session",
    "the credentials last for half an hour",
    &[Pass, Warn],
    session,
)
.of_session();

fn session(case: &Case<'_>) -> Found {
    let sight = case.sight;
    let watching = || sight.estate.identity().map(|identity| identity.expires);
    let expires = match &sight.standing.operator {
        Some(operator) => Some(operator.expires),
        None => watching(),
    };
    let shared = match &sight.standing.operator {
        Some(operator) if operator.same_as_watching => {
            ", the same that watch: watching holds the power to act"
        }
        _ => "",
    };
    match expires {
        Some(Some(expires)) if Span::between(sight.now, expires) < LONG_ENOUGH => {
            let left = Span::between(sight.now, expires);
            Found::warn(format!("the credentials last {left}{shared}"))
                .measured(left)
                .against(LONG_ENOUGH)
                .clears("signing in again")
        }
        _ if !shared.is_empty() => Found::warn(format!("credentials{shared}"))
            .clears("`profile` or `role` in `[operate]` of the plan"),
        Some(Some(expires)) => {
            let left = Span::between(sight.now, expires);
            Found::pass(format!("the credentials last {left}"))
                .measured(left)
                .against(LONG_ENOUGH)
        }
        Some(None) => Found::pass("the credentials do not expire"),
        None => Found::warn("how long the credentials last is not known").clears("STS answers"),
    }
}

static CLOCK: CheckEntry = CheckEntry::new(
    "clock",
    "this host's clock is AWS's",
    &[Pass, Refuse],
    clock,
);

fn clock(case: &Case<'_>) -> Found {
    match case.sight.estate.clock_skew_seconds() {
        Some(skew) if skew.abs() > MOST_SKEW => Found::refuse(format!(
            "AWS's clock is {:.0} s {} this host's: ages and losses would be wrong",
            skew.abs(),
            if skew > 0.0 { "ahead of" } else { "behind" }
        ))
        .measured(format!("{skew:.0} s"))
        .against(format!("{MOST_SKEW:.0} s"))
        .clears("setting this host's clock"),
        Some(skew) => Found::pass(format!(
            "AWS's clock is {:.0} s from this host's",
            skew.abs()
        ))
        .measured(format!("{skew:.0} s"))
        .against(format!("{MOST_SKEW:.0} s")),
        None => Found::pass("no answer told AWS's time"),
    }
}

static JOURNAL: CheckEntry = CheckEntry::new(
    "journal",
    "the journal can be written",
    &[Pass, Refuse],
    journal,
)
.of_session();

fn journal(case: &Case<'_>) -> Found {
    match &case.sight.standing.journal {
        None => Found::pass("the journal can be written"),
        Some(why) => Found::refuse(format!("the journal cannot be written: {why}"))
            .clears("room and rights for the state folder; `lifeboat journal verify`"),
    }
}

static LEASE: CheckEntry = CheckEntry::new(
    "lease",
    "nobody else operates",
    &[Pass, Block, Refuse],
    lease,
)
.of_session();

fn lease(case: &Case<'_>) -> Found {
    match &case.sight.standing.lease {
        LeaseStanding::NotTaken => Found::pass("the lease is taken when the window opens"),
        LeaseStanding::Held { by_means_of } => {
            Found::pass(format!("this run operates: {by_means_of}"))
        }
        LeaseStanding::HeldBy { holder, until } => {
            let until = until.map(|until: Instant| format!(", until {}", clock_time(until)));
            Found::refuse(format!("{holder} operates{}", until.unwrap_or_default()))
                .clears("their `:disarm`, or the end of their lease")
        }
        LeaseStanding::Unreachable(why) => {
            Found::block(format!("whether anybody else operates is not known: {why}"))
                .clears("the lease answers, or a reason: who else could be at it?")
        }
    }
}

static REACHABLE: CheckEntry = CheckEntry::new(
    "reachable",
    "the service that is asked answers where it is asked",
    &[Pass, Refuse],
    reachable,
);

fn reachable(case: &Case<'_>) -> Found {
    // What has no Regions is asked of a control plane that an action has other
    // means beside: its own check says so.
    let regional = || {
        case.relies
            .iter()
            .filter(|(_, scope)| scope.region().is_some())
    };
    let silent = regional().find_map(|(source, scope)| {
        let slice = case.sight.estate.slice(*source, scope)?;
        let silence = slice
            .failure
            .as_ref()
            .is_some_and(|it| it.kind.is_silence());
        silence.then_some((source.service(), scope, slice))
    });
    if let Some((service, scope, slice)) = silent {
        let since = slice.failing_since.map(clock_time).unwrap_or_default();
        return Found::refuse(format!(
            "{service} in {scope} does not answer since {since}"
        ))
        .clears("it answers, or another means that does not need it");
    }
    let mut services: Vec<String> = regional()
        .map(|(source, scope)| format!("{} in {scope}", source.service()))
        .collect();
    services.dedup();
    if services.is_empty() {
        Found::pass("it asks no service in a Region")
    } else {
        Found::pass(format!("{} answers", services.join(", ")))
    }
}

static FACTS: CheckEntry = CheckEntry::new(
    "facts",
    "what it stands on was seen within a minute",
    &[Pass, Block],
    facts,
);

fn facts(case: &Case<'_>) -> Found {
    let sight = case.sight;
    let ages = case.relies.iter().map(|(source, scope)| {
        let failing = sight.estate.slice(*source, scope).and_then(failure);
        (source, scope, sight.age(*source, scope), failing)
    });
    let mut oldest = Span::ZERO;
    for (source, scope, age, failing) in ages {
        match age {
            Some(age) if age <= FRESH => oldest = oldest.max(age),
            age => {
                let seen = age.map_or("not seen yet".to_owned(), |age| format!("seen {age} ago"));
                let why = failing.map(|why| format!(" ({why})")).unwrap_or_default();
                let found = Found::block(format!("{source} in {scope}: {seen}{why}"))
                    .against(FRESH)
                    .clears("it answers: it is asked again while this is open");
                return match age {
                    Some(age) => found.measured(age),
                    None => found,
                };
            }
        }
    }
    Found::pass(format!("what it stands on was seen within {oldest}"))
        .measured(oldest)
        .against(FRESH)
}

fn failure(slice: &Slice) -> Option<&'static str> {
    slice.failure.as_ref().map(|failure| failure.kind.words())
}

static IN_FLIGHT: CheckEntry = CheckEntry::new(
    "in-flight",
    "nothing else is under way on the target",
    &[Pass, Block, Refuse],
    in_flight,
);

/// How long an outcome that is not known stands in the way.
const RECENT: Span = Span::hours(1);

fn in_flight(case: &Case<'_>) -> Found {
    let own = || {
        let all = case.sight.past.undertakings().rev();
        all.filter(|it| it.intent.target == *case.target && it.may_have_been_sent())
    };
    if let Some(open) = own().find(|it| it.is_open()) {
        return Found::refuse(format!(
            "{} of {} is under way since {} (journal, {})",
            open.intent.action,
            open.intent.target.identifier,
            clock_time(open.at),
            open.sequence
        ))
        .clears("`lifeboat action settle`: it is done, failed, or called unknown then");
    }
    let unknown = own().find(|it| {
        let is_unknown = matches!(it.settled, Some((_, Outcome::Unknown)));
        is_unknown && Span::between(it.at, case.sight.now) < RECENT
    });
    match unknown {
        Some(it) => Found::block(format!(
            "what {} came to, {}, is not known (journal, {})",
            it.intent.action,
            age(it.at, case.sight.now),
            it.sequence
        ))
        .measured(Span::between(it.at, case.sight.now))
        .against(RECENT)
        .clears("looking at AWS: it may have been done"),
        None => unreadable(case),
    }
}

/// An intent that another version wrote may be one on this target.
fn unreadable(case: &Case<'_>) -> Found {
    let now = case.sight.now;
    let mut all = case.sight.past.unreadable();
    match all.find(|(_, at)| Span::between(*at, now) < RECENT) {
        Some((sequence, at)) => Found::block(format!(
            "an intent of another version, {}, cannot be read: what it was on is not known (journal, {sequence})",
            age(at, now)
        ))
        .measured(Span::between(at, now))
        .against(RECENT)
        .clears("`lifeboat action settle` of the version that wrote it"),
        None => Found::pass("nothing else is under way on it"),
    }
}

static HEARD: CheckEntry = CheckEntry::new(
    "topic",
    "somebody hears of the incident",
    &[Pass, Warn],
    heard,
);

fn heard(case: &Case<'_>) -> Found {
    let sight = case.sight;
    let Some(arn) = &sight.plan.notify.incident_topic else {
        return Found::warn("the plan names no incident topic: nobody is told")
            .clears("`incident_topic` of the plan");
    };
    let topic = arn.region().and_then(|region| {
        let topics = &sight.estate.topics;
        topics.get(&Scope::from(&region), &OutsideText::new(arn.as_str()))
    });
    match topic.map(|topic| topic.count(SubscriptionStanding::Confirmed)) {
        None => Found::warn("who is subscribed to the incident topic was not seen")
            .clears("SNS answers"),
        Some(0) => Found::warn("nobody has confirmed a subscription to the incident topic")
            .measured(0)
            .against(1)
            .clears("a subscription that is confirmed"),
        Some(confirmed) => Found::pass(format!("{confirmed} confirmed")).measured(confirmed),
    }
}
