//! Route 53's control plane, in REST-XML.

use super::*;
use crate::estate::FailureKind;
use crate::estate::facts::FailoverRole;
use crate::terms::OutsideText;

fn rest(operation: &str, inside: &str) -> Reply {
    let space = "https://route53.amazonaws.com/doc/2013-04-01/";
    xml(format!(
        "<?xml version=\"1.0\"?>\n<{operation} xmlns=\"{space}\">{inside}</{operation}>"
    ))
}

const ZONE: &str = "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>\
    <CallerReference>r</CallerReference><Config><PrivateZone>false</PrivateZone></Config>\
    <ResourceRecordSetCount>4</ResourceRecordSetCount>\
    <LinkedService><ServicePrincipal>servicediscovery.amazonaws.com</ServicePrincipal></LinkedService>\
    <Features><AcceleratedRecoveryStatus>ENABLED</AcceleratedRecoveryStatus></Features></HostedZone>";

#[tokio::test(start_paused = true)]
async fn zones_are_listed_over_two_pages_and_one_is_asked_for_its_name_servers() {
    let script = Script::new(|call| {
        assert_eq!(
            (call.service.as_str(), call.region.as_str()),
            ("route53", "us-east-1")
        );
        let tail = |truncated, next: &str| {
            format!("<Marker/><IsTruncated>{truncated}</IsTruncated>{next}<MaxItems>100</MaxItems>")
        };
        match (call.operation.as_str(), call.parameter("marker").as_deref()) {
            ("GET /2013-04-01/hostedzone", None) => rest(
                "ListHostedZonesResponse",
                &format!(
                    "<HostedZones>{ZONE}</HostedZones>{}",
                    tail(true, "<NextMarker>Z2</NextMarker>")
                ),
            ),
            ("GET /2013-04-01/hostedzone", Some("Z2")) => rest(
                "ListHostedZonesResponse",
                &format!("<HostedZones/>{}", tail(false, "")),
            ),
            ("GET /2013-04-01/hostedzone/Z1", None) => rest(
                "GetHostedZoneResponse",
                &format!(
                    "{ZONE}<DelegationSet><NameServers><NameServer>ns-1.awsdns-00.com</NameServer>\
                     </NameServers></DelegationSet>"
                ),
            ),
            other => panic!("{other:?}"),
        }
    });
    let reads = reads(&script).await;
    let seen = reads.zones().await.unwrap();
    assert_eq!((seen.calls, seen.facts.len()), (2, 1));
    let zone = &seen.facts[0];
    assert_eq!((zone.id.raw(), zone.name.raw()), ("Z1", "example.com"));
    assert_eq!(zone.name_servers, None, "not asked for yet");
    let zone = reads.zone(&zone.id).await.unwrap().facts;
    assert_eq!(zone.name_servers.unwrap()[0].raw(), "ns-1.awsdns-00.com");
    assert_eq!(zone.accelerated_recovery.unwrap().raw(), "ENABLED");
    assert_eq!(zone.records, Some(4));
    let owner = zone.linked_service.unwrap();
    assert_eq!(owner.raw(), "servicediscovery.amazonaws.com");
}

