//! The simulated AWS served from this process, and lifeboat acting on it from
//! another: what it was asked is at hand here.

use super::deeds::Deed;
use super::pty::{Console, LIFEBOAT};
use assert_cmd::cargo::CommandCargoExt;
use lifeboat::aws::MUTATIONS;
use lifeboat::cli::simulated::{Simulated, served_plan};
use lifeboat::clock::Clock;
use lifeboat::journal::{Chain, Journal};
use lifeboat::sim::serve::Sockets;
use lifeboat::sim::world::STANDBY;
use lifeboat::sim::{Fault, FaultRule, RequestOutcome, Simulator, World};
use serde_json::Value;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// How long anything may take before a test says what it saw instead. A bound
/// for a machine under load, not a measure.
const BOUND: Duration = Duration::from_secs(90);

/// The reason of every override and every run here.
const REASON: &str = "a drill";

/// A preflight that somebody read: everything that blocks is to be overridden.
#[derive(Debug, Clone)]
pub struct Read {
    /// What it is of.
    pub deed: Deed,
    /// What ties a run to it.
    pub token: String,
    overrides: Vec<String>,
}

/// A simulated AWS on sockets.
pub struct Bench {
    /// The simulation.
    pub simulated: Simulated,
    /// Its clock: the host's.
    pub clock: Clock,
    room: TempDir,
    _runtime: Runtime,
}

impl Bench {
    /// The shop of the demo, served.
    pub fn harbor() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let now = chrono::Utc::now();
        let clock = runtime.block_on(async { Clock::starting_at(now, 1.0) });
        let simulated = Simulated::of(World::harbor(7, now), &clock);
        let any = "127.0.0.1:0".parse().unwrap();
        let sockets = runtime.block_on(Sockets::bind(any, any)).unwrap();
        let room = TempDir::new().unwrap();
        let plan = served_plan(sockets.endpoint, sockets.name_server, 0);
        fs::write(room.path().join("lifeboat.toml"), plan).unwrap();
        runtime.spawn(sockets.serve(simulated.simulator().clone()));
        Self {
            simulated,
            clock,
            room,
            _runtime: runtime,
        }
    }

    /// Writes a file beside the plan.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.room.path().join(name), text).unwrap();
    }

    /// What was asked, and the world.
    pub fn simulator(&self) -> &Simulator {
        self.simulated.simulator()
    }

    /// The requests that change something, the lease's apart, and what came of them.
    pub fn mutating(&self) -> Vec<(String, RequestOutcome)> {
        let all = self.simulator().requests().into_iter();
        all.filter(|it| it.operation != "UpdateItem")
            .filter(|it| MUTATIONS.iter().any(|own| own.operation == it.operation))
            .map(|it| (it.operation, it.outcome))
            .collect()
    }

    /// How many requests of an operation were answered.
    pub fn answered(&self, operation: &str) -> usize {
        let all = self.simulator().requests();
        let answered = all.iter().filter(|it| {
            it.operation == operation && matches!(it.outcome, RequestOutcome::Answered(_))
        });
        answered.count()
    }

    /// Whether a request of an operation waits for its answer.
    pub fn waits(&self, operation: &str) -> bool {
        let all = self.simulator().requests();
        all.iter()
            .any(|it| it.operation == operation && it.outcome == RequestOutcome::InFlight)
    }

    /// From now on, what befalls an operation.
    pub fn befall(&self, operation: &str, fault: Fault) {
        self.simulator().inject(FaultRule {
            operation: Some(operation.to_owned()),
            ..FaultRule::everywhere(fault)
        });
    }

    /// From now on every answer takes so long.
    pub fn slow(&self, delay: Duration) {
        self.simulator()
            .inject(FaultRule::everywhere(Fault::Latency(delay)));
    }

    /// As if the lease of a run that was killed had run out.
    pub fn forget_lease(&self) {
        self.simulator().with_world(|world| {
            for table in world.region_mut(STANDBY).tables.values_mut() {
                table.items.clear();
            }
        });
    }
}

/// One host's home: a state folder of its own.
pub struct Desk<'a> {
    bench: &'a Bench,
    home: TempDir,
    state: PathBuf,
}

impl<'a> Desk<'a> {
    /// A home with nothing in it.
    pub fn new(bench: &'a Bench) -> Self {
        let home = TempDir::new().unwrap();
        let state = home.path().join("state");
        Self { bench, home, state }
    }

    /// A home with its state somewhere else.
    pub fn at(bench: &'a Bench, state: &Path) -> Self {
        Self {
            state: state.to_owned(),
            ..Self::new(bench)
        }
    }

