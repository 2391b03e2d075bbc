//! Reads a theme file key by key. Everything that is wrong is told, each with
//! its line.

use super::Scheme;
use super::color::{Rgb, SIXTEEN};
use super::file::{Document, Entry, Few, LEAST_CONTRAST, Place, Source, Tint};
use super::role::{MODIFIERS, Role};
use crate::terms::fault::{Page, unknown};
use ratatui::style::Modifier;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 6] = ["extends", "ground", "ink", "contrast", "palette", "roles"];
const ROLE_KEYS: [&str; 3] = ["fg", "bg", "modifiers"];
const COLOUR_KEYS: [&str; 2] = ["rgb", "sixteen"];

/// Reads a file, key by key.
pub(super) struct Reader<'p, 'a> {
    /// The file.
    pub page: &'p mut Page<'a>,
    /// Whether it is the one that was asked for, and not the one it extends.
    pub own: bool,
}

impl Reader<'_, '_> {
    /// Everything that is written; nothing when something of it is wrong.
    pub fn document(&mut self) -> Option<Document> {
        let table = self.page.parse()?;
        let mut document = Document::default();
        let mut sound = true;
        for (key, value) in &table {
            let read = match key.get_ref().as_ref() {
                "extends" => {
                    let scheme = self.extends(value);
                    document.extends = scheme;
                    scheme.is_some()
                }
                "ground" => {
                    document.ground = self.rgb("ground", value);
                    document.ground.is_some()
                }
                "ink" => {
                    document.ink = self.rgb("ink", value);
                    document.ink.is_some()
                }
                "contrast" => {
                    document.contrast = self.contrast(value);
                    document.contrast.is_some()
                }
                "palette" => self.palette(value, &mut document.palette),
                "roles" => self.roles(value, &mut document.roles),
                other => self.unknown(key, other, "key of a theme", &KEYS),
            };
            sound &= read;
        }
        sound.then_some(document)
    }

    fn line<T>(&self, spanned: &Spanned<T>) -> usize {
        self.page.line(spanned.span().start)
    }

    fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        self.own.then(|| self.line(spanned))
    }

    /// Notes what is wrong, and that it is not sound.
    fn wrong<T>(&mut self, at: &Spanned<T>, what: impl AsRef<str>) -> bool {
        let line = self.line(at);
        self.page.wrong(line, what);
        false
    }

    fn unknown<T>(&mut self, at: &Spanned<T>, word: &str, kind: &str, known: &[&str]) -> bool {
        self.wrong(at, unknown(word, kind, known))
    }

    fn extends(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Scheme> {
        let words = Scheme::ALL.map(Scheme::word);
        let Some(word) = value.get_ref().as_str() else {
            let all = words.join(", ");
            self.wrong(value, format!("`extends` names a theme of lifeboat: {all}"));
            return None;
        };
        let named = Scheme::named(word);
        if named.is_none() {
            self.unknown(value, word, "theme of lifeboat", &words);
        }
        named
    }

    fn rgb(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<(Rgb, Place)> {
        let rgb = value.get_ref().as_str().and_then(Rgb::parse);
        if rgb.is_none() {
            self.wrong(value, format!("`{key}` is a colour like \"#0d1117\""));
        }
        rgb.map(|rgb| (rgb, self.place(value)))
    }

    fn contrast(&mut self, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let number: Option<f64> = match value.get_ref() {
            DeValue::Integer(integer) => integer.as_str().parse().ok(),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (LEAST_CONTRAST..=15.0).contains(number));
        if number.is_none() {
            self.wrong(
                value,
                format!("`contrast` is a number from {LEAST_CONTRAST} to 15, like 7"),
            );
        }
        number
    }

    fn table<'v>(&mut self, key: &str, value: &'v Spanned<DeValue<'v>>) -> Option<&'v DeTable<'v>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, format!("`{key}` is a table"));
        }
        table
    }

    fn palette(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        palette: &mut BTreeMap<String, Tint>,
    ) -> bool {
        let Some(table) = self.table("palette", value) else {
            return false;
        };
        let mut sound = true;
        for (name, value) in table {
            match self.tint(name.get_ref(), value) {
                Some(tint) if matches!(tint.source, Source::Rgb(_)) => {
                    palette.insert(name.get_ref().to_string(), tint);
                }
                Some(_) => {
                    sound = self.wrong(
                        value,
                        format!(
                            "`{}` in [palette] is a colour like \"#e3b341\"",
                            name.get_ref()
                        ),
                    );
                }
                None => sound = false,
            }
        }
        sound
    }

    fn roles(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        roles: &mut BTreeMap<&'static str, Entry>,
    ) -> bool {
        let Some(table) = self.table("roles", value) else {
            return false;
        };
        let words = Role::ALL.map(Role::word);
        let mut sound = true;
        for (name, value) in table {
            let word = words.iter().find(|word| **word == name.get_ref().as_ref());
            match (word, self.table(name.get_ref(), value)) {
                (Some(word), Some(table)) => match self.role(table) {
                    Some(entry) => {
                        roles.insert(word, entry);
                    }
                    None => sound = false,
                },
                (None, _) => sound = self.unknown(name, name.get_ref(), "role", &words),
                (_, None) => sound = false,
            }
        }
        sound
    }

    fn role(&mut self, table: &DeTable<'_>) -> Option<Entry> {
        let mut entry = Entry {
            given: true,
            ..Entry::default()
        };
        let mut sound = true;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "fg" => {
                    entry.foreground = self.tint("fg", value);
                    sound &= entry.foreground.is_some();
                }
                "bg" => {
                    entry.background = self.tint("bg", value);
                    sound &= entry.background.is_some();
                }
                "modifiers" => {
                    let given = self.modifiers(value);
                    sound &= given.is_some();
                    entry.modifiers = given.map(|given| (given, self.place(value)));
                }
                other => sound = self.unknown(key, other, "key of a role", &ROLE_KEYS),
            }
        }
        sound.then_some(entry)
    }

    fn modifiers(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Modifier> {
        let words = MODIFIERS.map(|(word, _)| word);
        let Some(array) = value.get_ref().as_array() else {
            let all = words.join(", ");
            self.wrong(value, format!("`modifiers` is a list of: {all}"));
            return None;
        };
        let mut given = Modifier::empty();
        for item in array.iter() {
            let word = item.get_ref().as_str().unwrap_or_default();
            match MODIFIERS.iter().find(|(known, _)| *known == word) {
                Some((_, modifier)) => given |= *modifier,
                None => {
                    self.unknown(item, word, "modifier", &words);
                    return None;
                }
            }
        }
        Some(given)
    }

    /// A colour: `#rrggbb`, a name of the palette, `none`, or one of the first
    /// two with what stands in for it among the sixteen.
    fn tint(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Tint> {
        let place = self.place(value);
        let mut sixteen = None;
        let written = match value.get_ref() {
            DeValue::Table(table) => {
                let mut sound = true;
                for (name, value) in table {
                    match name.get_ref().as_ref() {
                        "rgb" => {}
                        "sixteen" => {
                            sixteen = self.few(value);
                            sound &= sixteen.is_some();
                        }
                        other => sound = self.unknown(name, other, "key of a colour", &COLOUR_KEYS),
                    }
                }
                if !sound {
                    return None;
                }
                table.get("rgb").and_then(|value| value.get_ref().as_str())
            }
            other => other.as_str(),
        };
        let source = match written {
            Some("none") => Some(Source::Terminal),
            Some(text) if text.starts_with('#') => Rgb::parse(text).map(Source::Rgb),
            Some(name) => Some(Source::Palette(name.to_owned())),
            None => None,
        };
        if source.is_none() {
            self.wrong(
                value,
                format!(
                    "`{key}` is a colour: \"#e3b341\", the name of one in [palette], or \
                     {{ rgb = \"#e3b341\", sixteen = \"yellow\" }}"
                ),
            );
        }
        source.map(|source| Tint {
            source,
            sixteen,
            place,
        })
    }

    fn few(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Few> {
        let word = value.get_ref().as_str().unwrap_or_default();
        if word == "none" {
            return Some(Few::Terminal);
        }
        let named = SIXTEEN.into_iter().find(|named| named.word == word);
        if named.is_none() {
            let words = SIXTEEN.map(|named| named.word);
            self.unknown(value, word, "colour of the sixteen", &words);
        }
        named.map(Few::Named)
    }
}
