//! Chance that is a function of the seed: the same question always has the same answer.

/// One step of the splitmix64 generator (public domain, Sebastiano Vigna).
fn splitmix64(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number for this seed, these words and this count.
pub(crate) fn number(seed: u64, words: &[&str], count: i64) -> u64 {
    let mut state = splitmix64(seed);
    for word in words {
        for byte in word.bytes() {
            state = splitmix64(state ^ u64::from(byte));
        }
        state = splitmix64(state ^ 0x1_0000);
    }
    splitmix64(state ^ count.cast_unsigned())
}

/// A share in `0.0..1.0` for this seed, these words and this count.
pub(crate) fn share(seed: u64, words: &[&str], count: i64) -> f64 {
    // The upper 53 bits are as many as an f64 holds exactly.
    (number(seed, words, count) >> 11) as f64 / (1u64 << 53) as f64
}

/// A whole number in `low..=high` for this seed, these words and this count.
pub(crate) fn between(seed: u64, words: &[&str], count: i64, low: i64, high: i64) -> i64 {
    let span = (high - low).unsigned_abs() + 1;
    low + i64::try_from(number(seed, words, count) % span).unwrap_or(0)
}

/// An identifier in the form of a UUID (version 4) for this seed, these words and this count.
pub(crate) fn uuid(seed: u64, words: &[&str], count: i64) -> String {
    let high = number(seed, words, count);
    let low = number(seed ^ 0xa5a5, words, count);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer_and_another_seed_another() {
        assert_eq!(uuid(1, &["job"], 3), uuid(1, &["job"], 3));
        assert_ne!(uuid(1, &["job"], 3), uuid(2, &["job"], 3));
        assert_ne!(uuid(1, &["ab", "c"], 0), uuid(1, &["a", "bc"], 0));
        assert_eq!(uuid(9, &["job"], 3).len(), 36);
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        for count in 0..1_000 {
            let whole = between(7, &["lag"], count, 1, 10);
            assert!((1..=10).contains(&whole));
            assert!((0.0..1.0).contains(&share(7, &["lag"], count)));
        }
    }
}
