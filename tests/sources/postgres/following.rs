//! Tests `tail` of tables: each newly loaded row is printed once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use connlog::env::Env;
use connlog::sources::postgres::connection::PostgresConnection;
use connlog::sources::postgres::location::Location;
use connlog::sources::postgres::url::Address;
use connlog::sources::warehouse::checkpoint::LoadCheckpoint;
use connlog::sources::warehouse::envelope::RowEntry;
use connlog::sources::warehouse::load_poller::LoadPoller;
use connlog::sources::warehouse::query::Queries;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;

use super::PRESENT;
use super::cluster::{PASSWORD, cluster};
use crate::support::Tailing;
use crate::support::connlog;

const TIMEOUT: Duration = Duration::from_secs(60);

fn query() -> Query {
    let window = Window { since: None, until: None, days: None, now: DateTime::<Utc>::UNIX_EPOCH };
    Query {
        kind: Kind::Fivetran,
        filters: Filters::default(),
        window,
        limit: Some(5),
        skip: 1,
        page_size: None,
        optional: false,
    }
}

async fn follow(url: &str, since: Option<DateTime<Utc>>) -> LoadPoller<PostgresConnection> {
    let env = Env::new([("PGPASSWORD".into(), PASSWORD.into())]);
    let location = Location::parse(url).unwrap().unwrap();
    let address = Address::new(&location, &env, TIMEOUT).unwrap();
    let database = Queries::open(PostgresConnection::open(address, TIMEOUT).await.unwrap(), None).await.unwrap();
    LoadPoller::new(database, query(), LoadCheckpoint::since(since))
}

/// Later than all loads.
fn now() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn id(entry: &RowEntry) -> String {
    entry.record.view().text("id").unwrap().into_owned()
}

/// The ids of what is new.
async fn newer(follow: &mut LoadPoller<PostgresConnection>) -> Vec<String> {
    let mut ids = Vec::new();
    loop {
        let loaded = follow.newer(now()).await.unwrap();
        ids.extend(loaded.entries.iter().map(id));
        if !loaded.more {
            return ids;
        }
    }
}

/// A row that was loaded at one moment and tells of another.
pub(super) fn row(id: &str, loaded: &str, at: &str) -> String {
    format!(
        "INSERT INTO fivetran_metadata.log VALUES ('{id}', '{at}', '{loaded}', 'this_connection', 'INFO', '{{}}', 'sync_start', NULL, 's');\n"
    )
}

#[test]
fn loads_are_told_once_whatever_the_times_of_their_events() {
    let Some(cluster) = cluster() else { return };
    let old = row("old", "2026-01-02 06:00", "2026-01-02 05:00");
    let url = cluster.database("followed", &format!("{PRESENT}TRUNCATE log;{old}"));
    let insert = |rows: &[String]| drop(cluster.run("followed", &rows.concat()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut follow = follow(&url, None).await;
        assert!(follow.from_last(0, now()).await.unwrap().is_empty());
        assert_eq!(newer(&mut follow).await, [""; 0]);
        insert(&[
            row("late", "2026-01-03 06:00", "2026-01-01 00:00"),
            row("new", "2026-01-03 06:00", "2026-01-03 05:00"),
        ]);
        assert_eq!(newer(&mut follow).await, ["late", "new"], "an event older than those told of, in a new load");
        assert_eq!(newer(&mut follow).await, [""; 0]);
        insert(&[
            row("slow", "2026-01-03 05:00", "2026-01-03 04:00"),
            row("same", "2026-01-03 06:00", "2026-01-03 06:00"),
        ]);
        assert_eq!(newer(&mut follow).await, ["slow", "same"], "a load that was committed late");
        cluster.run("followed", "UPDATE fivetran_metadata.connection SET connection_name = 'renamed'");
        assert_eq!(newer(&mut follow).await, [""; 0], "a new name makes no new entry");
    });
}

