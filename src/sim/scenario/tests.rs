//! Scenario files: those that are carried, and those that are wrong.

use super::Scenario;
use super::entry::length;

/// A scenario with these lines after its head of three.
fn read(lines: &str) -> Result<Scenario, String> {
    let text = format!("name = \"mine\"\ntitle = \"mine\"\nlength = \"1h\"\n{lines}");
    Scenario::read(&text, "mine.toml").map_err(|errors| errors.to_string())
}

fn wrong(lines: &str) -> String {
    read(lines).unwrap_err()
}

#[test]
fn every_carried_scenario_is_sound_and_called_as_its_file() {
    let names: Vec<&str> = Scenario::names().collect();
    assert_eq!(names.len(), 9);
    for name in names {
        let scenario = Scenario::embedded(name).unwrap().unwrap();
        assert_eq!(scenario.name, name);
        assert!(!scenario.about.is_empty() && scenario.title.len() <= 80);
        let last = scenario.moments.last().map(|moment| moment.at);
        assert!(last.is_none_or(|last| last < scenario.length), "{name}");
    }
    assert!(Scenario::embedded("nonsense").is_none());
}

#[test]
fn a_misspelt_key_is_told_with_its_line_and_what_was_meant() {
    let told = wrong("[[faults]]\nfrom = \"5m\"\nserivce = \"rds\"\nfault = \"hang\"\n");
    assert_eq!(
        told,
        "mine.toml:6:1: `serivce` is no key of [[faults]]\n \
         6 | serivce = \"rds\"\n   | ^^^^^^^\n   = did you mean `service`?"
    );
}

#[test]
fn a_name_that_is_not_in_the_shop_is_told_with_those_that_are() {
    let told = wrong(
        "[[changes]]\nat = \"1m\"\nchange = \"promote\"\nregion = \"us-west-2\"\ninstance = \"nope\"\n",
    );
    assert!(
        told.starts_with("mine.toml:8:12: `nope` is no `instance` there is\n"),
        "{told}"
    );
    assert!(
        told.ends_with("= there is: catalog-usw2-1, orders-db-usw2"),
        "{told}"
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file() {
    let told = wrong(
        "[[faults]]\nfrom = \"soon\"\nfault = \"latency\"\n\n\
         [[changes]]\nat = \"1m\"\nevery = \"5m\"\nchange = \"check\"\ncheck = \"www-primary\"\n\n\
         [[changes]]\nat = \"1m\"\nchange = \"explode\"\nwith = \"noise\"\n",
    );
    let lines: Vec<&str> = told
        .lines()
        .filter(|l| l.starts_with("mine.toml:"))
        .collect();
    assert_eq!(
        lines,
        [
            "mine.toml:4:1: `delay` is missing in [[faults]]",
            "mine.toml:5:8: `from` must be a length of time up to 30 days, such as \"90s\", \"5m\" or \
             \"1h30m\"",
            "mine.toml:8:1: nothing is changed in this [[changes]]",
            "mine.toml:10:9: `every` needs an end",
            "mine.toml:16:10: `explode` is no `change` there is",
        ],
        "{told}"
    );
}

#[test]
fn what_contradicts_itself_is_wrong() {
    let rows = [
        (
            "[[faults]]\nfrom = \"5m\"\nuntil = \"5m\"\nfault = \"hang\"\n",
            "`until` is not after",
        ),
        (
            "[[faults]]\nfrom = \"5m\"\nevery = \"1m\"\nlasting = \"1m\"\nfault = \"hang\"\n",
            "not shorter",
        ),
        (
            "[[faults]]\nfrom = \"5m\"\nshare = 0\nfault = \"hang\"\n",
            "`share` must be from",
        ),
        (
            "[[faults]]\nfrom = \"5m\"\nservice = \"rds\"\noperation = \"ListBackupJobs\"\nfault = \"hang\"\n",
            "no operation",
        ),
        (
            "[[faults]]\nfrom = \"5m\"\nfault = \"hang\"\nsent = 0.5\n",
            "`sent` is no key",
        ),
        (
            "[[changes]]\nat = \"1m\"\nchange = \"metric\"\nmetric = \"ReplicaLag\"\nvalue = 1\nwithheld = true\n",
            "one thing at a time",
        ),
        (
            "[[changes]]\nat = \"9m\"\nevery = \"0s\"\nuntil = \"10m\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n",
            "comes back 10001 times",
        ),
        (
            "[[changes]]\nat = \"9m\"\nevery = \"1m\"\nuntil = \"1m\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n",
            "comes back 0 times",
        ),
        ("changes = 3\n", "must be a list of tables"),
        ("[[changes]\n", "mine.toml:4:"),
    ];
    for (lines, expected) in rows {
        let told = wrong(lines);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn nothing_of_a_hostile_file_reaches_the_screen_as_it_is() {
    let told = wrong(
        "\"\\u001b[2J\u{202e}\" = 1\n[[faults]]\nfrom = \"5m\"\nfault = \"\\u001b[31mhang\"\n",
    );
    assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told:?}");
    let long = format!("{} = 1\n", "x".repeat(100_000));
    assert!(wrong(&long).len() < 1_000);
    assert!(Scenario::read(&"#".repeat(2 << 20), "big").is_err());
}

#[test]
fn lengths_of_time_are_read_as_people_write_them() {
    let milliseconds = |text| length(text).map(|length| length.num_milliseconds());
    assert_eq!(milliseconds("1h30m"), Some(5_400_000));
    assert_eq!(milliseconds("90s"), Some(90_000));
    assert_eq!(milliseconds("250ms"), Some(250));
    assert_eq!(milliseconds("0s"), Some(0));
    for wrong in [
        "",
        "5",
        "m",
        "5 m",
        "-5m",
        "5x",
        "31d",
        "99999999999999999999m",
        "9223372036854775807d",
    ] {
        assert_eq!(length(wrong), None, "{wrong}");
    }
}
