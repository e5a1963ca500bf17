//! Tests that an archive on a server survives what ends a run: `kill -9`, a connection that breaks, two writers at once.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use super::server::server;
use crate::engines::{self, Archive, Log};

#[test]
fn kills_lose_nothing_and_repeat_nothing() {
    engines::kills_lose_nothing_and_repeat_nothing(8, Archive::on_a_server);
}

#[test]
fn writers_at_once_repeat_nothing() {
    let Some(archive) = Archive::on_a_server() else { return };
    engines::writers_at_once_repeat_nothing(&archive);
}

#[test]
fn a_connection_that_breaks_is_an_error_and_the_next_run_continues() {
    let Some(archive) = Archive::on_a_server() else { return };
    let log = Log::new();
    let port = server().unwrap().port;
    // The relay passes this number of bytes to the server, then it closes each connection.
    let budget = Arc::new(AtomicI64::new(0));
    let relay = relay(port, Arc::clone(&budget));
    let address = archive.address.replace(&format!(":{port}/"), &format!(":{relay}/"));
    let mut failed = 0;
    for bytes in (0..600_000).step_by(75_000) {
        for fill in [Log::fill_by_file, Log::fill_by_api] {
            budget.store(bytes, Ordering::SeqCst);
            let ended = fill(&log, &address).arg("--retries").arg("0").end();
            failed += u32::from(ended.code == Some(6));
            assert!(matches!(ended.code, Some(0 | 6)), "{}", ended.stderr);
        }
    }
    assert!(failed > 0, "no run failed");
    budget.store(i64::MAX, Ordering::SeqCst);
    log.fill_by_file(&address).end().code(0);
    assert_eq!(archive.sql("SELECT count() > 0 FROM entry"), "1");
    let lines = log.len().to_string();
    assert_eq!(archive.sql("SELECT count() FROM entry FINAL WHERE source = 'files'"), lines);
    log.fill_by_api(&address).end().code(0);
    assert_eq!(archive.sql("SELECT count() FROM entry FINAL WHERE source <> 'files'"), lines);
    archive.is_sound();
}

/// Relays connections to a port; returns its own one.
fn relay(port: u16, budget: Arc<AtomicI64>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let budget = Arc::clone(&budget);
            thread::spawn(move || {
                let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let back = thread::spawn(move || drop(std::io::copy(&mut &server, &mut &client)));
                let mut buffer = [0; 4_096];
                while let Ok(read @ 1..) = from.read(&mut buffer) {
                    let left = budget.fetch_sub(i64::try_from(read).unwrap(), Ordering::SeqCst);
                    if left <= 0 || to.write_all(&buffer[..read]).is_err() {
                        break;
                    }
                }
                for stream in [&from, &to] {
                    drop(stream.shutdown(Shutdown::Both));
                }
                drop(back.join());
            });
        }
    });
    own
}