#[tokio::test(start_paused = true)]
async fn records_are_read_to_the_end_with_their_failover() {
    let script = Script::new(|call| {
        assert_eq!(call.operation, "GET /2013-04-01/hostedzone/Z1/rrset");
        match call.parameter("name").as_deref() {
            None => rest(
                "ListResourceRecordSetsResponse",
                "<ResourceRecordSets><ResourceRecordSet><Name>shop.example.com.</Name><Type>A</Type>\
                 <SetIdentifier>east</SetIdentifier><Failover>PRIMARY</Failover><TTL>60</TTL>\
                 <ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>\
                 <HealthCheckId>h-1</HealthCheckId></ResourceRecordSet></ResourceRecordSets>\
                 <IsTruncated>true</IsTruncated><NextRecordName>shop.example.com.</NextRecordName>\
                 <NextRecordType>A</NextRecordType><NextRecordIdentifier>west</NextRecordIdentifier>\
                 <MaxItems>300</MaxItems>",
            ),
            Some(name) => {
                assert_eq!(name, "shop.example.com.");
                assert_eq!(call.parameter("type").as_deref(), Some("A"));
                assert_eq!(call.parameter("identifier").as_deref(), Some("west"));
                rest(
                    "ListResourceRecordSetsResponse",
                    "<ResourceRecordSets><ResourceRecordSet><Name>\\052.example.com.</Name><Type>A</Type>\
                     <SetIdentifier>west</SetIdentifier><Failover>SECONDARY</Failover>\
                     <AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>lb.example.net.</DNSName>\
                     <EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>\
                     </ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems>",
                )
            }
        }
    });
    let reads = reads(&script).await;
    let seen = reads.records(&OutsideText::new("Z1")).await.unwrap();
    assert_eq!(seen.calls, 2);
    let [east, west] = seen.facts.as_slice() else {
        panic!("{:?}", seen.facts)
    };
    assert_eq!(east.name.raw(), "shop.example.com");
    assert_eq!(east.failover, Some(FailoverRole::Primary));
    assert_eq!(east.ttl_seconds, Some(60));
    assert_eq!(east.values[0].raw(), "192.0.2.1");
    assert_eq!(east.health_check.as_ref().unwrap().raw(), "h-1");
    assert_eq!(west.name.raw(), "*.example.com");
    assert_eq!(west.ttl_seconds, None);
    let alias = west.alias.as_ref().unwrap();
    assert_eq!(alias.name.raw(), "lb.example.net");
    assert!(alias.evaluate_target_health);
    assert!(east.not_modelled.is_empty() && west.not_modelled.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_record_with_what_lifeboat_has_no_place_for_is_known_as_such() {
    let script = Script::new(|_| {
        let head = "<Name>shop.example.com.</Name><Type>A</Type><SetIdentifier>s</SetIdentifier>";
        let members = [
            "<Region>us-east-1</Region>",
            "<GeoLocation><CountryCode>DE</CountryCode></GeoLocation>",
            "<MultiValueAnswer>true</MultiValueAnswer>",
            "<Failover>PRIMARY</Failover><TrafficPolicyInstanceId>t-1</TrafficPolicyInstanceId>",
            "<CidrRoutingConfig><CollectionId>c</CollectionId><LocationName>l</LocationName></CidrRoutingConfig>",
            "<GeoProximityLocation><AWSRegion>us-east-1</AWSRegion></GeoProximityLocation>",
            "<Weight>10</Weight>",
        ];
        let sets = members.map(|it| format!("<ResourceRecordSet>{head}{it}</ResourceRecordSet>"));
        rest(
            "ListResourceRecordSetsResponse",
            &format!(
                "<ResourceRecordSets>{}</ResourceRecordSets><IsTruncated>false</IsTruncated>\
                 <MaxItems>300</MaxItems>",
                sets.concat()
            ),
        )
    });
    let reads = reads(&script).await;
    let seen = reads.records(&OutsideText::new("Z1")).await.unwrap().facts;
    let named: Vec<Vec<&str>> = seen
        .iter()
        .map(|it| it.not_modelled.iter().map(OutsideText::raw).collect())
        .collect();
    assert_eq!(
        named,
        [
            vec!["Region"],
            vec!["GeoLocation"],
            vec!["MultiValueAnswer"],
            vec!["TrafficPolicyInstanceId"],
            vec!["CidrRoutingConfig"],
            vec!["GeoProximityLocation"],
            vec![],
        ]
    );
    assert_eq!(seen[6].weight, Some(10));
}

#[tokio::test(start_paused = true)]
async fn a_name_is_read_and_written_again_as_the_same() {
    let names = [
        "\\052.example.com.",
        "a\\100b.example.com.",
        "a\\056b\\033.example.com.",
    ];
    let script = Script::new(move |_| {
        let set = |name| {
            format!("<ResourceRecordSet><Name>{name}</Name><Type>A</Type></ResourceRecordSet>")
        };
        rest(
            "ListResourceRecordSetsResponse",
            &format!(
                "<ResourceRecordSets>{}</ResourceRecordSets><IsTruncated>false</IsTruncated>\
                 <MaxItems>300</MaxItems>",
                names.map(set).concat()
            ),
        )
    });
    let reads = reads(&script).await;
    let seen = reads.records(&OutsideText::new("Z1")).await.unwrap().facts;
    let written: Vec<String> = seen.iter().map(|it| it.written_name()).collect();
    // An asterisk and its escape are the same name to Route 53.
    assert_eq!(written, ["*.example.com.", names[1], names[2]]);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_goes_on_without_saying_where_is_an_error() {
    let script = Script::new(|_| {
        rest(
            "ListHealthChecksResponse",
            "<HealthChecks/><Marker/><IsTruncated>true</IsTruncated><MaxItems>100</MaxItems>",
        )
    });
    let reads = reads(&script).await;
    let failure = reads.health_checks().await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotUnderstood);
}

#[tokio::test(start_paused = true)]
async fn health_checks_of_every_kind_are_read() {
    let script = Script::new(|_| {
        rest(
            "ListHealthChecksResponse",
            "<HealthChecks><HealthCheck><Id>h-1</Id><CallerReference>r</CallerReference>\
             <LinkedService><ServicePrincipal>arc.amazonaws.com</ServicePrincipal></LinkedService>\
             <HealthCheckConfig><Type>HTTPS_STR_MATCH</Type><SearchString>standby</SearchString><FullyQualifiedDomainName>shop.example.com</FullyQualifiedDomainName>\
             <Port>443</Port><ResourcePath>/up</ResourcePath><RequestInterval>10</RequestInterval>\
             <FailureThreshold>3</FailureThreshold><Inverted>true</Inverted><Disabled>true</Disabled></HealthCheckConfig>\
             <HealthCheckVersion>7</HealthCheckVersion></HealthCheck>\
             <HealthCheck><Id>h-2</Id><CallerReference>r</CallerReference><HealthCheckConfig><Type>CALCULATED</Type>\
             <HealthThreshold>1</HealthThreshold><ChildHealthChecks><ChildHealthCheck>h-1</ChildHealthCheck></ChildHealthChecks>\
             </HealthCheckConfig><HealthCheckVersion>1</HealthCheckVersion></HealthCheck>\
             <HealthCheck><Id>h-3</Id><CallerReference>r</CallerReference><HealthCheckConfig><Type>CLOUDWATCH_METRIC</Type>\
             <AlarmIdentifier><Region>us-east-1</Region><Name>lag</Name></AlarmIdentifier>\
             <InsufficientDataHealthStatus>LastKnownStatus</InsufficientDataHealthStatus>\
             </HealthCheckConfig><HealthCheckVersion>1</HealthCheckVersion></HealthCheck>\
             <HealthCheck><Id>h-4</Id><CallerReference>r</CallerReference><HealthCheckConfig><Type>RECOVERY_CONTROL</Type>\
             <RoutingControlArn>arn:aws:route53-recovery-control::111122223333:controlpanel/p/routingcontrol/r</RoutingControlArn>\
             </HealthCheckConfig><HealthCheckVersion>1</HealthCheckVersion></HealthCheck></HealthChecks>\
             <Marker/><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>",
        )
    });
    let seen = reads(&script).await.health_checks().await.unwrap().facts;
    assert!(seen[0].inverted && seen[0].disabled);
    assert_eq!(seen[0].version, Some(7));
    assert_eq!(seen[0].port, Some(443));
    let owner = seen[0].linked_service.as_ref().unwrap();
    assert_eq!(owner.raw(), "arc.amazonaws.com");
    assert_eq!(seen[1].children[0].raw(), "h-1");
    assert!(!seen[1].inverted && !seen[1].disabled);
    let alarm = seen[2].alarm.as_ref().unwrap();
    assert_eq!(
        (alarm.region.as_str(), alarm.name.raw()),
        ("us-east-1", "lag")
    );
    let insufficient = seen[2].insufficient_data.as_ref().unwrap();
    assert_eq!(insufficient.raw(), "LastKnownStatus");
    assert_eq!(seen[0].search_string, Some("standby".into()));
    let control = seen[3].routing_control.as_ref().unwrap();
    assert!(control.raw().ends_with("routingcontrol/r"));
}

#[tokio::test(start_paused = true)]
async fn checkers_tell_what_they_saw() {
    let script = Script::new(|call| {
        assert_eq!(call.operation, "GET /2013-04-01/healthcheck/h-1/status");
        rest(
            "GetHealthCheckStatusResponse",
            "<HealthCheckObservations><HealthCheckObservation><Region>eu-west-1</Region>\
             <IPAddress>192.0.2.7</IPAddress><StatusReport><Status>Failure: timeout</Status>\
             <CheckedTime>2026-11-22T02:59:50.000Z</CheckedTime></StatusReport></HealthCheckObservation>\
             </HealthCheckObservations>",
        )
    });
    let reads = reads(&script).await;
    let seen = reads
        .checkers(&OutsideText::new("h-1"))
        .await
        .unwrap()
        .facts;
    assert_eq!(seen.health_check.raw(), "h-1");
    assert_eq!(seen.observations[0].status.raw(), "Failure: timeout");
    assert_eq!(
        seen.observations[0].checked,
        Some(at("2026-11-22T02:59:50Z"))
    );
}
