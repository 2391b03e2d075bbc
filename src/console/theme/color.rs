//! Colours as numbers: what a terminal makes of its 256 and its sixteen, how far
//! two are apart, and how well one is read on the other.

use ratatui::style::Color;

/// A colour of sixteen million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Black, as terminals have it that have sixteen colours.
pub const BLACK: Rgb = Rgb(0, 0, 0);
/// White, likewise.
pub const WHITE: Rgb = Rgb(255, 255, 255);

impl Rgb {
    /// Reads `#rrggbb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self(r, g, b))
    }

    /// As terminals of sixteen million colours are told it.
    #[must_use]
    pub const fn color(self) -> Color {
        Color::Rgb(self.0, self.1, self.2)
    }

    /// As a theme file writes it.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// The red, green and blue of its light, each from 0 to 1: sRGB without its
    /// curve.
    #[must_use]
    pub fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// How bright it is, from 0 to 1: WCAG's relative luminance.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// How well one is read on the other, from 1 to 21: WCAG's contrast ratio.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// How far apart two are, for choosing the nearer: the eye's unequal
    /// weights for red, green and blue, by the mean of red.
    #[must_use]
    pub fn distance(self, other: Self) -> i64 {
        let apart = |a: u8, b: u8| i64::from(a) - i64::from(b);
        let red = (i64::from(self.0) + i64::from(other.0)) / 2;
        let (r, g, b) = (
            apart(self.0, other.0),
            apart(self.1, other.1),
            apart(self.2, other.2),
        );
        (512 + red) * r * r + 1024 * g * g + (767 - red) * b * b
    }
}

/// The indices whose colours are the same on every terminal: a cube of six
/// levels and a ramp of greys. The sixteen below them are the user's own.
pub const FIXED: std::ops::RangeInclusive<u8> = 16..=255;

/// The colour of an index of [`FIXED`].
#[must_use]
pub fn indexed(index: u8) -> Rgb {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    match index.saturating_sub(16) {
        cube @ 0..216 => Rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6)),
        grey => {
            let value = 8 + 10 * (grey - 216);
            Rgb(value, value, value)
        }
    }
}

/// One of the sixteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// What a theme file calls it.
    pub word: &'static str,
    /// What the terminal is told.
    pub color: Color,
    /// What xterm and the Linux console make of it unless they are told
    /// otherwise: the two ends of what is usual.
    pub usual: [Rgb; 2],
}

/// The sixteen in the order of their codes. The first eight can be backgrounds
/// everywhere; the Linux console has no others.
pub const SIXTEEN: [Named; 16] = [
    named("black", Color::Black, [0x00_0000, 0x00_0000]),
    named("red", Color::Red, [0xcd_0000, 0xaa_0000]),
    named("green", Color::Green, [0x00_cd00, 0x00_aa00]),
    named("yellow", Color::Yellow, [0xcd_cd00, 0xaa_5500]),
    named("blue", Color::Blue, [0x00_00ee, 0x00_00aa]),
    named("magenta", Color::Magenta, [0xcd_00cd, 0xaa_00aa]),
    named("cyan", Color::Cyan, [0x00_cdcd, 0x00_aaaa]),
    named("grey", Color::Gray, [0xe5_e5e5, 0xaa_aaaa]),
    named("dark-grey", Color::DarkGray, [0x7f_7f7f, 0x55_5555]),
    named("light-red", Color::LightRed, [0xff_0000, 0xff_5555]),
    named("light-green", Color::LightGreen, [0x00_ff00, 0x55_ff55]),
    named("light-yellow", Color::LightYellow, [0xff_ff00, 0xff_ff55]),
    named("light-blue", Color::LightBlue, [0x5c_5cff, 0x55_55ff]),
    named("light-magenta", Color::LightMagenta, [0xff_00ff, 0xff_55ff]),
    named("light-cyan", Color::LightCyan, [0x00_ffff, 0x55_ffff]),
    named("white", Color::White, [0xff_ffff, 0xff_ffff]),
];

/// How many of [`SIXTEEN`] can be backgrounds everywhere.
pub const BACKGROUNDS: usize = 8;

const fn named(word: &'static str, color: Color, [xterm, linux]: [u32; 2]) -> Named {
    Named {
        word,
        color,
        usual: [of(xterm), of(linux)],
    }
}

const fn of(value: u32) -> Rgb {
    let [_, r, g, b] = value.to_be_bytes();
    Rgb(r, g, b)
}

/// What many terminals show for a colour in bold: the bright one of its kind.
#[must_use]
pub fn in_bold(named: Named) -> Named {
    let at = SIXTEEN.iter().position(|other| *other == named);
    at.and_then(|at| SIXTEEN.get(at + BACKGROUNDS))
        .copied()
        .unwrap_or(named)
}
