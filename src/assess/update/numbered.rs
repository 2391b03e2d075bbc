//! Things by number: what refers to one then takes four bytes.

use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash, RandomState};

/// Things, each kept once, and the numbers they go by. A number that is free
/// again is given to the next.
#[derive(Debug)]
pub(super) struct Numbered<T> {
    /// By what stands at their place in `things`.
    numbers: HashTable<u32>,
    things: Vec<Option<T>>,
    free: Vec<u32>,
    hasher: RandomState,
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
    /// The number of a thing that has one.
    pub(super) fn known(&self, thing: &T) -> Option<u32> {
        let is_it = |number: &u32| self.thing(*number) == Some(thing);
        self.numbers
            .find(self.hasher.hash_one(thing), is_it)
            .copied()
    }

    /// The thing of a number.
    pub(super) fn thing(&self, number: u32) -> Option<&T> {
        self.things.get(index(number))?.as_ref()
    }

    /// The number of a thing, which is given one if it has none.
    pub(super) fn number(&mut self, thing: &T) -> u32 {
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

    /// Gives a number free.
    pub(super) fn forget(&mut self, number: u32) {
        if let Some(thing) = place(&mut self.things, number).take() {
            let hash = self.hasher.hash_one(&thing);
            if let Ok(entry) = self.numbers.find_entry(hash, |it| *it == number) {
                entry.remove();
            }
            self.free.push(number);
        }
    }

    /// Every thing that has a number.
    pub(super) fn things(&self) -> impl Iterator<Item = &T> {
        self.things.iter().flatten()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// How many numbers there were at once.
    #[cfg(test)]
    pub(super) fn places(&self) -> usize {
        self.things.len()
    }
}

/// Where a number stands in a list.
pub(super) fn index(number: u32) -> usize {
    number as usize
}

/// The place of a number in a list, which grows as far as that: by an eighth at
/// a time, since such lists are long and half of each would be empty.
pub(super) fn place<T: Default>(list: &mut Vec<T>, number: u32) -> &mut T {
    let at = index(number);
    if list.len() <= at {
        if list.capacity() <= at {
            list.reserve_exact(at + 1 + at / 8 - list.len());
        }
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
}
