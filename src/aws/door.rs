//! The door to AWS: credentials, endpoints, time-outs, retries and the clients of
//! every service and Region, all behind the gate.

use super::credentials::{PATIENCE, Watched};
use super::failure::credentials_failure;
use super::gate::Gate;
use super::meter::{Meter, MeterInterceptor};
use super::settings::{self, Setting};
use super::time::SdkClock;
use super::tls::{BundleError, https_client};
use super::transport::{Transport, TransportClient};
use super::whole::Whole;
use crate::clock::Clock;
use crate::estate::{Failure, Scope};
use crate::terms::{Instant, Region};
use aws_config::BehaviorVersion;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
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
    options: DoorOptions,
    config: SdkConfig,
    credentials: Watched,
    bundle: Option<PathBuf>,
    meter: Meter,
    sts: Clients<aws_sdk_sts::Client>,
    rds: Clients<aws_sdk_rds::Client>,
    cloudwatch: Clients<aws_sdk_cloudwatch::Client>,
    backup: Clients<aws_sdk_backup::Client>,
    route53: Clients<aws_sdk_route53::Client>,
    s3: Clients<aws_sdk_s3::Client>,
    sns: Clients<aws_sdk_sns::Client>,
}

#[derive(Debug)]
struct Clients<C>(Mutex<BTreeMap<Region, C>>);

impl<C> Default for Clients<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<C: Clone> Clients<C> {
    fn get(&self, region: &Region, make: impl FnOnce() -> C) -> C {
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
            self.0.$field.get(region, || {
                let mut builder = $crate_name::config::Builder::from(&self.0.config)
                    .region(sdk_region(region))
                    .retry_config(retries_of(stringify!($field)))
                    .retry_partition(RetryPartition::custom(concat!("lifeboat-", stringify!($field))).build())
                    .interceptor(MeterInterceptor::new(self.0.meter.clone(), scope.clone()));
                if let Some(endpoint) = self.endpoint(region, scope) {
                    builder = builder.endpoint_url(endpoint);
                }
                $(builder = self.$also(builder, region, scope);)?
                $crate_name::Client::from_conf(builder.build())
            })
        }
    )*};
}

impl Door {
    /// Opens the door: reads the environment and the AWS configuration files, and
    /// asks nobody.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` names what is no bundle of certificates. Profiles and
    /// credentials that cannot be used are told when they are first needed.
    pub async fn open(options: DoorOptions) -> Result<Self, BundleError> {
        let bundle = match options.transport {
            Some(_) => None,
            None => std::env::var_os("AWS_CA_BUNDLE").map(PathBuf::from),
        };
        let network = match &options.transport {
            Some(transport) => SharedHttpClient::new(TransportClient::new(transport.clone())),
            None => https_client(bundle.clone())?,
        };
        let http = guarded(network);
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
        let credentials = Watched::new(provider, options.profile.clone(), clock.clone());
        let cache = IdentityCache::lazy().load_timeout(PATIENCE * 2).build();
        let config = config
            .into_builder()
            .http_client(http)
            .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
            .identity_cache(cache)
            .time_source(clock.clone())
            .sleep_impl(clock)
            .retry_config(retries())
            .timeout_config(timeouts())
            // Each attempt has a time-out, and answers are read whole within it.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Ok(Self(Arc::new(Inner {
            meter: Meter::new(options.clock.clone()),
            options,
            config,
            credentials,
            bundle,
            sts: Clients::default(),
            rds: Clients::default(),
            cloudwatch: Clients::default(),
            backup: Clients::default(),
            route53: Clients::default(),
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
        let partition = match self.0.options.primary.as_str() {
            name if name.starts_with("cn-") => "cn-northwest-1",
            name if name.starts_with("us-gov-") => "us-gov-west-1",
            _ => "us-east-1",
        };
        Region::parse(partition).unwrap_or_else(|_| Region::us_east_1())
    }

    /// The endpoint the plan gives. For Route 53, that of the Region it is signed
    /// for, then that of the primary Region.
    fn endpoint(&self, region: &Region, scope: &Scope) -> Option<&String> {
        let given = &self.0.options.endpoints;
        given.get(region).or_else(|| match scope {
            Scope::Global => given.get(&self.0.options.primary),
            Scope::Region(_) => None,
        })
    }

    /// An endpoint that is not AWS's own has no name for each bucket: the bucket
    /// goes into the path.
    fn path_style(
        &self,
        builder: aws_sdk_s3::config::Builder,
        region: &Region,
        scope: &Scope,
    ) -> aws_sdk_s3::config::Builder {
        let given =
            self.endpoint(region, scope).is_some() || self.0.config.endpoint_url().is_some();
        // As the SDK itself looks for one.
        let of_service = || {
            let key = ServiceConfigKey::builder()
                .service_id("S3")
                .env("AWS_ENDPOINT_URL")
                .profile("endpoint_url")
                .build()
                .ok()?;
            self.0.config.service_config()?.load_config(key)
        };
        builder.force_path_style(given || of_service().is_some())
    }

    /// The clock that everything behind the door follows.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.options.clock
    }

    /// What is asked, counted and priced.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.0.meter
    }

    /// Whether the AWS behind the door is a simulated one.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.0.options.simulated_credentials
    }

    /// Until when the credentials last; `None` when they do not expire. Uses what
    /// is known while it lasts, and asks the provider otherwise.
    ///
    /// # Errors
    /// When there are no credentials, or none can be had.
    pub async fn credentials_expiry(&self) -> Result<Option<Instant>, Failure> {
        let now = self.clock().now();
        if let Some(known) = self.0.credentials.learnt()
            && known.expires.is_none_or(|expires| expires > now)
        {
            return Ok(known.expires);
        }
        let given = self
            .0
            .credentials
            .provide_credentials()
            .await
            .map_err(|error| credentials_failure(&error))?;
        Ok(given.expiry().map(Instant::from))
    }

    /// When the credentials in use expire, without asking anyone.
    pub(super) fn known_expiry(&self) -> Option<Instant> {
        self.0.credentials.learnt()?.expires
    }

    /// Every setting that decides how AWS is reached, with where it comes from.
    /// Never a secret.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        settings::list(
            &self.0.options,
            &self.0.config,
            self.0.bundle.as_deref(),
            self.0.credentials.learnt().as_ref(),
        )
    }
}

/// The network behind the gate, whole answers only.
pub(super) fn guarded(network: SharedHttpClient) -> SharedHttpClient {
    let whole = SharedHttpClient::new(Whole::new(network));
    SharedHttpClient::new(Gate::new(whole))
}

fn sdk_region(region: &Region) -> aws_types::region::Region {
    aws_types::region::Region::new(region.as_str().to_owned())
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS)
}

/// How often a service's requests are tried. Route 53 takes five a second for the
/// whole account, whoever asks (`domain.md` §6): a retry in here would not be
/// within the budget that `collect` keeps, so what fails is asked again there.
fn retries_of(client: &str) -> RetryConfig {
    if client == "route53" {
        return RetryConfig::disabled();
    }
    retries()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build()
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
        .retry_config(retries())
        .timeout_config(timeouts())
        .region(region.clone());
    if let Some(profile) = &options.profile {
        let chain = ProviderConfig::without_region()
            .with_http_client(http)
            .with_time_source(clock.clone())
            .with_sleep_impl(clock)
            .with_retry_config(retries())
            .with_timeout_config(timeouts())
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
