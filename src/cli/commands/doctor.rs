//! `lifeboat doctor`: what it stands on.

use crate::aws::Setting;
use crate::cli::arguments::Arguments;
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look;
use crate::cli::preferences::Appearance;
use crate::cli::session::{Pace, Session, runtime};
use crate::cli::state::StateFolder;
use crate::report::{Doctor, doctor};
use crate::terms::{Known, Unknown};

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let runtime = runtime(arguments, Pace::Virtual)?;
    let done = runtime.block_on(async {
        let session = Session::open(arguments).await?;
        let credentials_expire = match session.door.credentials_expiry().await {
            Ok(expiry) => Known::Known(expiry),
            Err(failure) => Known::Unknown(Unknown::Failed(failure.to_string().into())),
        };
        let mut settings = vec![(
            "plan".to_owned(),
            session.plan.name.clone(),
            if arguments.demo {
                "the demo".to_owned()
            } else {
                arguments.plan.display().to_string()
            },
        )];
        settings.extend(session.door.settings().into_iter().map(
            |Setting {
                 name,
                 value,
                 origin,
             }| (name, value.to_string(), origin),
        ));
        let appearance = Appearance::of(arguments);
        for trouble in &appearance.troubles {
            eprintln!("lifeboat: {trouble}");
        }
        if let Some((_, Some(trouble))) = session.state.as_ref().map(StateFolder::orders) {
            eprintln!("lifeboat: {trouble}");
        }
        settings.extend(appearance.settings);
        let page = Doctor {
            settings,
            credentials_expire,
        };
        // Whatever is wrong with the identity is what the doctor is asked for.
        let looked = look::unguarded(&session).await;
        let (text, well) = doctor(&looked.report(&session), &page);
        super::print(&text)?;
        Ok(
            match (
                look::identity(&session, &looked.estate),
                looked.exit(),
                well,
            ) {
                (Err(refusal), _, _) => {
                    eprintln!("lifeboat: {refusal}");
                    refusal.exit()
                }
                (_, Exit::Unreachable, _) => Exit::Unreachable,
                _ => Exit::Done,
            },
        )
    });
    runtime.shutdown_background();
    done
}
