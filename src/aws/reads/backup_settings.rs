//! AWS Backup: what an account has it do in a Region.

use super::backup::backup;
use super::{Reading, Reads, reading};
use crate::estate::facts::RegionSettings;
use crate::estate::{Failure, Scope};
use crate::terms::{OutsideText, Region};
use std::collections::{BTreeMap, HashMap};

impl Reads {
    /// Which types of resources a Region's AWS Backup may protect
    /// (`DescribeRegionSettings`).
    ///
    /// # Errors
    /// As every read; also when the answer does not say it of any type.
    pub async fn region_settings(
        &self,
        region: &Region,
    ) -> Result<Reading<RegionSettings>, Failure> {
        let asked = backup("DescribeRegionSettings");
        let client = self.door.backup(region, &Scope::from(region));
        reading(async {
            let answer = client.describe_region_settings().send().await;
            let answer = answer.map_err(|error| asked.failed(&error))?;
            let opted_in = answer.resource_type_opt_in_preference().ok_or_else(|| {
                asked.not_understood("the answer has no ResourceTypeOptInPreference")
            })?;
            let managed = answer.resource_type_management_preference();
            Ok(RegionSettings {
                opted_in: by_type(opted_in),
                managed: managed.map(by_type).unwrap_or_default(),
            })
        })
        .await
    }
}

fn by_type(preferences: &HashMap<String, bool>) -> BTreeMap<OutsideText, bool> {
    let each = preferences.iter();
    each.map(|(name, on)| (OutsideText::new(name), *on))
        .collect()
}
