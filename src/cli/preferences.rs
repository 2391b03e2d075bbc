//! The preferences file and the user's themes, under
//! `$XDG_CONFIG_HOME/lifeboat`, and how things look in the end: what the command
//! line says, then the environment, then the file. Nothing in them stops the
//! console from starting: what is wrong is told and left out.

use super::arguments::Arguments;
use crate::console::Keymap;
use crate::console::look::{Characters, Look};
use crate::console::theme::{Depth, Scheme};
use crate::terms::fault::{Fault, Faults, Page, unknown};
use etcetera::BaseStrategy;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use toml::de::DeValue;

/// The preferences file, as messages call it.
const FILE: &str = "config.toml";

const KEYS: [&str; 4] = ["theme", "calm", "ascii", "keys"];

/// The folder of everything here; nothing where there is no home directory.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().ok()?;
    Some(base.config_dir().join("lifeboat"))
}

/// What the preferences file says; nothing where it says nothing.
#[derive(Debug, Default, PartialEq, Eq)]
struct Preferences {
    theme: Option<String>,
    calm: Option<bool>,
    ascii: Option<bool>,
    keymap: Keymap,
}

/// How things look, and why.
#[derive(Debug)]
pub struct Appearance {
    /// Theme, colours and characters.
    pub look: Look,
    /// Whether less is drawn.
    pub calm: bool,
    /// Which keys run which command.
    pub keymap: Keymap,
    /// What was wrong and is left out, each in a line.
    pub troubles: Vec<String>,
    /// What was chosen, and what chose it: name, value, origin.
    pub settings: Vec<(String, String, String)>,
}

impl Appearance {
    /// What the command line, the environment and the files come to.
    #[must_use]
    pub fn of(arguments: &Arguments) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        Self::chosen(arguments, variable, folder().as_deref())
    }

    /// What is wrong in one line, for where there is no room for more.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        match self.troubles.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            [first, more @ ..] => {
                let more = more.len();
                Some(format!("{first}; and {more} more: `lifeboat doctor` tells"))
            }
        }
    }

    fn chosen(
        arguments: &Arguments,
        variable: impl Fn(&str) -> Option<String>,
        folder: Option<&Path>,
    ) -> Self {
        let (preferences, mut troubles) = preferences(folder);
        let mut look = Look::from_environment(&variable);
        let asked = arguments.theme.clone().filter(|name| !name.is_empty());
        let (name, mut origin) = match (asked, preferences.theme) {
            (Some(name), _) if variable("LIFEBOAT_THEME").as_ref() == Some(&name) => {
                (name, "LIFEBOAT_THEME")
            }
            (Some(name), _) => (name, "--theme"),
            (None, Some(name)) => (name, FILE),
            (None, None) => (look.theme.scheme.word().to_owned(), "built in"),
        };
        let mut shown = name.clone();
        match scheme(&name, folder) {
            Ok(scheme) => look.theme.scheme = scheme,
            Err(why) => {
                shown = look.theme.scheme.word().to_owned();
                origin = "built in, since the one asked for cannot be used";
                troubles.insert(0, format!("the theme is {shown}: {why}"));
            }
        }
        if arguments.ascii || preferences.ascii == Some(true) {
            look.characters = Characters::Ascii;
        }
        let setting = |name: &str, value: &str, origin: &str| {
            (name.to_owned(), value.to_owned(), origin.to_owned())
        };
        let calm = arguments.calm || preferences.calm == Some(true);
        let settings = vec![
            setting("theme", &shown, origin),
            setting(
                "colours",
                colours(look.theme.depth),
                "TERM, COLORTERM, NO_COLOR",
            ),
            setting(
                "characters",
                characters(look.characters),
                match (arguments.ascii, preferences.ascii) {
                    (true, _) => "--ascii",
                    (_, Some(true)) => FILE,
                    _ => "TERM, LC_ALL, LC_CTYPE, LANG",
                },
            ),
        ];
        Self {
            look,
            calm,
            keymap: preferences.keymap,
            troubles,
            settings,
        }
    }
}

