//! Whatever is typed, nothing that changes anything reaches the wire: not while the
//! console observes, which is how it starts, and not while it is armed, as long as
//! nobody types the phrase of a review.

use crate::support::console::{Console, at_the_console, in_virtual_time};
use crate::support::{House, SEED};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lifeboat::aws::{MUTATIONS, READS};
use lifeboat::console::COMMANDS;
use lifeboat::terms::Span;

/// How many keys are struck at random.
const STRUCK: usize = 100_000;

/// How many come between two rests, in which AWS is asked and answers, and a review
/// has been seen and takes keys.
const BURST: usize = 200;

/// Keys that come at once.
type Strokes = Vec<KeyEvent>;

/// Strikes keys until so many were taken, or there are no more, and opens a console
/// again as often as a key leaves it. `look` sees the screen after each rest.
async fn type_all(
    house: &House,
    strokes: &mut dyn Iterator<Item = Strokes>,
    most: usize,
    look: impl AsyncFn(&Console),
) -> usize {
    let session = house.session(None);
    let mut strokes = strokes.peekable();
    let mut struck = 0;
    while struck < most && strokes.peek().is_some() {
        let story = async |console: &Console| {
            while struck + console.taken() < most && !console.is_left() {
                let Some(keys) = strokes.next() else { break };
                for key in keys {
                    console.strike(key);
                }
                console.pass(Span::seconds(1)).await;
                if !console.is_left() {
                    look(console).await;
                }
            }
            console.taken()
        };
        let (taken, _) = at_the_console(house, &session, story).await;
        struck += taken;
    }
    struck
}

/// That AWS was asked, and to read only; how often the lease was written, which is
/// all that arming writes.
fn assert_only_read(house: &House) -> usize {
    let requests = house.simulator().requests();
    assert!(requests.len() > 100, "AWS was asked");
    assert!(requests.len() < 200_000, "the log has them all");
    let mut leases = 0;
    for request in requests {
        let operation = request.operation.as_str();
        if operation == "UpdateItem" {
            leases += 1;
            continue;
        }
        let changes = MUTATIONS.iter().any(|own| own.operation == operation);
        assert!(!changes, "{request:?}");
        // What is on neither list is nothing that lifeboat asks.
        let reads = READS.iter().any(|own| own.operation == operation);
        assert!(reads, "{request:?}");
    }
    leases
}

fn plain(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// A line as it is typed, after whatever is open was closed.
fn line(text: &str) -> Strokes {
    let closed = std::iter::repeat_n(KeyCode::Esc, 4);
    let typed = text.chars().map(KeyCode::Char);
    let keys = closed.chain(typed).chain([KeyCode::Enter]);
    keys.map(plain).collect()
}

/// Keys at random, the same each time.
fn at_random() -> impl Iterator<Item = KeyEvent> {
    let mut state = SEED;
    let mut number = move |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    std::iter::repeat_with(move || {
        let code = match number(16) {
            0 => KeyCode::Enter,
            1 => KeyCode::Esc,
            2 => KeyCode::Tab,
            3 => KeyCode::Backspace,
            4 => KeyCode::Up,
            5 => KeyCode::Down,
            6 => KeyCode::Char(':'),
            7 => KeyCode::F(u8::try_from(number(12)).unwrap() + 1),
            _ => KeyCode::Char(char::from(u8::try_from(32 + number(95)).unwrap())),
        };
        let modifiers = match number(12) {
            0 => KeyModifiers::CONTROL,
            1 => KeyModifiers::ALT,
            2 => KeyModifiers::SHIFT,
            _ => KeyModifiers::NONE,
        };
        let leaves = matches!(code, KeyCode::Char('q' | 'c'));
        // A console that is left at every turn has no time to be armed.
        if leaves && number(20) > 0 {
            return plain(KeyCode::Char('o'));
        }
        KeyEvent::new(code, modifiers)
    })
}

/// The same in bursts.
fn bursts() -> impl Iterator<Item = Strokes> {
    let mut keys = at_random();
    std::iter::repeat_with(move || keys.by_ref().take(BURST).collect())
}

#[test]
fn a_hundred_thousand_keys_at_random_change_nothing() {
    in_virtual_time(async || {
        let house = House::harbor().await;
        let look = async |console: &Console| {
            let screen = console.screen().await;
            assert!(screen.contains("READ-ONLY"), "{screen}");
        };
        let struck = type_all(&house, &mut bursts(), STRUCK, look).await;
        assert!(struck >= STRUCK, "{struck}");
        assert_eq!(assert_only_read(&house), 0, "nobody armed");
    });
}

/// What an operator types before every tenth burst: the window is open, and a review
/// too, when the keys come.
#[cfg(feature = "operate")]
fn armed_bursts() -> impl Iterator<Item = Strokes> {
    use crate::support::deeds::DEEDS;
    let mut reviews = DEEDS.iter().cycle().map(|deed| {
        let set = deed.set.join(" ");
        line(&format!(":act {} {} {set}", deed.action, deed.target))
    });
    bursts().enumerate().flat_map(move |(nth, burst)| {
        let mut strokes = Vec::new();
        if nth % 10 == 0 {
            strokes.push(line(":arm INC-4711: a drill"));
        }
        strokes.extend(reviews.next());
        strokes.push(burst);
        strokes
    })
}

#[cfg(feature = "operate")]
#[test]
fn armed_they_change_nothing_without_the_phrase() {
    use std::cell::Cell;
    in_virtual_time(async || {
        let house = House::harbor().await;
        let (armed, reviewed) = (Cell::new(0), Cell::new(0));
        let look = async |console: &Console| {
            let screen = console.screen().await;
            if screen.contains(" ARMED ") {
                armed.set(armed.get() + 1);
                reviewed.set(reviewed.get() + usize::from(screen.contains("[ Cancel ]")));
            }
        };
        let struck = type_all(&house, &mut armed_bursts(), STRUCK, look).await;
        assert!(struck >= STRUCK, "{struck}");
        let (armed, reviewed) = (armed.get(), reviewed.get());
        assert!(armed > 400, "{armed} times it was armed");
        assert!(reviewed > 100, "{reviewed} times with a review open");
        let leases = assert_only_read(&house);
        assert!(leases > 0, "the lease was had");
    });
}

#[test]
fn every_command_of_the_palette_typed_changes_nothing() {
    let arguments = [
        "",
        " us-east-1 down --since 00:00 --incident INC-4711",
        " promote-replica orders-db-usw2",
        " orders-db",
        " a drill",
    ];
    let words = COMMANDS.iter().flat_map(|command| {
        let names = [Some(command.word), command.short];
        names.into_iter().flatten()
    });
    let lines: Vec<Strokes> = words
        .flat_map(|word| arguments.map(|argument| line(&format!(":{word}{argument}"))))
        .collect();
    in_virtual_time(async || {
        let house = House::harbor().await;
        let before = lines.len();
        let mut typed = 0;
        let mut lines = lines.into_iter().inspect(|_| typed += 1);
        type_all(&house, &mut lines, usize::MAX, async |_| ()).await;
        assert_eq!(typed, before);
        assert_only_read(&house);
    });
}
