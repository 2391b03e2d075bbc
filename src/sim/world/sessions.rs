//! Roles that are taken on for a time.

use chrono::{DateTime, Duration, Utc};

use super::{World, random};

/// A role that somebody has taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// `AccessKeyId`: requests that it signs are the session's.
    pub access_key: String,
    /// `SecretAccessKey`.
    pub secret: String,
    /// `SessionToken`.
    pub token: String,
    /// `AssumedRoleUser.Arn`.
    pub arn: String,
    /// `AssumedRoleUser.AssumedRoleId`.
    pub id: String,
    /// `Expiration`: what is signed with it is refused from here on.
    pub expires: DateTime<Utc>,
}

impl World {
    /// Takes on a role under a session's name; none when there is no such role.
    pub fn assume_role(
        &mut self,
        role: &str,
        name: &str,
        lasting: Duration,
        at: DateTime<Utc>,
    ) -> Option<&Session> {
        if !self.roles.contains(role) {
            return None;
        }
        let count = i64::try_from(self.sessions.len()).unwrap_or(i64::MAX);
        let draw = |word: &str| random::number(self.seed, &["session", word, role, name], count);
        let access_key = format!("ASIA{:016X}", draw("key"));
        let role_name = role.rsplit('/').next().unwrap_or(role);
        let session = Session {
            secret: format!("{:016x}{:016x}", draw("secret"), draw("more secret")),
            token: format!("{:016x}{:016x}", draw("token"), draw("more token")),
            arn: format!(
                "arn:aws:sts::{}:assumed-role/{role_name}/{name}",
                self.account
            ),
            id: format!("AROA{:016X}:{name}", random::number(self.seed, &[role], 0)),
            expires: at + lasting,
            access_key: access_key.clone(),
        };
        self.sessions.insert(access_key.clone(), session);
        self.sessions.get(&access_key)
    }
}
