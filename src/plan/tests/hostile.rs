//! A plan file is hostile: whatever is in it, it is read or refused in words
//! that cannot move a cursor.

use super::round_trip::plans;
use super::{SMALLEST, told};
use crate::plan::{PlanErrors, read, read_bytes, write};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

/// Every line that is shown of a refusal is made of characters that may be shown.
fn is_fit_to_be_shown(errors: &PlanErrors) -> Result<(), TestCaseError> {
    prop_assert!(!errors.problems.is_empty());
    for problem in &errors.problems {
        prop_assert!(problem.line >= 1 && problem.column >= 1);
        prop_assert!(problem.marked.end <= problem.offending.width());
        prop_assert!(problem.to_string().lines().count() <= 4);
    }
    let strange = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    prop_assert!(!errors.to_string().contains(strange));
    Ok(())
}

/// A file with some of its characters replaced, dropped or put in.
fn mangled() -> impl Strategy<Value = String> {
    let slips = prop::collection::vec((any::<prop::sample::Index>(), 0_u8..3, any::<char>()), 1..6);
    let strange = "[\\[\\]{}=\"'.,#\n\t\r\u{1b}\u{202e}0-9a-z-]";
    (plans(), slips, prop::collection::vec(strange, 6)).prop_map(|(plan, slips, strange)| {
        let mut characters: Vec<char> = write(&plan).chars().collect();
        for ((place, slip, any), strange) in slips.into_iter().zip(strange) {
            let place = place.index(characters.len());
            let strange = strange.chars().next().unwrap_or(any);
            match slip {
                0 => characters[place] = strange,
                1 => characters.insert(place, any),
                _ => drop(characters.drain(place..(place + 5).min(characters.len()))),
            }
            characters.push(strange);
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn any_text_is_a_plan_or_is_refused_in_plain_words(text in any::<String>(), file in any::<String>()) {
        if let Err(errors) = read(&text, &file) {
            is_fit_to_be_shown(&errors)?;
        }
    }

    #[test]
    fn any_bytes_are_a_plan_or_are_refused_in_plain_words(bytes in any::<Vec<u8>>()) {
        if let Err(errors) = read_bytes(&bytes, "lifeboat.toml") {
            is_fit_to_be_shown(&errors)?;
        }
    }

    #[test]
    fn anything_in_toml_s_own_letters_too(text in "([a-z]{1,3}|[\\[\\]{}=\"'.,#\n\t\r ]|[0-9]{1,4}|true|\\\\u001b|é|注){0,60}") {
        if let Err(errors) = read(&text, "lifeboat.toml") {
            is_fit_to_be_shown(&errors)?;
        }
    }

    #[test]
    fn a_mangled_plan_is_a_plan_or_is_refused_in_plain_words(text in mangled()) {
        if let Err(errors) = read(&text, "lifeboat.toml") {
            is_fit_to_be_shown(&errors)?;
        }
    }
}

#[test]
fn an_escape_sequence_in_a_key_a_value_or_a_comment_is_not_passed_on() {
    let told = told(&format!(
        "{SMALLEST}\"\\u001b[2Jx\" = 1\nzone = \"\u{202e}\" # \u{9b}2J\n"
    ));
    assert!(!told.contains(['\u{1b}', '\u{9b}', '\u{202e}']));
    assert!(told.contains("unknown key `�[2Jx` in [regions]"), "{told}");
}

#[test]
fn the_caret_stands_below_the_problem_whatever_the_line_holds() {
    let told = told(&format!(
        "{SMALLEST}[notify]\n\tverdict_hook = [\"注文\", \"é\", 1]\r\n"
    ));
    assert_eq!(
        told,
        "\
lifeboat.toml:7:29: `verdict_hook` must be a text in quotes, not an integer
 7 |  verdict_hook = [\"注文\", \"é\", 1]
   |                               ^
   = put it in quotes"
    );
}

#[test]
fn a_line_without_end_is_shown_where_it_matters() {
    let told = told(&format!(
        "{SMALLEST}[notify]\nverdict_hook = [{}, 1]\n",
        vec!["\"x\""; 10_000].join(", ")
    ));
    let lines: Vec<&str> = told.lines().collect();
    assert!(
        lines[0].starts_with("lifeboat.toml:7:50017: "),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with(" 7 | …"), "{}", lines[1]);
    assert!(lines[1].chars().count() < 60);
    let cells = |line: &str, mark: &str| line[..line.rfind(mark).unwrap()].width();
    assert_eq!(cells(lines[1], "1]"), cells(lines[2], "^"));
}

#[test]
fn ten_thousand_problems_are_told_as_a_hundred_and_a_number() {
    let keys: String = (0..10_000).map(|n| format!("key-{n} = 1\n")).collect();
    let errors = read(&format!("{keys}{SMALLEST}"), "lifeboat.toml").unwrap_err();
    assert_eq!((errors.problems.len(), errors.more), (100, 9_900));
    assert!(errors.to_string().ends_with("\n\nand 9900 more"));
}

#[test]
fn a_file_that_is_no_plan_at_all_is_not_read_to_its_end() {
    let errors = read(&"#".repeat(2 << 20), "core").unwrap_err();
    assert_eq!(
        errors.problems[0].what,
        "the file is longer than 1048576 bytes: this is not a plan"
    );
}

#[test]
fn bytes_that_are_no_text_are_told_by_their_place() {
    let told = read_bytes(b"name = \"shop\"\nenv = \"\xff\"\n", "lifeboat.toml").unwrap_err();
    assert_eq!(
        told.to_string(),
        "\
lifeboat.toml:2:8: the file is not UTF-8 text from here on
 2 | env = \"�\"
   |        ^"
    );
}

#[test]
fn a_thousand_brackets_are_an_error_and_not_the_end() {
    let told = told(&format!("{SMALLEST}deep = {}\n", "[".repeat(100_000)));
    assert!(told.starts_with("lifeboat.toml:6:"), "{}", &told[..200]);
}

#[test]
fn keys_within_keys_without_end_are_an_error_and_not_the_end() {
    let deep = vec!["a"; 200_000].join(".");
    for text in [
        format!("{SMALLEST}{deep} = 1\n"),
        format!("{SMALLEST}[{deep}]\n"),
        format!("{SMALLEST}x = {{ {deep} = 1 }}\n"),
    ] {
        assert_eq!(
            told(&text),
            "\
lifeboat.toml:1:1: keys or values are nested too deeply
 1 | name = \"shop\"
   | ^"
        );
    }
}
