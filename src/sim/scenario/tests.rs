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
    assert!(told.ends_with("= there is: orders-db-usw2"), "{told}");
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

/// Mistakes: the lines after a head of three, the place that is told, what is wrong, and what would be right.
#[rustfmt::skip]
const MISTAKES: [(&str, &str, &str, &str); 46] = [
    // Of TOML.
    ("[[changes]\n", "4:11", "", "each line is key = value"),
    ("name = \"again\"\n", "4:1", "duplicate key", "each line is key = value"),
    ("about = what\n", "4:9", "", "a text in double quotes"),
    // Of keys.
    ("titel = \"x\"\n", "4:1", "`titel` is no key of a scenario", "did you mean `title`?"),
    ("[[faults]]\nfrom = \"5m\"\nserivce = \"rds\"\nfault = \"hang\"\n", "6:1", "`serivce` is no key of [[faults]]", "did you mean `service`?"),
    ("[[faults]]\nfrom = \"5m\"\nfault = \"hang\"\nsent = 0.5\n", "7:1", "`sent` is no key of [[faults]]", "there is: "),
    ("[[changes]]\nat = \"5m\"\nchange = \"promote\"\nregion = \"us-west-2\"\ninstance = \"orders-db-usw2\"\nup = true\n", "9:1", "`up` is no key of [[changes]]", "there is: "),
    // Of what is missing.
    ("[[faults]]\nfault = \"hang\"\n", "4:1", "`from` is missing in [[faults]]", "from = \"5m\""),
    ("[[faults]]\nfrom = \"5m\"\n", "4:1", "`fault` is missing in [[faults]]", "fault = \"hang\""),
    ("[[faults]]\nfrom = \"5m\"\nfault = \"latency\"\n", "4:1", "`delay` is missing in [[faults]]", "delay = \"800ms\""),
    ("[[faults]]\nfrom = \"5m\"\nfault = \"cut\"\n", "4:1", "`sent` is missing in [[faults]]", "sent = 0.5"),
    ("[[changes]]\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n", "4:1", "`at` is missing in [[changes]]", "at = \"5m\""),
    ("[[changes]]\nat = \"1m\"\nchange = \"region\"\nregion = \"us-east-1\"\n", "4:1", "nothing is changed in this [[changes]]", "`endpoints` or `dark`"),
    // Of kinds of values.
    ("about = 3\n", "4:9", "`about` must be a text in quotes", "about = \"text\""),
    ("[[faults]]\nfrom = 5\nfault = \"hang\"\n", "5:8", "`from` must be a length of time", "from = \"5m\""),
    ("[[faults]]\nfrom = \"5m\"\nfault = \"hang\"\nshare = \"half\"\n", "7:9", "`share` must be a number", "share = 3"),
    ("[[faults]]\nfrom = \"5m\"\nfault = \"hang\"\nshare = 0\n", "7:9", "`share` must be from 0.001 to 1", "share = 0.5"),
    ("[[changes]]\nat = \"1m\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = \"yes\"\n", "8:8", "`dark` must be `true` or `false`", "dark = true"),
    ("changes = 3\n", "4:11", "`changes` must be a list of tables", "write it [[changes]]"),
    ("faults = [1]\n", "4:11", "`faults` must hold tables", "write it [[faults]]"),
    // Of names.
    ("[[faults]]\nfrom = \"5m\"\nfault = \"hnag\"\n", "6:9", "`hnag` is no `fault` there is", "did you mean `hang`?"),
    ("[[faults]]\nfrom = \"5m\"\nservice = \"monitoring\"\nfault = \"hang\"\n", "6:11", "`monitoring` is no `service` there is", "cloudwatch"),
    ("[[faults]]\nfrom = \"5m\"\nregion = \"us-east-2\"\nfault = \"hang\"\n", "6:10", "`us-east-2` is no `region` there is", "did you mean `us-"),
    ("[[faults]]\nfrom = \"5m\"\nservice = \"rds\"\noperation = \"ListBackupJobs\"\nfault = \"hang\"\n", "7:13", "`ListBackupJobs` is no operation that is simulated", "there is: Describe"),
    ("[[changes]]\nat = \"1m\"\nchange = \"explode\"\n", "6:10", "`explode` is no `change` there is", "region, metric"),
    ("[[changes]]\nat = \"1m\"\nchange = \"metric\"\nmetric = \"ReplicaLog\"\nvalue = 1\n", "7:10", "`ReplicaLog` is no `metric` there is", "did you mean `ReplicaLag`?"),
    ("[[changes]]\nat = \"1m\"\nchange = \"check\"\ncheck = \"www\"\nup = false\n", "7:9", "`www` is no `check` there is", "www-primary"),
    ("[[changes]]\nat = \"1m\"\nchange = \"instance\"\nregion = \"us-east-1\"\ninstance = \"orders-db\"\nstatus = \"storage-fool\"\n", "9:10", "`storage-fool` is no `status` there is", "did you mean `storage-full`?"),
    ("[[changes]]\nat = \"1m\"\nchange = \"jobs\"\nresource = \"orders-db\"\nbackup = \"failed\"\n", "8:10", "`failed` is no `backup` there is", "did you mean `FAILED`?"),
    // Of times.
    ("[[faults]]\nfrom = \"5m\"\nuntil = \"5m\"\nfault = \"hang\"\n", "6:9", "`until` is not after `from`", "say a later time"),
    ("[[faults]]\nfrom = \"2h\"\nfault = \"hang\"\n", "5:8", "not before the end of the scenario", "make `length` longer"),
    ("[[changes]]\nat = \"1h\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n", "5:6", "not before the end of the scenario", "make `length` longer"),
    ("[[faults]]\nfrom = \"5m\"\nevery = \"1m\"\nlasting = \"1m\"\nfault = \"hang\"\n", "7:11", "`lasting` is not shorter than `every`", "leave both out"),
    ("[[changes]]\nat = \"9m\"\nevery = \"0s\"\nuntil = \"10m\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n", "6:9", "comes back 10001 times", "for 1 to 10000 times"),
    ("[[changes]]\nat = \"9m\"\nevery = \"1m\"\nuntil = \"1m\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n", "6:9", "comes back 0 times", "for 1 to 10000 times"),
    ("[[changes]]\nat = \"9m\"\nevery = \"1m\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n", "6:9", "`every` needs an end", "add until"),
    ("[[changes]]\nat = \"9m\"\nuntil = \"10m\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n", "6:9", "`until` is for what comes back", "add every"),
    ("[[changes]]\nat = \"9m\"\nevery = \"20m\"\nuntil = \"2h\"\nchange = \"region\"\nregion = \"us-east-1\"\ndark = true\n", "7:9", "after the end of the scenario", "make `length` longer"),
    ("[[faults]]\nfrom = \"5m\"\nevery = \"1m\"\nfault = \"hang\"\n", "6:9", "`every` needs a `lasting`", "add lasting"),
    ("[[faults]]\nfrom = \"5m\"\nlasting = \"1m\"\nfault = \"hang\"\n", "6:11", "`lasting` needs an `every`", "add every"),
    // Of what would do nothing.
    ("[[changes]]\nat = \"1m\"\nchange = \"promote\"\nregion = \"us-west-2\"\ninstance = \"catalog-usw2-1\"\n", "8:12", "`catalog-usw2-1` is no `instance` there is", "orders-db-usw2"),
    ("[[changes]]\nat = \"1m\"\nchange = \"promote\"\nregion = \"us-east-1\"\ninstance = \"orders-db\"\n", "8:12", "`orders-db` is no `instance` there is", "there is none here"),
    ("[[changes]]\nat = \"1m\"\nchange = \"metric\"\nmetric = \"ReplicaLag\"\ndimension = \"orders-db-usw1\"\nvalue = 1\n", "8:13", "`orders-db-usw1` is no `dimension` there is", "did you mean `orders-db-usw2`?"),
    ("[[faults]]\nfrom = \"5m\"\nservice = \"route53\"\nregion = \"us-west-2\"\nfault = \"hang\"\n", "7:10", "route53 is asked in us-east-1 alone", "leave `region` out"),
    // Of two things at a time.
    ("[[changes]]\nat = \"1m\"\nchange = \"metric\"\nmetric = \"ReplicaLag\"\nstart = 1\n", "8:9", "one thing at a time", "per-second = 0.5 with start = 10"),
    ("[[changes]]\nat = \"1m\"\nchange = \"metric\"\nmetric = \"ReplicaLag\"\nvalue = 1\nwithheld = true\n", "8:9", "one thing at a time", "say withheld = true, or value = 3"),
];

