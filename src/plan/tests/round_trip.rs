//! What `init` writes is read back as the same plan.

use super::SMALLEST;
use crate::plan::{
    self, Backup, Contact, Environment, Notify, Operate, Plan, Probe, Record, Regions, RestoreTest,
    StandbyTakesOver, Store, StoreKind, Tier, read, write,
};
use crate::terms::{AccountId, Arn, Region, Span};
use chrono::NaiveDate;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Names with everything in them that TOML gives a meaning to.
fn text() -> impl Strategy<Value = String> {
    "[A-Za-z0-9äß注#=\\[\\].,'\"\\\\-]{1,20}"
}

fn region() -> impl Strategy<Value = Region> {
    select(["us-east-1", "us-west-2", "eu-central-1", "xx-new-9"].as_slice())
        .prop_map(|name| Region::parse(name).unwrap())
}

fn regions() -> impl Strategy<Value = Regions> {
    (region(), region())
        .prop_filter("two Regions", |(primary, standby)| primary != standby)
        .prop_flat_map(|(primary, standby)| {
            let url = select(["http://127.0.0.1:4566", "https://[::1]:8443/aws"].as_slice());
            let new = Region::parse("xx-new-9").unwrap();
            let both = [primary.clone(), standby.clone()];
            btree_map(select(both.to_vec()), url.prop_map(str::to_owned), 0..3).prop_map(
                move |mut endpoints| {
                    if both.contains(&new) {
                        endpoints
                            .entry(new.clone())
                            .or_insert_with(|| "http://new.example".to_owned());
                    }
                    Regions {
                        primary: primary.clone(),
                        standby: standby.clone(),
                        endpoints,
                    }
                },
            )
        })
}

fn arn() -> impl Strategy<Value = Arn> {
    "[a-z]{1,8}"
        .prop_map(|name| Arn::parse(&format!("arn:aws:iam::123456789012:role/{name}")).unwrap())
}

fn span() -> impl Strategy<Value = Span> {
    (0_u64..10_000_000).prop_map(Span::seconds)
}

/// Names of which no two are alike.
fn names() -> impl Strategy<Value = Vec<String>> {
    btree_set(text(), 0..4).prop_map(|names| names.into_iter().collect())
}

fn tiers() -> impl Strategy<Value = Vec<Tier>> {
    (names(), vec((option::of(span()), option::of(span())), 4)).prop_map(|(names, spans)| {
        let both = names.into_iter().zip(spans);
        both.map(|(name, (rpo, rto))| Tier { name, rpo, rto })
            .collect()
    })
}

fn one_tier_of(tiers: &[Tier]) -> BoxedStrategy<Option<String>> {
    if tiers.is_empty() {
        return Just(None).boxed();
    }
    let names: Vec<String> = tiers.iter().map(|tier| tier.name.clone()).collect();
    option::of(select(names)).boxed()
}

fn stores(tiers: &[Tier], regions: &Regions) -> impl Strategy<Value = Vec<Store>> + use<> {
    let rest = (
        select(StoreKind::ALL.as_slice()),
        one_tier_of(tiers),
        option::of(text()),
        option::of(text()),
        select(regions.both().map(Region::clone).to_vec()),
        option::of(text()),
        arn(),
        any::<bool>(),
    );
    (names(), vec(rest, 4)).prop_map(|(names, rest)| {
        let both = names.into_iter().zip(rest);
        both.map(
            |(name, (kind, tier, identifier, standby, region, rule, arn, with_arn))| Store {
                identifier: identifier.unwrap_or_else(|| name.clone()),
                resource: (with_arn || kind == StoreKind::Other).then_some(arn),
                name,
                kind,
                tier,
                standby,
                region,
                rule,
            },
        )
        .collect()
    })
}

fn records(tiers: &[Tier], regions: &Regions) -> impl Strategy<Value = Vec<Record>> + use<> {
    let key = (
        "[a-z*_-]{1,10}\\.shop\\.example",
        select(["A", "AAAA", "CNAME"].as_slice()),
    );
    let object = (text(), text()).prop_map(|(bucket, key)| StandbyTakesOver { bucket, key });
    let both = || select(regions.both().map(Region::clone).to_vec());
    let rest = (
        option::of(text()),
        one_tier_of(tiers),
        both(),
        btree_map(both(), vec(text(), 0..3), 0..3),
        option::of(object),
    );
    btree_map(key, rest, 0..4).prop_map(|records| {
        let each = records.into_iter();
        each.map(
            |((name, kind), (zone, tier, region, answers, standby_takes_over))| Record {
                name,
                kind: kind.to_owned(),
                zone,
                tier,
                region,
                answers,
                standby_takes_over,
            },
        )
        .collect()
    })
}

fn contacts() -> impl Strategy<Value = Vec<Contact>> {
    (names(), text(), text()).prop_map(|(names, role, reach)| {
        let contact = |name| Contact {
            name,
            role: role.clone(),
            reach: reach.clone(),
        };
        names.into_iter().map(contact).collect()
    })
}

