//! What comes before what, at a console whose AWS hangs: an ordering, in virtual time.

use crate::support::{House, SEED, shown};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use lifeboat::collect::{Collector, Knowledge};
use lifeboat::console::{Answer, Feed, Input, Model, Surface, run};
use lifeboat::estate::Estate;
use lifeboat::sim::world::Endpoints;
use lifeboat::sim::{RequestOutcome, Simulator};
use lifeboat::terms::{Instant, Span};
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How far AWS was with what it was asked, when something happened.
#[derive(Debug, Clone, Copy)]
struct Moment {
    at: Instant,
    in_flight: usize,
    over: usize,
}

impl Moment {
    /// The time, and how many calls had ended by then.
    fn ended(self) -> (Instant, usize) {
        (self.at, self.over)
    }
}

/// Takes the time, and counts what is under way and what has ended.
fn moment(house: &House) -> Moment {
    let simulator: &Simulator = house.simulator();
    let requests = simulator.requests();
    let over = |it: &&lifeboat::sim::RequestRecord| it.outcome != RequestOutcome::InFlight;
    Moment {
        at: house.clock.now(),
        in_flight: simulator.in_flight(),
        over: requests.iter().filter(over).count(),
    }
}

/// A terminal that tells when it is drawn on.
struct Stage<'a> {
    house: &'a House,
    keys: mpsc::UnboundedReceiver<Input>,
    frames: mpsc::UnboundedSender<Moment>,
}

impl Surface for Stage<'_> {
    async fn input(&mut self) -> Option<io::Result<Input>> {
        self.keys.recv().await.map(Ok)
    }

    fn draw(&mut self, _: &Model) -> io::Result<()> {
        // Nobody looks any more once the story is told.
        let _ = self.frames.send(moment(self.house));
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
        Ok((120, 40))
    }
}

fn key(code: KeyCode) -> Input {
    Input::Event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

#[tokio::test(start_paused = true)]
async fn every_key_is_drawn_before_any_call_ends_and_leaving_waits_for_none() {
    let house = House::harbor().await;
    house.edit(|world| {
        for region in world.regions.values_mut() {
            region.endpoints = Endpoints::Silent;
        }
    });
    let now = house.clock.now();
    let model = Model::new(shown(), Arc::clone(&house.plan), Estate::default(), now);
    let (collector, observations) = Collector::start(&house.setup, Knowledge::default(), SEED);
    let (effects, _orders) = mpsc::channel(8);
    let (keep, _kept) = mpsc::channel(1);
    let (_answer, answers) = mpsc::channel::<Answer>(8);
    let feed = Feed {
        observations,
        answers,
        effects,
        keep,
        clock: house.clock.clone(),
    };
    let (operator, keys) = mpsc::unbounded_channel();
    let (frames, mut drawn) = mpsc::unbounded_channel();
    let mut stage = Stage {
        house: &house,
        keys,
        frames,
    };
    let shown = run(&mut stage, model, feed);
    let pressed = async {
        // Calls begin, and hang.
        house.pass(Span::seconds(2)).await;
        let codes = "?\u{1b}:declare\u{1b}jjk".chars().map(|c| match c {
            '\u{1b}' => KeyCode::Esc,
            c => KeyCode::Char(c),
        });
        for code in codes.chain([KeyCode::Down, KeyCode::Up, KeyCode::PageDown]) {
            while drawn.try_recv().is_ok() {}
            let pressed = moment(&house);
            assert!(pressed.in_flight > 30, "{pressed:?}");
            operator.send(key(code)).unwrap();
            let frame = drawn.recv().await.unwrap();
            assert_eq!(
                frame.ended(),
                pressed.ended(),
                "before the frame of {code:?}"
            );
            house.pass(Span::from_seconds(0.1).unwrap()).await;
        }
        // In the middle of it all, and again when first calls were given up.
        house.pass(Span::seconds(20)).await;
        let leaves = moment(&house);
        assert!(leaves.in_flight > 0, "{leaves:?}");
        operator.send(key(KeyCode::Char('q'))).unwrap();
        leaves
    };
    let (left, leaves) = tokio::join!(shown, pressed);
    let after = moment(&house);
    assert_eq!(after.ended(), leaves.ended(), "left at once");
    assert!(after.in_flight > 0, "{after:?}");
    assert!(
        left.unwrap().estate().slices().count() > 0,
        "silence was told"
    );
    drop(collector);
}
