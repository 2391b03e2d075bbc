//! The door to AWS: the clients of every service and Region that lifeboat reads
//! with, all behind the gate.

use super::budget::Budget;
use super::credentials::expiry;
use super::gate::Gate;
use super::meter::Meter;
use super::session::{Clients, Patience, Session, clients};
use super::settings::{self, Setting};
use super::tls::BundleError;
use super::transport::Transport;
use crate::clock::Clock;
use crate::estate::{Failure, Scope};
use crate::terms::{Instant, Region};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a connection may take to open.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long one attempt may take.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an operation may take, every attempt and pause included.
pub const OPERATION_TIMEOUT: Duration = Duration::from_secs(15);
/// How often an operation is tried.
pub const ATTEMPTS: u32 = 3;

/// How AWS is reached.
#[derive(Debug, Clone)]
pub struct DoorOptions {
    /// Where production runs: Route 53 takes its partition from it, and its
    /// endpoint when the plan gives one.
    pub primary: Region,
    /// The other Region: the credential chain asks its STS, since the primary's
    /// is what an outage takes away.
    pub standby: Region,
    /// The profile to use instead of what the environment says. Keys in the
    /// environment do not override it.
    pub profile: Option<String>,
    /// Endpoints to use instead of AWS's own, by Region.
    pub endpoints: BTreeMap<Region, String>,
    /// Who plays AWS inside the process; `None` for the network.
    pub transport: Option<Arc<dyn Transport>>,
    /// The clock for signatures, back-off and time-outs.
    pub clock: Clock,
    /// Whether to sign with made-up keys and to read nothing of the environment.
    pub simulated_credentials: bool,
}

impl DoorOptions {
    /// The network, with whatever the environment says.
    #[must_use]
    pub fn new(primary: &Region, standby: &Region, clock: Clock) -> Self {
        Self {
            primary: primary.clone(),
            standby: standby.clone(),
            profile: None,
            endpoints: BTreeMap::new(),
            transport: None,
            clock,
            simulated_credentials: false,
        }
    }

    /// An AWS inside the process, with made-up keys.
    #[must_use]
    pub fn simulated(
        primary: &Region,
        standby: &Region,
        clock: Clock,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self {
            transport: Some(transport),
            simulated_credentials: true,
            ..Self::new(primary, standby, clock)
        }
    }
}

/// The open door. Cheap to clone; clients are made when first needed.
#[derive(Debug, Clone)]
pub struct Door(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    session: Session,
    sts: Clients<aws_sdk_sts::Client>,
    rds: Clients<aws_sdk_rds::Client>,
    cloudwatch: Clients<aws_sdk_cloudwatch::Client>,
    backup: Clients<aws_sdk_backup::Client>,
    route53: Clients<aws_sdk_route53::Client>,
    route53_budget: Budget,
    s3: Clients<aws_sdk_s3::Client>,
    sns: Clients<aws_sdk_sns::Client>,
}

impl Door {
    /// Opens the door: reads the environment and the AWS configuration files, and
    /// asks nobody.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` names what is no bundle of certificates. Profiles and
    /// credentials that cannot be used are told when they are first needed.
    pub async fn open(options: DoorOptions) -> Result<Self, BundleError> {
        let route53_budget = Budget::new(options.clock.clone());
        let session = Session::open(options, Patience::READING, Gate::reads).await?;
        Ok(Self(Arc::new(Inner {
            session,
            sts: Clients::default(),
            rds: Clients::default(),
            cloudwatch: Clients::default(),
            backup: Clients::default(),
            route53: Clients::default(),
            route53_budget,
            s3: Clients::default(),
            sns: Clients::default(),
        })))
    }

    clients! {
        sts: aws_sdk_sts,
        rds: aws_sdk_rds,
        cloudwatch: aws_sdk_cloudwatch,
        backup: aws_sdk_backup,
        route53: aws_sdk_route53,
        s3: aws_sdk_s3 => path_style,
        sns: aws_sdk_sns,
    }

    /// Route 53 has one endpoint for a whole partition, signed for one Region.
    pub(super) fn route53_region(&self) -> Region {
        self.0.session.route53_region()
    }

    /// The clock that everything behind the door follows.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.session.options.clock
    }

    /// What is asked, counted and priced.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.0.session.meter
    }

    /// Waits until one more request to Route 53 is within the account's budget.
    pub(super) async fn route53_turn(&self) {
        self.0.route53_budget.turn().await;
    }

    /// Whether the AWS behind the door is a simulated one.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.0.session.options.simulated_credentials
    }

    /// Until when the credentials last; `None` when they do not expire. Uses what
    /// is known while it lasts, and asks the provider otherwise.
    ///
    /// # Errors
    /// When there are no credentials, or none can be had.
    pub async fn credentials_expiry(&self) -> Result<Option<Instant>, Failure> {
        expiry(&self.0.session.credentials, self.clock()).await
    }

    /// When the credentials in use expire, without asking anyone.
    pub(super) fn known_expiry(&self) -> Option<Instant> {
        self.0.session.credentials.learnt()?.expires
    }

    /// Every setting that decides how AWS is reached, with where it comes from.
    /// Never a secret.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        let session = &self.0.session;
        settings::list(
            &session.options,
            &session.config,
            session.bundle.as_deref(),
            session.credentials.learnt().as_ref(),
        )
    }
}
