//! In which order lists stand, from one run to the next.

use super::StateFolder;
use crate::cli::failure::Refusal;
use crate::console::Orders;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    lifeboat_orders: u32,
    orders: Orders,
}

const VERSION: u32 = 1;

const FILE: &str = "orders.json";

impl StateFolder {
    /// In which order lists stood in the last run; in none of their own when
    /// nothing is kept. The text says why what is there was not read.
    #[must_use]
    pub fn orders(&self) -> (Orders, Option<String>) {
        let file = self.folder.join(FILE);
        let read = fs::read_to_string(&file).and_then(|text| {
            let kept: Kept = serde_json::from_str(&text)?;
            if kept.lifeboat_orders == VERSION {
                Ok(kept.orders)
            } else {
                Err(io::Error::other("it is of another version"))
            }
        });
        match read {
            Ok(orders) => (orders, None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Orders::default(), None),
            Err(error) => {
                let what = format!(
                    "the order of the lists is not remembered: {}: {error}",
                    file.display()
                );
                (Orders::default(), Some(what))
            }
        }
    }

    /// Keeps the order in which lists stand.
    ///
    /// # Errors
    /// When it cannot be written; what was kept before is then still there.
    pub fn keep_orders(&self, orders: Orders) -> Result<(), Refusal> {
        let kept = Kept {
            lifeboat_orders: VERSION,
            orders,
        };
        let text = serde_json::to_string_pretty(&kept).map_err(io::Error::other)?;
        self.write(FILE, |out| out.write_all(text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_is_told() {
        let at = tempfile::tempdir().expect("a folder");
        let folder = StateFolder {
            folder: at.path().join("shop"),
            plan: "shop".to_owned(),
            account: None,
            simulated: false,
        };
        assert_eq!(folder.orders(), (Orders::default(), None));
        let text = r#"{ "Recovery points": { "by": "size", "descending": true } }"#;
        let orders: Orders = serde_json::from_str(text).expect("orders");
        folder.keep_orders(orders.clone()).expect("it is written");
        assert_eq!(folder.orders(), (orders, None));
        for damaged in [
            "",
            "{\"lifeboat_orders\":2,\"orders\":{}}",
            "[]",
            "\u{1b}[2J",
        ] {
            fs::write(folder.folder.join(FILE), damaged).expect("a file");
            let (orders, trouble) = folder.orders();
            assert_eq!(orders, Orders::default());
            assert!(trouble.is_some_and(|it| it.contains(FILE)), "{damaged:?}");
        }
    }
}
