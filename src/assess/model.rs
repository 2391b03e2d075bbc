//! What an assessment says: states, losses, writers, answers, findings.

use super::writers;
use crate::estate::Freshness;
use crate::estate::facts::MetricKey;
use crate::plan::StoreKind;
use crate::terms::{Instant, Known, OutsideText, Region, Span, Unknown};

/// How something stands. Ordered from best to worst for a roll-up: what is not
/// known never counts as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Seen, and within its objective.
    Ok,
    /// Seen, and at risk.
    Warn,
    /// Last seen too long ago.
    Stale,
    /// Not seen.
    Unknown,
    /// Seen, and wrong.
    Bad,
}

impl State {
    /// The word that goes with it, always.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
            Self::Bad => "bad",
        }
    }
}

/// What the figure of a loss says about the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// An estimate: shown with ≈.
    About,
    /// An upper bound: shown with ≤, never the other way.
    AtMost,
    /// An estimate that bounds nothing: shown with ≈, whatever becomes of the
    /// primary. What the lag of MySQL and MariaDB measures is what was received
    /// and not yet applied.
    Nothing,
}

/// What becomes of what the standby does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is gone.
    Lost,
    /// It stays behind in the old Region and may reappear: DynamoDB, S3.
    Stranded,
    /// It is gone, and what is left must be restored first, which takes hours.
    LostAndRestored,
}

/// Where the primary stands, which decides how a loss is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It answers: the loss is the newest trusted sample's lag.
    Answering {
        /// That lag; `None` for a backup, whose loss is its age.
        lag: Option<Span>,
    },
    /// It is silent and not declared down: the loss grows until someone says
    /// since when.
    Growing,
    /// It was declared down: the loss is fixed.
    Frozen {
        /// Since when it is down.
        since: Instant,
    },
}

/// What is lost if the store fails over now: one definition, `domain.md` §1.2.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// The instant the store can be brought back to.
    pub point: Instant,
    /// How it is counted.
    pub phase: Phase,
    /// What the figure says about the truth.
    pub bound: Bound,
    /// What becomes of the rest.
    pub fate: Fate,
    /// What the figure does not tell, where there is something.
    pub caveat: Option<&'static str>,
}

impl Loss {
    /// How much is lost at `now`.
    #[must_use]
    pub fn amount(&self, now: Instant) -> Span {
        match self.phase {
            Phase::Answering { lag: Some(lag) } => lag,
            Phase::Answering { lag: None } | Phase::Growing => Span::between(self.point, now),
            Phase::Frozen { since } => Span::between(self.point, since),
        }
    }

    /// The figure as it is shown, its bound with it: `≈ 7 s`, `≤ 44 s`,
    /// `up to 51 s, growing`.
    #[must_use]
    pub fn words(&self, now: Instant) -> String {
        let amount = self.amount(now);
        let figure = match (self.phase, self.bound) {
            (_, Bound::Nothing) => format!("≈ {amount}"),
            (Phase::Growing, _) => format!("up to {amount}"),
            (Phase::Frozen { .. }, _) | (_, Bound::AtMost) => format!("≤ {amount}"),
            (_, Bound::About) => format!("≈ {amount}"),
        };
        let stranded = match self.fate {
            Fate::Stranded => " stranded",
            Fate::Lost | Fate::LostAndRestored => "",
        };
        let growing = match self.phase {
            Phase::Growing => ", growing",
            Phase::Answering { .. } | Phase::Frozen { .. } => "",
        };
        format!("{figure}{stranded}{growing}")
    }
}

/// What failing this store over now comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outlook {
    /// A live copy takes over.
    Replicated(Loss),
    /// A backup in the standby Region is restored.
    FromBackup(Loss),
    /// There is nothing in the standby Region to go on with.
    NoCopy,
    /// It cannot be told, and why.
    Unknown(Unknown),
}

impl Outlook {
    /// The loss, when it is known.
    #[must_use]
    pub fn loss(&self) -> Option<&Loss> {
        match self {
            Self::Replicated(loss) | Self::FromBackup(loss) => Some(loss),
            Self::NoCopy | Self::Unknown(_) => None,
        }
    }
}

/// Who accepts writes.
#[derive(Debug, Clone, PartialEq)]
pub enum Writers {
    /// These copies do, by AWS's word; whether writes succeed is not probed.
    Copies(Vec<(OutsideText, Region)>),
    /// Every Region does, by design (DynamoDB global tables).
    EveryRegion,
    /// The application decides; AWS has no notion of a writer (S3, EFS, EBS).
    Application,
    /// It cannot be told, and why.
    Unknown(Unknown),
}

/// What a copy of a store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyRole {
    /// It accepts writes.
    Writer,
    /// It follows another.
    Replica,
    /// It was seen, and its role was not.
    Unknown,
}

