//! What clients are made from: credentials, endpoints, time-outs, the clock and the
//! one HTTP client behind its gate. The door and the operator have one each.

use super::credentials::{PATIENCE, Watched};
use super::door::{ATTEMPT_TIMEOUT, ATTEMPTS, CONNECT_TIMEOUT, DoorOptions, OPERATION_TIMEOUT};
use super::gate::Gate;
use super::meter::Meter;
use super::time::SdkClock;
use super::tls::{BundleError, https_client};
use super::transport::TransportClient;
use super::whole::Whole;
use crate::estate::Scope;
#[cfg(feature = "operate")]
use crate::terms::Arn;
use crate::terms::Region;
use aws_config::BehaviorVersion;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
#[cfg(feature = "operate")]
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long and how often an operation is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patience {
    /// How often, the first time included.
    pub attempts: u32,
    /// How long one attempt may take.
    pub attempt: Duration,
    /// How long all of them may take, pauses included.
    pub operation: Duration,
}

impl Patience {
    /// For what reads, and for whatever the credential chain asks.
    pub(super) const READING: Self = Self {
        attempts: ATTEMPTS,
        attempt: ATTEMPT_TIMEOUT,
        operation: OPERATION_TIMEOUT,
    };

    fn retries(self) -> RetryConfig {
        match self.attempts {
            1 => RetryConfig::disabled(),
            attempts => RetryConfig::standard().with_max_attempts(attempts),
        }
    }

    pub(super) fn timeouts(self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation)
            .build()
    }
}

/// Everything that the clients of one identity share.
#[derive(Debug)]
pub(super) struct Session {
    pub options: DoorOptions,
    pub config: SdkConfig,
    pub credentials: Watched,
    /// `AWS_CA_BUNDLE`.
    pub bundle: Option<PathBuf>,
    pub meter: Meter,
    patience: Patience,
}

/// The clients of one service, by Region.
#[derive(Debug)]
pub(super) struct Clients<C>(Mutex<BTreeMap<Region, C>>);

impl<C> Default for Clients<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<C: Clone> Clients<C> {
    pub(super) fn get(&self, region: &Region, make: impl FnOnce() -> C) -> C {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(region.clone())
            .or_insert_with(make)
            .clone()
    }
}

/// Declares the clients: the same settings for each, by the SDK's own types.
macro_rules! clients {
    ($($field:ident: $crate_name:ident $(=> $also:ident)?),* $(,)?) => {$(
        pub(super) fn $field(&self, region: &Region, scope: &Scope) -> $crate_name::Client {
            let session = &self.0.session;
            self.0.$field.get(region, || {
                let partition = aws_smithy_runtime::client::retries::RetryPartition::custom(
                    concat!("lifeboat-", stringify!($field)),
                );
                let meter = $crate::aws::meter::MeterInterceptor::new(
                    session.meter.clone(),
                    scope.clone(),
                );
                let mut builder = $crate_name::config::Builder::from(&session.config)
                    .region($crate::aws::session::sdk_region(region))
                    .retry_config(session.retries_of(stringify!($field)))
                    .retry_partition(partition.build())
                    .interceptor(meter);
                if let Some(endpoint) = session.endpoint(region, scope) {
                    builder = builder.endpoint_url(endpoint);
                }
                $(builder = session.$also(builder, region, scope);)?
                $crate_name::Client::from_conf(builder.build())
            })
        }
    )*};
}

pub(super) use clients;

impl Session {
    /// Reads the environment and the AWS configuration files, and asks nobody.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` names what is no bundle of certificates.
    pub(super) async fn open(
        options: DoorOptions,
        patience: Patience,
        gate: fn(SharedHttpClient) -> Gate,
    ) -> Result<Self, BundleError> {
        let bundle = match options.transport {
            Some(_) => None,
            None => std::env::var_os("AWS_CA_BUNDLE").map(PathBuf::from),
        };
        let network = match &options.transport {
            Some(transport) => SharedHttpClient::new(TransportClient::new(transport.clone())),
            None => https_client(bundle.clone())?,
        };
        let http = guarded(network, gate);
        let config = if options.simulated_credentials {
            simulated_config()
        } else {
            environment_config(&options, http.clone()).await
        };
        let clock = SdkClock(options.clock.clone());
        let provider = match config.credentials_provider() {
            Some(provider) => provider,
            None => SharedCredentialsProvider::new(simulated_keys()),
        };
        let config = config
            .into_builder()
            .http_client(http)
            .time_source(clock.clone())
            .sleep_impl(clock)
            .retry_config(patience.retries())
            .timeout_config(patience.timeouts())
            // Each attempt has a time-out, and answers are read whole within it.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Ok(Self::over(provider, config, options, bundle, patience))
    }

    /// A session that signs with what `provider` gives.
    fn over(
        provider: SharedCredentialsProvider,
        config: SdkConfig,
        options: DoorOptions,
        bundle: Option<PathBuf>,
        patience: Patience,
    ) -> Self {
        let clock = SdkClock(options.clock.clone());
        let credentials = Watched::new(provider, options.profile.clone(), clock);
        let cache = IdentityCache::lazy().load_timeout(PATIENCE * 2).build();
        let config = config
            .into_builder()
            .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
            .identity_cache(cache)
            .build();
        Self {
            meter: Meter::new(options.clock.clone()),
            options,
            config,
            credentials,
            bundle,
            patience,
        }
    }

