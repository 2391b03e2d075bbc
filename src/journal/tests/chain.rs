//! Whatever happens to a line or to the head is told for what it is.

use super::*;
use proptest::prelude::*;

fn standing(bytes: &[u8], head: &Head) -> Standing {
    Chain::verify(bytes, HeadFile::Found(head.clone())).standing
}

#[test]
fn what_was_written_is_whole() {
    let (lines, heads) = three();
    let chain = Chain::verify(&lines.concat(), HeadFile::Found(heads[3].clone()));
    assert_eq!(chain.standing, Standing::Whole);
    let sequences: Vec<u64> = chain.records.iter().map(|it| it.sequence).collect();
    assert_eq!(sequences, [1, 2, 3]);
    assert_eq!(chain.records[0].before, Digest::of_nothing());
    assert_eq!(
        Chain::verify(b"", HeadFile::Missing).standing,
        Standing::Empty
    );
    assert_eq!(standing(b"", &heads[0]), Standing::Empty);
}

#[test]
fn a_byte_changed_anywhere_is_told_by_its_line() {
    let (lines, heads) = three();
    let whole = lines.concat();
    for (index, mask) in (0..whole.len()).flat_map(|index| [(index, 1), (index, 0x80)]) {
        let mut changed = whole.clone();
        changed[index] ^= mask;
        let number = whole[..index].iter().filter(|it| **it == b'\n').count() as u64 + 1;
        match standing(&changed, &heads[3]) {
            Standing::Broken { line, .. } => assert_eq!(line, number, "byte {index}"),
            other => panic!("byte {index}: {other:?}"),
        }
    }
}

#[test]
fn a_line_taken_away_put_in_or_moved_is_told() {
    let (lines, heads) = three();
    let of = |order: &[usize]| {
        let bytes: Vec<u8> = order.iter().flat_map(|it| lines[*it].clone()).collect();
        standing(&bytes, &heads[3])
    };
    let out_of_order = |line, found| Standing::Broken {
        line,
        what: Damage::OutOfOrder {
            expected: line,
            found,
        },
    };
    assert_eq!(of(&[1, 2]), out_of_order(1, 2));
    assert_eq!(of(&[0, 2]), out_of_order(2, 3));
    assert_eq!(of(&[0, 0, 1, 2]), out_of_order(2, 1));
    assert_eq!(of(&[0, 1, 1, 2]), out_of_order(3, 2));
    assert_eq!(of(&[1, 0, 2]), out_of_order(1, 2));
    assert_eq!(of(&[0, 2, 1]), out_of_order(2, 3));
    assert_eq!(of(&[0, 1, 2, 2]), out_of_order(4, 3));
    let gone = |last_sequence| Standing::Cut {
        head_sequence: 3,
        last_sequence,
    };
    assert_eq!(of(&[0, 1]), gone(2));
    assert_eq!(of(&[0]), gone(1));
    assert_eq!(of(&[]), gone(0));
}

#[test]
fn a_line_written_anew_with_the_right_number_does_not_fit() {
    let (lines, heads) = three();
    let (other, _) = written(&[note("first"), note("forged"), note("third")]);
    let forged = [lines[0].clone(), other[1].clone(), lines[2].clone()].concat();
    let changed = |line, what| Standing::Broken { line, what };
    assert_eq!(standing(&forged, &heads[3]), changed(2, Damage::Changed));
    // With all that follow written anew too, the head is what tells.
    let all = other.concat();
    assert_eq!(standing(&all, &heads[3]).word(), "broken");
    assert!(!standing(&all, &heads[3]).is_sound());
}

#[test]
fn a_tail_cut_at_any_byte_is_a_cut_and_not_a_crash() {
    let (lines, heads) = three();
    let whole = lines.concat();
    for length in 0..whole.len() {
        let last = whole[..length].iter().filter(|it| **it == b'\n').count() as u64;
        let cut = Standing::Cut {
            head_sequence: 3,
            last_sequence: last,
        };
        assert_eq!(standing(&whole[..length], &heads[3]), cut, "byte {length}");
    }
}

