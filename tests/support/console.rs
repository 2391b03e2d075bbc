//! A console as the operator has it, in virtual time: keys go in, the screen comes out, and behind it
//! works what works behind the real one.

use super::{House, SEED, shown};
use crossterm::event::{Event, KeyEvent};
#[cfg(feature = "operate")]
use crossterm::event::{KeyCode, KeyModifiers};
use lifeboat::cli::backstage::{Ends, behind};
use lifeboat::cli::session::Session;
use lifeboat::clock::Clock;
use lifeboat::collect::Knowledge;
use lifeboat::console::{Effect, Feed, Input, Model, Surface, draw, run};
use lifeboat::terms::Span;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};

/// What the screen measures.
const SIZE: (u16, u16) = (120, 40);

/// How long anything may take before a story says what it saw instead.
#[cfg(feature = "operate")]
const PATIENCE: Span = Span::hours(2);

/// Who waits for a picture of the screen.
type Wanted = Arc<Mutex<Option<oneshot::Sender<String>>>>;

/// The operator's side of a console.
pub struct Console {
    keys: mpsc::UnboundedSender<Input>,
    taken: Arc<AtomicUsize>,
    wanted: Wanted,
    clock: Clock,
}

/// The console's side of it.
struct Glass {
    keys: mpsc::UnboundedReceiver<Input>,
    taken: Arc<AtomicUsize>,
    wanted: Wanted,
    /// Whether every key was taken that was struck before the picture was asked for.
    caught_up: bool,
}

impl Surface for Glass {
    async fn input(&mut self) -> Option<io::Result<Input>> {
        let input = self.keys.recv().await?;
        match input {
            Input::Event(Event::Key(_)) => {
                self.taken.fetch_add(1, Ordering::Relaxed);
            }
            Input::Event(Event::Resize(..)) => self.caught_up = true,
            _ => {}
        }
        Some(Ok(input))
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        // A frame that nobody looks at is not worth the time.
        if std::mem::take(&mut self.caught_up)
            && let Some(wanted) = self.wanted.lock().unwrap().take()
        {
            let _ = wanted.send(picture(model));
        }
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn copy_lines(&mut self, _: &[String]) -> io::Result<()> {
        Ok(())
    }

    fn alert(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        Ok(SIZE)
    }
}

fn picture(model: &Model) -> String {
    let (width, height) = SIZE;
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    draw(model, area, &mut buffer);
    let row = |y| {
        let cells = (0..width).map(|x| buffer[(x, y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..height).map(row).collect::<Vec<_>>().join("\n")
}

/// Runs a story in virtual time.
pub fn in_virtual_time(story: impl AsyncFnOnce()) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().unwrap();
    runtime.block_on(story());
}

/// Opens a console on a session, lets the story happen in front of it, and leaves it. What the story came
/// to is returned, and what could not be left as it should be.
pub async fn at_the_console<T>(
    house: &House,
    session: &Session,
    story: impl AsyncFnOnce(&Console) -> T,
) -> (T, Option<String>) {
    let (keys, input) = mpsc::unbounded_channel();
    let (wanted, taken) = (Wanted::default(), Arc::default());
    let console = Console {
        keys,
        taken: Arc::clone(&taken),
        wanted: Arc::clone(&wanted),
        clock: house.clock.clone(),
    };
    let mut glass = Glass {
        keys: input,
        taken,
        wanted,
        caught_up: false,
    };
    let now = house.clock.now();
    let estate = session.estate.clone();
    let known = Knowledge::of(&estate, &house.plan);
    let declared = estate.declarations().clone();
    let model = Model::new(shown(), Arc::clone(&house.plan), estate, now);
    let (see, observations) = mpsc::channel(16);
    let (effects, mut asked) = mpsc::channel(16);
    let (pass_on, orders) = mpsc::channel(16);
    let (answers, answered) = mpsc::channel(16);
    let (keep, kept) = mpsc::channel(1);
    let feed = Feed {
        observations,
        answers: answered,
        effects,
        keep,
        clock: house.clock.clone(),
    };
    let ends = Ends {
        see,
        orders,
        answers,
        kept,
    };
    // Everything but a file in the folder that a test happens to run in.
    let orders = async move {
        while let Some(effect) = asked.recv().await {
            if !matches!(effect, Effect::Export { .. }) && pass_on.send(effect).await.is_err() {
                return;
            }
        }
    };
    let shown = async move { drop(run(&mut glass, model, feed).await.unwrap()) };
    let told = async move { story(&console).await };
    let work = behind(session, known, declared, SEED, ends);
    // On the heap: together they are more than a test's stack holds.
    let (told, (), (), left) =
        tokio::join!(Box::pin(told), Box::pin(shown), orders, Box::pin(work));
    (told, left)
}

impl Console {
    /// Strikes a key.
    pub fn strike(&self, key: KeyEvent) {
        // A console that was left takes no more.
        let _ = self.keys.send(Input::Event(Event::Key(key)));
    }

    /// How many keys it has taken.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// Whether a key has left it.
    pub fn is_left(&self) -> bool {
        self.keys.is_closed()
    }

    /// Lets time pass.
    pub async fn pass(&self, span: Span) {
        self.clock.sleep(span.duration()).await;
    }

    /// What is on the screen, once every key so far has been taken.
    pub async fn screen(&self) -> String {
        let (wanted, shown) = oneshot::channel();
        *self.wanted.lock().unwrap() = Some(wanted);
        let (width, height) = SIZE;
        let again = Input::Event(Event::Resize(width, height));
        self.keys.send(again).expect("the console is open");
        shown.await.expect("the console draws")
    }
}

/// What only an operator who acts does.
#[cfg(feature = "operate")]
impl Console {
    /// Types a text: `\r` is Enter, `\t` Tab, `\u{1b}` Esc.
    pub fn types(&self, text: &str) {
        for letter in text.chars() {
            let code = match letter {
                '\r' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                '\u{1b}' => KeyCode::Esc,
                letter => KeyCode::Char(letter),
            };
            self.strike(KeyEvent::new(code, KeyModifiers::NONE));
        }
    }

    /// Pastes a text.
    pub fn pastes(&self, text: &str) {
        let pasted = Input::Event(Event::Paste(text.to_owned()));
        self.keys.send(pasted).expect("the console is open");
    }

    /// Takes back what was typed into a line.
    pub fn clears(&self) {
        self.strike(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
    }

    /// Waits until the screen is so, and returns it.
    pub async fn until(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let end = PATIENCE.after(self.clock.now());
        let mut pauses = (1..10)
            .map(Span::seconds)
            .chain(std::iter::repeat(Span::seconds(10)));
        loop {
            let screen = self.screen().await;
            if is_so(&screen) {
                return screen;
            }
            assert!(self.clock.now() < end, "no {what}:\n{screen}");
            self.pass(pauses.next().unwrap()).await;
        }
    }

    /// Waits until a text is on the screen.
    pub async fn shows(&self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text)).await
    }
}
