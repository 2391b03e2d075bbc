//! The keys of what is declared one by one: tiers, stores, records, contacts, probes.

use super::{Form, Key, SECTION, Section, key, kinds, needed};
use crate::plan::StoreKind;
use crate::terms::{Arn, Region, Span};

pub(in crate::plan) static TIER_NAME: Key<String> = needed(
    "name",
    &kinds::NAME,
    "\"gold\"",
    "Its name, as stores and records refer to it.",
);
pub(in crate::plan) static RPO: Key<Span> = key(
    "rpo",
    &kinds::SPAN,
    "\"15m\"",
    "How much data may be lost. Its absence is a finding.",
);
pub(in crate::plan) static RTO: Key<Span> = key(
    "rto",
    &kinds::SPAN,
    "\"1h 30m\"",
    "How long it may take to be back. Its absence is a finding.",
);
pub(in crate::plan) static TIERS: Section = Section {
    name: "tiers",
    header: "[[tiers]]",
    form: Form::Many,
    about: "A class of stores and records that share objectives.",
    keys: &[&TIER_NAME, &RPO, &RTO],
    ..SECTION
};

pub(in crate::plan) static STORE_NAME: Key<String> = needed(
    "name",
    &kinds::NAME,
    "\"orders-db\"",
    "The team's name for it.",
);
pub(in crate::plan) static STORE_KIND: Key<StoreKind> = needed(
    "kind",
    &kinds::STORE_KIND,
    "\"rds\"",
    "What it is: `rds` (a DB instance), `aurora` (a cluster in one Region), `aurora-global` (a global database), `dynamodb`, `s3`, `efs`, `ebs`, or `other` for anything else that AWS Backup protects.",
);
pub(in crate::plan) static STORE_TIER: Key<String> = key(
    "tier",
    &kinds::NAME,
    "\"gold\"",
    "The tier whose objectives it must meet.",
);
pub(in crate::plan) static IDENTIFIER: Key<String> = key(
    "identifier",
    &kinds::TEXT,
    "\"orders-db\"",
    "Its identifier in AWS: DB instance, cluster or global cluster identifier, table or bucket name, file system or volume id. The name, unless said.",
);
pub(in crate::plan) static STORE_STANDBY: Key<String> = key(
    "standby",
    &kinds::TEXT,
    "\"orders-db-usw2\"",
    "The identifier of its copy in the standby Region: a read replica, a destination bucket, a table.",
);
pub(in crate::plan) static STORE_REGION: Key<Region> = key(
    "region",
    &kinds::REGION,
    "\"us-east-1\"",
    "The Region it should be written in: one of the two. The primary, unless said.",
);
pub(in crate::plan) static RULE: Key<String> = key(
    "rule",
    &kinds::TEXT,
    "\"everything\"",
    "The S3 replication rule whose metrics tell how far behind the copy is.",
);
pub(in crate::plan) static RESOURCE: Key<Arn> = key(
    "resource",
    &kinds::ARN,
    "\"arn:aws:ec2:us-east-1:123456789012:volume/vol-0a1b2c3d4e5f60718\"",
    "Its ARN, where backups know it by one that cannot be derived. Needed for `kind = \"other\"`.",
);
pub(in crate::plan) static STORES: Section = Section {
    name: "stores",
    header: "[[stores]]",
    form: Form::Many,
    about: "A data store that has to survive.",
    keys: &[
        &STORE_NAME,
        &STORE_KIND,
        &STORE_TIER,
        &IDENTIFIER,
        &STORE_STANDBY,
        &STORE_REGION,
        &RULE,
        &RESOURCE,
    ],
    ..SECTION
};

