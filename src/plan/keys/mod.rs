//! Every key a plan file may hold, once. The check for unknown keys, the JSON
//! Schema and the key reference in `docs/plan.md` are all derived from here.

mod declared;
mod settings;

pub(in crate::plan) use declared::*;
pub(in crate::plan) use settings::*;

use super::kinds::{self, Cell, Kind};
use super::problem::Problems;
use super::{Environment, Strategy};
use crate::terms::{AccountId, Region};
use chrono::NaiveDate;
use serde_json::Value;

/// A key, with the type of its value.
pub(in crate::plan) struct Key<T: 'static> {
    /// As the file writes it.
    pub name: &'static str,
    /// What stands behind it.
    pub kind: &'static Kind<T>,
    /// Whether its section is incomplete without it.
    pub needed: bool,
    /// What it is for: a sentence or two.
    pub about: &'static str,
    /// A value, as TOML writes it.
    pub example: &'static str,
}

/// A key that may be left out.
const fn key<T>(
    name: &'static str,
    kind: &'static Kind<T>,
    example: &'static str,
    about: &'static str,
) -> Key<T> {
    Key {
        name,
        kind,
        needed: false,
        about,
        example,
    }
}

/// A key that its section needs.
const fn needed<T>(
    name: &'static str,
    kind: &'static Kind<T>,
    example: &'static str,
    about: &'static str,
) -> Key<T> {
    Key {
        needed: true,
        ..key(name, kind, example, about)
    }
}

impl<T> Key<T> {
    /// Reads the value behind this key.
    pub fn read(&self, cell: &Cell<'_>, problems: &mut Problems) -> Option<T> {
        (self.kind.read)(cell, problems)
    }
}

/// A key, whatever the type of its value: what lists of keys are made of.
pub(in crate::plan) trait AnyKey: Sync {
    /// As the file writes it.
    fn name(&self) -> &'static str;
    /// Whether its section is incomplete without it.
    fn needed(&self) -> bool;
    /// What it is for.
    fn about(&self) -> &'static str;
    /// A value, as TOML writes it.
    fn example(&self) -> &'static str;
    /// What kind of value it has, in words.
    fn what(&self) -> &'static str;
    /// What JSON Schema says of the value.
    fn schema(&self) -> Value;
}

impl<T> AnyKey for Key<T> {
    fn name(&self) -> &'static str {
        self.name
    }
    fn needed(&self) -> bool {
        self.needed
    }
    fn about(&self) -> &'static str {
        self.about
    }
    fn example(&self) -> &'static str {
        self.example
    }
    fn what(&self) -> &'static str {
        self.kind.what
    }
    fn schema(&self) -> Value {
        (self.kind.schema)()
    }
}

/// How often a section stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Form {
    /// Once, as a table.
    One,
    /// Any number of times, as an array of tables.
    Many,
}

/// A part of the file with keys of its own.
pub(in crate::plan) struct Section {
    /// Its key in the section around it.
    pub name: &'static str,
    /// How messages and headings name it.
    pub header: &'static str,
    /// How often it stands there.
    pub form: Form,
    /// Whether the section around it is incomplete without it.
    pub needed: bool,
    /// What it is for: a sentence or two.
    pub about: &'static str,
    /// Its keys, in the order in which they are best written.
    pub keys: &'static [&'static dyn AnyKey],
    /// Sections inside it.
    pub sections: &'static [&'static Section],
    /// What stands behind each Region, in a section whose keys are Regions.
    pub per_region: Option<&'static dyn AnyKey>,
}

/// A section with nothing in it, for the others to differ from.
const SECTION: Section = Section {
    name: "",
    header: "",
    form: Form::One,
    needed: false,
    about: "",
    keys: &[],
    sections: &[],
    per_region: None,
};

pub(in crate::plan) static PLAN_NAME: Key<String> = needed(
    "name",
    &kinds::NAME,
    "\"harbor-shop\"",
    "What the plan is called, on every screen and in the names of its state files.",
);
pub(in crate::plan) static ENVIRONMENT: Key<Environment> = key(
    "environment",
    &kinds::ENVIRONMENT,
    "\"production\"",
    "Which environment it is for. `production`, unless said; it carries a mark on every screen.",
);
pub(in crate::plan) static ACCOUNT: Key<AccountId> = key(
    "account",
    &kinds::ACCOUNT,
    "\"123456789012\"",
    "The account it is for. Another account's answers are never shown.",
);
pub(in crate::plan) static STRATEGY: Key<Strategy> = key(
    "strategy",
    &kinds::STRATEGY,
    "\"warm-standby\"",
    "The DR strategy the team follows: `backup-and-restore`, `pilot-light`, `warm-standby` or `active-active`.",
);
pub(in crate::plan) static REVIEWED: Key<NaiveDate> = key(
    "reviewed",
    &kinds::DATE,
    "2026-11-30",
    "When the team last read the plan through. Its absence is a finding.",
);

/// The whole file.
pub(in crate::plan) static ROOT: Section = Section {
    about: "These stand above the first section.",
    keys: &[&PLAN_NAME, &ENVIRONMENT, &ACCOUNT, &STRATEGY, &REVIEWED],
    sections: &[
        &regions::REGIONS,
        &TIERS,
        &STORES,
        &RECORDS,
        &CONTACTS,
        &NOTIFY,
        &OPERATE,
        &BACKUP,
        &RESTORE_TEST,
        &PROBES,
        &RUNBOOKS,
        &DNS,
    ],
    ..SECTION
};

pub(in crate::plan) mod regions {
    //! `[regions]`.
    use super::{Key, Region, SECTION, Section, key, kinds, needed};

    pub static PRIMARY: Key<Region> = needed(
        "primary",
        &kinds::REGION,
        "\"us-east-1\"",
        "Where production runs when all is well.",
    );
    pub static STANDBY: Key<Region> =
        needed("standby", &kinds::REGION, "\"us-west-2\"", "Where it goes.");
    pub static ENDPOINT: Key<String> = key(
        "us-east-1",
        &kinds::URL,
        "\"http://127.0.0.1:4566\"",
        "The endpoint to use for every service in that Region.",
    );
    pub static ENDPOINTS: Section = Section {
        name: "endpoints",
        header: "[regions.endpoints]",
        about: "Endpoints to use instead of AWS's own, one a Region. A Region that this version does not know by name needs one.",
        per_region: Some(&ENDPOINT),
        ..SECTION
    };
    pub static REGIONS: Section = Section {
        name: "regions",
        header: "[regions]",
        needed: true,
        about: "The two Regions of the plan.",
        keys: &[&PRIMARY, &STANDBY],
        sections: &[&ENDPOINTS],
        ..SECTION
    };
}
