//! From the text of a plan file to a [`Plan`], or to everything that is wrong with it.

use super::check::{Names, Places};
use super::keys::{self, ROOT};
use super::model::{
    Backup, Contact, Environment, Notify, Operate, Plan, Probe, Record, Regions, RestoreTest,
    StandbyTakesOver, Store, StoreKind, Tier,
};
use super::problem::{PlanErrors, Problem, Problems};
use super::syntax;
use super::walk::{Found, Table};
use crate::terms::Region;

/// How long a plan file may be, in bytes. What is longer is another file.
const LONGEST_FILE: usize = 1 << 20;

/// Reads a plan. `file` is what messages call it.
///
/// # Errors
/// When the text is not TOML, or not a plan: every problem at once, in the order
/// of the file, each with its line, its column and the offending text. There are
/// no fallbacks: a plan with one problem is not read at all.
pub fn read(text: &str, file: &str) -> Result<Plan, PlanErrors> {
    let mut problems = Problems::default();
    if text.len() > LONGEST_FILE {
        problems.report(Problem::new(
            0..0,
            format!("the file is longer than {LONGEST_FILE} bytes: this is not a plan"),
        ));
        return Err(problems.locate(text, file));
    }
    let Some(root) = syntax::parse(text, &mut problems) else {
        return Err(problems.locate(text, file));
    };
    let root = Table::open(&ROOT, root.get_ref(), 0..0, &mut problems);
    match plan(&root, &mut problems) {
        Some(plan) if problems.is_empty() => Ok(plan),
        _ => Err(problems.locate(text, file)),
    }
}

/// Reads a plan from a file's bytes.
///
/// # Errors
/// As [`read`], and when the bytes are not UTF-8, at the first that are not.
pub fn read_bytes(bytes: &[u8], file: &str) -> Result<Plan, PlanErrors> {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text, file),
        Err(error) => {
            let mut problems = Problems::default();
            let at = error.valid_up_to();
            problems.report(Problem::new(
                at..at,
                "the file is not UTF-8 text from here on",
            ));
            Err(problems.locate(&String::from_utf8_lossy(bytes), file))
        }
    }
}

fn plan(root: &Table<'_>, problems: &mut Problems) -> Option<Plan> {
    // Everything is read before anything is given up, so that all of it is told.
    let name = root.get(&keys::PLAN_NAME, problems);
    let environment = root.get(&keys::ENVIRONMENT, problems);
    let account = root.get(&keys::ACCOUNT, problems);
    let strategy = root.get(&keys::STRATEGY, problems);
    let reviewed = root.get(&keys::REVIEWED, problems);
    let (regions, places) = regions(root, problems);

    let (tiers, tier_names) = tiers(root, problems);
    let stores = stores(root, &tier_names, &places, problems);
    let records = records(root, &tier_names, &places, problems);
    let contacts = contacts(root, problems);
    let notify = notify(root, problems);
    let operate = operate(root, problems);
    let backup = backup(root, &places, problems);
    let restore_test = restore_test(root, problems);
    let probes = probes(root, &places, problems);
    let runbooks = root
        .one(&keys::RUNBOOKS, problems)
        .and_then(|table| table.get(&keys::FOLDER, problems));
    let name_servers = root
        .one(&keys::DNS, problems)
        .and_then(|table| table.get(&keys::NAME_SERVERS, problems))
        .unwrap_or_default();

    Some(Plan {
        name: name?,
        environment: environment.unwrap_or(Environment::Production),
        account,
        strategy,
        reviewed,
        regions: regions?,
        tiers,
        stores,
        records,
        contacts,
        notify,
        operate,
        backup,
        restore_test,
        probes,
        runbooks,
        name_servers,
    })
}

