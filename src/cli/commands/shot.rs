//! `lifeboat shot`: a screen, drawn without a terminal.

use crate::cli::arguments::{Arguments, ShotArguments, ShotFormat};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look::look;
use crate::cli::preferences::Appearance;
use crate::cli::session::{Pace, Session, runtime};
use crate::console::look::{Characters, Look};
use crate::console::screens::SCREENS;
use crate::console::theme::Depth;
use crate::console::{self, Answer, Format, Message, Model};
use std::sync::Arc;

/// The smallest and largest pictures drawn, columns or rows.
const SIZES: std::ops::RangeInclusive<u16> = 1..=500;

pub(super) fn run(arguments: &Arguments, how: &ShotArguments) -> Result<Exit, Refusal> {
    let (columns, rows) = size(&how.size)?;
    let Some(screen) = SCREENS.iter().find(|screen| screen.name == how.screen) else {
        let screens: Vec<&str> = SCREENS.iter().map(|screen| screen.name).collect();
        let asked = crate::terms::OutsideText::new(&how.screen);
        let text = format!(
            "there is no screen `{asked}`; there is: {}",
            screens.join(", ")
        );
        return Err(Refusal::Usage(text));
    };
    let format = match how.format {
        ShotFormat::Text => Format::Text,
        ShotFormat::Ansi => Format::Ansi,
        ShotFormat::Svg => Format::Svg,
    };
    let runtime = runtime(arguments, Pace::Virtual)?;
    let done = runtime.block_on(async {
        let session = Session::open(arguments).await?;
        let looked = look(&session).await?;
        let appearance = Appearance::of(arguments);
        for trouble in &appearance.troubles {
            eprintln!("lifeboat: {trouble}");
        }
        let mut shown =
            super::console::session(&appearance, session.simulated, session.scenario.clone());
        if let Some(terminal) = &how.terminal {
            let named = Look::from_environment(|name| match name {
                "TERM" => Some(terminal.clone()),
                "LANG" => Some("C.UTF-8".to_owned()),
                _ => None,
            });
            shown.look.theme.depth = named.theme.depth;
            shown.look.characters = named.characters;
        } else if how.format != ShotFormat::Text {
            // A picture has every colour and character, whatever this terminal has.
            shown.look.theme.depth = Depth::True;
            shown.look.characters = if arguments.ascii {
                Characters::Ascii
            } else {
                Characters::Unicode
            };
        }
        let plan = Arc::clone(&session.plan);
        let mut model = Model::new(shown, plan, looked.estate, looked.now);
        let (sheets, trouble) = session.shelf.sheets(&session.plan);
        let count = sheets.len();
        let runbooks = Answer::Runbooks { sheets, trouble };
        console::update(&mut model, Message::Answered(runbooks), looked.now);
        // One is held against what is seen at a time.
        for _ in 0..count {
            console::update(&mut model, Message::Ticked, looked.now);
        }
        console::update(&mut model, Message::Resized(columns, rows), looked.now);
        model.show(screen);
        let mut text = match how.arrived {
            Some(bytes) => console::arrived(&mut model, columns, rows, format, bytes),
            None => console::shot(&mut model, columns, rows, format),
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        super::print(&text)
    });
    runtime.shutdown_background();
    done
}

fn size(text: &str) -> Result<(u16, u16), Refusal> {
    let parsed = text.split_once('x').and_then(|(columns, rows)| {
        let (columns, rows) = (columns.parse().ok()?, rows.parse().ok()?);
        (SIZES.contains(&columns) && SIZES.contains(&rows)).then_some((columns, rows))
    });
    parsed.ok_or_else(|| {
        let text = crate::terms::OutsideText::new(text);
        Refusal::Usage(format!(
            "`{text}` is no size: write columns and rows, like `120x40`"
        ))
    })
}
