//! What every theme has to hold, whatever it looks like.

use super::color::{BLACK, Rgb, SIXTEEN, WHITE, in_bold, indexed};
use super::*;
use ratatui::style::Color;

const PAGE: &str = include_str!("../../../docs/themes.md");

/// Roles that say how something stands: their colours say it too.
const STATES: [Role; 5] = [Role::Ok, Role::Warn, Role::Stale, Role::Unknown, Role::Bad];

/// Words of the band: they have backgrounds of their own.
const BANDS: [Role; 4] = [
    Role::BandReady,
    Role::BandAtRisk,
    Role::BandNotKnown,
    Role::BandDown,
];

fn every() -> impl Iterator<Item = (Theme, Role)> {
    Scheme::ALL.into_iter().flat_map(|scheme| {
        Depth::ALL
            .into_iter()
            .flat_map(move |depth| Role::ALL.map(|role| (Theme { scheme, depth }, role)))
    })
}

/// What terminals make of a colour: one thing, or two among the sixteen.
fn shown(color: Color) -> Vec<Rgb> {
    match color {
        Color::Rgb(r, g, b) => vec![Rgb(r, g, b)],
        Color::Indexed(index) => {
            assert!(index >= 16, "the first sixteen are the user's own");
            vec![indexed(index)]
        }
        named => {
            let found = SIXTEEN.iter().find(|other| other.color == named);
            found.unwrap().usual.to_vec()
        }
    }
}

/// The worst contrast of a style: on its own background, or on the terminal's.
fn contrast(style: Style, ground: Rgb) -> Option<f64> {
    let fore = shown(style.fg?);
    let back = style.bg.map_or_else(|| vec![ground; fore.len()], shown);
    let pairs = fore.iter().zip(&back);
    pairs.map(|(a, b)| a.contrast(*b)).min_by(f64::total_cmp)
}

#[test]
fn every_theme_of_the_program_can_be_read_and_has_every_role() {
    for scheme in Scheme::ALL {
        let read = file::read(scheme.text(), scheme.word());
        assert_eq!(read.as_ref(), Ok(scheme.sheet()), "{}", scheme.word());
        assert_eq!(Scheme::named(scheme.word()), Some(scheme));
        for role in Role::ALL {
            let line = scheme.text().lines().find(|line| {
                line.starts_with(&format!("{} = ", role.word()))
                    || *line == format!("[roles.{}]", role.word())
            });
            assert!(line.is_some(), "{}: {}", scheme.word(), role.word());
        }
    }
    for (index, role) in Role::ALL.into_iter().enumerate() {
        assert_eq!(role.index(), index);
    }
}

#[test]
fn without_colours_no_cell_is_ever_coloured() {
    for (theme, role) in every() {
        if theme.depth == Depth::None || theme.scheme == Scheme::Monochrome {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{theme:?} {role:?}");
        }
    }
}

#[test]
fn no_theme_loses_the_mark_of_production_or_of_a_simulation() {
    for (theme, role) in every().filter(|(_, role)| Role::MARKS.contains(role)) {
        let style = theme.style(role);
        let marked = style.bg.is_some() || style.add_modifier.contains(Modifier::REVERSED);
        assert!(marked, "{theme:?} {role:?}");
    }
    let bare = Sheet::bare();
    for depth in Depth::ALL {
        for role in Role::MARKS {
            let style = bare.style(role, depth);
            assert!(style.add_modifier.contains(Modifier::REVERSED));
        }
    }
}

#[test]
fn every_role_but_the_rules_can_be_read_on_its_background_and_when_selected() {
    for (theme, role) in every().filter(|(_, role)| *role != Role::Rule) {
        let sheet = theme.scheme.sheet();
        let (least, ground) = match (theme.depth, theme.scheme) {
            (Depth::Sixteen, Scheme::Light) => (3.0, WHITE),
            (Depth::Sixteen, _) => (3.0, BLACK),
            (_, Scheme::HighContrast) => (7.0, sheet.ground),
            _ => (4.5, sheet.ground),
        };
        let style = theme.style(role);
        for style in [style, theme.selected(style)] {
            if let Some(contrast) = contrast(style, ground) {
                assert!(contrast >= least, "{theme:?} {role:?}: {contrast:.2}");
            } else {
                assert_eq!(style.bg, None, "{theme:?} {role:?}: nobody knows on what");
            }
        }
    }
    for scheme in Scheme::ALL.map(Scheme::sheet) {
        assert!(scheme.ink.contrast(scheme.ground) >= 4.5);
    }
}

#[test]
fn bold_that_is_shown_as_the_brighter_colour_can_still_be_read() {
    for (theme, role) in every().filter(|(theme, _)| theme.depth == Depth::Sixteen) {
        let style = theme.style(role);
        let Some(fore) = SIXTEEN.into_iter().find(|it| Some(it.color) == style.fg) else {
            continue;
        };
        if style.add_modifier.contains(Modifier::BOLD) {
            let ground = match theme.scheme {
                Scheme::Light => WHITE,
                _ => BLACK,
            };
            let bright = style.fg(in_bold(fore).color);
            assert!(contrast(bright, ground) >= Some(3.0), "{theme:?} {role:?}");
        }
    }
}

