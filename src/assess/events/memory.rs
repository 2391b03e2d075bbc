//! What was last told of each thing, and what differs from it now.

use super::seen::Unseen;
use super::word::{self, Word};
use super::{About, Event, EventKind};
use crate::assess::caches::AnswerChange;
use crate::assess::findings::{Check, judge_job};
use crate::assess::model::{Severity, State};
use crate::assess::serving::RecordAssessment;
use crate::assess::subject::Subject;
use crate::assess::update::Assessment;
use crate::estate::facts::Job;
use crate::estate::{Estate, Scope, Source};
use crate::terms::{Arn, Instant, OutsideText};
use smol_str::SmolStr;
use std::collections::{BTreeSet, HashMap};

/// What was last told of each thing.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// How much of the assessment was taken in.
    taken: Option<u64>,
    said: HashMap<(EventKind, About), Word>,
    found: HashMap<Subject, Box<[Told]>>,
    jobs: HashMap<Subject, OutsideText>,
    answered: HashMap<(String, String), Answered>,
    /// Where jobs were listed in this run already.
    listed: BTreeSet<(Source, Scope)>,
    unseen: Unseen,
    /// Whose findings are gone and may be back when more can be seen.
    hidden: BTreeSet<Subject>,
}

/// What a record was last seen to answer, and the last change of it.
#[derive(Debug)]
struct Answered {
    at: Instant,
    ttl_seconds: u32,
    change: Option<AnswerChange>,
}

/// A finding as it was told.
#[derive(Debug)]
struct Told {
    check: &'static Check,
    severity: Severity,
    text: SmolStr,
}

/// One comparison.
struct Comparison<'a> {
    assessment: &'a Assessment,
    estate: &'a Estate,
    now: Instant,
    events: Vec<Event>,
}

impl Memory {
    /// What differs from what was told, which is then told.
    pub(super) fn compare(
        &mut self,
        assessment: &Assessment,
        estate: &Estate,
        now: Instant,
    ) -> Vec<Event> {
        let mut comparison = Comparison {
            assessment,
            estate,
            now,
            events: Vec::new(),
        };
        let unseen = Unseen::of(assessment.plan(), estate, now);
        let mut due = self.due(assessment);
        if unseen != self.unseen {
            due.extend(std::mem::take(&mut self.hidden));
            self.unseen = unseen;
        }
        for region in assessment.regions(estate, now) {
            let name = region.region.to_string();
            let about = About::Region(region.region.clone());
            let word = word::region(&region);
            self.say(&mut comparison, EventKind::Region, about, name, word);
        }
        for subject in due {
            self.take_in(&mut comparison, subject);
        }
        // Nothing was asked yet: that nothing is known is no news.
        if estate.slices().next().is_some() {
            let name = assessment.plan().name.clone();
            let word = word::verdict(assessment.verdict(estate, now).state);
            let kind = EventKind::Verdict;
            self.say(&mut comparison, kind, About::Plan, name, Some(word));
        }
        self.listed = listed(estate);
        comparison.events
    }

    #[cfg(test)]
    pub(super) fn forget_what_was_taken(&mut self) {
        self.taken = None;
    }

    /// The subjects to compare: those examined since, or all when that is not
    /// known any more.
    fn due(&mut self, assessment: &Assessment) -> BTreeSet<Subject> {
        let examined = assessment.examined();
        let taken = self.taken.replace(examined);
        if let Some(since) = taken.and_then(|taken| assessment.examined_since(taken)) {
            return since.cloned().collect();
        }
        // What is no longer there must be forgotten as well.
        let said = self.said.keys().filter_map(|(_, about)| match about {
            About::Subject(subject) => Some(subject),
            About::Plan | About::Region(_) => None,
        });
        assessment
            .subjects()
            .chain(said)
            .chain(self.found.keys())
            .chain(self.jobs.keys())
            .cloned()
            .collect()
    }

