//! Escape sequences that ask the terminal for more than to draw: its clipboard,
//! its notification. What is between this program and the terminal may swallow
//! them, so they are wrapped for it.

use crate::terms::OutsideText;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// How much base64 a terminal takes in one OSC 52, bytes: what xterm's buffer
/// and those modelled on it hold.
const MOST_BASE64: usize = 74_994;

/// How much GNU screen passes through at once, bytes: it has a buffer of 768,
/// its own wrapping included.
const MOST_FOR_SCREEN: usize = 512;

/// What stands between this program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// Nothing that we know of.
    Nothing,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
    /// The Linux console, or what calls itself dumb: it would print what it does
    /// not know.
    Plain,
}

/// Why a text was not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCopied {
    /// No terminal takes so much.
    #[error("not copied: {length} bytes is more than a terminal takes ({most}); export it instead", most = MOST_BASE64 / 4 * 3)]
    TooLong {
        /// The length of the text, bytes.
        length: usize,
    },
    /// This terminal has no clipboard.
    #[error("not copied: this terminal has no clipboard; export it instead")]
    NoClipboard,
}

impl Between {
    /// What the environment says. tmux sets `TMUX`, screen sets `STY`; inside of
    /// tmux inside of screen, or the other way round, the inner one is not told
    /// apart by either, but `TERM` is the inner one's.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        if term == "linux" || term == "dumb" {
            return Self::Plain;
        }
        match (set("TMUX").is_some(), set("STY").is_some()) {
            (true, true) if term.starts_with("screen") => Self::Screen,
            (true, _) => Self::Tmux,
            (false, true) => Self::Screen,
            (false, false) => Self::Nothing,
        }
    }

    /// What puts a text into the terminal's clipboard. The text is cleaned, and
    /// is one line: pasted into a shell it does not run by itself.
    ///
    /// # Errors
    /// When the terminal would not take it.
    pub fn copy(self, text: &str) -> Result<String, NotCopied> {
        self.put(&cleaned(text))
    }

    /// What puts lines of text into the terminal's clipboard. Each is cleaned; they
    /// are for people to read, and never for a shell.
    ///
    /// # Errors
    /// When the terminal would not take it.
    pub fn copy_lines(self, lines: &[String]) -> Result<String, NotCopied> {
        let lines: Vec<String> = lines.iter().map(|line| cleaned(line)).collect();
        self.put(&lines.join("\n"))
    }

    /// The same for a text that is cleaned already.
    fn put(self, cleaned: &str) -> Result<String, NotCopied> {
        if self == Self::Plain {
            return Err(NotCopied::NoClipboard);
        }
        let encoded = STANDARD.encode(cleaned);
        if encoded.len() > MOST_BASE64 {
            return Err(NotCopied::TooLong {
                length: cleaned.len(),
            });
        }
        let sequence = format!("\u{1b}]52;c;{encoded}\u{1b}\\");
        Ok(match self {
            // tmux takes the bare one where `set-clipboard` is on, and passes
            // the wrapped one where `allow-passthrough` is.
            Self::Tmux => format!("{}{sequence}", self.through(&sequence)),
            _ => self.through(&sequence),
        })
    }

    /// What shows a text as the terminal's notification, and rings its bell.
    #[must_use]
    pub fn notify(self, text: &str) -> String {
        let sequence = format!("\u{1b}]9;{}\u{1b}\\", cleaned(text));
        // The bell is tmux's and screen's own business: they mark the window.
        format!("\u{7}{}", self.through(&sequence))
    }

    /// What names the terminal's window. Nothing passes it through: the title
    /// inside of tmux or screen is theirs to show.
    #[must_use]
    pub fn title(self, text: &str) -> String {
        if self == Self::Plain {
            return String::new();
        }
        format!("\u{1b}]2;{}\u{1b}\\", cleaned(text))
    }

    fn through(self, sequence: &str) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Nothing => sequence.to_owned(),
            Self::Tmux => {
                let doubled = sequence.replace('\u{1b}', "\u{1b}\u{1b}");
                format!("\u{1b}Ptmux;{doubled}\u{1b}\\")
            }
            Self::Screen => {
                // The end of what is wrapped would end the wrapping: a bell ends
                // it as well.
                let ended = sequence.strip_suffix("\u{1b}\\").unwrap_or(sequence);
                let characters: Vec<char> = ended.chars().chain(['\u{7}']).collect();
                characters
                    .chunks(MOST_FOR_SCREEN / 4)
                    .map(|part| format!("\u{1b}P{}\u{1b}\\", String::from_iter(part)))
                    .collect()
            }
        }
    }
}