const fn colours(depth: Depth) -> &'static str {
    match depth {
        Depth::True => "sixteen million",
        Depth::Indexed => "256",
        Depth::Sixteen => "16",
        Depth::None => "none",
    }
}

const fn characters(characters: Characters) -> &'static str {
    match characters {
        Characters::Ascii => "ASCII",
        Characters::Console => "those of the Linux console",
        Characters::Unicode => "Unicode",
    }
}

/// The preferences, and what is wrong with them. Without a file there is neither.
fn preferences(folder: Option<&Path>) -> (Preferences, Vec<String>) {
    let Some(folder) = folder else {
        return (Preferences::default(), Vec::new());
    };
    match fs::read_to_string(folder.join(FILE)) {
        Ok(text) => {
            let (preferences, faults) = read(&text);
            (preferences, faults.iter().map(Fault::to_string).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            (Preferences::default(), Vec::new())
        }
        Err(error) => (Preferences::default(), vec![format!("{FILE}: {error}")]),
    }
}

fn read(text: &str) -> (Preferences, Vec<Fault>) {
    let mut page = Page::new(text, FILE);
    let mut preferences = Preferences::default();
    for (key, value) in page.parse().unwrap_or_default() {
        let line = page.line(key.span().start);
        let value = value.get_ref();
        let flag = match value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => None,
        };
        match key.get_ref().as_ref() {
            "theme" => {
                preferences.theme = value.as_str().map(str::to_owned);
                if preferences.theme.is_none() {
                    page.wrong(line, "`theme` is the name of a theme, like \"light\"");
                }
            }
            name @ ("calm" | "ascii") => {
                if flag.is_none() {
                    page.wrong(line, format!("`{name}` is `true` or `false`"));
                }
                match name {
                    "calm" => preferences.calm = flag,
                    _ => preferences.ascii = flag,
                }
            }
            "keys" => match value.as_table() {
                Some(table) => preferences.keymap = Keymap::read(table, &mut page),
                None => page.wrong(line, "`keys` is a table: `[keys]`, then `filter = \"f\"`"),
            },
            other => page.wrong(line, unknown(other, "preference", &KEYS)),
        }
    }
    (preferences, page.faults())
}

/// The theme with this name: one of the program's, or the user's own.
fn scheme(name: &str, folder: Option<&Path>) -> Result<Scheme, String> {
    if let Some(scheme) = Scheme::named(name) {
        return Ok(scheme);
    }
    let found = own_text(name, folder);
    let (file, text) = found.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let own = own_names(folder);
            let own = own.iter().map(String::as_str);
            let names: Vec<&str> = Scheme::ALL.iter().map(|it| it.word()).chain(own).collect();
            unknown(name, "theme", &names)
        }
        _ => format!("themes/{name}.toml: {error}"),
    })?;
    Scheme::read(&text, &file).map_err(|faults: Faults| faults.in_short())
}

/// The file of a theme of the user's own, as messages call it, and its text.
///
/// # Errors
/// When there is none by that name, or it cannot be read.
pub fn own_text(name: &str, folder: Option<&Path>) -> io::Result<(String, String)> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let folder = folder.filter(|_| !name.is_empty() && name.chars().all(plain));
    let folder = folder.ok_or(io::ErrorKind::NotFound)?;
    let file = format!("themes/{name}.toml");
    let text = fs::read_to_string(folder.join(&file))?;
    Ok((file, text))
}

