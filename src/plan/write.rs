//! From a [`Plan`] to the text of a plan file that people like to read.

use super::keys::{self, Key, Section, regions};
use super::model::{Backup, Contact, Operate, Plan, Probe, Record, Regions, Store, Tier};
use crate::terms::Span;

/// Writes a plan: grouped, commented, with what AWS cannot know (objectives,
/// contacts, the review date) as comments to fill in where it is missing, and
/// without what goes without saying.
///
/// What is written is read back as the same plan, provided that its names could
/// have been read from a file at all.
#[must_use]
pub fn write(plan: &Plan) -> String {
    let mut page = Page::default();
    page.comment("What lifeboat watches, and what the team has promised.");
    page.comment("`lifeboat plan check` reads it through; docs/plan.md explains every key.");
    page.blank();
    page.value(&keys::PLAN_NAME, quote(&plan.name));
    page.value(&keys::ENVIRONMENT, quote(&plan.environment.to_string()));
    page.option(
        &keys::ACCOUNT,
        plan.account.as_ref().map(|id| quote(id.as_str())),
    );
    page.or_ask(
        &keys::STRATEGY,
        plan.strategy.map(|strategy| quote(strategy.word())),
    );
    page.or_ask(
        &keys::REVIEWED,
        plan.reviewed.map(|day| day.format("%Y-%m-%d").to_string()),
    );
    write_regions(&mut page, &plan.regions);
    write_tiers(&mut page, &plan.tiers);
    for (index, store) in plan.stores.iter().enumerate() {
        page.heading(index == 0, "Data stores that have to survive.");
        write_store(&mut page, store, &plan.regions);
    }
    for (index, record) in plan.records.iter().enumerate() {
        page.heading(index == 0, "DNS records that move in a failover.");
        write_record(&mut page, record, &plan.regions);
    }
    write_contacts(&mut page, &plan.contacts);
    write_notify(&mut page, plan);
    write_operate(&mut page, &plan.operate);
    write_backup(&mut page, &plan.backup);
    write_restore_test(&mut page, plan);
    for (index, probe) in plan.probes.iter().enumerate() {
        page.heading(index == 0, "What a customer's request looks like.");
        write_probe(&mut page, probe);
    }
    if let Some(folder) = &plan.runbooks {
        page.section(&keys::RUNBOOKS);
        page.value(&keys::FOLDER, quote(&folder.to_string_lossy()));
    }
    if !plan.name_servers.is_empty() {
        page.section(&keys::DNS);
        let addresses: Vec<String> = plan.name_servers.iter().map(ToString::to_string).collect();
        page.value(&keys::NAME_SERVERS, list(&addresses));
    }
    page.text
}

fn write_regions(page: &mut Page, regions: &Regions) {
    page.blank();
    page.header(&regions::REGIONS);
    page.value(&regions::PRIMARY, quote(regions.primary.as_str()));
    page.value(&regions::STANDBY, quote(regions.standby.as_str()));
    if !regions.endpoints.is_empty() {
        page.section(&regions::ENDPOINTS);
        for (region, url) in &regions.endpoints {
            page.line(&format!("{region} = {}", quote(url)));
        }
    }
}

fn write_tiers(page: &mut Page, tiers: &[Tier]) {
    page.heading(
        true,
        "Tiers, with their objectives. AWS does not know these: the team does.",
    );
    for (index, tier) in tiers.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        page.header(&keys::TIERS);
        page.value(&keys::TIER_NAME, quote(&tier.name));
        page.or_ask(&keys::RPO, tier.rpo.map(span));
        page.or_ask(&keys::RTO, tier.rto.map(span));
    }
    if tiers.is_empty() {
        page.example(&keys::TIERS);
    }
}

fn write_store(page: &mut Page, store: &Store, regions: &Regions) {
    page.header(&keys::STORES);
    page.value(&keys::STORE_NAME, quote(&store.name));
    page.value(&keys::STORE_KIND, quote(store.kind.word()));
    page.option(&keys::STORE_TIER, store.tier.as_deref().map(quote));
    if store.identifier != store.name {
        page.value(&keys::IDENTIFIER, quote(&store.identifier));
    }
    page.option(&keys::STORE_STANDBY, store.standby.as_deref().map(quote));
    if store.region != regions.primary {
        page.value(&keys::STORE_REGION, quote(store.region.as_str()));
    }
    page.option(&keys::RULE, store.rule.as_deref().map(quote));
    page.option(
        &keys::RESOURCE,
        store.resource.as_ref().map(|arn| quote(arn.as_str())),
    );
}

