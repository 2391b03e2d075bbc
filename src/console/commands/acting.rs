//! Commands of guarded actions. None of them changes anything in AWS: a window
//! is opened or closed, a review is opened, and only its phrase confirms.

use super::{Chord, Command, Ran};
use crate::act::{ACTIONS, ActionEntry, Deed, Settings, Window, action_named, target_named};
use crate::console::acting::catalogue::{self, Catalogue};
use crate::console::acting::{dialog, sight};
use crate::console::glance;
use crate::console::model::{Model, Over, Tone};
use crate::console::update::Effect;
use crate::console::walking::hear;
use crate::terms::fault::unknown;
use crate::terms::{OutsideText, Span, clock_time};

pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::new("act", "list what can be done, or review it", act)
            .keys([Chord::letter('a')])
            .takes("[NAME [TARGET [SETTING=VALUE…]]]")
            .hint("act")
            .when(|model| !glance::another_account(model)),
        Command::new("arm", "open the window for actions", arm)
            .takes("REASON [--incident ID] [--for 15m]")
            .when(|model| !glance::another_account(model)),
        Command::new("disarm", "close the window: only look again", |model, _| {
            disarm(model)
        }),
        Command::new(
            "override",
            "in a review: override what blocks",
            |model, _| dialog::begin_override(model).map(|()| Vec::new()),
        )
        .keys([Chord::letter('o')])
        .hint("override")
        .in_reviews()
        .when(dialog::takes_letters),
        Command::new(
            "copy-command",
            "in a review: copy the aws command",
            |model, _| copy(model),
        )
        .keys([Chord::letter('c')])
        .hint("copy the command")
        .in_reviews()
        .when(dialog::takes_letters),
    ]
}

fn act(model: &mut Model, arguments: &str) -> Ran {
    let arguments = arguments.trim();
    let (name, rest) = arguments.split_once(' ').unwrap_or((arguments, ""));
    if name.is_empty() {
        if let Some(ran) = hear::review(model) {
            return ran;
        }
        model.over = Over::Catalogue(Catalogue::default());
        return Ok(Vec::new());
    }
    let action = action(name)?;
    let rest = rest.trim();
    if rest.is_empty() {
        model.over = Over::Catalogue(Catalogue::narrowed(action.name));
        return Ok(Vec::new());
    }
    let (target, settings) = rest.split_once(' ').unwrap_or((rest, ""));
    let settings = read_settings(action, settings)?;
    let target = target_named(&sight(model), action, target).map_err(|why| why.to_string())?;
    catalogue::review(model, action, &target, &settings)?;
    Ok(Vec::new())
}

fn action(name: &str) -> Result<&'static ActionEntry, String> {
    action_named(name).ok_or_else(|| {
        let names: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
        let mut begun = names.iter().filter(|known| known.starts_with(name));
        match (begun.next(), begun.next()) {
            (Some(only), None) => format!("`{name}` is no action (did you mean `{only}`?)"),
            _ => unknown(name, "action", &names),
        }
    })
}

/// Reads `NAME=VALUE NAME=VALUE`: a value goes on until the next setting.
fn read_settings(action: &ActionEntry, typed: &str) -> Result<Settings, String> {
    let mut settings = Settings::new();
    let mut last: Option<String> = None;
    for word in typed.split_whitespace() {
        let pair = word.split_once('=').filter(|(name, _)| {
            last.is_none() || action.settings.iter().any(|known| known.name == *name)
        });
        match (pair, &last) {
            (Some((name, value)), _) => {
                if settings.insert(name.to_owned(), value.to_owned()).is_some() {
                    return Err(format!("`{name}` is given twice"));
                }
                last = Some(name.to_owned());
            }
            (None, Some(name)) => {
                if let Some(value) = settings.get_mut(name) {
                    value.push(' ');
                    value.push_str(word);
                }
            }
            (None, None) => {
                return Err(format!("`{word}` is no setting; write NAME=VALUE"));
            }
        }
    }
    Ok(settings)
}

fn arm(model: &mut Model, arguments: &str) -> Ran {
    if !model.acting.standing.can_act {
        return Err(
            "not armed: this build only reads, it has no code that acts; one built with \
             `operate` has"
                .to_owned(),
        );
    }
    if let Some(window) = model.open_window() {
        let until = clock_time(window.until);
        return Err(format!("armed already, until {until}; `:disarm` closes it"));
    }
    let mut reason: Vec<&str> = Vec::new();
    let (mut incident, mut length) = (None, None);
    let mut words = arguments.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--incident" if incident.is_none() => {
                let id = words.next().ok_or("`--incident` has a value")?;
                incident = Some(OutsideText::new(id));
            }
            "--for" if length.is_none() => {
                let text = words.next().ok_or("`--for` has a value, like 15m")?;
                length = Some(Span::parse(text).map_err(|why| why.to_string())?);
            }
            "--incident" | "--for" => return Err(format!("`{word}` is given twice")),
            option if option.starts_with("--") => {
                return Err(format!(
                    "`{option}` is not an option; there are --incident, --for"
                ));
            }
            word => reason.push(word),
        }
    }
    let reason = reason.join(" ");
    // Whether it would open is told before anyone is bothered with it.
    Window::open(&reason, incident.clone(), length, model.now)
        .map_err(|why| format!("not armed: {why}"))?;
    model.tell(
        Tone::Done,
        "asked for the window; the header says when it is open",
    );
    Ok(vec![Effect::Arm {
        reason,
        incident,
        length,
    }])
}

fn disarm(model: &mut Model) -> Ran {
    if model.acting.standing.window.is_none() {
        return Err("not armed: there is nothing to close".to_owned());
    }
    Ok(vec![Effect::Disarm {
        why: "by the operator".to_owned(),
    }])
}

fn copy(model: &Model) -> Ran {
    let Over::Review(dialog) = &model.over else {
        return Err("no review is open".to_owned());
    };
    match &dialog.review.proposal().prepared.deed {
        Deed::Send(mutation) => Ok(vec![Effect::Copy(mutation.shell())]),
        Deed::Record(_) => Err("nothing is sent: there is no command for it".to_owned()),
    }
}

/// What may follow on the command line, where it is of an action: `None` for
/// other commands.
pub(in crate::console) fn completions(model: &Model, before: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = before.split_whitespace().collect();
    Some(match words.as_slice() {
        ["act"] => ACTIONS
            .iter()
            .map(|action| action.name.to_owned())
            .collect(),
        ["act", name] => {
            let action = action_named(name)?;
            let targets = (action.targets)(&sight(model));
            targets.iter().map(catalogue::written).collect()
        }
        ["act", ..] => Vec::new(),
        ["arm", ..] => ["--incident", "--for"].map(str::to_owned).into(),
        _ => return None,
    })
}
