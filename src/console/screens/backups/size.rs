//! Sizes as people read them: binary units, as AWS bills.

use crate::console::list::Cell;

const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// A size in bytes as it is shown, `212 GiB`, `1.5 TiB`; `None` for what is
/// negative, which is no size.
pub(super) fn shown(bytes: i64) -> Option<String> {
    let bytes = u64::try_from(bytes).ok()?;
    if bytes < 1_024 {
        return Some(format!("{bytes} B"));
    }
    let mut value = bytes as f64;
    let mut unit = "B";
    for larger in UNITS {
        // What would read 1024 of a unit is one of the next.
        if value < 1_023.5 {
            break;
        }
        value /= 1_024.0;
        unit = larger;
    }
    let decimals = usize::from(value < 9.95 && (value * 10.0).round() % 10.0 != 0.0);
    Some(format!("{value:.decimals$} {unit}"))
}

/// A size that AWS may leave out.
pub(super) fn cell(bytes: Option<i64>) -> Cell<'static> {
    let told = bytes.and_then(|bytes| Some((bytes, shown(bytes)?)));
    told.map_or_else(Cell::none, |(bytes, shown)| {
        Cell::number(bytes as f64, shown)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, read) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (1_024, "1 KiB"),
            (1_536, "1.5 KiB"),
            ((1 << 20) - 1, "1 MiB"),
            (212 << 30, "212 GiB"),
            ((3 << 40) + (1 << 39), "3.5 TiB"),
            (i64::MAX, "8 EiB"),
        ] {
            assert_eq!(shown(bytes).as_deref(), Some(read));
        }
        assert_eq!(shown(-1), None);
    }
}
