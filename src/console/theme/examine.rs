//! Whether every role of a theme can be read, and whether the marks that no
//! theme loses are there.

use super::Role;
use super::color::{BACKGROUNDS, Rgb, SIXTEEN, WHITE};
use super::derive::{DARK, Derive, LEAST_OF_MARKS, stands_out};
use super::file::Place;
use super::sheet::{Paint, Shade};
use crate::terms::fault::Page;
use ratatui::style::Modifier;

/// Looks whether every role can be read, and whether the marks are there.
pub(super) struct Examiner<'p, 'a> {
    pub page: &'p mut Page<'a>,
    pub derive: &'p Derive,
    pub ground: (Rgb, Place),
    pub selected: Option<Shade>,
}

impl Examiner<'_, '_> {
    fn wrong(&mut self, places: &[Place], what: impl AsRef<str>) {
        let line = places.iter().flatten().next();
        self.page.wrong(line.copied().unwrap_or(1), what);
    }

    /// Notes that one cannot be read on the other.
    pub fn readable(&mut self, name: &str, fore: Rgb, back: Rgb, places: &[Place]) {
        let (contrast, least) = (fore.contrast(back), self.derive.least);
        if contrast < least {
            let other = if back.luminance() < DARK {
                "lighter"
            } else {
                "darker"
            };
            self.wrong(
                places,
                format!(
                    "{name} cannot be read: {} on {} has a contrast of {contrast:.1}, and needs \
                     {least}: make it {other}, or its background the other way",
                    fore.hex(),
                    back.hex()
                ),
            );
        }
    }

    /// Notes everything that is wrong with a role.
    pub fn paint(&mut self, paint: &Paint) {
        let name = format!("`{}`", paint.role.word());
        let fore_at = paint.foreground.and_then(|shade| shade.place);
        let back_at = paint.background.and_then(|shade| shade.place);
        let places = [fore_at, back_at, paint.place];
        let (ground, ground_at) = self.ground;
        let reversed = paint.modifier.contains(Modifier::REVERSED);
        match (paint.foreground, paint.background) {
            (Some(fore), Some(back)) => self.readable(&name, fore.rgb, back.rgb, &places),
            (None, Some(_)) => self.wrong(
                &[back_at],
                format!("{name} has a `bg` and no `fg`: what would stand on it is not known"),
            ),
            (Some(fore), None) if paint.role != Role::Rule => {
                self.readable(&name, fore.rgb, ground, &[fore_at, ground_at]);
                if let Some(selected) = self.selected {
                    let name = format!("{name} in a selected row");
                    self.readable(&name, fore.rgb, selected.rgb, &[fore_at, selected.place]);
                }
            }
            (Some(_) | None, None) => {}
        }
        if paint.foreground.is_some() && paint.modifier.contains(Modifier::DIM) {
            let what = format!("{name} is `dim` and coloured: choose a fainter colour instead");
            self.wrong(&[paint.place, fore_at], what);
        }
        if paint.role != Role::Selected {
            self.of_sixteen(&name, paint, reversed, &places);
        }
        if paint.role == Role::Selected && paint.background.is_none() && !reversed {
            let what = format!("{name} is not seen: give it a `bg`, or make it `reversed`");
            self.wrong(&places, what);
        }
        if Role::MARKS.contains(&paint.role) {
            self.mark(&name, paint, reversed, &places);
        }
    }

    fn mark(&mut self, name: &str, paint: &Paint, reversed: bool, places: &[Place]) {
        let (ground, ground_at) = self.ground;
        match paint.background {
            None if !reversed => self.wrong(
                places,
                format!("{name} is a mark that no theme loses: give it a `bg`, or `reversed`"),
            ),
            Some(back) if back.rgb.contrast(ground) < LEAST_OF_MARKS => self.wrong(
                &[back.place, ground_at],
                format!(
                    "{name} is a mark that no theme loses: {} does not stand out from {}",
                    back.rgb.hex(),
                    ground.hex()
                ),
            ),
            _ => {}
        }
    }

    /// The same among the sixteen, as far as both are known.
    fn of_sixteen(&mut self, name: &str, paint: &Paint, reversed: bool, places: &[Place]) {
        let (fore, back) = self.derive.of_sixteen(paint);
        let ground = self.derive.few_ground();
        let seen = back.is_some_and(|back| stands_out(back, ground, LEAST_OF_MARKS));
        if Role::MARKS.contains(&paint.role) && paint.background.is_some() && !seen && !reversed {
            let what = format!(
                "{name} is a mark that no theme loses: where there are sixteen colours its `bg` \
                 is not seen"
            );
            self.wrong(places, what);
            return;
        }
        if let Some(back) = back
            && !SIXTEEN[..BACKGROUNDS].contains(&back)
        {
            let words = SIXTEEN[..BACKGROUNDS].iter().map(|named| named.word);
            let words: Vec<&str> = words.collect();
            let what = format!(
                "{name}: `{}` is no background everywhere; these are: {}",
                back.word,
                words.join(", ")
            );
            self.wrong(places, what);
        }
        match (fore, back) {
            (Some(fore), _) if paint.role != Role::Rule && !self.derive.read(fore, back) => {
                let ground = if self.derive.few_ground() == WHITE {
                    "white"
                } else {
                    "black"
                };
                let what = format!(
                    "{name} cannot be read where there are sixteen colours: `{}` on `{}`",
                    fore.word,
                    back.map_or(ground, |back| back.word)
                );
                self.wrong(places, what);
            }
            (None, Some(_)) if paint.foreground.is_some() => {
                let what = format!("{name} has a `bg` of the sixteen and no `fg`: give it one");
                self.wrong(places, what);
            }
            _ => {}
        }
    }
}