    /// What is set on this host.
    fn variables(&self) -> [(&'static str, &Path); 6] {
        [
            ("PATH", Path::new("/usr/bin:/bin")),
            ("HOME", self.home.path()),
            ("XDG_STATE_HOME", &self.state),
            ("AWS_EC2_METADATA_DISABLED", Path::new("true")),
            ("AWS_ACCESS_KEY_ID", Path::new("any")),
            ("AWS_SECRET_ACCESS_KEY", Path::new("any")),
        ]
    }

    /// Lets a command be one of this host's.
    fn dressed(&self, mut command: Command) -> Command {
        command
            .env_clear()
            .envs(self.variables())
            .current_dir(self.bench.room.path());
        command
    }

    /// The console on a terminal of this host.
    pub fn console(&self) -> Console {
        let here = self.bench.room.path().display();
        let command = format!("cd {here} && exec {LIFEBOAT}");
        Console::run(120, 40, &["sh", "-c", &command], &self.variables())
    }

    /// A command of lifeboat.
    pub fn lifeboat(&self, arguments: &[&str]) -> Command {
        let mut command = self.dressed(Command::cargo_bin("lifeboat").unwrap());
        command.args(arguments);
        command
    }

    /// A preflight, read.
    pub fn preflight(&self, deed: Deed) -> Read {
        let mut command = self.lifeboat(&["action", "preflight", "-o", "json"]);
        let output = command.args(named(deed)).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{deed:?}: {}", String::from_utf8_lossy(&output.stderr)));
        let mut overrides = Vec::new();
        for check in said["checks"].as_array().unwrap() {
            let id = check["id"].as_str().unwrap();
            match check["class"].as_str().unwrap() {
                "block" => overrides.push(format!("{id}={REASON}")),
                "refuse" => assert_eq!(id, "mode", "{deed:?}: {check}"),
                _ => {}
            }
        }
        assert_eq!(said["sends"]["operation"], deed.sends, "{deed:?}");
        Read {
            deed,
            token: said["token"].as_str().unwrap().to_owned(),
            overrides,
        }
    }

    /// The arguments of the run of what was read.
    pub fn run_arguments(&self, read: &Read) -> Vec<String> {
        let mut all = vec!["action".to_owned(), "run".to_owned()];
        all.extend(named(read.deed));
        let more = ["--operate", "--reason", REASON, "--confirm", &read.token];
        all.extend(more.map(str::to_owned));
        for check in &read.overrides {
            all.extend(["--override".to_owned(), check.clone()]);
        }
        all
    }

    /// The run of what was read.
    pub fn run(&self, read: &Read) -> Output {
        let mut command = self.lifeboat(&[]);
        command.args(self.run_arguments(read)).output().unwrap()
    }

    /// The same, under a shell's limit.
    pub fn run_limited(&self, read: &Read, limit: &str) -> Output {
        let mut command = self.dressed(Command::new("sh"));
        command
            .args(["-c", &format!("{limit} && exec \"$0\" \"$@\"")])
            .arg(Command::cargo_bin("lifeboat").unwrap().get_program())
            .args(self.run_arguments(read));
        command.output().unwrap()
    }

    /// The same, begun.
    pub fn begin(&self, read: &Read) -> Begun {
        let told = self.home.path().join("told");
        let file = File::create(&told).unwrap();
        let mut command = self.lifeboat(&[]);
        command
            .args(self.run_arguments(read))
            .stdout(file.try_clone().unwrap())
            .stderr(file);
        Begun {
            child: command.spawn().unwrap(),
            told,
        }
    }

    /// A command that somebody types to, begun; it is called `name` here.
    pub fn typed(&self, name: &str, arguments: &[&str]) -> Begun {
        let told = self.home.path().join(name);
        let file = File::create(&told).unwrap();
        let mut command = self.lifeboat(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(file.try_clone().unwrap())
            .stderr(file);
        Begun {
            child: command.spawn().unwrap(),
            told,
        }
    }

    /// The folder of the plan's state, once there is one.
    pub fn folder(&self) -> Option<PathBuf> {
        let plans = fs::read_dir(self.state.join("lifeboat")).ok()?;
        let mut folders = plans.map(|entry| entry.unwrap().path());
        folders.find(|path| path.is_dir())
    }

    /// Whether the journal has a record of that kind, to its end: the kernel writes
    /// page by page, and a line that is killed in its midst is no record.
    pub fn wrote(&self, kind: &str) -> bool {
        let journal = self.folder().map(|folder| folder.join("journal.jsonl"));
        let text = journal.and_then(|path| fs::read_to_string(path).ok());
        let whole = text.as_deref().and_then(|text| text.rsplit_once('\n'));
        whole.is_some_and(|(lines, _)| lines.contains(&format!("\"kind\":\"{kind}\"")))
    }

    /// The journal, verified.
    pub fn chain(&self) -> Chain {
        Journal::read(&self.folder().unwrap()).unwrap()
    }
}

fn named(deed: Deed) -> Vec<String> {
    let mut all = vec![deed.action.to_owned(), "--target".to_owned()];
    all.push(deed.target.to_owned());
    for (name, value) in deed.settings() {
        all.extend(["--set".to_owned(), format!("{name}={value}")]);
    }
    all
}

/// A run under way.
pub struct Begun {
    child: Child,
    told: PathBuf,
}

impl Begun {
    /// Waits until something is so, while it runs.
    pub fn until(&mut self, what: &str, mut is_so: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("{status} before {what}: {}", self.told());
            }
            assert!(begun.elapsed() < BOUND, "no {what}: {}", self.told());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until it says something, while it runs.
    pub fn says(&mut self, words: &str) {
        let told = self.told.clone();
        self.until(words, || fs::read_to_string(&told).unwrap().contains(words));
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
    }

    /// What it told so far.
    pub fn told(&self) -> String {
        fs::read_to_string(&self.told).unwrap()
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(status.signal(), Some(9), "{status}: {}", self.told());
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it ends.
    pub fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.told())
    }
}
