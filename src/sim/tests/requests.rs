//! One request for every operation the simulator has, and how its list goes on: what walks pages, measures
//! them and fuzzes them goes through this one list. `benches/page.rs` reads this file too, so that it names
//! nothing of the house.

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::Request;

/// A request of an operation, as the simulator is asked.
pub struct Operation {
    /// The signing name of its service.
    pub service: &'static str,
    /// Its name in AWS's model.
    pub name: &'static str,
    /// What is asked.
    pub ask: Ask,
    /// How its list goes on; none for what is no list.
    pub paging: Option<Paging>,
}

/// How an operation is asked.
#[derive(Clone, Copy)]
pub enum Ask {
    /// A form, without `Action`.
    Form(&'static str),
    /// A path, with its query string.
    Get(&'static str),
    /// A JSON document, in which `"START"` and `"END"` stand for the last quarter of an hour.
    Json(&'static str),
}

/// How a list goes on.
#[derive(Clone, Copy)]
pub struct Paging {
    /// The element or member that is an item.
    pub item: &'static str,
    /// The parameter for the size of a page.
    pub size: &'static str,
    /// The smallest page.
    pub least: usize,
    /// The largest page.
    pub most: usize,
    /// Each parameter of the next request, and the element or member of this answer it is taken from.
    pub next: &'static [(&'static str, &'static str)],
}

const fn rds(name: &'static str, form: &'static str, item: &'static str) -> Operation {
    Operation {
        service: "rds",
        name,
        ask: Ask::Form(form),
        paging: Some(Paging {
            item,
            size: "MaxRecords",
            least: 20,
            most: 100,
            next: &[("Marker", "Marker")],
        }),
    }
}

const fn backup(name: &'static str, path: &'static str, item: &'static str) -> Operation {
    Operation {
        service: "backup",
        name,
        ask: Ask::Get(path),
        paging: Some(Paging {
            item,
            size: "maxResults",
            least: 1,
            most: 1_000,
            next: &[("nextToken", "NextToken")],
        }),
    }
}

const fn one(service: &'static str, name: &'static str, ask: Ask) -> Operation {
    Operation {
        service,
        name,
        ask,
        paging: None,
    }
}

const fn route53(
    name: &'static str,
    path: &'static str,
    item: &'static str,
    most: usize,
    next: &'static [(&'static str, &'static str)],
) -> Operation {
    Operation {
        service: "route53",
        name,
        ask: Ask::Get(path),
        paging: Some(Paging {
            item,
            size: "maxitems",
            least: 1,
            most,
            next,
        }),
    }
}

const ORDERS: &str = "/resources/arn%3Aaws%3Ards%3Aus-east-1%3A123456789012%3Adb%3Aorders-db";

/// Every operation.
#[rustfmt::skip]
pub const OPERATIONS: [Operation; 33] = [
    one("sts", "GetCallerIdentity", Ask::Form("")),
    rds("DescribeDBInstances", "", "DBInstance"),
    rds("DescribeDBClusters", "", "DBCluster"),
    rds("DescribeGlobalClusters", "", "GlobalClusterIdentifier"),
    rds("DescribeDBSnapshots", "", "DBSnapshot"),
    rds("DescribeDBClusterSnapshots", "", "DBClusterSnapshot"),
    rds("DescribeDBInstanceAutomatedBackups", "", "DBInstanceAutomatedBackup"),
    rds("DescribeDBClusterAutomatedBackups", "", "DBClusterAutomatedBackup"),
    rds("DescribeEvents", "Duration=20160", "Event"),
    rds("DescribePendingMaintenanceActions", "", "ResourcePendingMaintenanceActions"),
    Operation {
        service: "monitoring",
        name: "GetMetricData",
        ask: Ask::Json(METRIC_DATA),
        paging: Some(Paging { item: "MetricDataResults", size: "MaxDatapoints", least: 3, most: 100_800, next: &[("NextToken", "NextToken")] }),
    },
    Operation {
        service: "monitoring",
        name: "DescribeAlarms",
        ask: Ask::Json("{\"AlarmTypes\":[\"CompositeAlarm\",\"MetricAlarm\"]}"),
        paging: Some(Paging { item: "MetricAlarms", size: "MaxRecords", least: 1, most: 100, next: &[("NextToken", "NextToken")] }),
    },
    one("sns", "ListTopics", Ask::Form("")),
    one("sns", "ListSubscriptionsByTopic", Ask::Form("TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3Adeployments")),
    one("backup", "DescribeRegionSettings", Ask::Get("/account-settings")),
    backup("ListBackupJobs", "/backup-jobs/", "BackupJobs"),
    backup("ListCopyJobs", "/copy-jobs/", "CopyJobs"),
    backup("ListRestoreJobs", "/restore-jobs/", "RestoreJobs"),
    backup("ListBackupVaults", "/backup-vaults/", "BackupVaultList"),
    backup("ListRecoveryPointsByBackupVault", "/backup-vaults/harbor/recovery-points/", "RecoveryPoints"),
    backup("ListBackupPlans", "/backup/plans/", "BackupPlansList"),
    one("backup", "GetBackupPlan", Ask::Get("/backup/plans/4f1c9a3e-6d0b-4c57-9f5e-1a7be2c80d01/")),
    backup("ListBackupSelections", "/backup/plans/4f1c9a3e-6d0b-4c57-9f5e-1a7be2c80d01/selections/", "BackupSelectionsList"),
    one("backup", "GetBackupSelection", Ask::Get("/backup/plans/4f1c9a3e-6d0b-4c57-9f5e-1a7be2c80d01/selections/5e2f7c44-1111-4b1d-8c52-000000000011")),
    backup("ListProtectedResources", "/resources/", "Results"),
    one("backup", "DescribeProtectedResource", Ask::Get(ORDERS)),
    Operation {
        service: "backup",
        name: "ListRecoveryPointsByResource",
        ask: Ask::Get("/resources/arn%3Aaws%3Ards%3Aus-east-1%3A123456789012%3Adb%3Aorders-db/recovery-points/"),
        paging: Some(Paging { item: "RecoveryPoints", size: "maxResults", least: 20, most: 1_000, next: &[("nextToken", "NextToken")] }),
    },
    route53("ListHostedZones", "/2013-04-01/hostedzone", "HostedZone", 100, &[("marker", "NextMarker")]),
    one("route53", "GetHostedZone", Ask::Get("/2013-04-01/hostedzone/Z0827164HARBORSHOP01")),
    route53("ListResourceRecordSets", "/2013-04-01/hostedzone/Z0827164HARBORSHOP01/rrset", "ResourceRecordSet", 300,
        &[("name", "NextRecordName"), ("type", "NextRecordType"), ("identifier", "NextRecordIdentifier")]),
    route53("ListHealthChecks", "/2013-04-01/healthcheck", "HealthCheck", 1_000, &[("marker", "NextMarker")]),
    one("route53", "GetHealthCheck", Ask::Get("/2013-04-01/healthcheck/1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001")),
    one("route53", "GetHealthCheckStatus", Ask::Get("/2013-04-01/healthcheck/1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001/status")),
];

const METRIC_DATA: &str = "{\"StartTime\":\"START\",\"EndTime\":\"END\",\"MetricDataQueries\":[\
    {\"Id\":\"a\",\"MetricStat\":{\"Stat\":\"Maximum\",\"Period\":60,\"Metric\":{\"Namespace\":\"AWS/RDS\",\
    \"MetricName\":\"ReplicaLag\",\"Dimensions\":[{\"Name\":\"DBInstanceIdentifier\",\"Value\":\"orders-db-usw2\"}]}}},\
    {\"Id\":\"b\",\"MetricStat\":{\"Stat\":\"Maximum\",\"Period\":60,\"Metric\":{\"Namespace\":\"AWS/RDS\",\
    \"MetricName\":\"TransactionLogsDiskUsage\",\"Dimensions\":[{\"Name\":\"DBInstanceIdentifier\",\"Value\":\"orders-db\"}]}}}]}";

impl Operation {
    /// The request, to a Region.
    pub fn request(&self, region: &str, now: DateTime<Utc>) -> Request<Bytes> {
        self.page(region, now, &[])
    }

    /// The request with further parameters.
    pub fn page(
        &self,
        region: &str,
        now: DateTime<Utc>,
        parameters: &[(String, String)],
    ) -> Request<Bytes> {
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential=AKIAHARBOR/20260302/{region}/{}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=0",
            self.service
        );
        let host = format!("https://{}.{region}.amazonaws.com", self.service);
        let pairs = parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", escaped(value)));
        let pairs: Vec<String> = pairs.collect();
        let (request, body) = match self.ask {
            Ask::Form(form) => {
                let mut parts = vec![format!("Action={}", self.name)];
                parts.extend((!form.is_empty()).then(|| form.to_owned()));
                parts.extend(pairs);
                let request = Request::post(format!("{host}/"))
                    .header("content-type", "application/x-www-form-urlencoded");
                (request, parts.join("&"))
            }
            Ask::Get(path) => (
                Request::get(format!("{host}{path}?{}", pairs.join("&"))),
                String::new(),
            ),
            Ask::Json(document) => {
                let start = (now - TimeDelta::minutes(15)).timestamp().to_string();
                let end = now.timestamp().to_string();
                let mut document = document
                    .replace("\"START\"", &start)
                    .replace("\"END\"", &end);
                for (name, value) in parameters {
                    let number = value.parse::<u64>().is_ok() && name.starts_with("Max");
                    let value = if number {
                        value.clone()
                    } else {
                        format!("\"{value}\"")
                    };
                    document.insert_str(1, &format!("\"{name}\":{value},"));
                }
                let target = format!("GraniteServiceVersion20100801.{}", self.name);
                let request = Request::post(format!("{host}/"))
                    .header("content-type", "application/x-amz-json-1.0")
                    .header("x-amz-target", target);
                (request, document)
            }
        };
        request
            .header("authorization", scope)
            .body(Bytes::from(body))
            .unwrap()
    }
}

impl Operation {
    /// Reads a page: adds its items, and returns the parameters that lead to the next one, none after the
    /// last.
    pub fn after(&self, page: &str, items: &mut Vec<String>) -> Vec<(String, String)> {
        let paging = self.paging.as_ref().unwrap();
        let said = match self.ask {
            Ask::Get(_) if self.service == "route53" => xml(page, paging, items),
            Ask::Form(_) => xml(page, paging, items),
            Ask::Get(_) | Ask::Json(_) => json(page, paging, items),
        };
        let next = paging.next.iter();
        next.filter_map(|(parameter, member)| Some(((*parameter).to_owned(), said(member)?)))
            .collect()
    }
}

/// A value as it stands in a form or a query string.
fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// A list, whole.
pub struct Whole {
    /// Its items as they were written, in their order.
    pub items: Vec<String>,
    /// How many pages it took.
    pub pages: usize,
}

/// Walks a list from its first page to its last, in pages of this size.
pub fn whole(
    operation: &Operation,
    region: &str,
    now: DateTime<Utc>,
    size: usize,
    ask: &dyn Fn(Request<Bytes>) -> String,
) -> Whole {
    let paging = operation.paging.as_ref().unwrap();
    let mut whole = Whole {
        items: Vec::new(),
        pages: 0,
    };
    let mut next = Vec::new();
    loop {
        let mut parameters = vec![(paging.size.to_owned(), size.to_string())];
        parameters.append(&mut next);
        let body = ask(operation.page(region, now, &parameters));
        whole.pages += 1;
        assert!(whole.pages < 20_000, "{} never ends", operation.name);
        next = operation.after(&body, &mut whole.items);
        if next.is_empty() {
            return whole;
        }
    }
}

/// What an answer says beside its list, by element or member.
type Said = Box<dyn Fn(&str) -> Option<String>>;

fn xml(body: &str, paging: &Paging, items: &mut Vec<String>) -> Said {
    let (open, close) = (format!("<{}>", paging.item), format!("</{}>", paging.item));
    let mut rest = body.to_owned();
    for part in body.split(open.as_str()).skip(1) {
        let (item, _) = part.split_once(close.as_str()).unwrap();
        rest = rest.replacen(&format!("{open}{item}{close}"), "", 1);
        items.push(item.to_owned());
    }
    Box::new(move |name| {
        let (_, after) = rest.split_once(&format!("<{name}>"))?;
        let (value, _) = after.split_once(&format!("</{name}>"))?;
        Some(value.to_owned())
    })
}

fn json(body: &str, paging: &Paging, items: &mut Vec<String>) -> Said {
    let answer: serde_json::Value = serde_json::from_str(body).unwrap();
    let listed = answer[paging.item].as_array().cloned().unwrap_or_default();
    for item in listed {
        match (&item["Id"], &item["Timestamps"], &item["Values"]) {
            // A metric may be cut anywhere: its datapoints are what is counted.
            (id, serde_json::Value::Array(times), serde_json::Value::Array(values)) => {
                let points = times.iter().zip(values);
                items.extend(points.map(|(time, value)| format!("{id} {time} {value}")));
            }
            _ => items.push(item.to_string()),
        }
    }
    Box::new(move |name| answer[name].as_str().map(str::to_owned))
}
