//! The plan's `verdict_hook`: a command of the team's own, run when the verdict
//! changes. Without a shell, with what is to be told in its environment, and
//! never two at once.

use crate::console::{Alert, Answer, Tone};
use crate::terms::OutsideText;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// How long the command may run.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked whether the command has ended.
const LOOK: Duration = Duration::from_millis(50);

/// Runs the command for the alerts that come. One that comes while the command
/// runs waits for its end, and the latest is the one that is told: the word
/// that stands is what counts.
#[derive(Debug)]
pub struct Hook {
    latest: watch::Sender<Option<Alert>>,
}

impl Hook {
    /// A hook that runs `command`, a program and its arguments; `None` when the
    /// plan names none. What goes wrong is told to `answers`.
    #[must_use]
    pub fn start(command: &[String], answers: mpsc::Sender<Answer>) -> Option<Self> {
        let (program, arguments) = command.split_first()?;
        let (program, arguments) = (program.clone(), arguments.to_vec());
        let (latest, mut alerts) = watch::channel(None::<Alert>);
        tokio::spawn(async move {
            while alerts.changed().await.is_ok() {
                let Some(alert) = alerts.borrow_and_update().clone() else {
                    continue;
                };
                let (program, arguments) = (program.clone(), arguments.clone());
                let ran = tokio::task::spawn_blocking(move || {
                    run(&program, &arguments, &alert, PATIENCE).map_err(|why| (program, why))
                });
                let Ok(Err((program, why))) = ran.await else {
                    continue;
                };
                let told = format!("verdict_hook: {}: {why}", OutsideText::new(&program));
                if answers
                    .send(Answer::Notice(Tone::Wrong, told))
                    .await
                    .is_err()
                {
                    return;
                }
            }
        });
        Some(Self { latest })
    }

    /// Tells an alert, now or when the command has ended.
    pub fn tell(&self, alert: Alert) {
        self.latest.send_replace(Some(alert));
    }
}

/// Runs the command once and waits for its end; says what went wrong.
fn run(
    program: &str,
    arguments: &[String],
    alert: &Alert,
    patience: Duration,
) -> Result<(), String> {
    let mut child = spawn(program, arguments, alert).map_err(|error| error.to_string())?;
    let status = wait(&mut child, patience).map_err(|error| error.to_string())?;
    match status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("ended with {status}")),
        None => Err(format!(
            "stopped, since it ran for more than {} s",
            patience.as_secs()
        )),
    }
}

fn spawn(program: &str, arguments: &[String], alert: &Alert) -> io::Result<Child> {
    let cleaned = |text: &str| OutsideText::new(text).to_string();
    Command::new(program)
        .args(arguments)
        .env("LIFEBOAT_VERDICT", alert.is.word())
        .env("LIFEBOAT_WAS", alert.was.word())
        .env("LIFEBOAT_PLAN", cleaned(&alert.plan))
        .env("LIFEBOAT_REASON", cleaned(&alert.reason))
        .env("LIFEBOAT_SIMULATED", alert.simulated.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Keys that mean an interruption or a stop are not meant for it.
        .process_group(0)
        .spawn()
}

/// Waits for the end of the command; `None` when it had to be stopped.
fn wait(child: &mut Child, patience: Duration) -> io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= patience {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::VerdictState;

    fn alert(reason: &str) -> Alert {
        Alert {
            plan: "shop".to_owned(),
            was: VerdictState::Ready,
            is: VerdictState::Breached,
            reason: reason.to_owned(),
            simulated: false,
        }
    }

    fn sh(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_command_is_told_what_changed_in_its_environment() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("told");
        let script = format!(
            "echo \"$LIFEBOAT_WAS|$LIFEBOAT_VERDICT|$LIFEBOAT_PLAN|$LIFEBOAT_REASON|$LIFEBOAT_SIMULATED\" > '{}'",
            file.display()
        );
        let command = sh(&script);
        let ran = run("sh", &command[1..], &alert("media: $(reboot)\n"), PATIENCE);
        assert_eq!(ran, Ok(()));
        let told = std::fs::read_to_string(file).expect("it was told");
        assert_eq!(told, "READY|BREACHED|shop|media: $(reboot)�|false\n");
    }

    #[test]
    fn what_goes_wrong_is_said() {
        let command = sh("exit 3");
        let ran = run("sh", &command[1..], &alert(""), PATIENCE);
        assert_eq!(ran, Err("ended with exit status: 3".to_owned()));
        assert!(run("/nowhere/page", &[], &alert(""), PATIENCE).is_err());
        let command = sh("sleep 60");
        let ran = run("sh", &command[1..], &alert(""), Duration::ZERO);
        assert!(ran.is_err_and(|why| why.contains("stopped")));
    }

    #[tokio::test]
    async fn of_what_comes_while_the_command_runs_the_latest_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        // Each run tells its reason, and the first waits to be let go.
        let script = format!(
            "cd '{}'; echo \"$LIFEBOAT_REASON\" >> told; test -e go || {{ : > began; until test -e go; do sleep 0.01; done; }}; test \"$LIFEBOAT_REASON\" != last || exit 7",
            folder.path().display()
        );
        let (answers, mut answered) = mpsc::channel(1);
        let hook = Hook::start(&sh(&script), answers).expect("a command is named");
        hook.tell(alert("first"));
        while !at("began").exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for reason in ["second", "third", "last"] {
            hook.tell(alert(reason));
        }
        std::fs::write(at("go"), "").expect("it is let go");
        let answer = answered.recv().await;
        let Some(Answer::Notice(Tone::Wrong, told)) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(told, "verdict_hook: sh: ended with exit status: 7");
        let told = std::fs::read_to_string(at("told")).expect("it was told");
        assert_eq!(told, "first\nlast\n");
    }

    #[test]
    fn a_plan_without_a_command_has_no_hook() {
        let (answers, _) = mpsc::channel(1);
        assert!(Hook::start(&[], answers).is_none());
    }
}
