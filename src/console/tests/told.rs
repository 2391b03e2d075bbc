//! Being told of a change of the verdict, in virtual time.

use super::harbor::*;
use super::the_loop::{Stage, control, stage};
use crate::console::{Answer, Effect, run};
use crate::estate::Declaration;
use crate::terms::Region;
use std::time::Duration;
use tokio::sync::mpsc;

#[tokio::test(start_paused = true)]
async fn a_change_of_the_verdict_is_told_once_when_it_has_settled() {
    for calm in [false, true] {
        let Stage {
            operator,
            answers,
            mut effects,
            mut surface,
            mut feed,
            ..
        } = stage();
        // Nobody is in the way of the order to tell it.
        let (orders, mut taken) = mpsc::channel(8);
        feed.effects = orders;
        effects.close();
        let mut model = model(Harbor::calm().estate(), noon());
        model.session.calm = calm;
        let down = Declaration {
            region: Region::us_east_1(),
            since: noon(),
            declared: noon(),
            incident: None,
        };
        let told = async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            // By mistake, and taken back.
            for declarations in [vec![down.clone()], Vec::new()] {
                answers.send(Answer::Declared(declarations)).await.unwrap();
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            answers.send(Answer::Declared(vec![down])).await.unwrap();
            tokio::time::sleep(Duration::from_secs(30)).await;
            operator.send(control('c')).unwrap();
        };
        let (left, ()) = tokio::join!(run(&mut surface, model, feed), told);
        left.unwrap();
        let [(after, line)] = &surface.alerts[..] else {
            panic!("{:?}", surface.alerts);
        };
        assert!(
            (29..=30).contains(&after.as_secs()),
            "calm {calm}: {after:?}"
        );
        assert!(
            line.starts_with("lifeboat: harbor-shop: DOWN (was "),
            "{line}"
        );
        assert!(
            line.ends_with(": us-east-1 declared down at 14:02:31Z"),
            "{line}"
        );
        let mut alerts = 0;
        while let Ok(effect) = taken.try_recv() {
            alerts += usize::from(matches!(effect, Effect::Alert(_)));
        }
        assert_eq!(alerts, 1, "the hook is told as well");
    }
}