fn regions(root: &Table<'_>, problems: &mut Problems) -> (Option<Regions>, Places) {
    let mut places = Places::default();
    let Some(table) = root.one(&keys::regions::REGIONS, problems) else {
        return (None, places);
    };
    let endpoints = table
        .one(&keys::regions::ENDPOINTS, problems)
        .map(|endpoints| endpoints.per_region(&keys::regions::ENDPOINT, problems))
        .unwrap_or_default();
    let primary = table.found(&keys::regions::PRIMARY, problems);
    let standby = table.found(&keys::regions::STANDBY, problems);
    places.endpoints = endpoints
        .iter()
        .map(|(region, _)| region.value.clone())
        .collect();
    places.check_pair(primary.as_ref(), standby.as_ref(), problems);
    for (region, _) in &endpoints {
        places.check_endpoint(region, problems);
    }
    let regions = primary.zip(standby).map(|(primary, standby)| Regions {
        primary: primary.value,
        standby: standby.value,
        endpoints: endpoints
            .into_iter()
            .filter_map(|(region, url)| Some((region.value, url?)))
            .collect(),
    });
    (regions, places)
}

fn tiers(root: &Table<'_>, problems: &mut Problems) -> (Vec<Tier>, Names) {
    let mut names = Names::of("tiers");
    let mut tiers = Vec::new();
    for table in root.many(&keys::TIERS, problems) {
        let name = table.found(&keys::TIER_NAME, problems);
        let rpo = table.get(&keys::RPO, problems);
        let rto = table.get(&keys::RTO, problems);
        names.take(name.as_ref(), problems);
        if let Some(Found { value: name, .. }) = name {
            tiers.push(Tier { name, rpo, rto });
        }
    }
    (tiers, names)
}

fn stores(root: &Table<'_>, tiers: &Names, places: &Places, problems: &mut Problems) -> Vec<Store> {
    let mut names = Names::of("stores");
    let mut stores = Vec::new();
    for table in root.many(&keys::STORES, problems) {
        let name = table.found(&keys::STORE_NAME, problems);
        let kind = table.found(&keys::STORE_KIND, problems);
        let tier = table.found(&keys::STORE_TIER, problems);
        let identifier = table.get(&keys::IDENTIFIER, problems);
        let standby = table.get(&keys::STORE_STANDBY, problems);
        let region = place(&table, &keys::STORE_REGION, places, problems);
        let rule = table.get(&keys::RULE, problems);
        let resource = table.get(&keys::RESOURCE, problems);
        names.take(name.as_ref(), problems);
        tiers.check_tier(tier.as_ref(), problems);
        if let Some(kind) = &kind
            && kind.value == StoreKind::Other
            && !table.has(&keys::RESOURCE)
        {
            problems.report(
                Problem::new(kind.at.clone(), "a store of kind `other` needs its ARN")
                    .help(format!("add {} = \"arn:…\"", keys::RESOURCE.name)),
            );
        }
        if let (Some(name), Some(kind), Some(region)) = (name, kind, region) {
            stores.push(Store {
                identifier: identifier.unwrap_or_else(|| name.value.clone()),
                name: name.value,
                kind: kind.value,
                tier: tier.map(|tier| tier.value),
                standby,
                region,
                rule,
                resource,
            });
        }
    }
    stores
}

fn records(
    root: &Table<'_>,
    tiers: &Names,
    places: &Places,
    problems: &mut Problems,
) -> Vec<Record> {
    let mut names = Names::of("records");
    let mut records = Vec::new();
    for table in root.many(&keys::RECORDS, problems) {
        let name = table.found(&keys::RECORD_NAME, problems);
        let kind = table.get(&keys::RECORD_TYPE, problems);
        let zone = table.get(&keys::ZONE, problems);
        let tier = table.found(&keys::RECORD_TIER, problems);
        let region = place(&table, &keys::RECORD_REGION, places, problems);
        let standby_takes_over =
            table
                .one(&keys::STANDBY_TAKES_OVER, problems)
                .and_then(|object| {
                    let bucket = object.get(&keys::BUCKET, problems);
                    let key = object.get(&keys::OBJECT_KEY, problems);
                    Some(StandbyTakesOver {
                        bucket: bucket?,
                        key: key?,
                    })
                });
        let answers = table
            .one(&keys::ANSWERS, problems)
            .map(|answers| answers.per_region(&keys::ANSWER, problems))
            .unwrap_or_default();
        for (region, _) in &answers {
            places.check_one_of_two(region, problems);
        }
        tiers.check_tier(tier.as_ref(), problems);
        if let (Some(name), Some(kind)) = (&name, &kind) {
            // The name alone may stand twice, as A and AAAA do.
            let both = Found {
                value: format!("{} {kind}", name.value),
                at: name.at.clone(),
            };
            names.take(Some(&both), problems);
        }
        if let (Some(name), Some(kind), Some(region)) = (name, kind, region) {
            records.push(Record {
                name: name.value,
                kind,
                zone,
                tier: tier.map(|tier| tier.value),
                region,
                answers: answers
                    .into_iter()
                    .filter_map(|(region, values)| Some((region.value, values?)))
                    .collect(),
                standby_takes_over,
            });
        }
    }
    records
}

