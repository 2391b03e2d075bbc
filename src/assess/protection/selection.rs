//! Which backup plans select a resource. AWS Backup decides by ARN and by tag,
//! and no source of this version sees the tags of every kind of resource.

use crate::assess::context::Context;
use crate::estate::facts::{BackupPlan, BackupSelection};
use crate::estate::{Scope, Source};
use crate::terms::{Known, OutsideText, Region};

/// Whether a plan selects a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selected {
    /// Its tags decide, which cannot be told.
    ByTags,
    /// It does.
    Yes,
}

impl Selected {
    /// In a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Yes => "selected",
            Self::ByTags => "cannot be told: its tags decide",
        }
    }
}

/// A backup plan that selects a resource, or may.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectedBy {
    /// The plan's name.
    pub plan: OutsideText,
    /// The names of its rules.
    pub rules: Vec<OutsideText>,
    /// Whether it does.
    pub selected: Selected,
}

/// The plans of a Region that select a resource, or may.
pub(super) fn plans(
    context: &Context<'_>,
    region: &Region,
    resource: &OutsideText,
) -> Known<Vec<SelectedBy>> {
    let scope = Scope::from(region);
    if let Some(why) = context.untrusted(Source::BackupPlans, &scope) {
        return Known::Unknown(why);
    }
    let plans = context.backup_plans(&scope).into_iter();
    let selecting = plans.filter_map(|plan| {
        Some(SelectedBy {
            plan: plan.name.clone(),
            rules: plan.rules.iter().map(|rule| rule.name.clone()).collect(),
            selected: by_plan(plan, resource.raw())?,
        })
    });
    Known::Known(selecting.collect())
}

fn by_plan(plan: &BackupPlan, resource: &str) -> Option<Selected> {
    let selections = plan.selections.iter();
    selections
        .filter_map(|selection| by_selection(selection, resource))
        .max()
}

/// As AWS Backup's guide has it ("assigning resources", `BackupSelection`):
/// `NotResources` excludes; any of `Resources` selects, or everything where
/// there is none; `Conditions` narrow that down by tags. How `ListOfTags` adds
/// to `Resources` is not said clearly enough to rely on.
fn by_selection(selection: &BackupSelection, resource: &str) -> Option<Selected> {
    let any = |list: &[OutsideText]| list.iter().any(|pattern| fits(pattern.raw(), resource));
    if any(&selection.not_resources) {
        return None;
    }
    if !selection.any_tag.is_empty() {
        return Some(Selected::ByTags);
    }
    if !selection.resources.is_empty() && !any(&selection.resources) {
        return None;
    }
    Some(if selection.all_tags.is_empty() {
        Selected::Yes
    } else {
        Selected::ByTags
    })
}

/// Whether a text fits a pattern in which each `*` stands for any characters,
/// or none.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(between) = last.replace(part) {
            match rest.split_once(between) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
    }
    match last {
        Some(last) => rest.ends_with(last),
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::facts::TagCondition;

    const VOLUME: &str = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1";

    fn selection(resources: &[&str]) -> BackupSelection {
        BackupSelection {
            resources: resources.iter().map(|it| (*it).into()).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn arns_select_and_exclude() {
        for (pattern, selects) in [
            ("*", true),
            (VOLUME, true),
            ("arn:aws:ec2:*:*:volume/*", true),
            ("arn:aws:ec2:*:*:instance/*", false),
            ("arn:aws:ec2:*:volume/vol-1", true),
            ("arn:aws:ec2:*:volume/vol-11", false),
            ("arn:aws:ec2:us-east-1:123456789012:volume/vol", false),
        ] {
            let told = by_selection(&selection(&[pattern]), VOLUME);
            assert_eq!(told, selects.then_some(Selected::Yes), "{pattern}");
        }
        let mut everything = selection(&["*"]);
        everything.not_resources = vec!["arn:aws:ec2:*:*:volume/*".into()];
        assert_eq!(by_selection(&everything, VOLUME), None);
        assert_eq!(by_selection(&selection(&[]), VOLUME), Some(Selected::Yes));
    }

    #[test]
    fn what_tags_decide_cannot_be_told() {
        let mut narrowed = selection(&["arn:aws:ec2:*:*:volume/*"]);
        narrowed.all_tags = vec![TagCondition::default()];
        assert_eq!(by_selection(&narrowed, VOLUME), Some(Selected::ByTags));
        narrowed.resources = vec!["arn:aws:rds:*:*:db:*".into()];
        assert_eq!(
            by_selection(&narrowed, VOLUME),
            None,
            "its kind is not meant"
        );
        let mut tagged = selection(&[]);
        tagged.any_tag = vec![TagCondition::default()];
        assert_eq!(by_selection(&tagged, VOLUME), Some(Selected::ByTags));
    }

    #[test]
    fn of_two_selections_the_one_that_is_sure_is_told() {
        let mut tagged = selection(&[]);
        tagged.any_tag = vec![TagCondition::default()];
        let plan = BackupPlan {
            selections: vec![tagged, selection(&["*"])],
            ..Default::default()
        };
        assert_eq!(by_plan(&plan, VOLUME), Some(Selected::Yes));
    }
}