/// A text of any length in one line, without what a terminal would obey.
fn cleaned(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(256)
        .map(|part| OutsideText::from(String::from_iter(part)).to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Between {
        Between::from_environment(|name| {
            let pair = pairs.iter().find(|(it, _)| *it == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_inner_one_of_tmux_and_screen_is_spoken_to() {
        let tmux = ("TMUX", "/tmp/tmux-1000/default,1,0");
        let screen = ("STY", "1.pts-0.host");
        assert_eq!(environment(&[]), Between::Nothing);
        assert_eq!(environment(&[("TERM", "linux")]), Between::Plain);
        assert_eq!(environment(&[("TMUX", "")]), Between::Nothing);
        assert_eq!(environment(&[tmux]), Between::Tmux);
        assert_eq!(environment(&[screen]), Between::Screen);
        let term = ("TERM", "screen.xterm-256color");
        assert_eq!(environment(&[tmux, screen, term]), Between::Screen);
        let term = ("TERM", "tmux-256color");
        assert_eq!(environment(&[tmux, screen, term]), Between::Tmux);
    }

    #[test]
    fn an_arn_goes_to_the_clipboard_bare_and_through_tmux() {
        let bare = "\u{1b}]52;c;YXJuOmF3cw==\u{1b}\\";
        assert_eq!(Between::Nothing.copy("arn:aws").as_deref(), Ok(bare));
        let wrapped = "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;YXJuOmF3cw==\u{1b}\u{1b}\\\u{1b}\\";
        let both = format!("{wrapped}{bare}");
        assert_eq!(Between::Tmux.copy("arn:aws"), Ok(both));
    }

    #[test]
    fn screen_gets_it_in_parts_it_has_room_for() {
        let sequence = Between::Screen.copy(&"x".repeat(3_000)).unwrap();
        let mut joined = String::new();
        for part in sequence.split_inclusive("\u{1b}\\") {
            assert!(part.len() <= MOST_FOR_SCREEN, "{}", part.len());
            let inner = part.strip_prefix("\u{1b}P").unwrap();
            joined.push_str(inner.strip_suffix("\u{1b}\\").unwrap());
        }
        let encoded = STANDARD.encode("x".repeat(3_000));
        assert_eq!(joined, format!("\u{1b}]52;c;{encoded}\u{7}"));
    }

    #[test]
    fn what_is_copied_runs_nothing_when_it_is_pasted() {
        let sequence = Between::Nothing.copy("name\r\nrm -rf ~\u{1b}[2J").unwrap();
        let encoded = STANDARD.encode("name��rm -rf ~�[2J");
        assert_eq!(sequence, format!("\u{1b}]52;c;{encoded}\u{1b}\\"));
    }

    #[test]
    fn a_terminal_that_would_print_what_it_does_not_know_gets_the_bell_alone() {
        let plain = Between::Plain;
        assert_eq!(plain.copy("arn"), Err(NotCopied::NoClipboard));
        assert_eq!(
            (plain.notify("shop"), plain.title("shop")),
            ("\u{7}".to_owned(), String::new())
        );
    }

    #[test]
    fn a_text_is_copied_whole_or_not_at_all() {
        let most = MOST_BASE64 / 4 * 3;
        assert!(Between::Nothing.copy(&"x".repeat(most)).is_ok());
        let refused = Between::Nothing.copy(&"x".repeat(most + 1));
        assert_eq!(refused, Err(NotCopied::TooLong { length: most + 1 }));
    }

    #[test]
    fn a_name_cannot_end_a_notification_or_a_title() {
        assert_eq!(
            Between::Nothing.notify("shop\u{7}\u{1b}\\\u{9c}x"),
            "\u{7}\u{1b}]9;shop��\\�x\u{1b}\\"
        );
        assert_eq!(
            Between::Nothing.title("shop\u{7}x"),
            "\u{1b}]2;shop�x\u{1b}\\"
        );
    }
}