#[test]
fn an_act_in_both_tables_is_told_once_whichever_is_loaded_first() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("twofold", &format!("{PRESENT}TRUNCATE log;"));
    let act = |hour: u32| {
        let logged = format!(
            r#"INSERT INTO fivetran_metadata.log VALUES ('l{hour}', '2026-01-02 0{hour}:00:00.5', '2026-01-02 06:00', 'c', 'INFO',
            '{{"userId":"u","action":"EDIT","primaryResourceType":"CONNECTION","primaryResourceId":"c",
            "timestamp":"2026-01-02T0{hour}:00:00Z"}}', 'edit_connection', NULL, NULL);"#
        );
        let audited = format!(
            "INSERT INTO fivetran_metadata.audit_trail VALUES ('a{hour}', '2026-01-02 0{hour}:00:00', '2026-01-02 05:30', 'u', 'EDIT',
            'API', 'CONNECTION', 'c', NULL, NULL, NULL, NULL);"
        );
        (logged, audited)
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut follow = follow(&url, None).await;
        let (logged, audited) = act(4);
        cluster.run("twofold", &logged);
        assert_eq!(newer(&mut follow).await, ["l4"]);
        cluster.run("twofold", &audited);
        assert_eq!(newer(&mut follow).await, [""; 0], "its load bears an earlier time");
        let (logged, audited) = act(5);
        cluster.run("twofold", &audited);
        assert_eq!(newer(&mut follow).await, ["a5"]);
        cluster.run("twofold", &logged);
        assert_eq!(newer(&mut follow).await, [""; 0]);
    });
}

#[test]
fn much_is_caught_up_with_piece_by_piece() {
    let Some(cluster) = cluster() else { return };
    // One load of many rows at one moment, then some with moments of their own.
    let rows = "INSERT INTO log SELECT 'r' || n, timestamptz '2026-01-01' + n * interval '1 s',
        timestamptz '2026-01-02' + greatest(n - 9000, 0) * interval '1 ms', 'this_connection', 'INFO', '{}', 'sync_start', NULL, 's'
        FROM generate_series(1, 12000) AS n;";
    let url = cluster.database("behind", &format!("{PRESENT}TRUNCATE log;{rows}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut follow = follow(&url, Some("2026-01-01T12:00:00Z".parse().unwrap())).await;
        let first = follow.newer(now()).await.unwrap();
        assert!(first.more && first.entries.len() < 7_000, "{}", first.entries.len());
        let mut ids: Vec<String> = first.entries.iter().map(id).collect();
        ids.extend(newer(&mut follow).await);
        assert_eq!(ids.len(), 12_000);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 12_000, "each once");
        assert_eq!(newer(&mut follow).await, [""; 0]);
    });
}

#[test]
fn tail_shows_what_is_there_and_then_each_load_once() {
    let Some(cluster) = cluster() else { return };
    let old: String = ["a", "b", "c"]
        .iter()
        .enumerate()
        .map(|(at, id)| row(id, "2026-01-02 06:00", &format!("2026-01-02 05:0{at}")))
        .collect();
    let url = cluster.database("tailed", &format!("{PRESENT}TRUNCATE log;{old}"));
    let run =
        connlog("tail -n 2 --interval 100ms --where source=fivetran --from").arg(&url).env("PGPASSWORD", PASSWORD);
    let mut tailing = Tailing::start(run);
    let ids = |lines: &[serde_json::Value]| -> Vec<String> {
        lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&tailing.take(2)), ["b", "c"]);
    for (at, id) in ["d", "e"].into_iter().enumerate() {
        cluster.run("tailed", &row(id, "2026-01-02 06:00", &format!("2026-01-01 00:0{at}")));
        assert_eq!(ids(&tailing.take(1)), [id]);
    }
    // The server closes the connection: another one is opened.
    cluster.run("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tailed'");
    cluster.run("tailed", &row("f", "2026-01-03 06:00", "2026-01-01 00:09"));
    // The same event under another id is not told again.
    cluster.run("tailed", &row("F", "2026-01-03 06:00", "2026-01-01 00:09"));
    cluster.run("tailed", &row("g", "2026-01-03 06:00", "2026-01-01 00:10"));
    // One poll may meet both rows, and then the id decides which of them is first.
    assert_eq!(ids(&tailing.take(2)).concat().to_lowercase(), "fg");
    tailing.signal("TERM");
    let ended = tailing.end().code(143);
    assert!(ended.stdout.is_empty() && ended.stderr.contains("the database is available again"), "{}", ended.stderr);
}
