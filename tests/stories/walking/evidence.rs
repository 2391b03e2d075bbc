//! What the report of a finished simulated walk must hold, whichever walk it is, in
//! each of its forms.

use lifeboat::journal::{Entry, Record};
use lifeboat::report::WalkReport;
use lifeboat::runbook::Walk;
use serde_json::Value;

const SECTIONS: [&str; 10] = [
    "Outcome",
    "Objectives",
    "Steps",
    "Actions",
    "Checks",
    "Overrides",
    "Deviations",
    "To follow up",
    "Notes",
    "Timeline",
];

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    let list = value[name].as_array();
    list.unwrap_or_else(|| panic!("no list {name} in {value}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    let text = value[name].as_str().filter(|it| !it.is_empty());
    text.unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// Holds a report to the walk and the journal that it is of.
pub fn is_whole(report: &WalkReport, walk: &Walk, records: &[Record]) {
    let json = report.json().unwrap();
    let told: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(told["simulated"], true);
    let mut must_read = vec![text(&told, "outcome").to_owned()];

    // Every record of the walk is in the timeline, in order, with who wrote it.
    let timeline = list(&told, "timeline");
    let sequences: Vec<u64> = timeline
        .iter()
        .map(|it| it["sequence"].as_u64().unwrap())
        .collect();
    assert!(sequences.is_sorted(), "{sequences:?}");
    for record in records {
        if let Entry::Walk(entry) = &record.entry
            && entry.run.unwrap_or(record.sequence) == walk.run
        {
            assert!(sequences.contains(&record.sequence), "{record:?}");
        }
    }
    for line in timeline {
        assert!(text(line, "who").contains('@'), "{line}");
        assert!(!text(line, "at").is_empty() && !text(line, "what").is_empty());
    }

    // Every visit, with each check as it was measured and each action as it was sent.
    let steps = list(&told, "steps");
    assert_eq!(steps.len(), walk.visits.len());
    for (step, visit) in steps.iter().zip(&walk.visits) {
        let written = &walk.runbook.steps[visit.index];
        assert_eq!(text(step, "title"), written.title);
        must_read.push(written.title.clone());
        let checks = list(step, "checks");
        assert_eq!(checks.len(), visit.judged.len(), "{step}");
        for check in checks {
            must_read.push(text(check, "found").to_owned());
            must_read.push(text(check, "wanted").to_owned());
        }
        for action in list(step, "actions") {
            if action["command"] != "" {
                must_read.push(text(action, "request_id").to_owned());
            }
            must_read.push(text(action, "typed").to_owned());
            assert_eq!(action["outcome"], "done", "{action}");
        }
    }

    // What was passed over, with its reason, and that it was is a deviation.
    let overrides = list(&told, "overrides");
    for it in overrides {
        must_read.push(text(it, "reason").to_owned());
    }
    let deviations = told["deviations"].to_string();
    for (_, step, reason) in &walk.skipped {
        assert!(
            deviations.contains(&reason.to_string()),
            "{step}: {deviations}"
        );
    }

    // Objective against what was achieved.
    let rto = &told["objectives"]["rto"];
    let achieved = rto["achieved_seconds"].as_f64().unwrap();
    let wanted = rto["objective_seconds"].as_f64().unwrap();
    assert_eq!(rto["met"], achieved <= wanted, "{rto}");
    for lost in list(&told["objectives"], "rpo") {
        must_read.push(text(lost, "store").to_owned());
        must_read.push(text(lost, "words").to_owned());
    }
    for name in ["deviations", "follow_ups"] {
        must_read.extend(
            list(&told, name)
                .iter()
                .map(|it| it.as_str().unwrap().to_owned()),
        );
    }

    in_markdown(&report.markdown(), &must_read);
    in_html(&report.html(), &must_read);
}

fn in_markdown(document: &str, must_read: &[String]) {
    let headings: Vec<&str> = document
        .lines()
        .filter(|it| it.starts_with("## "))
        .collect();
    assert_eq!(headings, SECTIONS.map(|it| format!("## {it} (SIMULATED)")));
    assert!(
        document.contains("**SIMULATED: no AWS is behind this**"),
        "{document}"
    );
    let plain = document.replace('\\', "");
    for words in must_read {
        assert!(
            plain.contains(&words.replace('\\', "")),
            "{words}\nin\n{document}"
        );
    }
}

fn in_html(page: &str, must_read: &[String]) {
    for section in SECTIONS {
        let heading = format!("<h2>{section} (SIMULATED)</h2>");
        assert!(page.contains(&heading), "{heading}\nin\n{page}");
    }
    // It stays at the top of each page that is printed.
    assert!(page.contains("<div class=\"mark\">SIMULATED: no AWS is behind this</div>"));
    assert!(page.contains("@media print{.mark{position:fixed;"));
    let plain = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    let plain = plain.iter().fold(page.to_owned(), |page, (mark, sign)| {
        page.replace(mark, sign)
    });
    for words in must_read {
        assert!(plain.contains(words.as_str()), "{words}\nin\n{page}");
    }
}