fn probes(regions: &Regions) -> impl Strategy<Value = Vec<Probe>> + use<> {
    let region = option::of(select(regions.both().map(Region::clone).to_vec()));
    (names(), region).prop_map(|(names, region)| {
        let probe = |name| Probe {
            name,
            url: "https://www.shop.example/health?deep=1".to_owned(),
            region: region.clone(),
        };
        names.into_iter().map(probe).collect()
    })
}

fn settings(
    regions: &Regions,
) -> impl Strategy<Value = (Notify, Operate, Backup, RestoreTest)> + use<> {
    let notify = (option::of(arn()), vec(text(), 0..3)).prop_map(|(incident_topic, hook)| Notify {
        incident_topic,
        verdict_hook: hook,
    });
    let operate = (
        option::of(text()),
        option::of(arn()),
        option::of(text()),
        option::of(text()),
    )
        .prop_map(|(profile, role, lease_table, journal_group)| Operate {
            profile,
            role,
            lease_table,
            journal_group,
        });
    let both = select(regions.both().map(Region::clone).to_vec());
    let backup = (option::of(arn()), btree_map(both, text(), 0..3))
        .prop_map(|(role, vaults)| Backup { role, vaults });
    let restore_test =
        (option::of(text()), vec(text(), 0..3)).prop_map(|(subnet_group, security_groups)| {
            RestoreTest {
                subnet_group,
                security_groups,
            }
        });
    (notify, operate, backup, restore_test)
}

/// Any plan whose parts agree with each other.
pub(super) fn plans() -> impl Strategy<Value = Plan> {
    (regions(), tiers()).prop_flat_map(|(regions, tiers)| {
        let head = (
            text(),
            option::of("[a-m]{1,8}"),
            option::of("[0-9]{12}"),
            option::of(select(plan::Strategy::ALL.as_slice())),
            option::of(0_i32..30_000),
        );
        let tail = (
            option::of(text()),
            vec(any::<SocketAddr>(), 0..3).prop_map(|addresses| {
                let given = addresses.into_iter();
                // A scope is a matter of one host, and port 0 is none.
                given
                    .map(|address| SocketAddr::new(address.ip(), address.port().max(1)))
                    .collect()
            }),
        );
        (
            head,
            stores(&tiers, &regions),
            records(&tiers, &regions),
            contacts(),
            settings(&regions),
            probes(&regions),
            tail,
        )
            .prop_map(
                move |(head, stores, records, contacts, settings, probes, tail)| {
                    let (name, environment, account, strategy, reviewed) = head;
                    let (notify, operate, backup, restore_test) = settings;
                    let (runbooks, name_servers) = tail;
                    Plan {
                        name,
                        environment: environment
                            .map_or(Environment::Production, Environment::Other),
                        account: account.map(|digits| AccountId::parse(&digits).unwrap()),
                        strategy,
                        reviewed: reviewed
                            .and_then(|day| NaiveDate::from_num_days_from_ce_opt(day + 700_000)),
                        regions: regions.clone(),
                        tiers: tiers.clone(),
                        stores,
                        records,
                        contacts,
                        notify,
                        operate,
                        backup,
                        restore_test,
                        probes,
                        runbooks: runbooks.map(PathBuf::from),
                        name_servers,
                    }
                },
            )
    })
}

#[test]
fn a_plan_that_knows_nothing_but_its_regions_asks_for_what_only_the_team_knows() {
    let plan = read(SMALLEST, "lifeboat.toml").unwrap();
    let written = write(&plan);
    assert_eq!(
        written,
        "\
# What lifeboat watches, and what the team has promised.
# `lifeboat plan check` reads it through; docs/plan.md explains every key.

name = \"shop\"
environment = \"production\"
# strategy = \"warm-standby\"  # The DR strategy the team follows: `backup-and-restore`, `pilot-light`, `warm-standby` or `active-active`.
# reviewed = 2026-11-30  # When the team last read the plan through. Its absence is a finding.

[regions]
primary = \"us-east-1\"
standby = \"us-west-2\"

# Tiers, with their objectives. AWS does not know these: the team does.
# [[tiers]]
# name = \"gold\"
# rpo = \"15m\"
# rto = \"1h 30m\"

# Whom to call, in this order.
# [[contacts]]
# name = \"Database on-call\"
# role = \"promotes databases\"
# reach = \"+1 555 0100\"
"
    );
    assert_eq!(read(&written, "lifeboat.toml"), Ok(plan));
}

#[test]
fn the_comments_are_a_plan_themselves_once_they_are_filled_in() {
    let written = write(&read(SMALLEST, "lifeboat.toml").unwrap());
    let filled: String = written
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(key) if key.starts_with('[') || key.contains(" = ") => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let plan = read(&filled, "lifeboat.toml").unwrap();
    assert_eq!(plan.tiers[0].rpo, Some(Span::minutes(15)));
    assert_eq!(plan.contacts[0].reach, "+1 555 0100");
    assert!(plan.reviewed.is_some() && plan.strategy.is_some());
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(plan in plans()) {
        let written = write(&plan);
        let back = read(&written, "lifeboat.toml");
        match back {
            Ok(back) => prop_assert_eq!(back, plan),
            Err(errors) => prop_assert!(false, "{errors}\n{written}"),
        }
    }
}