pub(in crate::plan) static RECORD_NAME: Key<String> = needed(
    "name",
    &kinds::RECORD_NAME,
    "\"www.shop.example\"",
    "Its DNS name. A trailing dot and upper case make no difference.",
);
pub(in crate::plan) static RECORD_TYPE: Key<String> = needed(
    "type",
    &kinds::RECORD_TYPE,
    "\"A\"",
    "Its type: `A`, `AAAA` or `CNAME`.",
);
pub(in crate::plan) static ZONE: Key<String> = key(
    "zone",
    &kinds::TEXT,
    "\"Z0123456789ABCDEFGHIJ\"",
    "The hosted zone's id, where several zones hold the name.",
);
pub(in crate::plan) static RECORD_TIER: Key<String> = key(
    "tier",
    &kinds::NAME,
    "\"gold\"",
    "The tier whose objectives it must meet.",
);
pub(in crate::plan) static RECORD_REGION: Key<Region> = key(
    "region",
    &kinds::REGION,
    "\"us-east-1\"",
    "The Region it should point at: one of the two. The primary, unless said.",
);
pub(in crate::plan) static RECORDS: Section = Section {
    name: "records",
    header: "[[records]]",
    form: Form::Many,
    about: "A DNS record that moves in a failover.",
    keys: &[
        &RECORD_NAME,
        &RECORD_TYPE,
        &ZONE,
        &RECORD_TIER,
        &RECORD_REGION,
    ],
    sections: &[&ANSWERS, &STANDBY_TAKES_OVER],
    ..SECTION
};
pub(in crate::plan) static ANSWER: Key<Vec<String>> = key(
    "us-east-1",
    &kinds::TEXTS,
    "[\"192.0.2.10\"]",
    "The addresses or target names that stand for that Region.",
);
pub(in crate::plan) static ANSWERS: Section = Section {
    name: "answers",
    header: "[records.answers]",
    about: "What each Region's answer looks like, so that an answer can be told apart whatever the records say. Without it a Region is told only where AWS's own name of a target tells one, as `web.us-east-1.elb.amazonaws.com` does. Usually written in one line, `answers = { us-east-1 = [\"…\"], us-west-2 = [\"…\"] }`.",
    per_region: Some(&ANSWER),
    ..SECTION
};
pub(in crate::plan) static BUCKET: Key<String> = needed(
    "bucket",
    &kinds::TEXT,
    "\"harbor-failover\"",
    "The bucket, in the standby Region.",
);
pub(in crate::plan) static OBJECT_KEY: Key<String> = needed(
    "key",
    &kinds::TEXT,
    "\"api/standby-takes-over\"",
    "The object's key.",
);
pub(in crate::plan) static STANDBY_TAKES_OVER: Section = Section {
    name: "standby_takes_over",
    header: "[records.standby_takes_over]",
    about: "The object whose presence turns the primary's inverted health check unhealthy: a failover that needs no control plane in us-east-1. Usually written in one line, `standby_takes_over = { bucket = \"…\", key = \"…\" }`.",
    keys: &[&BUCKET, &OBJECT_KEY],
    ..SECTION
};

pub(in crate::plan) static CONTACT_NAME: Key<String> = needed(
    "name",
    &kinds::NAME,
    "\"Database on-call\"",
    "Their name, or the rota's.",
);
pub(in crate::plan) static CONTACT_ROLE: Key<String> = needed(
    "role",
    &kinds::TEXT,
    "\"promotes databases\"",
    "What they are called for.",
);
pub(in crate::plan) static REACH: Key<String> = needed(
    "reach",
    &kinds::TEXT,
    "\"+1 555 0100\"",
    "How they are reached: a number, an address, a channel.",
);
pub(in crate::plan) static CONTACTS: Section = Section {
    name: "contacts",
    header: "[[contacts]]",
    form: Form::Many,
    about: "Someone to call. A plan without contacts is a finding.",
    keys: &[&CONTACT_NAME, &CONTACT_ROLE, &REACH],
    ..SECTION
};

pub(in crate::plan) static PROBE_NAME: Key<String> =
    needed("name", &kinds::NAME, "\"storefront\"", "Its name.");
pub(in crate::plan) static PROBE_URL: Key<String> = needed(
    "url",
    &kinds::URL,
    "\"https://www.shop.example/health\"",
    "The URL to get.",
);
pub(in crate::plan) static PROBE_REGION: Key<Region> = key(
    "region",
    &kinds::REGION,
    "\"us-east-1\"",
    "The Region expected to answer, one of the two, where the answer can tell.",
);
pub(in crate::plan) static PROBES: Section = Section {
    name: "probes",
    header: "[[probes]]",
    form: Form::Many,
    about: "A request that a customer would make.",
    keys: &[&PROBE_NAME, &PROBE_URL, &PROBE_REGION],
    ..SECTION
};
