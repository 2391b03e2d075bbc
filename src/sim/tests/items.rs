//! Conditional writes, as a lease needs them.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::{Lab, scope, text};

fn request(operation: &str, input: &Value) -> Request<Bytes> {
    Request::post("https://dynamodb.us-west-2.amazonaws.com/")
        .header("authorization", scope("dynamodb", "us-west-2"))
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
        .body(Bytes::from(input.to_string()))
        .unwrap()
}

fn ask(lab: &Lab, operation: &str, input: &Value) -> (u16, Value) {
    let (status, body) = text(&lab.ask(request(operation, input)));
    (status, serde_json::from_str(&body).unwrap())
}

fn asked(lab: &Lab, operation: &str, input: &Value) -> Value {
    let (status, body) = ask(lab, operation, input);
    assert_eq!(status, 200, "{body}");
    body
}

/// The code of what is refused, and its message.
fn refused(lab: &Lab, operation: &str, input: &Value) -> (String, String) {
    let (status, body) = ask(lab, operation, input);
    assert_eq!(status, 400, "{operation} {input} was not refused: {body}");
    let kind = body["__type"].as_str().unwrap();
    let code = kind.rsplit('#').next().unwrap();
    (
        code.to_owned(),
        body["message"].as_str().unwrap().to_owned(),
    )
}

/// Takes the lease for a holder: absent, or run out.
fn take(holder: &str, now: i64) -> Value {
    json!({
        "TableName": "lifeboat-lease",
        "Key": { "name": { "S": "harbor-shop" } },
        "UpdateExpression": "SET holder = :me, expires = :until, #token = if_not_exists(#token, :zero) + :one",
        "ConditionExpression": "attribute_not_exists(holder) OR expires <= :now",
        "ExpressionAttributeNames": { "#token": "token" },
        "ExpressionAttributeValues": {
            ":me": { "S": holder }, ":now": { "N": now.to_string() },
            ":until": { "N": (now + 60).to_string() }, ":zero": { "N": "0" }, ":one": { "N": "1" },
        },
        "ReturnValues": "ALL_NEW",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    })
}

#[test]
fn a_lease_is_taken_refused_proved_and_taken_over_when_it_has_run_out() {
    let lab = Lab::new();
    let taken = asked(&lab, "UpdateItem", &take("ada", 1_000));
    assert_eq!(taken["Attributes"]["token"]["N"], "1");
    assert_eq!(taken["Attributes"]["name"]["S"], "harbor-shop");

    let (status, body) = ask(&lab, "UpdateItem", &take("grace", 1_059));
    assert_eq!(status, 400);
    assert!(
        body["__type"]
            .as_str()
            .unwrap()
            .ends_with("#ConditionalCheckFailedException")
    );
    assert_eq!(body["message"], "The conditional request failed");
    // Who is refused is told who holds it.
    assert_eq!(body["Item"]["holder"]["S"], "ada");

    let prove = |holder: &str, token: &str| {
        json!({
            "TableName": "lifeboat-lease",
            "Key": { "name": { "S": "harbor-shop" } },
            "UpdateExpression": "SET expires = :until",
            "ConditionExpression": "holder = :me AND #token = :t AND expires > :now",
            "ExpressionAttributeNames": { "#token": "token" },
            "ExpressionAttributeValues": {
                ":me": { "S": holder }, ":t": { "N": token },
                ":now": { "N": "1050" }, ":until": { "N": "1110" },
            },
        })
    };
    asked(&lab, "UpdateItem", &prove("ada", "1"));
    let failed = "ConditionalCheckFailedException";
    assert_eq!(refused(&lab, "UpdateItem", &prove("ada", "2")).0, failed);
    assert_eq!(refused(&lab, "UpdateItem", &prove("grace", "1")).0, failed);

    let over = asked(&lab, "UpdateItem", &take("grace", 1_110));
    assert_eq!(over["Attributes"]["token"]["N"], "2");
    assert_eq!(refused(&lab, "UpdateItem", &prove("ada", "1")).0, failed);
}

#[test]
fn of_a_thousand_races_each_has_one_winner() {
    let lab = Lab::new();
    std::thread::scope(|threads| {
        let race = |holder: &'static str| {
            let lab = &lab;
            move || -> usize {
                let wins = (0..1_000).map(|round| {
                    let input = take(holder, round * 60);
                    usize::from(ask(lab, "UpdateItem", &input).0 == 200)
                });
                wins.sum()
            }
        };
        let one = threads.spawn(race("ada"));
        let other = threads.spawn(race("grace"));
        let wins = one.join().unwrap() + other.join().unwrap();
        let key =
            json!({ "TableName": "lifeboat-lease", "Key": { "name": { "S": "harbor-shop" } } });
        let item = asked(&lab, "GetItem", &key);
        // Every win has counted the token on by one, and none was lost.
        assert_eq!(item["Item"]["token"]["N"], wins.to_string());
        assert!((1_000..=2_000).contains(&wins));
    });
}