    fn take_in(&mut self, comparison: &mut Comparison<'_>, subject: Subject) {
        let assessment = comparison.assessment;
        let name = subject.to_string();
        let about = || About::Subject(subject.clone());
        match &subject {
            Subject::Store(id) => {
                if let Some(store) = assessment.store(id) {
                    let (kind, said) = (EventKind::Writer, word::writer(store));
                    self.say(comparison, kind, about(), name.clone(), said);
                    let (kind, said) = (EventKind::Store, word::store(store));
                    self.say(comparison, kind, about(), name, said);
                }
            }
            Subject::Record(id, kind) => {
                if let Some(record) = assessment.record(id, kind) {
                    let name = format!("{name} {kind}");
                    self.answer(comparison, record, name.clone(), about());
                    let (kind, said) = (EventKind::Record, word::record(record));
                    self.say(comparison, kind, about(), name, said);
                }
            }
            Subject::HealthCheck(id) => {
                let kind = EventKind::HealthCheck;
                match assessment.health_check(id) {
                    Some(check) => {
                        let said = word::health_check(check);
                        self.say(comparison, kind, about(), id.to_string(), said);
                    }
                    None => {
                        self.said.remove(&(kind, about()));
                    }
                }
            }
            Subject::BackupJob(scope, id) => {
                let job = comparison.estate.backup_jobs.get(scope, id);
                self.job(comparison, &subject, "backup", Source::BackupJobs, job);
            }
            Subject::CopyJob(scope, id) => {
                let job = comparison.estate.copy_jobs.get(scope, id);
                self.job(comparison, &subject, "copy", Source::CopyJobs, job);
            }
            Subject::RestoreJob(scope, id) => {
                let job = comparison.estate.restore_jobs.get(scope, id);
                self.job(comparison, &subject, "restore", Source::RestoreJobs, job);
            }
            _ => {}
        }
        self.findings(comparison, subject);
    }

    /// Tells a word, when it is another than the last. What is not known now
    /// takes nothing back.
    fn say(
        &mut self,
        comparison: &mut Comparison<'_>,
        kind: EventKind,
        about: About,
        name: String,
        word: Option<Word>,
    ) {
        let Some(word) = word else { return };
        let key = (kind, about);
        let before = self.said.get_mut(&key);
        let (is_news, from) = match &before {
            Some(before) => (before.class != word.class, Some(before.text.clone())),
            None => (word::begins(kind), None),
        };
        if is_news {
            comparison.events.push(Event {
                number: 0,
                at: comparison.now,
                since: word.since,
                kind,
                about: key.1.clone(),
                name,
                from,
                to: word.text.clone(),
                state: word.state,
                check: None,
                severity: None,
            });
        }
        match before {
            Some(before) => *before = word,
            None => {
                self.said.insert(key, word);
            }
        }
    }

    /// Tells that another Region is answered, and keeps what was answered before:
    /// caches still hold it.
    fn answer(
        &mut self,
        comparison: &mut Comparison<'_>,
        record: &RecordAssessment,
        name: String,
        about: About,
    ) {
        let (Some(answer), Some(word)) = (record.answer.value(), word::answer(record)) else {
            return;
        };
        let told = comparison.events.len();
        self.say(comparison, EventKind::Answer, about, name, Some(word));
        let key = (record.name.clone(), record.kind.clone());
        let before = self.answered.remove(&key);
        let from = comparison.events.get(told).and_then(|it| it.from.clone());
        let change = match (before, from) {
            (Some(before), Some(from)) => Some(AnswerChange {
                from,
                ttl_seconds: before.ttl_seconds,
                last_seen: before.at,
                changed: answer.at,
            }),
            (before, _) => before.and_then(|before| before.change),
        };
        let answered = Answered {
            at: answer.at,
            ttl_seconds: answer.ttl_seconds,
            change,
        };
        self.answered.insert(key, answered);
    }

    /// When another Region was last answered for a record than before.
    pub(super) fn answer_change(&self, name: &str, kind: &str) -> Option<&AnswerChange> {
        let key = (name.to_owned(), kind.to_owned());
        self.answered.get(&key)?.change.as_ref()
    }