/// The Region a store or record should be in: the primary unless it says otherwise.
fn place(
    table: &Table<'_>,
    key: &keys::Key<Region>,
    places: &Places,
    problems: &mut Problems,
) -> Option<Region> {
    if table.has(key) {
        let found = table.found(key, problems)?;
        places.check_one_of_two(&found, problems);
        Some(found.value)
    } else {
        places.primary.clone()
    }
}

fn contacts(root: &Table<'_>, problems: &mut Problems) -> Vec<Contact> {
    let mut names = Names::of("contacts");
    let mut contacts = Vec::new();
    for table in root.many(&keys::CONTACTS, problems) {
        let name = table.found(&keys::CONTACT_NAME, problems);
        let role = table.get(&keys::CONTACT_ROLE, problems);
        let reach = table.get(&keys::REACH, problems);
        names.take(name.as_ref(), problems);
        if let (Some(name), Some(role), Some(reach)) = (name, role, reach) {
            let name = name.value;
            contacts.push(Contact { name, role, reach });
        }
    }
    contacts
}

fn notify(root: &Table<'_>, problems: &mut Problems) -> Notify {
    let Some(table) = root.one(&keys::NOTIFY, problems) else {
        return Notify::default();
    };
    Notify {
        incident_topic: table.get(&keys::INCIDENT_TOPIC, problems),
        verdict_hook: table.get(&keys::VERDICT_HOOK, problems).unwrap_or_default(),
    }
}

fn operate(root: &Table<'_>, problems: &mut Problems) -> Operate {
    let Some(table) = root.one(&keys::OPERATE, problems) else {
        return Operate::default();
    };
    Operate {
        profile: table.get(&keys::PROFILE, problems),
        role: table.get(&keys::OPERATE_ROLE, problems),
        lease_table: table.get(&keys::LEASE_TABLE, problems),
        journal_group: table.get(&keys::JOURNAL_GROUP, problems),
    }
}

fn backup(root: &Table<'_>, places: &Places, problems: &mut Problems) -> Backup {
    let Some(table) = root.one(&keys::BACKUP, problems) else {
        return Backup::default();
    };
    let vaults = table
        .one(&keys::VAULTS, problems)
        .map(|vaults| vaults.per_region(&keys::VAULT, problems))
        .unwrap_or_default();
    for (region, _) in &vaults {
        places.check_one_of_two(region, problems);
    }
    Backup {
        role: table.get(&keys::BACKUP_ROLE, problems),
        vaults: vaults
            .into_iter()
            .filter_map(|(region, vault)| Some((region.value, vault?)))
            .collect(),
    }
}

fn restore_test(root: &Table<'_>, problems: &mut Problems) -> RestoreTest {
    let Some(table) = root.one(&keys::RESTORE_TEST, problems) else {
        return RestoreTest::default();
    };
    RestoreTest {
        subnet_group: table.get(&keys::SUBNET_GROUP, problems),
        security_groups: table
            .get(&keys::SECURITY_GROUPS, problems)
            .unwrap_or_default(),
    }
}

fn probes(root: &Table<'_>, places: &Places, problems: &mut Problems) -> Vec<Probe> {
    let mut names = Names::of("probes");
    let mut probes = Vec::new();
    for table in root.many(&keys::PROBES, problems) {
        let name = table.found(&keys::PROBE_NAME, problems);
        let url = table.get(&keys::PROBE_URL, problems);
        let region = table.found(&keys::PROBE_REGION, problems);
        names.take(name.as_ref(), problems);
        if let Some(region) = &region {
            places.check_one_of_two(region, problems);
        }
        if let (Some(name), Some(url)) = (name, url) {
            probes.push(Probe {
                name: name.value,
                url,
                region: region.map(|region| region.value),
            });
        }
    }
    probes
}
