//! The command of a mutation, read back by a shell.

use super::*;
use crate::aws::mutations::command::quoted;
use proptest::prelude::*;
use std::process::Command;

/// The words that a shell makes of `text`.
fn words(text: &str) -> Vec<String> {
    let script = format!("printf '%s\\0' {text}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let mut words: Vec<String> = said.split('\0').map(str::to_owned).collect();
    words.pop();
    words
}

#[test]
fn each_mutation_has_its_command() {
    let commands: Vec<String> = examples().iter().map(Mutation::shell).collect();
    insta::assert_snapshot!(commands.join("\n"));
}

#[test]
fn a_command_and_its_words_are_the_same() {
    for mutation in examples() {
        if mutation.operation() != "PutObject" {
            assert_eq!(words(&mutation.shell()), mutation.command());
        }
    }
}

/// Runs a mutation's command where `aws` is a program that says what it is given.
fn as_given_to_the_cli(mutation: &Mutation) -> String {
    let folder = tempfile::tempdir().unwrap();
    let aws = folder.path().join("aws");
    let script = "#!/bin/sh\nprintf '%s|' \"$@\"\nfor word; do last=$word; done\n\
                  if [ \"$1\" = s3 ]; then cat; elif [ -f \"$last\" ]; then cat \"$last\"; fi\n";
    std::fs::write(&aws, script).unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&aws, std::fs::Permissions::from_mode(0o755)).unwrap();
    let argv = mutation.command();
    let path = format!(
        "{}:{}",
        folder.path().display(),
        std::env::var("PATH").unwrap()
    );
    let output = Command::new(&argv[0])
        .args(&argv[1..])
        .env("PATH", path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_object_is_written_without_a_file_whatever_is_in_it() {
    let put = |key: &str, body: &str| Mutation::PutObject {
        region: region("us-west-2"),
        bucket: "shop-standby".to_owned(),
        key: key.to_owned(),
        body: body.to_owned(),
    };
    assert_eq!(
        as_given_to_the_cli(&put("takes-over", "it's %s `here` $HOME\n")),
        "s3|cp|-|s3://shop-standby/takes-over|--region|us-west-2|it's %s `here` $HOME\n"
    );
    assert_eq!(
        as_given_to_the_cli(&put("takes-over", "")),
        "s3api|put-object|--bucket|shop-standby|--key|takes-over|--region|us-west-2|"
    );
    let said = as_given_to_the_cli(&put("folder/", "-n"));
    let (words, body) = said.rsplit_once('|').unwrap();
    assert!(words.starts_with("s3api|put-object|--bucket|shop-standby|--key|folder/|"));
    assert_eq!(body, "-n");
}

#[test]
fn a_value_that_the_cli_would_load_or_take_for_a_flag_is_given_as_json() {
    for message in [
        "file:///etc/passwd",
        "fileb://x",
        "https://example.com",
        "--debug",
        "two\nlines",
        "a bell\u{7} and \u{7f}\u{85}",
    ] {
        let publish = Mutation::Publish {
            region: region("us-west-2"),
            topic_arn: arn("arn:aws:sns:us-west-2:111122223333:incidents"),
            subject: "lifeboat".to_owned(),
            message: message.to_owned(),
        };
        let command = publish.command();
        assert!(!publish.shell().chars().any(char::is_control));
        assert_eq!(command[3], "--cli-input-json");
        let given: serde_json::Value = serde_json::from_str(&command[4]).unwrap();
        assert_eq!(given["Message"], message);
        assert_eq!(given["Subject"], "lifeboat");
        assert_eq!(command[5..], ["--region", "us-west-2"]);
    }
}

#[test]
fn hostile_words_stay_words() {
    let hostile = [
        "",
        "a b",
        "it's",
        "'; rm -rf ~; '",
        "$(id)",
        "`id`",
        "a\nb",
        "a\\",
        "*",
        "~",
        "!!",
        "&",
        "\"",
    ];
    let hostile: Vec<String> = hostile.map(str::to_owned).into();
    assert_eq!(words(&quoted(&hostile)), hostile);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_shell_reads_back_what_was_quoted(argv in prop::collection::vec("[^\0]{0,24}", 1..5)) {
        prop_assert_eq!(words(&quoted(&argv)), argv);
    }
}