#[test]
fn an_item_is_put_read_in_part_and_deleted_on_conditions() {
    let lab = Lab::new();
    let key = json!({ "name": { "S": "x" } });
    let item = json!({
        "name": { "S": "x" }, "count": { "N": "007" }, "on": { "BOOL": true }, "none": { "NULL": true },
        "parts": { "L": [{ "S": "a" }, { "N": "1.50" }] }, "set": { "SS": ["b", "a"] },
        "map": { "M": { "inner": { "B": "aGk=" } } },
    });
    let put = json!({
        "TableName": "lifeboat-lease", "Item": item,
        "ConditionExpression": "attribute_not_exists(#n)",
        "ExpressionAttributeNames": { "#n": "name" },
    });
    assert_eq!(asked(&lab, "PutItem", &put), json!({}));
    let failed = "ConditionalCheckFailedException";
    assert_eq!(refused(&lab, "PutItem", &put).0, failed);

    let read = json!({ "TableName": "lifeboat-lease", "Key": key, "ConsistentRead": true });
    let got = asked(&lab, "GetItem", &read);
    assert_eq!(got["Item"]["count"]["N"], "7");
    assert_eq!(got["Item"]["parts"]["L"][1]["N"], "1.5");
    assert_eq!(got["Item"]["map"], item["map"]);
    let part = json!({
        "TableName": "lifeboat-lease", "Key": key, "ProjectionExpression": "#c",
        "ExpressionAttributeNames": { "#c": "count" },
    });
    assert_eq!(
        asked(&lab, "GetItem", &part),
        json!({ "Item": { "count": { "N": "7" } } })
    );

    let holds = |condition: &str| {
        let input = json!({
            "TableName": "lifeboat-lease", "Key": key, "ConditionExpression": condition,
            "UpdateExpression": "SET seen = :seven",
            "ExpressionAttributeNames": { "#c": "count" },
            "ExpressionAttributeValues": { ":seven": { "N": "7" }, ":a": { "S": "a" } },
        });
        match ask(&lab, "UpdateItem", &input) {
            (200, _) => true,
            (_, body) => {
                let kind = body["__type"].as_str().unwrap();
                assert!(kind.ends_with(failed), "{condition}: {body}");
                false
            }
        }
    };
    assert!(holds("#c = :seven AND NOT #c <> :seven AND :a = :a"));
    assert!(holds("(#c >= :seven AND #c <= :seven) OR #c = :a"));
    assert!(!holds("#c < :seven OR #c > :seven OR #c = :a"));
    assert!(holds(
        "contains(parts, :a) and #c between :seven and :seven"
    ));
    assert!(holds("#c IN (:a, :seven) and not begins_with(#c, :a)"));
    // What is not there differs from everything, and is neither less nor more.
    assert!(holds("nowhere <> :seven AND #c <> :a"));
    assert!(!holds("nowhere < :seven OR nowhere >= :seven OR #c = :a"));

    let delete = json!({ "TableName": "lifeboat-lease", "Key": key, "ReturnValues": "ALL_OLD" });
    let deleted = asked(&lab, "DeleteItem", &delete);
    assert_eq!(deleted["Attributes"]["count"]["N"], "7");
    assert_eq!(asked(&lab, "DeleteItem", &delete), json!({}));
    assert_eq!(asked(&lab, "GetItem", &read), json!({}));
}

#[test]
fn an_update_sees_the_item_as_it_was_and_answers_with_what_was_asked_for() {
    let lab = Lab::new();
    let update = |expression: &str, told: &str| {
        json!({
            "TableName": "lifeboat-lease", "Key": { "name": { "S": "x" } },
            "UpdateExpression": expression, "ReturnValues": told,
            "ConditionExpression": ":one = :one AND #z <> :two",
            "ExpressionAttributeNames": { "#z": "zone" },
            "ExpressionAttributeValues": { ":one": { "N": "1" }, ":two": { "N": "2" } },
        })
    };
    let new = asked(
        &lab,
        "UpdateItem",
        &update("SET a = :one, b = :two", "UPDATED_NEW"),
    );
    assert_eq!(
        new["Attributes"],
        json!({ "a": { "N": "1" }, "b": { "N": "2" } })
    );
    let swapped = asked(
        &lab,
        "UpdateItem",
        &update("SET a = b, b = a", "UPDATED_OLD"),
    );
    assert_eq!(swapped["Attributes"]["a"]["N"], "1");
    let more = update("SET b = b - :two REMOVE a ADD c :two", "ALL_NEW");
    assert_eq!(
        asked(&lab, "UpdateItem", &more)["Attributes"],
        json!({ "name": { "S": "x" }, "b": { "N": "-1" }, "c": { "N": "2" } })
    );
}