/// One copy of a store.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyAssessment {
    /// Its identifier in AWS.
    pub identifier: OutsideText,
    /// Where it is.
    pub region: Region,
    /// What it is.
    pub role: CopyRole,
    /// AWS's word for its status.
    pub status: Known<OutsideText>,
    /// How far it is behind, and when that was measured.
    pub lag: Known<Lag>,
    /// The metric that tells it, when it follows another.
    pub lag_metric: Option<MetricKey>,
    /// The instant up to which it has everything, by the samples that were ever
    /// seen: it stays true however old they are. What was measured after the
    /// writer's Region was declared down counts for nothing.
    pub recovery_point: Option<Instant>,
    /// How fresh what is known of it is.
    pub freshness: Freshness,
}

impl CopyAssessment {
    /// Whether it takes writes by AWS's word, whatever is known of other copies.
    #[must_use]
    pub fn takes_writes(&self) -> bool {
        let runs = |status: &&OutsideText| !writers::is_stopped(status);
        self.role == CopyRole::Writer && self.status.value().filter(runs).is_some()
    }
}

/// A replication lag that was measured: never −1, never missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lag {
    /// How far behind.
    pub span: Span,
    /// When it was measured.
    pub at: Instant,
}

/// Where a backup comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupOrigin {
    /// A recovery point of AWS Backup.
    RecoveryPoint,
    /// A native snapshot.
    Snapshot,
    /// The newest second of a continuous backup.
    Continuous,
}

/// The newest usable backup in a Region.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupPoint {
    /// The time of its data.
    pub at: Instant,
    /// Where it comes from.
    pub origin: BackupOrigin,
    /// Its ARN, or the identifier of what it is a continuous backup of.
    pub id: OutsideText,
    /// Since when any second can be brought back, for continuous backups.
    pub any_second_since: Option<Instant>,
}

/// A declared store, assessed.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreAssessment {
    /// Its name in the plan.
    pub name: String,
    /// What it is.
    pub kind: StoreKind,
    /// The engine, where AWS told it.
    pub engine: Option<OutsideText>,
    /// The tier, when it has one.
    pub tier: Option<String>,
    /// The objective for what may be lost, when there is one.
    pub rpo: Option<Span>,
    /// Where it should be written.
    pub region: Region,
    /// Whether any source looks at it.
    pub observed: bool,
    /// Who accepts writes.
    pub writers: Writers,
    /// Its copies, the writer's Region first.
    pub copies: Vec<CopyAssessment>,
    /// What failing over now comes to.
    pub outlook: Outlook,
    /// The newest usable backup in its own Region; known to be none is `Known(None)`.
    pub local: Known<Option<BackupPoint>>,
    /// The newest usable backup in the other Region.
    pub standby: Known<Option<BackupPoint>>,
    /// The metric that tells its lag, for a chart.
    pub lag_metric: Option<MetricKey>,
    /// How it stands.
    pub state: State,
    /// Why, in a few words.
    pub reason: String,
}

/// One of the plan's Regions, as far as it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionAssessment {
    /// The Region.
    pub region: Region,
    /// Since when nothing there answers.
    pub silent_since: Option<Instant>,
    /// Since when the operator says it is down.
    pub declared_down: Option<Instant>,
    /// How many sources answer there, of how many.
    pub answering: (usize, usize),
    /// How fresh the freshest word from there is.
    pub freshness: Freshness,
}

/// How urgent a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Recovery would fail or exceed its objective.
    High,
    /// Recovery is weaker than it should be.
    Medium,
    /// Worth knowing.
    Low,
}

impl Severity {
    /// `H`, `M` or `L`.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::High => "H",
            Self::Medium => "M",
            Self::Low => "L",
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// The overall word of the band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerdictState {
    /// Every declared store and record is known and within its objective, and
    /// nothing of severity H was found.
    Ready,
    /// Nothing is breached, but something is wrong or stale.
    AtRisk,
    /// Something that decides is not known.
    NotKnown,
    /// An objective is breached.
    Breached,
    /// A Region of the plan does not answer, or was declared down.
    Down,
}

impl VerdictState {
    /// The word in the band.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::AtRisk => "AT RISK",
            Self::NotKnown => "NOT KNOWN",
            Self::Breached => "BREACHED",
            Self::Down => "DOWN",
        }
    }
}

/// The verdict: it names the store that is worst against its own objective, and
/// never averages.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The word.
    pub state: VerdictState,
    /// The worst stores, worst first, each with a few words: `media 21 m behind
    /// (RPO 15 m)`. No more than are ever named in a line.
    pub stores: Vec<(String, String)>,
    /// What else decides: a silent Region, an unknown answer, two writers.
    pub also: Vec<String>,
    /// How many of the declared stores are observed.
    pub observed: (usize, usize),
    /// Whether everything observed was seen within its cadence.
    pub all_fresh: bool,
}
