//! What the simulator keeps behind its lock, and what one request makes of it.

use std::collections::VecDeque;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::Response;

use super::dispatch::answer;
use super::exchange::Exchange;
use super::fault::Fault;
use super::log::RequestRecord;
use super::protocols::{self, Read, Scope, Stamp};
use super::scenario::script::Script;
use super::services::{Failure, Service};
use super::world::{World, random};

/// What the simulator keeps.
pub(super) struct State {
    pub(super) world: World,
    pub(super) script: Script,
    pub(super) log: VecDeque<RequestRecord>,
    /// The number of the first request in the log.
    pub(super) first_logged: u64,
    /// When the last requests to each service with a rate of its own were let in.
    admitted: Vec<(&'static str, DateTime<Utc>)>,
    pub(super) in_flight: usize,
}

/// A request that has reached its service.
pub(super) struct Asked<'a> {
    pub(super) service: &'static Service,
    pub(super) scope: &'a Scope,
    pub(super) read: &'a Read,
    /// The operation's name, as far as it is kept.
    pub(super) operation: &'a str,
    /// The request's number in the log.
    pub(super) number: u64,
}

impl State {
    /// The state a simulator begins with.
    pub(super) fn of(world: World) -> State {
        State {
            world,
            script: Script::default(),
            log: VecDeque::new(),
            first_logged: 0,
            admitted: Vec::new(),
            in_flight: 0,
        }
    }

    /// Lets the world come to `now`, with what the scenario has in store on the way.
    pub(super) fn advance(&mut self, now: DateTime<Utc>) {
        self.script.advance(&mut self.world, now);
    }

    /// The record of the request of this number, while the log still has it.
    pub(super) fn logged(&mut self, number: u64) -> Option<&mut RequestRecord> {
        let place = number.checked_sub(self.first_logged)?;
        self.log.get_mut(usize::try_from(place).ok()?)
    }

    /// What comes of a request at an instant, when this fault befalls it. The lock is held from the first
    /// look at the world to the last change of it: what an operation does, it does in one step.
    pub(super) fn exchange(
        &mut self,
        asked: &Asked<'_>,
        fault: Option<Fault>,
        now: DateTime<Utc>,
    ) -> Exchange {
        self.advance(now);
        let service = asked.service;
        let number = asked.number.cast_signed();
        let request_id = random::uuid(self.world.seed, &["request"], number);
        let stamp = Stamp {
            request_id: &request_id,
            now,
        };
        let fail = |failure: Failure| {
            Exchange::Answer(protocols::write_failure(
                asked.read.writing,
                &failure,
                &stamp,
            ))
        };
        match fault {
            Some(Fault::Refused) => return Exchange::Refused,
            Some(Fault::Reset) => return Exchange::Reset,
            Some(Fault::UnknownHost) => return Exchange::UnknownHost,
            Some(Fault::ServerError) => return fail(service.internal()),
            Some(Fault::Throttle) => return fail(service.throttled()),
            Some(Fault::ExpiredCredentials) => return fail(service.expired()),
            Some(Fault::AccessDenied) => {
                return fail(service.denied(asked.operation, &self.world.caller_arn));
            }
            Some(Fault::GarbageBody) => return Exchange::Answer(protocols::garbage(&stamp)),
            Some(
                Fault::CutBody { .. }
                | Fault::AnswerLost
                | Fault::Latency(_)
                | Fault::Hang
                | Fault::StalePages
                | Fault::Panic,
            )
            | None => {}
        }
        let session = self.world.sessions.get(&asked.scope.access_key);
        if session.is_some_and(|session| session.expires <= now) {
            return fail(service.expired());
        }
        if !self.admit(service, now) {
            if let Some(record) = self.logged(asked.number) {
                record.over_rate = true;
            }
            return fail(service.throttled());
        }
        let response = self.carry_out(asked, fault.as_ref(), &stamp);
        match fault {
            Some(Fault::AnswerLost) => Exchange::Reset,
            Some(Fault::CutBody { fraction }) => {
                let share = if fraction.is_finite() {
                    fraction.clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let sent = (response.body().len() as f64 * share) as usize;
                Exchange::CutOff { response, sent }
            }
            _ => Exchange::Answer(response),
        }
    }

    fn carry_out(
        &mut self,
        asked: &Asked<'_>,
        fault: Option<&Fault>,
        stamp: &Stamp<'_>,
    ) -> Response<Bytes> {
        let name = asked.operation;
        let place = (
            asked.service.signing_name,
            name,
            asked.scope.region.as_str(),
        );
        let State { world, script, .. } = self;
        let before = match fault {
            Some(Fault::StalePages) => script.before(place, stamp.now),
            _ => None,
        };
        let question = (asked.scope, asked.read, name);
        answer(world, before, asked.service, question, stamp)
    }

    /// Whether a service with a rate of its own takes one more request now.
    fn admit(&mut self, service: &'static Service, now: DateTime<Utc>) -> bool {
        let Some(rate) = service.requests_per_second else {
            return true;
        };
        let second_ago = now - TimeDelta::seconds(1);
        self.admitted.retain(|(_, at)| *at > second_ago);
        let recent = self
            .admitted
            .iter()
            .filter(|(name, _)| *name == service.signing_name)
            .count();
        if recent >= rate {
            return false;
        }
        self.admitted.push((service.signing_name, now));
        true
    }
}
