//! The plan as a document: what was declared, what AWS was seen to have for it, the
//! runbooks, whom to call, and what was tested.

mod architecture;
mod drift;
mod parts;
mod recovery;

pub use drift::{DriftError, Drifted};

use super::Report;
use super::journal::moment;
use super::page::{self, Block, list_or, marked, table_or};
use crate::plan::Plan;
use crate::runbook::{Experience, Runbook};
use crate::terms::Span;

/// What stands on every page of a document of the simulated AWS.
const SIMULATED: &str = "SIMULATED: no AWS is behind this";

/// What the document is of.
#[derive(Debug, Clone, Copy)]
pub struct PlanDocument<'a> {
    /// The plan, and what was seen of it.
    pub report: Report<'a>,
    /// Its runbooks.
    pub runbooks: &'a [Runbook],
    /// What walks of them were measured to take.
    pub earlier: &'a Experience,
}

/// A part of the document under a heading of its own.
struct Section {
    title: &'static str,
    /// Whether it tells what stays as it is until somebody changes it: that is what
    /// an older document is held against.
    lasts: bool,
    blocks: Vec<Block>,
}

impl Section {
    fn lasting(title: &'static str, blocks: Vec<Block>) -> Self {
        let lasts = true;
        Self {
            title,
            lasts,
            blocks,
        }
    }

    fn of_now(title: &'static str, blocks: Vec<Block>) -> Self {
        Self {
            lasts: false,
            ..Self::lasting(title, blocks)
        }
    }
}

