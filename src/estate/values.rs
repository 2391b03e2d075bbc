//! The values of samples, in half the room where nothing is lost by it.

/// Some values, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Values {
    /// Each is that many thousandths, exactly: whole seconds and milliseconds, as lags are told.
    Thousandths(Box<[i32]>),
    /// At least one is not.
    Exact(Box<[f64]>),
}

impl Values {
    /// Takes values as they came.
    pub(super) fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let small: Option<Box<[i32]>> = values.clone().map(thousandths).collect();
        small.map_or_else(|| Self::Exact(values.collect()), Self::Thousandths)
    }

    /// The values as they came.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator + '_ {
        let len = match self {
            Self::Thousandths(values) => values.len(),
            Self::Exact(values) => values.len(),
        };
        (0..len).map(|at| match self {
            Self::Thousandths(values) => f64::from(values[at]) / 1_000.0,
            Self::Exact(values) => values[at],
        })
    }
}

/// A value in thousandths, when it is that and nothing is lost.
fn thousandths(value: f64) -> Option<i32> {
    let count = (value * 1_000.0).round();
    if count.abs() > f64::from(i32::MAX) {
        return None;
    }
    // It is whole, and fits.
    let count = count as i32;
    // Minus nought is another value than nought.
    let same = (f64::from(count) / 1_000.0).to_bits() == value.to_bits();
    same.then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(values: &[f64]) -> (Vec<u64>, bool) {
        let kept = Values::of(values.iter().copied());
        let bits = kept.iter().map(f64::to_bits).collect();
        (bits, matches!(kept, Values::Thousandths(_)))
    }

    #[test]
    fn what_is_told_in_milliseconds_takes_half_the_room() {
        assert!(kept(&[0.0, 14.0, 0.187, -1.0, 2_147_483.647]).1);
        for odd in [
            18.533_333,
            2_147_483.648,
            -0.0,
            f64::NAN,
            f64::INFINITY,
            1e-9,
        ] {
            let (bits, small) = kept(&[1.0, odd]);
            assert_eq!((bits[1], small), (odd.to_bits(), false), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn every_value_is_kept_as_it_came(
            values in prop_oneof![
                proptest::collection::vec(any::<f64>(), 0..9),
                proptest::collection::vec((-9_000_000..9_000_000).prop_map(|it| f64::from(it) / 1_000.0), 0..9),
            ]
        ) {
            let came: Vec<u64> = values.iter().map(|it| it.to_bits()).collect();
            prop_assert_eq!(kept(&values).0, came);
        }
    }
}