#[test]
fn a_line_that_the_head_does_not_cover_is_what_a_crash_leaves() {
    let (lines, heads) = three();
    let whole = lines.concat();
    let covered = lines[0].len() + lines[1].len();
    for length in covered..=whole.len() {
        let expected = match length - covered {
            0 => Standing::Whole,
            _ if length == whole.len() => Standing::HeadBehind,
            bytes => Standing::TornTail {
                line: 3,
                bytes: bytes as u64,
            },
        };
        assert_eq!(standing(&whole[..length], &heads[2]), expected);
    }
    // What a power cut leaves of a line need not be text.
    let mut zeros = whole[..covered].to_vec();
    zeros.extend([0; 512]);
    assert_eq!(
        standing(&zeros, &heads[2]),
        Standing::TornTail {
            line: 3,
            bytes: 512
        }
    );
}

#[test]
fn more_beyond_the_head_than_a_crash_can_leave_is_somebodys() {
    let (lines, heads) = three();
    assert_eq!(
        standing(&lines.concat(), &heads[1]),
        Standing::Broken {
            line: 3,
            what: Damage::BeyondHead { head_sequence: 1 },
        }
    );
    let (other, _) = written(&[note("another"), note("second")]);
    let grafted = [lines[0].clone(), other[1].clone()].concat();
    assert_eq!(
        standing(&grafted, &heads[1]),
        Standing::Broken {
            line: 2,
            what: Damage::Unchained,
        }
    );
}

#[test]
fn a_head_that_was_removed_or_changed_is_told() {
    let (lines, heads) = three();
    let whole = lines.concat();
    let missing = Chain::verify(&whole, HeadFile::Missing).standing;
    assert_eq!(missing, Standing::HeadMissing { last_sequence: 3 });
    let garbage = Chain::verify(&whole, HeadFile::read(b"\x1b[2J")).standing;
    assert_eq!(garbage.word(), "head unreadable");
    assert!(!garbage.to_string().contains('\u{1b}'));
    let head = &heads[3];
    for wrong in [
        Head {
            sequence: 2,
            ..head.clone()
        },
        Head {
            sequence: 4,
            ..head.clone()
        },
        Head {
            length: head.length - 1,
            ..head.clone()
        },
        Head {
            length: head.length + 1,
            ..head.clone()
        },
        Head {
            digest: heads[2].digest,
            ..head.clone()
        },
        Head::of_nothing(),
    ] {
        let found = standing(&whole, &wrong);
        assert!(!found.is_sound(), "{wrong:?}: {found:?}");
    }
}

proptest! {
    #[test]
    fn whatever_is_there_is_told_without_a_panic(
        start in 0_usize..900,
        length in 0_usize..400,
        put in prop::collection::vec(any::<u8>(), 0..40),
        sequence in 0_u64..6,
        covered in 0_u64..1_200,
    ) {
        let (lines, heads) = three();
        let mut bytes = lines.concat();
        let start = start.min(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put);
        let changed = bytes != lines.concat();
        let honest = standing(&bytes, &heads[3]);
        // What was put after the end looks like a line that was being written.
        let torn = matches!(honest, Standing::TornTail { line: 4, .. });
        prop_assert_eq!(honest.is_sound(), !changed || torn, "{:?}", honest);
        let head = Head { sequence, digest: heads[1].digest, length: covered };
        let _told = standing(&bytes, &head).to_string();
    }

    #[test]
    fn bytes_and_heads_of_any_kind_are_told(bytes in any::<Vec<u8>>(), head in any::<Vec<u8>>()) {
        let chain = Chain::verify(&bytes, HeadFile::read(&head));
        prop_assert!(chain.standing.to_string().chars().all(|it| !it.is_control()));
    }
}
