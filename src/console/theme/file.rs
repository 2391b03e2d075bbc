//! Theme files: what one may hold, and how a patch is laid over what it extends.

use super::Scheme;
use super::color::{Named, Rgb, SIXTEEN};
use super::role::{MODIFIERS, Role};
use super::sheet::{self, Sheet};
use crate::console::fault::{Faults, Page, unknown};
use ratatui::style::Modifier;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How long a theme file may be, in bytes. What is longer is another file.
const LONGEST_FILE: usize = 1 << 16;

/// The least contrast a theme may ask for, which is also what it gets when it
/// asks for nothing: WCAG's for text.
const LEAST_CONTRAST: f64 = 4.5;

const KEYS: [&str; 6] = ["extends", "ground", "ink", "contrast", "palette", "roles"];
const ROLE_KEYS: [&str; 3] = ["fg", "bg", "modifiers"];
const COLOUR_KEYS: [&str; 2] = ["rgb", "sixteen"];

/// The line something stands on; nothing when it stands in the file extended.
pub(super) type Place = Option<usize>;

/// Where a colour is from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// The terminal's own.
    Terminal,
    /// The palette.
    Palette(String),
    /// Itself.
    Rgb(Rgb),
}

/// Which of the sixteen stands in for a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Few {
    /// The terminal's own.
    Terminal,
    /// This one.
    Named(Named),
}

/// A colour as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tint {
    pub source: Source,
    /// Nothing when it is left to lifeboat.
    pub sixteen: Option<Few>,
    pub place: Place,
}

/// A role as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub given: bool,
    pub foreground: Option<Tint>,
    pub background: Option<Tint>,
    pub modifiers: Option<(Modifier, Place)>,
}

/// A theme as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    extends: Option<Scheme>,
    pub ground: Option<(Rgb, Place)>,
    pub ink: Option<(Rgb, Place)>,
    contrast: Option<f64>,
    pub palette: BTreeMap<String, Tint>,
    roles: BTreeMap<&'static str, Entry>,
}

/// Reads a theme. `file` is what messages call it.
///
/// # Errors
/// When something in it is wrong: every fault with its line.
pub(super) fn read(text: &str, file: &str) -> Result<Sheet, Faults> {
    let mut page = Page::new(text, file);
    let sheet = if text.len() > LONGEST_FILE {
        page.wrong(
            1,
            format!("longer than {LONGEST_FILE} bytes: this is no theme"),
        );
        None
    } else {
        whole(&mut page).and_then(|document| sheet::made_of(&document, &mut page))
    };
    match (sheet, page.faults()) {
        (Some(sheet), faults) if faults.is_empty() => Ok(sheet),
        (_, faults) => Err(Faults(faults)),
    }
}

/// The file with what it extends; nothing when it has faults.
fn whole(page: &mut Page<'_>) -> Option<Document> {
    let mut document = Reader { page, own: true }.document()?;
    if let Some(scheme) = document.extends {
        let mut under = Page::new(scheme.text(), scheme.word());
        let mut reader = Reader {
            page: &mut under,
            own: false,
        };
        document = document.over(reader.document()?);
    } else {
        for role in Role::ALL
            .into_iter()
            .filter(|role| !document.entry(*role).given)
        {
            page.wrong(
                1,
                format!(
                    "`{}` is missing in [roles]: {} Write it, or say what this theme extends, \
                     like `extends = \"dark\"`",
                    role.word(),
                    role.about()
                ),
            );
        }
    }
    Some(document)
}

impl Document {
    /// What is written of a role.
    pub fn entry(&self, role: Role) -> Entry {
        self.roles.get(role.word()).cloned().unwrap_or_default()
    }

    /// The least contrast it asks for.
    pub fn contrast(&self) -> f64 {
        self.contrast.unwrap_or(LEAST_CONTRAST)
    }

    /// This one laid over the one it extends.
    fn over(self, mut under: Self) -> Self {
        under.ground = self.ground.or(under.ground);
        under.ink = self.ink.or(under.ink);
        under.contrast = self.contrast.or(under.contrast);
        under.palette.extend(self.palette);
        for (role, entry) in self.roles {
            let place = under.roles.entry(role).or_default();
            place.foreground = entry.foreground.or(place.foreground.take());
            place.background = entry.background.or(place.background.take());
            place.modifiers = entry.modifiers.or(place.modifiers);
        }
        under
    }
}

struct Reader<'p, 'a> {
    page: &'p mut Page<'a>,
    own: bool,
}

impl Reader<'_, '_> {
    /// Everything that is written; nothing when something of it is wrong.
    fn document(&mut self) -> Option<Document> {
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