fn write_record(page: &mut Page, record: &Record, regions: &Regions) {
    page.header(&keys::RECORDS);
    page.value(&keys::RECORD_NAME, quote(&record.name));
    page.value(&keys::RECORD_TYPE, quote(&record.kind));
    page.option(&keys::ZONE, record.zone.as_deref().map(quote));
    page.option(&keys::RECORD_TIER, record.tier.as_deref().map(quote));
    if record.region != regions.primary {
        page.value(&keys::RECORD_REGION, quote(record.region.as_str()));
    }
    if !record.answers.is_empty() {
        let regions: Vec<String> = record
            .answers
            .iter()
            .map(|(region, values)| format!("{region} = {}", list(values)))
            .collect();
        page.line(&format!(
            "{} = {{ {} }}",
            keys::ANSWERS.name,
            regions.join(", ")
        ));
    }
    if let Some(object) = &record.standby_takes_over {
        page.line(&format!(
            "{} = {{ {} = {}, {} = {} }}",
            keys::STANDBY_TAKES_OVER.name,
            keys::BUCKET.name,
            quote(&object.bucket),
            keys::OBJECT_KEY.name,
            quote(&object.key)
        ));
    }
}

fn write_contacts(page: &mut Page, contacts: &[Contact]) {
    page.heading(true, "Whom to call, in this order.");
    for (index, contact) in contacts.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        page.header(&keys::CONTACTS);
        page.value(&keys::CONTACT_NAME, quote(&contact.name));
        page.value(&keys::CONTACT_ROLE, quote(&contact.role));
        page.value(&keys::REACH, quote(&contact.reach));
    }
    if contacts.is_empty() {
        page.example(&keys::CONTACTS);
    }
}

fn write_notify(page: &mut Page, plan: &Plan) {
    let notify = &plan.notify;
    if notify.incident_topic.is_none() && notify.verdict_hook.is_empty() {
        return;
    }
    page.section(&keys::NOTIFY);
    page.option(
        &keys::INCIDENT_TOPIC,
        notify
            .incident_topic
            .as_ref()
            .map(|arn| quote(arn.as_str())),
    );
    if !notify.verdict_hook.is_empty() {
        page.value(&keys::VERDICT_HOOK, list(&notify.verdict_hook));
    }
}

fn write_operate(page: &mut Page, operate: &Operate) {
    if *operate == Operate::default() {
        return;
    }
    page.section(&keys::OPERATE);
    page.option(&keys::PROFILE, operate.profile.as_deref().map(quote));
    page.option(
        &keys::OPERATE_ROLE,
        operate.role.as_ref().map(|arn| quote(arn.as_str())),
    );
    page.option(
        &keys::LEASE_TABLE,
        operate.lease_table.as_deref().map(quote),
    );
    page.option(
        &keys::JOURNAL_GROUP,
        operate.journal_group.as_deref().map(quote),
    );
}

fn write_backup(page: &mut Page, backup: &Backup) {
    if let Some(role) = &backup.role {
        page.section(&keys::BACKUP);
        page.value(&keys::BACKUP_ROLE, quote(role.as_str()));
    }
    if !backup.vaults.is_empty() {
        page.section(&keys::VAULTS);
        for (region, vault) in &backup.vaults {
            page.line(&format!("{region} = {}", quote(vault)));
        }
    }
}

fn write_restore_test(page: &mut Page, plan: &Plan) {
    let test = &plan.restore_test;
    if test.subnet_group.is_none() && test.security_groups.is_empty() {
        return;
    }
    page.section(&keys::RESTORE_TEST);
    page.option(&keys::SUBNET_GROUP, test.subnet_group.as_deref().map(quote));
    if !test.security_groups.is_empty() {
        page.value(&keys::SECURITY_GROUPS, list(&test.security_groups));
    }
}

fn write_probe(page: &mut Page, probe: &Probe) {
    page.header(&keys::PROBES);
    page.value(&keys::PROBE_NAME, quote(&probe.name));
    page.value(&keys::PROBE_URL, quote(&probe.url));
    page.option(
        &keys::PROBE_REGION,
        probe.region.as_ref().map(|region| quote(region.as_str())),
    );
}

fn span(span: Span) -> String {
    quote(&span.written())
}

/// A text as TOML writes it.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quote(text)).collect();
    format!("[{}]", quoted.join(", "))
}

/// The file, as it grows.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn comment(&mut self, comment: &str) {
        self.line(&format!("# {comment}"));
    }

    /// An empty line, and before the first of its kind what they are.
    fn heading(&mut self, first: bool, comment: &str) {
        self.blank();
        if first {
            self.comment(comment);
        }
    }

    fn header(&mut self, section: &Section) {
        self.line(section.header);
    }

    fn section(&mut self, section: &Section) {
        self.blank();
        self.comment(section.about);
        self.header(section);
    }

    fn value<T>(&mut self, key: &Key<T>, value: String) {
        self.line(&format!("{} = {value}", key.name));
    }

    fn option<T>(&mut self, key: &Key<T>, value: Option<String>) {
        if let Some(value) = value {
            self.value(key, value);
        }
    }

    /// The value, or an example in a comment with what it is for.
    fn or_ask<T>(&mut self, key: &Key<T>, value: Option<String>) {
        match value {
            Some(value) => self.value(key, value),
            None => self.comment(&format!("{} = {}  # {}", key.name, key.example, key.about)),
        }
    }

    /// A whole section in comments, to fill in.
    fn example(&mut self, section: &Section) {
        self.comment(section.header);
        for key in section.keys {
            self.comment(&format!("{} = {}", key.name(), key.example()));
        }
    }
}
