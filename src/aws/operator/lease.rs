//! The lease: one operator at a time, by one item of a DynamoDB table in the
//! standby Region. It is only ever written by conditional updates; nothing is
//! read first. What time it is is the caller's word: a host whose clock is wrong
//! is refused before it comes here.

use super::Operator;
use crate::aws::failure::Asked;
use crate::aws::session::Session;
use crate::estate::{Failure, Scope};
use crate::journal::Durable;
use crate::terms::{Instant, OutsideText, Region};
use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use aws_smithy_types::timeout::TimeoutConfig;
use std::collections::HashMap;
use std::time::Duration;

/// How long DynamoDB may take: whoever waits for it is about to act.
const LEASE_TIMEOUT: Duration = Duration::from_secs(5);

const UPDATE_ITEM: Asked = Asked {
    service: "DynamoDB",
    operation: "UpdateItem",
};

/// One lease, and who asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The table's Region.
    pub region: Region,
    /// The table; its key is the text `name`.
    pub table: String,
    /// The plan's name: the item.
    pub name: String,
    /// Who asks: `user@host:pid`.
    pub holder: String,
}

/// A lease that was taken or proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseGranted {
    /// Grows by one each time the lease is taken.
    pub token: u64,
}

/// Why a lease was not given.
#[derive(Debug, Clone, PartialEq)]
pub enum LeaseRefused {
    /// The table says otherwise.
    HeldBy(Holding),
    /// DynamoDB refused for another reason, or was not heard. It may have written;
    /// then the lease runs out by itself.
    Failed(Failure),
}

/// What the table says of a lease. Everything is missing when there is no item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding {
    /// Who has it; nobody after a release.
    pub holder: Option<OutsideText>,
    /// The token of the last taking.
    pub token: Option<u64>,
    /// When it runs out.
    pub until: Option<Instant>,
}

impl Session {
    /// As [`Session::over`]'s time-outs, but short.
    pub(super) fn lease_patience(&self, builder: Builder, _: &Region, _: &Scope) -> Builder {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(crate::aws::CONNECT_TIMEOUT)
            .operation_attempt_timeout(LEASE_TIMEOUT)
            .operation_timeout(LEASE_TIMEOUT);
        builder.timeout_config(timeouts.build())
    }
}

impl Operator {
    /// Takes a lease that nobody has, that was released, or that ran out before
    /// `now`, until `until`. The item keeps the journal's end: that of `permit`.
    ///
    /// # Errors
    /// When somebody has it, or DynamoDB does not say.
    pub async fn take_lease(
        &self,
        lease: &Lease,
        now: Instant,
        until: Instant,
        permit: &Durable,
    ) -> Result<LeaseGranted, LeaseRefused> {
        let request = self
            .update(lease)
            .condition_expression("attribute_not_exists(#holder) OR #expires <= :now")
            .update_expression(
                "SET #holder = :me, #expires = :until, #sequence = :sequence, \
                 #digest = :digest ADD #token :one",
            )
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":now", seconds(now))
            .expression_attribute_values(":one", number(1));
        let request = held_until(request, until, permit);
        written(request.expression_attribute_values(":me", text(&lease.holder))).await
    }

    /// Proves that the lease is still this holder's and has not run out, by
    /// prolonging it until `until`.
    ///
    /// # Errors
    /// When it is not, or DynamoDB does not say.
    pub async fn prove_lease(
        &self,
        lease: &Lease,
        token: u64,
        now: Instant,
        until: Instant,
        permit: &Durable,
    ) -> Result<LeaseGranted, LeaseRefused> {
        let request = self
            .update(lease)
            .condition_expression("#holder = :me AND #token = :token AND #expires > :now")
            .update_expression("SET #expires = :until, #sequence = :sequence, #digest = :digest")
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":now", seconds(now))
            .expression_attribute_values(":token", number(token));
        let request = held_until(request, until, permit);
        let request = request.expression_attribute_values(":me", text(&lease.holder));
        written(request).await?;
        Ok(LeaseGranted { token })
    }

    /// Gives the lease back, when it is still this holder's. The item stays, so
    /// that the token never comes again.
    ///
    /// # Errors
    /// When it is not, or DynamoDB does not say.
    pub async fn release_lease(
        &self,
        lease: &Lease,
        token: u64,
        permit: &Durable,
    ) -> Result<(), LeaseRefused> {
        let request = self
            .update(lease)
            .condition_expression("#holder = :me AND #token = :token")
            .update_expression(
                "SET #sequence = :sequence, #digest = :digest REMOVE #holder, #expires",
            )
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":token", number(token))
            .expression_attribute_values(":me", text(&lease.holder));
        written(at_the_end_of(request, permit)).await.map(|_| ())
    }

    fn update(&self, lease: &Lease) -> UpdateItemFluentBuilder {
        self.dynamodb(&lease.region, &Scope::from(&lease.region))
            .update_item()
            .table_name(&lease.table)
            .key("name", text(&lease.name))
            .expression_attribute_names("#holder", "holder")
            .expression_attribute_names("#expires", "expires")
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }
}

fn held_until(
    request: UpdateItemFluentBuilder,
    until: Instant,
    permit: &Durable,
) -> UpdateItemFluentBuilder {
    at_the_end_of(request, permit).expression_attribute_values(":until", seconds(until))
}

/// Leaves the journal's end with the lease, so that a tail that was cut off shows.
fn at_the_end_of(request: UpdateItemFluentBuilder, permit: &Durable) -> UpdateItemFluentBuilder {
    request
        .expression_attribute_names("#sequence", "head_sequence")
        .expression_attribute_names("#digest", "head_digest")
        .expression_attribute_values(":sequence", number(permit.sequence()))
        .expression_attribute_values(":digest", text(&permit.digest().to_string()))
}

/// Sends an update, once.
async fn written(request: UpdateItemFluentBuilder) -> Result<LeaseGranted, LeaseRefused> {
    let output = request
        .send()
        .await
        .map_err(|error| match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                LeaseRefused::HeldBy(refusal.item().map(holding).unwrap_or_default())
            }
            _ => LeaseRefused::Failed(UPDATE_ITEM.failed(&error)),
        })?;
    let token = output.attributes().and_then(|item| holding(item).token);
    let token = token.ok_or_else(|| {
        LeaseRefused::Failed(UPDATE_ITEM.not_understood("the answer has no token"))
    })?;
    Ok(LeaseGranted { token })
}

fn holding(item: &HashMap<String, AttributeValue>) -> Holding {
    let number = |name: &str| item.get(name)?.as_n().ok();
    let holder = || item.get("holder")?.as_s().ok();
    Holding {
        holder: holder().map(|holder| OutsideText::new(holder)),
        token: number("token").and_then(|token| token.parse().ok()),
        until: number("expires")
            .and_then(|seconds| seconds.parse().ok())
            .and_then(|seconds| Instant::from_timestamp(seconds, 0)),
    }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// Whole seconds since 1970, downwards: a lease that runs out at a whole second is
/// over at that instant, by this comparison as by an exact one.
fn seconds(instant: Instant) -> AttributeValue {
    AttributeValue::N(instant.timestamp().to_string())
}