    /// The same, signing as a role that these credentials take in the standby
    /// Region: the primary's STS is what an outage takes away.
    #[cfg(feature = "operate")]
    pub(super) async fn assuming(self, role: &Arn, name: String, length: Duration) -> Self {
        let standby = &self.options.standby;
        let mut config = self.config.to_builder().region(sdk_region(standby));
        config = config
            .retry_config(Patience::READING.retries())
            .timeout_config(Patience::READING.timeouts());
        if let Some(endpoint) = self.endpoint(standby, &Scope::from(standby)) {
            config = config.endpoint_url(endpoint);
        }
        let provider = AssumeRoleProvider::builder(role.as_str())
            .session_name(name)
            .session_length(length)
            .configure(&config.build())
            .build_from_provider(self.credentials)
            .await;
        let provider = SharedCredentialsProvider::new(provider);
        Self::over(
            provider,
            self.config,
            self.options,
            self.bundle,
            self.patience,
        )
    }

    /// How often a service's requests are tried. Route 53 takes five a second for
    /// the whole account, whoever asks (`domain.md` §6): a retry in here would not
    /// be within the budget that every read takes its turn from, so what fails is
    /// asked again by `collect`.
    pub(super) fn retries_of(&self, client: &str) -> RetryConfig {
        if client == "route53" {
            return RetryConfig::disabled();
        }
        self.patience.retries()
    }

    /// Route 53 has one endpoint for a whole partition, signed for one Region.
    pub(super) fn route53_region(&self) -> Region {
        let partition = match self.options.primary.as_str() {
            name if name.starts_with("cn-") => "cn-northwest-1",
            name if name.starts_with("us-gov-") => "us-gov-west-1",
            _ => "us-east-1",
        };
        Region::parse(partition).unwrap_or_else(|_| Region::us_east_1())
    }

    /// The endpoint the plan gives. For Route 53, that of the Region it is signed
    /// for, then that of the primary Region.
    pub(super) fn endpoint(&self, region: &Region, scope: &Scope) -> Option<&String> {
        let given = &self.options.endpoints;
        given.get(region).or_else(|| match scope {
            Scope::Global => given.get(&self.options.primary),
            Scope::Region(_) => None,
        })
    }

    /// An endpoint that is not AWS's own has no name for each bucket: the bucket
    /// goes into the path.
    pub(super) fn path_style(
        &self,
        builder: aws_sdk_s3::config::Builder,
        region: &Region,
        scope: &Scope,
    ) -> aws_sdk_s3::config::Builder {
        let given = self.endpoint(region, scope).is_some() || self.config.endpoint_url().is_some();
        // As the SDK itself looks for one.
        let of_service = || {
            let key = ServiceConfigKey::builder()
                .service_id("S3")
                .env("AWS_ENDPOINT_URL")
                .profile("endpoint_url")
                .build()
                .ok()?;
            self.config.service_config()?.load_config(key)
        };
        builder.force_path_style(given || of_service().is_some())
    }
}

/// The network behind a gate, whole answers only.
pub(super) fn guarded(
    network: SharedHttpClient,
    gate: fn(SharedHttpClient) -> Gate,
) -> SharedHttpClient {
    let whole = SharedHttpClient::new(Whole::new(network));
    SharedHttpClient::new(gate(whole))
}

pub(super) fn sdk_region(region: &Region) -> aws_types::region::Region {
    aws_types::region::Region::new(region.as_str().to_owned())
}

fn simulated_keys() -> Credentials {
    Credentials::new("AKIASIMULATEDLIFEBOA", "simulated", None, None, "simulated")
}

fn simulated_config() -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(simulated_keys()))
        .build()
}

/// Everything as the SDK reads it: profiles, SSO, roles, endpoints. The Region is
/// given, since looking for one would ask the instance metadata service.
async fn environment_config(options: &DoorOptions, http: SharedHttpClient) -> SdkConfig {
    let clock = SdkClock(options.clock.clone());
    let region = sdk_region(&options.standby);
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http.clone())
        .time_source(clock.clone())
        .sleep_impl(clock.clone())
        .retry_config(Patience::READING.retries())
        .timeout_config(Patience::READING.timeouts())
        .region(region.clone());
    if let Some(profile) = &options.profile {
        let chain = ProviderConfig::without_region()
            .with_http_client(http)
            .with_time_source(clock.clone())
            .with_sleep_impl(clock)
            .with_retry_config(Patience::READING.retries())
            .with_timeout_config(Patience::READING.timeouts())
            .with_behavior_version(Some(BehaviorVersion::latest()))
            .with_region(Some(region));
        let provider = ProfileFileCredentialsProvider::builder()
            .configure(&chain)
            .profile_name(profile)
            .build();
        loader = loader.profile_name(profile).credentials_provider(provider);
    }
    loader.load().await
}