impl PlanDocument<'_> {
    /// What has drifted since an older document of the same plan, in Markdown.
    ///
    /// # Errors
    /// When it is none, or of another plan.
    pub fn drifted(&self, older: &str) -> Result<Drifted, DriftError> {
        drift::between(older, &self.markdown(None), &self.heading(), self.lasting())
    }

    /// As Markdown, with what has drifted where that was asked.
    #[must_use]
    pub fn markdown(&self, drifted: Option<&Drifted>) -> String {
        page::markdown(&self.blocks(drifted))
    }

    /// As a page that stands by itself, with what has drifted where that was asked.
    #[must_use]
    pub fn html(&self, drifted: Option<&Drifted>) -> String {
        page::html(&self.heading(), self.mark(), &self.blocks(drifted))
    }

    fn plan(&self) -> &Plan {
        self.report.assessment.plan()
    }

    fn heading(&self) -> String {
        format!("Recovery plan of {}", self.plan().name)
    }

    fn mark(&self) -> Option<&'static str> {
        self.report.simulated.then_some(SIMULATED)
    }

    /// The titles of what an older document is held against.
    fn lasting(&self) -> Vec<&'static str> {
        let sections = self.sections().into_iter();
        sections.filter(|it| it.lasts).map(|it| it.title).collect()
    }

    fn blocks(&self, drifted: Option<&Drifted>) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(1, self.heading())];
        blocks.extend(self.mark().map(|mark| Block::Strong(mark.to_owned())));
        blocks.push(Block::Text(format!(
            "Written {} by lifeboat from the plan and from what AWS was last seen to say.",
            moment(self.report.now)
        )));
        let drift = drifted.map(|it| Section::of_now("What has drifted", it.blocks()));
        for section in drift.into_iter().chain(self.sections()) {
            blocks.push(Block::Heading(2, marked(section.title, self.mark())));
            blocks.extend(section.blocks);
        }
        blocks
    }

    fn sections(&self) -> Vec<Section> {
        vec![
            Section::lasting("The plan", self.about()),
            Section::lasting("Objectives", self.objectives()),
            Section::lasting("Stores as observed", self.stores()),
            Section::lasting("DNS as observed", self.records()),
            Section::lasting("The parts of the plan", self.parts()),
            Section::lasting("Recovery steps", self.runbooks()),
            Section::lasting("Procedures", self.procedures()),
            Section::lasting("Contacts", self.contacts()),
            Section::of_now("Last tests", self.tests()),
            Section::of_now("As things stand", self.standing()),
            Section::of_now("What is wrong", self.findings()),
        ]
    }

    fn about(&self) -> Vec<Block> {
        let plan = self.plan();
        let account = plan.account.as_ref().map(ToString::to_string);
        let strategy = plan.strategy.map(|it| it.word().to_owned());
        let reviewed = plan.reviewed.map(|it| it.to_string());
        let facts = [
            ("environment", Some(plan.environment.to_string())),
            ("account", account),
            ("strategy", strategy),
            ("primary Region", Some(plan.regions.primary.to_string())),
            ("standby Region", Some(plan.regions.standby.to_string())),
            ("last reviewed", reviewed),
        ];
        let facts = facts.map(|(name, value)| {
            let value = value.unwrap_or_else(|| "not in the plan".to_owned());
            format!("{name}: {value}")
        });
        vec![Block::List(facts.into())]
    }

    fn objectives(&self) -> Vec<Block> {
        let plan = self.plan();
        let span = |it: Option<Span>| it.map_or_else(|| "not set".to_owned(), |it| it.to_string());
        let rows = plan.tiers.iter().map(|tier| {
            let is_of = |of: &Option<String>| of.as_deref() == Some(tier.name.as_str());
            let stores = plan.stores.iter().filter(|it| is_of(&it.tier));
            let records = plan.records.iter().filter(|it| is_of(&it.tier));
            let names = stores.map(|it| it.name.as_str());
            let names: Vec<&str> = names.chain(records.map(|it| it.name.as_str())).collect();
            vec![
                tier.name.clone(),
                span(tier.rpo),
                span(tier.rto),
                names.join(", "),
            ]
        });
        let headings = vec!["Tier", "RPO", "RTO", "What must keep it"];
        let mut blocks = table_or(headings, rows.collect(), "The plan sets no objective.");
        let untold: Vec<String> = plan
            .stores
            .iter()
            .filter(|it| it.tier.is_none())
            .map(|it| format!("{}: is of no tier, and has no objective", it.name))
            .collect();
        if !untold.is_empty() {
            blocks.push(Block::List(untold));
        }
        blocks
    }

    fn contacts(&self) -> Vec<Block> {
        let plan = self.plan();
        let rows = plan
            .contacts
            .iter()
            .map(|it| vec![it.name.clone(), it.role.clone(), it.reach.clone()]);
        let headings = vec!["Who", "For what", "How to reach them"];
        let mut blocks = table_or(headings, rows.collect(), "The plan names nobody to call.");
        let topic = plan.notify.incident_topic.as_ref();
        let topic = topic.map_or("none in the plan", |it| it.as_str());
        blocks.push(Block::List(vec![format!("incident topic: {topic}")]));
        blocks
    }

    fn standing(&self) -> Vec<Block> {
        let Report {
            assessment,
            estate,
            now,
            ..
        } = self.report;
        let verdict = super::table::verdict_text(&assessment.verdict(estate, now));
        let rows = assessment.stores().map(|store| {
            let loss = store.outlook.loss();
            vec![
                store.name.clone(),
                loss.map_or_else(|| "not known".to_owned(), |it| it.words(now)),
                store
                    .rpo
                    .map_or_else(|| "not set".to_owned(), |it| it.to_string()),
                loss.map_or_else(String::new, |it| moment(it.point)),
                format!("{}: {}", store.state.word(), store.reason),
            ]
        });
        let headings = vec![
            "Store",
            "Lost if it fails over now",
            "RPO",
            "Recovery point",
            "",
        ];
        let mut blocks = vec![Block::Text(verdict)];
        blocks.extend(table_or(
            headings,
            rows.collect(),
            "The plan declares no store.",
        ));
        let silent: Vec<String> = assessment
            .regions(estate, now)
            .iter()
            .filter_map(|it| {
                let since = it.silent_since.or(it.declared_down)?;
                Some(format!(
                    "{} does not answer since {}",
                    it.region,
                    moment(since)
                ))
            })
            .collect();
        if !silent.is_empty() {
            blocks.push(Block::List(silent));
        }
        blocks
    }

    fn findings(&self) -> Vec<Block> {
        let all: Vec<String> = self
            .report
            .assessment
            .findings()
            .map(|it| {
                format!(
                    "{} ({}) {}: {}; cleared by: {}",
                    it.check.id,
                    it.severity.word(),
                    it.subject,
                    it.text,
                    it.clears
                )
            })
            .collect();
        list_or(&all, "Nothing was found.")
    }
}
