//! Who reads what. With a thousand stores that are a hundred thousand pairs of
//! a subject and a key: each of the two is kept once, and a pair is two numbers.

use crate::assess::index::Key;
use crate::assess::subject::Subject;
use hashbrown::HashTable;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash, RandomState};

/// Which subjects have read which keys.
#[derive(Debug, Default)]
pub(super) struct Readers {
    subjects: Numbered<Subject>,
    keys: Numbered<Key>,
    /// What each subject read, by its number: numbers of keys, in order.
    read: Vec<Box<[u32]>>,
    /// Who read each key, by its number.
    readers: Vec<Who>,
}

/// The numbers of some subjects. Most keys are read by one: the others' set is
/// elsewhere, so that this takes no more than two words.
#[derive(Debug, Default)]
enum Who {
    #[default]
    Nobody,
    One(u32),
    #[expect(
        clippy::box_collection,
        reason = "a set takes three words in each of all the others"
    )]
    Many(Box<BTreeSet<u32>>),
}

/// Things, each kept once, and the numbers they go by. A number that is free
/// again is given to the next.
#[derive(Debug)]
struct Numbered<T> {
    /// By what stands at their place in `things`.
    numbers: HashTable<u32>,
    things: Vec<Option<T>>,
    free: Vec<u32>,
    hasher: RandomState,
}

impl Readers {
    /// What a subject has read from now on, in place of what it had.
    pub(super) fn set(&mut self, subject: &Subject, read: BTreeSet<Key>) {
        let reader = self.subjects.number(subject);
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
    pub(super) fn forget(&mut self, subject: &Subject) {
        let Some(reader) = self.subjects.known(subject) else {
            return;
        };
        for key in std::mem::take(place(&mut self.read, reader)) {
            self.leave(key, reader);
        }
        self.subjects.forget(reader);
    }

    /// The subjects that have read a key.
    pub(super) fn of(&self, key: &Key) -> impl Iterator<Item = &Subject> {
        let who = self
            .keys
            .known(key)
            .and_then(|key| self.readers.get(index(key)));
        let (one, many) = match who {
            None | Some(Who::Nobody) => (None, None),
            Some(Who::One(one)) => (Some(one), None),
            Some(Who::Many(many)) => (None, Some(many.iter())),
        };
        one.into_iter()
            .chain(many.into_iter().flatten())
            .filter_map(|reader| self.subjects.thing(*reader))
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
            Self::One(one) => *self = Self::Many(BTreeSet::from([*one, reader]).into()),
            Self::Many(many) => {
                many.insert(reader);
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
                many.remove(&reader);
                if many.len() > 1 {
                    return false;
                }
                *self = many.first().map_or(Self::Nobody, |one| Self::One(*one));
            }
        }
        matches!(self, Self::Nobody)
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            numbers: HashTable::new(),
            things: Vec::new(),
            free: Vec::new(),
            hasher: RandomState::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn known(&self, thing: &T) -> Option<u32> {
        let is_it = |number: &u32| self.thing(*number) == Some(thing);
        self.numbers
            .find(self.hasher.hash_one(thing), is_it)
            .copied()
    }

    fn thing(&self, number: u32) -> Option<&T> {
        self.things.get(index(number))?.as_ref()
    }

    fn number(&mut self, thing: &T) -> u32 {
        if let Some(number) = self.known(thing) {
            return number;
        }
        let number = self.free.pop().unwrap_or_else(|| {
            // No account has four thousand million of anything.
            u32::try_from(self.things.len()).unwrap_or(u32::MAX)
        });
        *place(&mut self.things, number) = Some(thing.clone());
        let (things, hasher) = (&self.things, &self.hasher);
        let hash = |number: &u32| {
            let thing = things.get(index(*number)).and_then(Option::as_ref);
            thing.map_or(0, |thing| hasher.hash_one(thing))
        };
        self.numbers
            .insert_unique(hasher.hash_one(thing), number, hash);
        number
    }

    fn forget(&mut self, number: u32) {
        if let Some(thing) = place(&mut self.things, number).take() {
            let hash = self.hasher.hash_one(&thing);
            if let Ok(entry) = self.numbers.find_entry(hash, |it| *it == number) {
                entry.remove();
            }
            self.free.push(number);
        }
    }
}

fn index(number: u32) -> usize {
    number as usize
}

/// The place of a number in a list, which grows as far as that.
fn place<T: Default>(list: &mut Vec<T>, number: u32) -> &mut T {
    let at = index(number);
    if list.len() <= at {
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Region;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn store(name: u8) -> Subject {
        Subject::Store(name.to_string().into())
    }

    fn key(name: u8) -> Key {
        Key::GlobalsNamed(name.to_string().as_str().into())
    }

    fn readers_of(readers: &Readers, key: &Key) -> BTreeSet<Subject> {
        readers.of(key).cloned().collect()
    }

    #[test]
    fn what_nobody_reads_any_more_is_kept_nowhere() {
        let mut readers = Readers::default();
        let shared = Key::Region(Region::us_east_1());
        for name in 0..3 {
            readers.set(&store(name), BTreeSet::from([shared.clone(), key(name)]));
        }
        assert_eq!(readers_of(&readers, &shared).len(), 3);
        for name in 0..3 {
            readers.forget(&store(name));
        }
        assert_eq!(readers_of(&readers, &shared).len(), 0);
        assert!(readers.keys.numbers.is_empty() && readers.subjects.numbers.is_empty());
        // Days of jobs that come and go take the places of those before them.
        for name in 3..100 {
            readers.set(&store(name), BTreeSet::from([shared.clone(), key(name)]));
            readers.forget(&store(name));
        }
        assert_eq!((readers.keys.things.len(), readers.read.len()), (4, 3));
    }

    proptest! {
        #[test]
        fn the_readers_of_a_key_are_those_whose_last_look_went_there(
            looks in proptest::collection::vec(
                (0..6_u8, proptest::option::of(proptest::collection::btree_set(0..8_u8, 0..5))),
                0..40,
            )
        ) {
            let mut readers = Readers::default();
            let mut truth: BTreeMap<u8, BTreeSet<u8>> = BTreeMap::new();
            for (name, read) in looks {
                match read {
                    Some(read) => {
                        readers.set(&store(name), read.iter().copied().map(key).collect());
                        truth.insert(name, read);
                    }
                    None => {
                        readers.forget(&store(name));
                        truth.remove(&name);
                    }
                }
                for at in 0..8 {
                    let expected = truth.iter().filter(|(_, read)| read.contains(&at));
                    let expected: BTreeSet<Subject> =
                        expected.map(|(name, _)| store(*name)).collect();
                    prop_assert_eq!(readers_of(&readers, &key(at)), expected);
                }
            }
        }
    }
}