#[test]
fn every_mistake_is_told_with_its_place_and_what_would_be_right() {
    let mut amiss = Vec::new();
    for (lines, place, wrong_is, right_is) in MISTAKES {
        let told = wrong(lines);
        let (what, right) = told.rsplit_once("\n   = ").unwrap_or((&told, ""));
        let first = what.lines().next().unwrap_or_default();
        let well = !told.contains("\n\n")
            && first.starts_with(&format!("mine.toml:{place}: "))
            && first.contains(wrong_is)
            && right.contains(right_is)
            && what.ends_with('^');
        if !well {
            amiss.push(format!("{place}, {wrong_is}, {right_is}:\n{told}"));
        }
    }
    assert!(amiss.is_empty(), "{}", amiss.join("\n\n"));
}

#[test]
fn a_head_that_is_wrong_is_told_too() {
    let told = |text: &[u8]| Scenario::read(text, "mine.toml").unwrap_err().to_string();
    let missing = told(b"about = \"nothing\"\n");
    for key in ["name", "title", "length"] {
        let line = format!("mine.toml:1:1: `{key}` is missing in a scenario\n");
        assert!(missing.contains(&line), "{missing}");
    }
    let head = b"name = \"My Scenario\"\ntitle = \"mine\"\nlength = \"0s\"\n";
    assert_eq!(
        told(head),
        "mine.toml:1:8: `My Scenario` is no name\n \
         1 | name = \"My Scenario\"\n   |        ^^^^^^^^^^^^^\n   \
         = a name is small letters, digits and hyphens, sixty at most\n\n\
         mine.toml:3:10: a scenario that is over at once is none\n \
         3 | length = \"0s\"\n   |          ^^^^\n   = write it like length = \"1h\""
    );
    assert_eq!(
        told(b"name = \"mine\"\ntitle = \"m\xfcn\"\n"),
        "mine.toml:2:11: this is no text in UTF-8\n \
         2 | title = \"m\u{fffd}n\"\n   |           ^\n   = save the file as UTF-8"
    );
    let long = told(&b"#".repeat(2 << 20));
    assert!(
        long.starts_with("mine.toml:1:1: the file is longer"),
        "{long}"
    );
}

#[test]
fn nothing_of_a_hostile_file_reaches_the_screen_as_it_is() {
    let told = wrong(
        "\"\\u001b[2J\u{202e}\" = 1\n[[faults]]\nfrom = \"5m\"\nfault = \"\\u001b[31mhang\"\n",
    );
    assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told:?}");
    let long = format!("{} = 1\n", "x".repeat(100_000));
    assert!(wrong(&long).len() < 1_000);
    assert!(Scenario::read("#".repeat(2 << 20), "big").is_err());
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
