//! What a preflight says, as things stand.

use super::{armed, down, proposed, weigh};
use crate::support::{House, region};
use lifeboat::act::{
    CannotOverride, Class, Deed, NotConfirmed, Past, Proposal, Review, Standing, Token,
};
use lifeboat::aws::Mutation;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::terms::Span;

fn class(proposal: &Proposal, check: &str) -> Class {
    proposal.check(check).unwrap().class()
}

#[tokio::test(start_paused = true)]
async fn a_message_that_nobody_wrote_says_how_things_stand_and_ends_there() {
    let house = House::harbor().await;
    let seen = house.look().await;
    let standing = Standing::observing(true);
    let proposal = weigh(&house, &seen, &Past::default(), &standing, |sight| {
        let topic = "arn:aws:sns:us-west-2:123456789012:incidents";
        proposed(sight, "notify", topic, &[])
    });
    let Deed::Send(Mutation::Publish { message, .. }) = &proposal.prepared.deed else {
        panic!("{:?}", proposal.prepared.deed);
    };
    assert_eq!(
        message,
        "SIMULATED: no AWS is behind this.\nharbor-shop: No Region was declared down."
    );
}

#[tokio::test(start_paused = true)]
async fn while_all_is_well_a_promotion_is_blocked_and_says_what_to_do_instead() {
    let house = House::harbor().await;
    let seen = house.look().await;
    let standing = armed(seen.now);
    let proposal = weigh(&house, &seen, &Past::default(), &standing, |sight| {
        proposed(sight, "promote-replica", "orders-db-usw2", &[])
    });
    assert_eq!(class(&proposal, "is-replica"), Class::Pass);
    assert_eq!(class(&proposal, "loss"), Class::Pass);
    assert_eq!(class(&proposal, "source"), Class::Block);
    assert_eq!(class(&proposal, "fence"), Class::Block);
    let source = proposal.check("source").unwrap();
    let clears = source.found.clears.as_deref().unwrap();
    assert!(clears.contains("reboot-failover"), "{clears}");
    assert_eq!(proposal.of_class(Class::Refuse).count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_observes_is_refused_whatever_else_is_well() {
    let house = House::harbor().await;
    let seen = house.look().await;
    let standing = Standing::observing(true);
    let proposal = weigh(&house, &seen, &Past::default(), &standing, |sight| {
        proposed(sight, "snapshot", "orders-db", &[])
    });
    assert_eq!(class(&proposal, "mode"), Class::Refuse);
    let review = Review::of(proposal);
    let phrase = review.proposal().phrase().to_string();
    let refused = review.confirm(&phrase, seen.now).unwrap_err();
    assert!(
        refused
            .iter()
            .any(|it| matches!(it, NotConfirmed::Refused { check: "mode", .. })),
        "{refused:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn when_the_region_is_declared_down_only_what_nobody_can_know_is_left_to_decide() {
    let house = House::harbor().await;
    let mut seen = house.look().await;
    house.edit(|world| {
        let now = house.clock.now();
        world.region_mut(PRIMARY).lose(now);
    });
    house.pass(Span::minutes(2)).await;
    seen.estate
        .set_declared([down(&region(PRIMARY), Span::seconds(90), house.clock.now())]);
    let seen = house.look_again(seen.estate).await;
    let standing = armed(seen.now);
    let proposal = weigh(&house, &seen, &Past::default(), &standing, |sight| {
        proposed(sight, "promote-replica", "orders-db-usw2", &[])
    });
    let stops: Vec<&str> = proposal
        .checks
        .iter()
        .filter(|check| check.class() >= Class::Block)
        .map(|check| check.id())
        .collect();
    assert_eq!(stops, ["fence", "unchecked"]);
    let mut review = Review::of(proposal);
    review
        .override_check("fence", "us-east-1 is gone; owner: Ada")
        .unwrap();
    review
        .override_check("unchecked", "looked at the key and the quotas")
        .unwrap();
    let phrase = review.proposal().phrase().to_string();
    assert!(
        phrase.starts_with("PROMOTE orders-db-usw2 LOSE "),
        "{phrase}"
    );
    let confirmed = review.confirm(&phrase, seen.now).unwrap();
    assert_eq!(confirmed.typed(), phrase);
    // Headless, the token of the same review confirms it as well, and no other.
    let token: Token = Token::of(review.proposal()).to_string().parse().unwrap();
    assert!(review.confirm_by(&token, seen.now).is_ok());
    let elsewhere = weigh(&house, &seen, &Past::default(), &standing, |sight| {
        proposed(sight, "snapshot", &format!("orders-db-usw2@{STANDBY}"), &[])
    });
    let refused = Review::of(elsewhere)
        .confirm_by(&token, seen.now)
        .unwrap_err();
    assert!(matches!(refused[0], NotConfirmed::Token(_)), "{refused:?}");
}

#[tokio::test(start_paused = true)]
async fn the_lease_is_overridden_before_it_is_asked_for_and_what_passes_is_not() {
    let house = House::harbor().await;
    let seen = house.look().await;
    let standing = armed(seen.now);
    let proposal = weigh(&house, &seen, &Past::default(), &standing, |sight| {
        proposed(sight, "snapshot", "orders-db", &[])
    });
    let mut review = Review::of(proposal);
    // Headless, it is asked for when all is confirmed: to say then what is meant if
    // it does not answer would be too late.
    review
        .override_check("lease", "alone on call tonight")
        .unwrap();
    assert!(review.overrides().contains_key("lease"));
    let refused = review.override_check("status", "why not").unwrap_err();
    assert_eq!(refused, CannotOverride::NotBlocking("status"));
    for never in ["mode", "journal"] {
        assert!(review.override_check(never, "why not").is_err(), "{never}");
    }
}
