//! Backups: jobs, recovery points, plans and vaults.

use super::{Body, Screen};
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::estate::Source;
use crate::estate::facts::{BackupVault, Fact};

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '3',
    name: "backups",
    title: "Backups",
    short: "Backups",
    body: Body::Lists(&[&VAULTS]),
};

static VAULTS: Listing<Vaults> = Listing {
    title: "Vaults",
    sources: &[Source::Vaults],
    empty: "there is no backup vault",
    detailed: false,
    columns: &[
        Of::left("vault", 12, 40, |_, (_, vault)| Cell::outside(&vault.name)),
        Of::left("region", 9, 14, |_, (key, _)| Cell::dim(key)),
    ],
    detail: |_, _, _| Vec::new(),
    identifier: |(_, vault)| vault.name.to_string(),
    arn: Some(|(_, vault)| vault.arn.to_string()),
};

#[derive(Debug)]
struct Vaults;

type Of = Column<Vaults>;

impl Rows for Vaults {
    type Row<'m> = (&'m str, &'m BackupVault);

    fn keys(model: &Model) -> Vec<Key> {
        let vaults = model.estate().vaults.iter();
        vaults
            .map(|(scope, vault)| Key::new(scope, &vault.id()))
            .collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let (scope, id) = (&sought.scope, &sought.id);
        let vault = model.estate().vaults.get(scope, id)?;
        Some((vault.arn.raw().split(':').nth(3).unwrap_or("?"), vault))
    }
}
