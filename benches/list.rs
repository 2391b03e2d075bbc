//! A list among a hundred thousand rows against the same list among forty, and
//! against a bare ratatui `Table` of the same visible cells.

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lifeboat::cli::simulated;
use lifeboat::console::look::Look;
use lifeboat::console::screens::SCREENS;
use lifeboat::console::theme::Depth;
use lifeboat::console::{Keymap, Message, Model, Session, draw, update};
use lifeboat::estate::facts::RecoveryPoint;
use lifeboat::estate::{Estate, Facts, Observation, Scope, Source};
use lifeboat::terms::{Instant, OutsideText, Region, Span};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::{Row, Table, Widget};
use std::hint::black_box;
use std::sync::Arc;

/// Lower than forty rows need, so that either list fills it.
const AREA: Rect = Rect::new(0, 0, 160, 44);

fn points(many: usize, now: Instant) -> Vec<RecoveryPoint> {
    let point = |at: usize| {
        let created = Span::minutes(at as u64).before(now);
        RecoveryPoint {
            arn: OutsideText::new(&format!(
                "arn:aws:backup:us-east-1:123456789012:recovery-point:{at:08}-7c8b-4a9d-9e1f-000000000000"
            )),
            resource: OutsideText::new(&format!(
                "arn:aws:rds:us-east-1:123456789012:db:orders-{:04}",
                at % 1_000
            )),
            resource_type: OutsideText::new("RDS"),
            vault: OutsideText::new("harbor"),
            status: OutsideText::new("COMPLETED"),
            created: Some(created),
            completed: Some(Span::minutes(20).after(created)),
            delete_at: Some(Span::days(35).after(created)),
            storage_class: Some(OutsideText::new("WARM")),
            size_bytes: Some(116 << 30),
            encrypted: Some(true),
            ..RecoveryPoint::default()
        }
    };
    (0..many).map(point).collect()
}

/// The recovery points, opened as an operator opens them.
fn opened(many: usize) -> Model {
    let now = simulated::epoch();
    let region = Region::us_east_1();
    let mut estate = Estate::default();
    estate.apply(Observation {
        source: Source::RecoveryPoints,
        scope: Scope::from(&region),
        asked: now,
        at: now,
        cadence: Span::minutes(15),
        calls: 1,
        skew_seconds: None,
        outcome: Ok(Facts::RecoveryPoints(points(many, now))),
    });
    let mut look = Look::from_environment(|name| match name {
        "LANG" => Some("C.UTF-8".to_owned()),
        _ => None,
    });
    look.theme.depth = Depth::True;
    let session = Session {
        simulated: true,
        scenario: None,
        calm: false,
        look,
        keymap: Keymap::default(),
    };
    let plan = Arc::new(simulated::plan().unwrap());
    let mut model = Model::new(session, plan, estate, now);
    update(&mut model, Message::Resized(AREA.width, AREA.height), now);
    let backups = SCREENS.iter().find(|screen| screen.name == "backups");
    model.show(backups.unwrap());
    while model.open_list_title() != Some("Recovery points") {
        press(&mut model, KeyCode::Tab, now);
    }
    while frame(&model).contains("more lines") || frame(&model).contains("(RecoveryPointArn)") {
        press(&mut model, KeyCode::Enter, now);
    }
    model
}

fn press(model: &mut Model, code: KeyCode, now: Instant) {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    update(model, Message::Key(key), now);
}

fn frame(model: &Model) -> String {
    let mut buffer = Buffer::empty(AREA);
    draw(model, AREA, &mut buffer);
    let lines = buffer.content().chunks(usize::from(AREA.width));
    let text = |line: &[ratatui::buffer::Cell]| -> String {
        line.iter().map(ratatui::buffer::Cell::symbol).collect()
    };
    lines.map(|line| text(line) + "\n").collect()
}

/// The cells that are visible, as a program without a table of its own holds
/// them: texts, ready to be drawn.
fn visible_cells(model: &Model) -> Vec<Vec<String>> {
    let text = frame(model);
    let rows = text.lines().filter(|line| line.contains("COMPLETED"));
    rows.map(|line| {
        let cells = line.split("  ").map(str::trim);
        let cells = cells.filter(|cell| !cell.is_empty()).map(str::to_owned);
        cells.collect()
    })
    .collect()
}

fn bare(cells: &[Vec<String>], buffer: &mut Buffer) {
    let rows = cells.iter().map(|row| Row::new(row.clone()));
    let columns = cells.first().map_or(1, Vec::len);
    let widths = vec![Constraint::Fill(1); columns];
    let heading: Vec<&str> = vec!["title"; columns];
    let table = Table::new(rows, widths).header(Row::new(heading));
    Widget::render(table, AREA, buffer);
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame");
    let few = opened(40);
    let many = opened(100_000);
    let cells = visible_cells(&many);
    assert!(cells.len() > 30, "{} rows are visible", cells.len());
    assert_eq!(visible_cells(&few).len(), cells.len());
    for (name, model) in [("40 rows", &few), ("100,000 rows", &many)] {
        group.bench_function(name, |bencher| {
            let mut buffer = Buffer::empty(AREA);
            bencher.iter(|| {
                buffer.reset();
                draw(black_box(model), AREA, &mut buffer);
            });
        });
    }
    group.bench_function("bare table", |bencher| {
        let mut buffer = Buffer::empty(AREA);
        bencher.iter(|| {
            buffer.reset();
            bare(black_box(&cells), &mut buffer);
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(60);
    targets = frames
}
criterion_main!(benches);
