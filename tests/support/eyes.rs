//! What an operator's eyes read on the screen of the console.

/// What the runbook of the regional failover leaves to whoever walks it, as it is typed
/// at a plain terminal, when us-east-1 is gone since 14:05 and Route 53's control plane
/// with it.
pub const DECISIONS: [(&str, &str); 2] = [
    (
        "1. Declare",
        "declare us-east-1 down --since 14:05 --incident INC-4711",
    ),
    ("Fence the old writers", "done nothing answers there"),
];

/// The keys for what is known of the step in front.
pub fn known(front: &str) -> Option<String> {
    let (_, line) = DECISIONS.iter().find(|(part, _)| front.contains(part))?;
    match line.split_once(' ')? {
        ("declare", _) => Some(format!(":{line}\r")),
        ("skip", why) => Some(format!("x{why}\r")),
        // The console takes no word for an action.
        _ => None,
    }
}

/// The heading of the step in front of a walk.
pub fn front(screen: &str) -> Option<&str> {
    let mut lines = screen.lines();
    lines.find_map(|line| line.strip_prefix(" ▸ ").map(str::trim_end))
}

/// What the screen says is to be done now in a walk.
pub fn now(screen: &str) -> &str {
    let mut lines = screen.lines();
    let now = lines.find_map(|line| line.trim_start().strip_prefix("now  "));
    now.unwrap_or_default().trim()
}

/// What the line of the foot that begins with a label says.
pub fn labelled<'a>(screen: &'a str, label: &str) -> Option<&'a str> {
    let mut lines = screen.lines().map(str::trim);
    let line = lines.find(|line| line.split_whitespace().next() == Some(label))?;
    line.split_once(label).map(|(_, rest)| rest.trim())
}

/// What stands in the way, by the foot of the review.
pub fn in_the_way(screen: &str) -> Vec<&str> {
    let of_foot = |line: &&str| line.starts_with(' ') && !line.starts_with("  ");
    let lines = screen.lines().filter(of_foot);
    lines
        .filter(|line| {
            let class = line.split_whitespace().nth(1);
            matches!(class, Some("BLOCK" | "REFUSE"))
        })
        .collect()
}

/// The row of the checks that is selected: its class, its name, and whether it is
/// overridden.
pub fn selected(screen: &str) -> Option<(&str, &str, bool)> {
    let mut lines = screen.lines();
    let line = lines.find(|line| line.starts_with(" ▸ ") && !line.contains("[ Cancel ]"))?;
    let mut words = line.split_whitespace().skip(2);
    let overridden = line.contains("overridden: ");
    Some((words.next()?, words.next()?, overridden))
}