/// The names of the user's own themes, in order. A file with the name of one of
/// the program's is none: those are always what they are.
#[must_use]
pub fn own_names(folder: Option<&Path>) -> Vec<String> {
    let entries = folder.and_then(|folder| fs::read_dir(folder.join("themes")).ok());
    let mut names: Vec<String> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let file = entry.ok()?.file_name().into_string().ok()?;
            Some(file.strip_suffix(".toml")?.to_owned())
        })
        .filter(|name| Scheme::named(name).is_none() && own_text(name, folder).is_ok())
        .collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    struct Home(tempfile::TempDir);

    impl Home {
        fn with(files: &[(&str, &str)]) -> Self {
            let home = tempfile::tempdir().unwrap();
            fs::create_dir(home.path().join("themes")).unwrap();
            for (name, text) in files {
                fs::write(home.path().join(name), text).unwrap();
            }
            Self(home)
        }

        fn chosen(&self, flags: &[&str]) -> Appearance {
            let all = ["lifeboat", "--demo"].iter().chain(flags);
            let mut arguments = Arguments::parse_from(all);
            if !flags.contains(&"--theme") {
                arguments.theme = None;
            }
            let variable = |name: &str| match name {
                "TERM" => Some("xterm-256color".to_owned()),
                "LANG" => Some("en_GB.UTF-8".to_owned()),
                _ => None,
            };
            Appearance::chosen(&arguments, variable, Some(self.0.path()))
        }
    }

    #[test]
    fn without_a_file_there_are_no_preferences_and_no_trouble() {
        let home = Home::with(&[]);
        let appearance = home.chosen(&[]);
        assert_eq!(appearance.look.theme.scheme, Scheme::Dark);
        assert!(!appearance.calm);
        assert!(appearance.troubles.is_empty());
    }

    #[test]
    fn the_command_line_goes_before_the_file() {
        let home = Home::with(&[(
            "config.toml",
            "theme = \"light\"\ncalm = true\nascii = true\n",
        )]);
        let file = home.chosen(&[]);
        assert_eq!(file.look.theme.scheme, Scheme::Light);
        assert_eq!(file.look.characters, Characters::Ascii);
        assert!(file.calm);
        let origin = ("theme".to_owned(), "light".to_owned(), FILE.to_owned());
        assert_eq!(file.settings[0], origin);
        let flag = home.chosen(&["--theme", "monochrome"]);
        assert_eq!(flag.look.theme.scheme, Scheme::Monochrome);
        assert_eq!(flag.settings[0].2, "--theme");
    }

    #[test]
    fn what_is_wrong_is_told_by_its_line_and_the_rest_is_followed() {
        let text = "calm = true\nthem = \"light\"\nascii = \"yes\"\n";
        let home = Home::with(&[("config.toml", text)]);
        let appearance = home.chosen(&[]);
        assert!(appearance.calm);
        assert_eq!(
            appearance.troubles,
            [
                "config.toml:2: `them` is no preference (did you mean `theme`?)",
                "config.toml:3: `ascii` is `true` or `false`",
            ]
        );
        let told = appearance.trouble().expect("there is");
        assert_eq!(
            told,
            "config.toml:2: `them` is no preference (did you mean `theme`?); and 1 more: \
             `lifeboat doctor` tells"
        );
    }

    #[test]
    fn a_theme_of_the_users_own_is_found_by_its_name() {
        let theme = "extends = \"dark\"\n[roles]\nwarn = { fg = \"#ffd700\" }\n";
        let home = Home::with(&[("themes/gold.toml", theme), ("themes/dark.toml", "")]);
        let appearance = home.chosen(&["--theme", "gold"]);
        assert_eq!(appearance.troubles, [""; 0]);
        assert_eq!(appearance.settings[0].1, "gold");
        assert!(matches!(appearance.look.theme.scheme, Scheme::Own(_)));
        assert_eq!(own_names(Some(home.0.path())), ["gold"]);
    }

    #[test]
    fn a_theme_that_cannot_be_used_never_stops_the_start() {
        let theme = "extends = \"dark\"\n[roles]\nproduction = { bg = \"none\" }\n";
        let home = Home::with(&[("themes/shy.toml", theme)]);
        let told = |name| {
            let appearance = home.chosen(&["--theme", name]);
            assert_eq!(appearance.look.theme.scheme, Scheme::Dark);
            appearance.troubles.concat()
        };
        assert_eq!(
            told("shy"),
            "the theme is dark: themes/shy.toml:3: `production` is a mark that no theme loses: \
             give it a `bg`, or `reversed`"
        );
        assert_eq!(
            told("lihgt"),
            "the theme is dark: `lihgt` is no theme (did you mean `light`?)"
        );
        assert_eq!(
            told("../config"),
            "the theme is dark: `../config` is no theme; there is: dark, light, high-contrast, \
             colour-blind, monochrome, shy"
        );
    }
}