#[test]
fn what_stands_on_the_linux_console_has_a_background_that_it_can_show() {
    for (theme, role) in every().filter(|(theme, _)| theme.depth == Depth::Sixteen) {
        let style = theme.style(role);
        let known = |color| SIXTEEN[..8].iter().any(|named| named.color == color);
        assert!(style.bg.is_none_or(known), "{theme:?} {role:?}");
    }
}

#[test]
fn the_selected_row_is_seen_at_every_depth() {
    for (theme, role) in every() {
        let style = theme.style(role);
        let selected = theme.selected(style);
        let own = style.bg.is_some() || style.add_modifier.contains(Modifier::REVERSED);
        assert!(own || selected != style, "{theme:?} {role:?}");
        if selected.bg.is_none() {
            assert_eq!(selected.fg, None, "{theme:?} {role:?}");
            assert!(selected.add_modifier.contains(Modifier::REVERSED));
        }
    }
}

/// How two colours differ to the eye, in steps of which one is just seen: CIE76.
fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
    let lab = |[r, g, b]: [f64; 3]| {
        let curve = |t: f64| {
            if t > 0.008_856 {
                t.cbrt()
            } else {
                7.787 * t + 16.0 / 116.0
            }
        };
        let x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47);
        let y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    let (a, b) = (lab(a), lab(b));
    let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
    squares.sum::<f64>().sqrt()
}

/// What the eye makes of a colour whose cones for red (protanopia) or green
/// (deuteranopia) are missing: Machado, Oliveira and Fernandes 2009.
const BLIND: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "all cones",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
];

fn seen_by(eye: [[f64; 3]; 3], rgb: Rgb) -> [f64; 3] {
    let light = rgb.linear();
    eye.map(|row| {
        let sum: f64 = row.iter().zip(light).map(|(a, b)| a * b).sum();
        sum.clamp(0.0, 1.0)
    })
}

/// The least difference between the colours of any two of these roles.
fn least_apart(scheme: Scheme, depth: Depth, roles: &[Role], eye: [[f64; 3]; 3]) -> f64 {
    let theme = Theme { scheme, depth };
    let colors: Vec<[f64; 3]> = roles
        .iter()
        .map(|role| {
            let style = theme.style(*role);
            seen_by(eye, shown(style.bg.or(style.fg).unwrap())[0])
        })
        .collect();
    let mut least = f64::MAX;
    for (at, a) in colors.iter().enumerate() {
        for b in &colors[..at] {
            least = least.min(apart(*a, *b));
        }
    }
    least
}

#[test]
fn states_differ_for_eyes_that_do_not_tell_red_from_green() {
    for depth in [Depth::True, Depth::Indexed] {
        for (eye, matrix) in BLIND {
            for roles in [&STATES[..], &BANDS[..]] {
                let least = least_apart(Scheme::ColourBlind, depth, roles, matrix);
                assert!(least >= 20.0, "{depth:?} {eye} {roles:?}: {least:.1}");
            }
        }
    }
    // The measure measures: the dark theme's colours do not differ as much.
    let dark = least_apart(Scheme::Dark, Depth::True, &STATES, BLIND[2].1);
    assert!(dark < 20.0, "{dark:.1}");
}

fn own(text: &str) -> Theme {
    let scheme = Scheme::read(text, "mine.toml").unwrap_or_else(|faults| panic!("{faults}"));
    Theme {
        scheme,
        depth: Depth::True,
    }
}

#[test]
fn a_patch_changes_what_it_says_and_nothing_else() {
    let dark = Theme {
        scheme: Scheme::Dark,
        depth: Depth::True,
    };
    let own = own("extends = \"dark\"\n[roles]\nwarn = { fg = \"#ffd700\" }\n");
    assert_eq!(own.style(Role::Warn).fg, Some(Color::Rgb(0xff, 0xd7, 0)));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Warn) {
        assert_eq!(own.style(role), dark.style(role), "{role:?}");
    }
    let few = Theme {
        depth: Depth::Sixteen,
        ..own
    };
    assert_eq!(few.style(Role::Warn).fg, Some(Color::LightYellow));
}

#[test]
fn a_colour_of_the_palette_changes_every_role_that_uses_it() {
    let own = own("extends = \"dark\"\n[palette]\namber = \"#ffd700\"\n");
    let gold = Some(Color::Rgb(0xff, 0xd7, 0));
    assert_eq!(own.style(Role::Warn).fg, gold);
    assert_eq!(own.style(Role::Simulated).bg, gold);
}