#[test]
fn what_is_wrong_with_a_write_is_told_in_dynamodbs_words_and_writes_nothing() {
    let lab = Lab::new();
    let update = |expression: &str| {
        let input = json!({
            "TableName": "lifeboat-lease", "Key": { "name": { "S": "x" } },
            "UpdateExpression": expression,
            "ExpressionAttributeValues": { ":v": { "N": "1" } },
        });
        let (code, message) = refused(&lab, "UpdateItem", &input);
        assert_eq!(code, "ValidationException");
        message
    };
    for (expression, part) in [
        ("SET token = :v", "reserved keyword: token"),
        ("SET a = :v, a = :v", "Two document paths overlap"),
        ("SET a = :nobody", "value used in expression is not defined"),
        (
            "SET #a = :v",
            "name used in the document path is not defined",
        ),
        ("SET a = b + :v", "does not exist in the item"),
        ("SET a :v", "Syntax error; token: \":v\""),
        ("SET a = :v SET b = :v", "can only be used once"),
        ("SET a = size(:v)", "Invalid function name"),
        ("SET a = ?", "Syntax error; token: \"?\""),
        ("REMOVE a", "unused in expressions: keys: {:v}"),
        ("SET a.b = :v", "are not simulated"),
    ] {
        let message = update(expression);
        assert!(message.contains(part), "{expression}: {message}");
    }
    let validation = |operation: &str, input: &Value, part: &str| {
        let (code, message) = refused(&lab, operation, input);
        assert_eq!(code, "ValidationException", "{message}");
        assert!(message.contains(part), "{message}");
    };
    let table = "lifeboat-lease";
    let two = json!({ "TableName": table, "Key": { "name": { "S": "x" }, "more": { "S": "y" } } });
    validation("GetItem", &two, "does not match the schema");
    let other = json!({ "TableName": table, "Key": { "name": { "N": "1" } } });
    validation("DeleteItem", &other, "does not match the schema");
    let empty = json!({ "TableName": table, "Item": { "name": { "S": "" } } });
    validation("PutItem", &empty, "cannot contain an empty string");
    let without = json!({ "TableName": table, "Item": { "a": { "S": "x" } } });
    validation("PutItem", &without, "Missing the key name");
    let word = json!({ "TableName": table, "Item": { "name": { "S": "x" }, "a": { "N": "one" } } });
    validation("PutItem", &word, "cannot be converted to a numeric value");
    let key = json!({
        "TableName": table, "Key": { "name": { "S": "x" } }, "UpdateExpression": "SET #n = :v",
        "ExpressionAttributeNames": { "#n": "name" },
        "ExpressionAttributeValues": { ":v": { "S": "y" } },
    });
    validation("UpdateItem", &key, "part of the key");
    let told = json!({
        "TableName": table, "Item": { "name": { "S": "x" } }, "ReturnValues": "ALL_NEW",
    });
    validation("PutItem", &told, "Member must satisfy enum value set");
    validation("GetItem", &json!({}), "TableName");
    let nobody = json!({ "TableName": "nobody", "Key": { "name": { "S": "x" } } });
    let missing = "ResourceNotFoundException";
    assert_eq!(refused(&lab, "GetItem", &nobody).0, missing);
    assert_eq!(refused(&lab, "DescribeTable", &nobody).0, missing);
    lab.sim.with_world(|world| {
        let table = &world.regions["us-west-2"].tables["lifeboat-lease"];
        assert!(table.items.is_empty());
    });
}

#[test]
fn the_lease_table_is_keyed_by_name_in_the_standby_region() {
    let lab = Lab::new();
    let input = json!({ "TableName": "lifeboat-lease" });
    let table = &asked(&lab, "DescribeTable", &input)["Table"];
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table["KeySchema"][0]["AttributeName"], "name");
    let carts = json!({ "TableName": "carts" });
    let carts = &asked(&lab, "DescribeTable", &carts)["Table"];
    assert_eq!(carts["Replicas"][0]["RegionName"], "us-east-1");
}
