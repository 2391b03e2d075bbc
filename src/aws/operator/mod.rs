//! The operator: the only code that changes anything in AWS. Clients of its own,
//! a gate of its own, one attempt for each call, and none without the proof that
//! its intent is in the journal.

mod backup;
mod dispatch;
mod lease;
mod rds;
mod route53;
mod s3;
mod sent;
mod sns;

pub use lease::{Holding, Lease, LeaseGranted, LeaseRefused};
pub use sent::Sent;

use super::door::DoorOptions;
use super::failure::Asked;
use super::gate::Gate;
use super::meter::Meter;
use super::mutations::{Mutation, Permitted};
use super::reads::identity_of;
use super::session::{Clients, Patience, Session, clients};
use super::tls::BundleError;
use crate::estate::facts::Identity;
use crate::estate::{Failure, Scope};
use crate::journal::Durable;
use crate::terms::{Arn, Region};
use std::sync::Arc;
use std::time::Duration;

/// How long AWS may take to answer a call that changes something. It is sent once,
/// so it is given longer than a read.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a role is taken for: the most that AWS allows when the credentials
/// that take it are those of a role themselves (IAM User Guide, "role chaining").
const ROLE_LENGTH: Duration = Duration::from_secs(3_600);

/// Whose rights an operator has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorPower {
    /// Those of the watching credentials.
    Same,
    /// Those of a profile.
    Profile(String),
    /// Those of a role, taken by the watching credentials.
    Role {
        /// The role.
        role: Arn,
        /// Who takes it: part of the session's name in CloudTrail.
        user: String,
    },
}

/// Sends what changes something. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Operator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    session: Session,
    sts: Clients<aws_sdk_sts::Client>,
    rds: Clients<aws_sdk_rds::Client>,
    route53: Clients<aws_sdk_route53::Client>,
    s3: Clients<aws_sdk_s3::Client>,
    sns: Clients<aws_sdk_sns::Client>,
    backup: Clients<aws_sdk_backup::Client>,
    dynamodb: Clients<aws_sdk_dynamodb::Client>,
}

impl Operator {
    /// Makes an operator that reaches AWS as the door of these options does, and
    /// asks nobody.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` names what is no bundle of certificates. Credentials
    /// that cannot be had are told by [`Operator::who`].
    pub async fn open(options: &DoorOptions, power: OperatorPower) -> Result<Self, BundleError> {
        let patience = Patience {
            attempts: 1,
            attempt: SEND_TIMEOUT,
            operation: SEND_TIMEOUT,
        };
        let mut options = options.clone();
        if let OperatorPower::Profile(profile) = &power {
            options.profile = Some(profile.clone());
        }
        let session = Session::open(options, patience, Gate::operator).await?;
        let session = match power {
            OperatorPower::Same | OperatorPower::Profile(_) => session,
            OperatorPower::Role { role, user } => {
                let name = session_name(&user);
                session.assuming(&role, name, ROLE_LENGTH).await
            }
        };
        Ok(Self(Arc::new(Inner {
            session,
            sts: Clients::default(),
            rds: Clients::default(),
            route53: Clients::default(),
            s3: Clients::default(),
            sns: Clients::default(),
            backup: Clients::default(),
            dynamodb: Clients::default(),
        })))
    }

    clients! {
        sts: aws_sdk_sts,
        rds: aws_sdk_rds,
        route53: aws_sdk_route53,
        s3: aws_sdk_s3 => path_style,
        sns: aws_sdk_sns,
        backup: aws_sdk_backup,
        dynamodb: aws_sdk_dynamodb => lease_patience,
    }

    /// What was asked, counted.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.0.session.meter
    }

    /// Whether the AWS it changes is a simulated one.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.0.session.options.simulated_credentials
    }

    /// Who acts, as the standby Region's STS says, and until when the credentials
    /// last.
    ///
    /// # Errors
    /// When there are no credentials, the role cannot be taken, or STS is silent.
    pub async fn who(&self) -> Result<Identity, Failure> {
        let session = &self.0.session;
        let standby = &session.options.standby;
        let sts = self.sts(standby, &Scope::from(standby));
        identity_of(&sts, || session.credentials.learnt()?.expires).await
    }

    /// Sends a mutation, once. `permit` proves that its intent is in the journal.
    pub async fn send(&self, mutation: &Mutation, permit: &Durable) -> Sent {
        // It is the proof that is asked for; what it proves is its being there.
        let _ = permit;
        self.dispatch(mutation).await
    }
}

/// A mutation's operation as failures name it.
const fn asked(permitted: &Permitted) -> Asked {
    Asked {
        service: permitted.service,
        operation: permitted.operation,
    }
}

/// The name of a role's session: letters, digits and `_+=,.@-`, at most 64.
fn session_name(user: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    let user = user.chars().map(|c| if allowed(c) { c } else { '-' });
    "lifeboat-".chars().chain(user).take(64).collect()
}
