//! `lifeboat shot`: a screen, drawn without a terminal.

use crate::cli::arguments::{Arguments, ShotArguments, ShotFormat};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look::look;
use crate::cli::session::{Pace, Session, runtime};
use crate::console::screens::SCREENS;
use crate::console::{self, Format, Message, Model};
use std::sync::Arc;

/// The smallest and largest pictures drawn, columns or rows.
const SIZES: std::ops::RangeInclusive<u16> = 1..=500;

pub(super) fn run(arguments: &Arguments, how: &ShotArguments) -> Result<Exit, Refusal> {
    let (columns, rows) = size(&how.size)?;
    let screens: Vec<String> = SCREENS
        .iter()
        .map(|screen| screen.title.to_lowercase())
        .collect();
    if !screens.contains(&how.screen) {
        let asked = crate::terms::OutsideText::new(&how.screen);
        let text = format!(
            "there is no screen `{asked}`; there is: {}",
            screens.join(", ")
        );
        return Err(Refusal::Usage(text));
    }
    let format = match how.format {
        ShotFormat::Text => Format::Text,
        ShotFormat::Ansi => Format::Ansi,
        ShotFormat::Svg => Format::Svg,
    };
    let runtime = runtime(arguments, Pace::Virtual)?;
    let done = runtime.block_on(async {
        let session = Session::open(arguments).await?;
        let looked = look(&session).await?;
        let mut shown = super::console::session(arguments, session.simulated);
        if how.format != ShotFormat::Text {
            shown.look = super::console::in_colour(arguments);
        }
        let plan = Arc::clone(&session.plan);
        let mut model = Model::new(shown, plan, looked.estate, looked.now);
        console::update(&mut model, Message::Resized(columns, rows), looked.now);
        let mut text = console::shot(&mut model, columns, rows, format);
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
