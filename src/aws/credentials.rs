//! Credentials as the SDK's chain finds them, watched: where they came from and
//! until when they last are told, what they are never is.

use super::failure::{chain, credentials_failure};
use super::time::SdkClock;
use crate::clock::Clock;
use crate::estate::Failure;
use crate::terms::Instant;
use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{
    ProvideCredentials, Result as Provided, SharedCredentialsProvider, future,
};
use aws_smithy_async::future::timeout::Timeout;
use aws_smithy_async::rt::sleep::AsyncSleep;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a provider may take: below the time-out of the operation that waits
/// for it, so that the silence is told as what it is.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What was last learnt of the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Learnt {
    /// When they expire; `None` when they do not.
    pub expires: Option<Instant>,
    /// Where they came from.
    pub from: &'static str,
}

/// A provider that remembers what another one gave.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    inner: SharedCredentialsProvider,
    profile: Option<String>,
    clock: SdkClock,
    learnt: Arc<Mutex<Option<Learnt>>>,
}

impl Watched {
    /// Watches `inner`, which reads the profile when one is named.
    pub(super) fn new(
        inner: SharedCredentialsProvider,
        profile: Option<String>,
        clock: SdkClock,
    ) -> Self {
        Self {
            inner,
            profile,
            clock,
            learnt: Arc::default(),
        }
    }

    /// What was last learnt; `None` before credentials were first needed.
    pub(super) fn learnt(&self) -> Option<Learnt> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Learnt>> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn provide(&self) -> Provided {
        let asked = self.inner.provide_credentials();
        let given = match Timeout::new(asked, self.clock.sleep(PATIENCE)).await {
            Ok(given) => given.map_err(|error| self.explained(error))?,
            Err(_) => return Err(CredentialsError::provider_timed_out(PATIENCE)),
        };
        *self.lock() = Some(Learnt {
            expires: given.expiry().map(Instant::from),
            from: origin(&given),
        });
        Ok(given)
    }

    /// The SDK does not say which profile it could not use.
    fn explained(&self, error: CredentialsError) -> CredentialsError {
        match &self.profile {
            None => error,
            Some(profile) => {
                let why = chain(&error);
                CredentialsError::provider_error(format!("profile {profile:?}: {why}"))
            }
        }
    }
}

impl ProvideCredentials for Watched {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.provide())
    }

    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        self.inner.fallback_on_interrupt()
    }
}

/// Until when credentials last; `None` when they do not expire. Uses what is known
/// while it lasts, and asks the provider otherwise.
///
/// # Errors
/// When there are no credentials, or none can be had.
pub(super) async fn expiry(
    credentials: &Watched,
    clock: &Clock,
) -> Result<Option<Instant>, Failure> {
    let now = clock.now();
    if let Some(known) = credentials.learnt()
        && known.expires.is_none_or(|expires| expires > now)
    {
        return Ok(known.expires);
    }
    let given = credentials.provide_credentials().await;
    let given = given.map_err(|error| credentials_failure(&error))?;
    Ok(given.expiry().map(Instant::from))
}

/// Where credentials came from, in words, by the marks the SDK's providers leave.
/// The last mark is the outermost provider: an assumed role over a profile.
fn origin(credentials: &Credentials) -> &'static str {
    use AwsCredentialFeature as Mark;
    let marks = credentials.get_property::<Vec<Mark>>();
    let word = |mark: &Mark| match mark {
        Mark::CredentialsEnvVars => Some("environment variables"),
        Mark::CredentialsStsAssumeRole => Some("assumed role"),
        Mark::CredentialsStsAssumeRoleWebId
        | Mark::CredentialsEnvVarsStsWebIdToken
        | Mark::CredentialsProfileStsWebIdToken => Some("assumed role, web identity"),
        Mark::CredentialsProfile | Mark::CredentialsProfileSourceProfile => {
            Some("keys in a profile")
        }
        Mark::CredentialsProfileNamedProvider => Some("provider named in a profile"),
        Mark::CredentialsProfileSso | Mark::CredentialsSso => Some("IAM Identity Center (SSO)"),
        Mark::CredentialsProfileProcess | Mark::CredentialsProcess => Some("credential_process"),
        Mark::CredentialsHttp => Some("container endpoint"),
        Mark::CredentialsImds => Some("instance role"),
        _ => None,
    };
    marks
        .into_iter()
        .flatten()
        .rev()
        .find_map(word)
        .unwrap_or("the SDK's default chain")
}
