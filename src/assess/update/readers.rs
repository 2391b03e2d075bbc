//! Who reads what. With a thousand stores that are a hundred thousand pairs of
//! a subject and a key: each of the two is kept once, and a pair is two numbers.

use super::numbered::{Numbered, index, place};
use crate::assess::index::Key;
use std::collections::BTreeSet;

/// Which subjects, by their numbers, have read which keys.
#[derive(Debug, Default)]
pub(super) struct Readers {
    keys: Numbered<Key>,
    /// What each subject read, by its number: numbers of keys, in order.
    read: Vec<Box<[u32]>>,
    /// Who read each key, by its number.
    readers: Vec<Who>,
}

/// The numbers of some subjects. Most keys are read by one: the others' list is
/// elsewhere, so that this takes no more than two words.
#[derive(Debug, Default)]
enum Who {
    #[default]
    Nobody,
    One(u32),
    /// In order.
    #[expect(
        clippy::box_collection,
        reason = "a list takes three words in each of all the others"
    )]
    Many(Box<Vec<u32>>),
}

impl Readers {
    /// What a subject has read from now on, in place of what it had.
    pub(super) fn set(&mut self, reader: u32, read: BTreeSet<Key>) {
        let mut now: Vec<u32> = read.into_iter().map(|key| self.keys.number(&key)).collect();
        now.sort_unstable();
        let before = std::mem::take(place(&mut self.read, reader));
        // Most of it is what it was, every time.
        for key in now.iter().filter(|key| before.binary_search(key).is_err()) {
            place(&mut self.readers, *key).add(reader);
        }
        for key in before.iter().filter(|key| now.binary_search(key).is_err()) {
            self.leave(*key, reader);
        }
        *place(&mut self.read, reader) = now.into();
    }

    /// Forgets what a subject has read.
    pub(super) fn forget(&mut self, reader: u32) {
        for key in std::mem::take(place(&mut self.read, reader)) {
            self.leave(key, reader);
        }
    }

    /// The subjects that have read a key.
    pub(super) fn of(&self, key: &Key) -> &[u32] {
        let who = self.keys.known(key);
        match who.and_then(|key| self.readers.get(index(key))) {
            None | Some(Who::Nobody) => &[],
            Some(Who::One(one)) => std::slice::from_ref(one),
            Some(Who::Many(many)) => many,
        }
    }

    fn leave(&mut self, key: u32, reader: u32) {
        if place(&mut self.readers, key).remove(reader) {
            self.keys.forget(key);
        }
    }
}

impl Who {
    fn add(&mut self, reader: u32) {
        match self {
            Self::Nobody => *self = Self::One(reader),
            Self::One(one) if *one == reader => {}
            Self::One(one) => {
                let both = [reader.min(*one), reader.max(*one)];
                *self = Self::Many(Box::new(both.into()));
            }
            Self::Many(many) => {
                if let Err(at) = many.binary_search(&reader) {
                    many.insert(at, reader);
                }
            }
        }
    }

    /// Whether nobody is left.
    fn remove(&mut self, reader: u32) -> bool {
        match self {
            Self::Nobody => return true,
            Self::One(one) if *one == reader => *self = Self::Nobody,
            Self::One(_) => return false,
            Self::Many(many) => {
                if let Ok(at) = many.binary_search(&reader) {
                    many.remove(at);
                }
                if many.len() > 1 {
                    return false;
                }
                *self = many.first().map_or(Self::Nobody, |one| Self::One(*one));
            }
        }
        matches!(self, Self::Nobody)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Region;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn key(name: u8) -> Key {
        Key::GlobalsNamed(name.to_string().as_str().into())
    }

    #[test]
    fn what_nobody_reads_any_more_is_kept_nowhere() {
        let mut readers = Readers::default();
        let shared = Key::Region(Region::us_east_1());
        for reader in 0..3 {
            readers.set(reader, BTreeSet::from([shared.clone(), key(reader as u8)]));
        }
        assert_eq!(readers.of(&shared), [0, 1, 2]);
        for reader in 0..3 {
            readers.forget(reader);
        }
        assert!(readers.of(&shared).is_empty() && readers.keys.is_empty());
        // Days of jobs that come and go take the places of those before them.
        for name in 3..100 {
            readers.set(3, BTreeSet::from([shared.clone(), key(name)]));
            readers.forget(3);
        }
        assert_eq!((readers.keys.places(), readers.read.len()), (4, 4));
    }

    proptest! {
        #[test]
        fn the_readers_of_a_key_are_those_whose_last_look_went_there(
            looks in proptest::collection::vec(
                (0..6_u32, proptest::option::of(proptest::collection::btree_set(0..8_u8, 0..5))),
                0..40,
            )
        ) {
            let mut readers = Readers::default();
            let mut truth: BTreeMap<u32, BTreeSet<u8>> = BTreeMap::new();
            for (reader, read) in looks {
                match read {
                    Some(read) => {
                        readers.set(reader, read.iter().copied().map(key).collect());
                        truth.insert(reader, read);
                    }
                    None => {
                        readers.forget(reader);
                        truth.remove(&reader);
                    }
                }
                for at in 0..8 {
                    let expected = truth.iter().filter(|(_, read)| read.contains(&at));
                    let expected: Vec<u32> = expected.map(|(reader, _)| *reader).collect();
                    prop_assert_eq!(readers.of(&key(at)), expected);
                }
            }
        }
    }
}