    /// Tells that a job ended: one that ran when it was last seen, or that is
    /// new where jobs were listed before.
    fn job(
        &mut self,
        comparison: &mut Comparison<'_>,
        subject: &Subject,
        what: &str,
        source: Source,
        job: Option<&Job>,
    ) {
        let Some(job) = job else {
            self.jobs.remove(subject);
            return;
        };
        let before = self.jobs.insert(subject.clone(), job.state.clone());
        let scope = subject.scope().cloned().unwrap_or(Scope::Global);
        let is_news = match &before {
            Some(before) => *before != job.state,
            None => self.listed.contains(&(source, scope)),
        };
        let Some((state, outcome)) = ended(job).filter(|_| is_news) else {
            return;
        };
        let said = match &job.message {
            Some(message) if state != State::Ok => format!(": {message}"),
            _ => String::new(),
        };
        comparison.events.push(Event {
            number: 0,
            at: comparison.now,
            since: job.completed,
            kind: EventKind::Job,
            about: About::Subject(subject.clone()),
            name: resource(job),
            from: before.map(|before| format!("{what} {before}")),
            to: format!("{what} {outcome}{said}"),
            state,
            check: None,
            severity: None,
        });
    }

    /// Tells which findings of a subject opened, cleared, or weigh otherwise.
    fn findings(&mut self, comparison: &mut Comparison<'_>, subject: Subject) {
        let mut told = self.found.remove(&subject).unwrap_or_default().into_vec();
        let mut now: Vec<Told> = Vec::new();
        for finding in comparison.assessment.findings_of(&subject) {
            let is_it = |old: &Told| old.check == finding.check;
            let before = told.iter().position(is_it).map(|at| told.remove(at));
            let words = |severity: Severity, text: &str| format!("{}, {text}", severity.letter());
            if before
                .as_ref()
                .is_none_or(|before| before.severity != finding.severity)
            {
                comparison.events.push(Event {
                    since: finding.since,
                    from: before.map(|before| words(before.severity, &before.text)),
                    ..of_finding(
                        comparison.now,
                        &subject,
                        finding.check,
                        finding.severity,
                        words(finding.severity, &finding.text),
                    )
                });
            }
            now.push(Told {
                check: finding.check,
                severity: finding.severity,
                text: finding.text.clone(),
            });
        }
        if !told.is_empty() && self.unseen.hides(comparison.assessment.plan(), &subject) {
            now.append(&mut told);
            self.hidden.insert(subject.clone());
        }
        for gone in told {
            let cleared = "cleared".to_owned();
            comparison.events.push(Event {
                from: Some(format!("{}, {}", gone.severity.letter(), gone.text)),
                state: State::Ok,
                ..of_finding(comparison.now, &subject, gone.check, gone.severity, cleared)
            });
        }
        if !now.is_empty() {
            self.found.insert(subject, now.into());
        }
    }
}

fn of_finding(
    now: Instant,
    subject: &Subject,
    check: &'static Check,
    severity: Severity,
    to: String,
) -> Event {
    Event {
        number: 0,
        at: now,
        since: None,
        kind: EventKind::Finding,
        about: About::Subject(subject.clone()),
        name: subject.to_string(),
        from: None,
        to,
        state: match severity {
            Severity::High => State::Bad,
            Severity::Medium | Severity::Low => State::Warn,
        },
        check: Some(check),
        severity: Some(severity),
    }
}

/// Where the jobs of this run, or of a kept one that was seen again, are listed.
fn listed(estate: &Estate) -> BTreeSet<(Source, Scope)> {
    estate
        .slices()
        .filter(|(source, _, slice)| {
            matches!(
                source,
                Source::BackupJobs | Source::CopyJobs | Source::RestoreJobs
            ) && slice.seen.is_some()
                && !slice.restored
        })
        .map(|(source, scope, _)| (source, scope.clone()))
        .collect()
}

/// How a job ended, when it did.
fn ended(job: &Job) -> Option<(State, String)> {
    match judge_job(job) {
        Some((Severity::High, outcome)) => Some((State::Bad, outcome)),
        Some((_, outcome)) => Some((State::Warn, outcome)),
        None if job.state.raw() == "COMPLETED" => Some((State::Ok, job.state.to_string())),
        None => None,
    }
}

/// What a job is of, by the name people know it by.
fn resource(job: &Job) -> String {
    let id = Arn::parse(job.resource.raw()).map(|arn| OutsideText::new(arn.resource_id()));
    id.as_ref().unwrap_or(&job.resource).to_string()
}
