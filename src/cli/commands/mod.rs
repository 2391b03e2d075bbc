//! One file for each command that is more than a line.

#[cfg(feature = "operate")]
mod act;
mod action;
mod console;
mod declare;
mod doctor;
mod iam;
mod init;
mod journal;
mod plan_doc;
mod runbook;
mod scenario;
#[cfg(feature = "operate")]
mod settle;
mod shot;
mod sim;
mod status;
mod theme;
mod walk;

use super::arguments::{
    Arguments, Command, PlanCommand, ScenarioCommand, SimCommand, ThemeCommand,
};
use super::exit::Exit;
use super::failure::Refusal;
use super::session;
use clap::CommandFactory;
use std::io::{self, Write};

/// Runs the command that was asked for, or the console.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    if let Some(wrong) = arguments.simulates_nothing() {
        return Err(Refusal::Usage(wrong));
    }
    match &arguments.command {
        None | Some(Command::Demo) => console::run(arguments),
        Some(Command::Status(how)) => status::run(arguments, how),
        Some(Command::Init(how)) => init::run(arguments, how),
        Some(Command::Doctor) => doctor::run(arguments),
        Some(Command::Plan(PlanCommand::Check)) => {
            let plan = session::read_plan(arguments)?;
            print(&format!(
                "{}: sound; {} stores, {} records, {} tiers\n",
                plan.name,
                plan.stores.len(),
                plan.records.len(),
                plan.tiers.len()
            ))
        }
        Some(Command::Plan(PlanCommand::Schema)) => print_json(&crate::plan::schema()),
        Some(Command::Plan(PlanCommand::Doc(how))) => plan_doc::run(arguments, how),
        Some(Command::Declare(word)) => declare::run(arguments, word),
        Some(Command::Action(command)) => action::run(arguments, command),
        Some(Command::Journal(command)) => journal::run(arguments, command),
        Some(Command::Runbook(command)) => runbook::run(arguments, command),
        Some(Command::Shot(how)) => shot::run(arguments, how),
        Some(Command::Scenario(ScenarioCommand::List)) => scenario::list(),
        Some(Command::Scenario(ScenarioCommand::Check { file })) => scenario::check(file),
        Some(Command::Theme(ThemeCommand::List)) => theme::list(),
        Some(Command::Theme(ThemeCommand::Show { name })) => theme::show(name),
        Some(Command::Sim(SimCommand::Serve(how))) => sim::serve(arguments, how),
        Some(Command::Iam { operate: false }) => iam::watching(arguments),
        Some(Command::Iam { operate: true }) => iam::operating(arguments),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "lifeboat", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
    }
}

/// Prints to standard output. That the reader has gone, as `head` does, is no
/// failure.
fn print(text: &str) -> Result<Exit, Refusal> {
    tell(&mut io::stdout().lock(), text)?;
    Ok(Exit::Done)
}

/// Whether anybody reads what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Listens,
    HasGone,
}

/// Writes and says whether anybody still reads.
fn tell(out: &mut impl Write, text: &str) -> io::Result<Reader> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::Listens),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::HasGone),
        Err(error) => Err(error),
    }
}

fn print_json(value: &impl serde::Serialize) -> Result<Exit, Refusal> {
    let mut text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
    text.push('\n');
    print(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe of which the other end was closed, or a disk without room.
    struct Fails(io::ErrorKind);

    impl Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn that_the_reader_has_gone_is_told_and_a_full_disk_is_a_failure() {
        let mut text = Vec::new();
        assert!(matches!(tell(&mut text, "a line\n"), Ok(Reader::Listens)));
        assert_eq!(text, b"a line\n");
        let gone = tell(&mut Fails(io::ErrorKind::BrokenPipe), "a line\n");
        assert!(matches!(gone, Ok(Reader::HasGone)));
        assert!(tell(&mut Fails(io::ErrorKind::StorageFull), "a line\n").is_err());
    }
}