#[test]
fn without_colours_a_users_theme_looks_like_the_monochrome_one() {
    let own = own("extends = \"dark\"\n[roles]\nproduction = { modifiers = [] }\n");
    let none = Theme {
        depth: Depth::None,
        ..own
    };
    let style = none.style(Role::Production);
    assert!(style.add_modifier.contains(Modifier::REVERSED));
}

/// The pairs of what is written and what is told about it.
fn examples() -> Vec<(&'static str, &'static str)> {
    let mut blocks = PAGE.split("```").skip(1).step_by(2);
    let mut pairs = Vec::new();
    while let (Some(code), Some(told)) = (blocks.next(), blocks.clone().next()) {
        if let (Some(code), Some(told)) = (code.strip_prefix("toml\n"), told.strip_prefix("text\n"))
        {
            pairs.push((code, told.trim_end()));
        }
    }
    pairs
}

#[test]
fn the_errors_shown_are_the_errors_told() {
    let pairs = examples();
    assert!(pairs.len() >= 4, "the page shows errors by example");
    for (code, told) in pairs {
        let faults = Scheme::read(code, "themes/mine.toml").unwrap_err();
        assert_eq!(faults.to_string(), told);
    }
}

#[test]
fn the_themes_shown_can_be_used() {
    let blocks = PAGE.split("```").skip(1).step_by(2);
    let whole = blocks.filter_map(|block| block.strip_prefix("toml\n"));
    let failing: Vec<&str> = examples().iter().map(|(code, _)| *code).collect();
    let mut used = 0;
    for code in whole.filter(|code| code.contains("extends") && !failing.contains(code)) {
        own(code);
        used += 1;
    }
    assert!(used >= 1, "the page shows a theme");
}

#[test]
fn the_roles_in_the_documentation_are_those_of_the_program() {
    let (_, after) = PAGE.split_once("<!-- roles: begin -->\n").unwrap();
    let (written, _) = after.split_once("<!-- roles: end -->").unwrap();
    let made = format!("\n{}\n", reference());
    assert!(
        written == made,
        "docs/themes.md is out of date; between its two markers belongs:\n{made}"
    );
}

#[test]
fn whatever_is_wrong_is_told_with_its_line() {
    let told = |text: &str| {
        let faults = Scheme::read(text, "mine.toml").unwrap_err();
        faults.to_string()
    };
    let dark = |rest: &str| told(&format!("extends = \"dark\"\n{rest}"));
    assert_eq!(
        told("extends = \"drak\"\n"),
        "mine.toml:1: `drak` is no theme of lifeboat (did you mean `dark`?)"
    );
    assert!(told("").starts_with("mine.toml:1: `text` is missing in [roles]: Evidence."));
    assert!(told("roles = {").starts_with("mine.toml:1: not TOML: "));
    assert_eq!(
        dark("[roles]\nbad = { forground = \"#ffffff\" }\n"),
        "mine.toml:3: `forground` is no key of a role; there is: fg, bg, modifiers"
    );
    assert_eq!(
        dark("[roles]\nbad = { fg = \"ambre\" }\n"),
        "mine.toml:3: bad: `ambre` is no colour of [palette] (did you mean `amber`?)"
    );
    assert_eq!(
        dark("[roles]\nbad = { modifiers = [\"blink\"] }\n"),
        "mine.toml:3: `blink` is no modifier; there is: bold, dim, underlined, reversed"
    );
    assert_eq!(
        dark("[palette]\nambre = \"#ffd700\"\n"),
        "mine.toml:3: `ambre` is no colour that a role uses (did you mean `amber`?)"
    );
    assert_eq!(
        dark("[palette]\nred = \"#1c2b41\"\n[roles.band-down]\nbg = \"#b62324\"\n"),
        "mine.toml:3: `production` is a mark that no theme loses: #1c2b41 does not stand out from \
         #0d1117\nmine.toml:3: `armed` is a mark that no theme loses: #1c2b41 does not stand out \
         from #0d1117"
    );
    assert_eq!(
        dark("[roles.simulated]\nbg = { rgb = \"amber\", sixteen = \"none\" }\n"),
        "mine.toml:3: `simulated` is a mark that no theme loses: where there are sixteen colours \
         its `bg` is not seen"
    );
    assert_eq!(
        dark("[roles.simulated]\nfg = { rgb = \"ink\", sixteen = \"yellow\" }\n"),
        "mine.toml:3: `simulated` cannot be read where there are sixteen colours: `yellow` on \
         `yellow`"
    );
    assert_eq!(
        dark("[roles]\nselected = { fg = \"none\", bg = \"none\" }\n"),
        "mine.toml:3: `selected` is not seen: give it a `bg`, or make it `reversed`"
    );
    assert_eq!(
        dark("[roles]\nwarn = { modifiers = [\"dim\"] }\n"),
        "mine.toml:3: `warn` is `dim` and coloured: choose a fainter colour instead"
    );
}
