//! Tests how requests are sent: their concurrency, connections, proxies and rate limits.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{Answer, Demo, Ended, KEY, Run, Scripted, connlog, fixture, parameter};

/// A request as it came.
#[derive(Clone)]
struct Asked {
    /// From 1, in order of arrival.
    number: usize,
    /// What stands between the method and the version.
    target: String,
    headers: Vec<(String, String)>,
    at: Instant,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    fn skip(&self) -> usize {
        parameter(&self.target, "skip").unwrap().parse().unwrap()
    }
}

/// What a [`Server`] saw.
#[derive(Default)]
struct Seen {
    asked: Vec<Asked>,
    /// Where each page that was answered began, in order of the answers.
    answered: Vec<usize>,
    connections: usize,
    in_flight: usize,
    most_in_flight: usize,
}

/// What the threads of a [`Server`] share.
#[derive(Default)]
struct Watch {
    seen: Mutex<Seen>,
    changed: Condvar,
}

impl Watch {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// Waits until `reached`, at most so long; says whether it was.
    fn wait(&self, most: Duration, reached: impl Fn(&Seen) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.seen(), most, |seen| !reached(seen)).unwrap();
        !waited.1.timed_out()
    }
}

/// A server with a thread for each connection, which it keeps open.
struct Server {
    base_url: String,
    watch: Arc<Watch>,
}

impl Server {
    fn start(answer: impl Fn(&Watch, &Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::of(false, answer)
    }

    /// `gzip` compresses answers where the client takes it.
    fn of(gzip: bool, answer: impl Fn(&Watch, &Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/api", listener.local_addr().unwrap());
        let (watch, answer) = (Arc::new(Watch::default()), Arc::new(answer));
        let shared = Arc::clone(&watch);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (watch, answer) = (Arc::clone(&shared), Arc::clone(&answer));
                watch.seen().connections += 1;
                std::thread::spawn(move || serve(&stream.unwrap(), gzip, &watch, &*answer));
            }
        });
        Self { base_url, watch }
    }

    /// A server of this list, each page after `pause`.
    fn list(rows: Vec<Value>, pause: impl Fn(&Watch, &Asked) + Send + Sync + 'static) -> Self {
        Self::start(move |watch, asked| {
            pause(watch, asked);
            page(&rows, &asked.target)
        })
    }

    fn run(&self, arguments: &str) -> Ended {
        run(arguments).at(&self.base_url).end()
    }

    fn requests(&self) -> Vec<Asked> {
        self.watch.seen().asked.clone()
    }
}

fn serve(stream: &TcpStream, gzip: bool, watch: &Watch, answer: &dyn Fn(&Watch, &Asked) -> Answer) {
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(first)) = lines.next() {
        let header = |line: String| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        let headers = lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).filter_map(header);
        let target = first.split(' ').nth(1).unwrap().to_owned();
        let mut asked = Asked { number: 0, target, headers: headers.collect(), at: Instant::now() };
        {
            let mut seen = watch.seen();
            asked.number = seen.asked.len() + 1;
            seen.asked.push(asked.clone());
            seen.in_flight += 1;
            seen.most_in_flight = seen.most_in_flight.max(seen.in_flight);
        }
        watch.changed.notify_all();
        let Answer { status, mut headers, body } = answer(watch, &asked);
        let mut body = body.into_bytes();
        if gzip && asked.header("accept-encoding").is_some_and(|encodings| encodings.contains("gzip")) {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(&body).unwrap();
            body = packed.finish().unwrap();
            headers.push(("Content-Encoding".into(), "gzip".into()));
        }
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        {
            let mut seen = watch.seen();
            seen.in_flight -= 1;
            seen.answered.extend(parameter(&asked.target, "skip").and_then(|skip| skip.parse::<usize>().ok()));
        }
        let mut out = stream;
        // A client that went away is not missed.
        if out.write_all(&[head.as_bytes(), &body].concat()).is_err() {
            return;
        }
        watch.changed.notify_all();
    }
}

/// So many rows of the present dialect, newest first, each in a second of its own.
fn rows(count: usize) -> Vec<Value> {
    let row = |number: usize| {
        let (minute, second) = ((3600 - number) / 60, (3600 - number) % 60);
        json!({
            "type": "connections",
            "account_id": format!("a{number}"),
            "platform": "tiktok",
            "created_at": format!("2026-11-20T10:{minute:02}:{second:02}.000Z"),
        })
    };
    (1..=count).map(row).collect()
}

/// The page of `rows` that `target` asks for, and how many there are.
fn page(rows: &[Value], target: &str) -> Answer {
    let number = |name| parameter(target, name).unwrap().parse::<usize>().unwrap();
    let start = number("skip").min(rows.len());
    let end = (start + number("limit")).min(rows.len());
    let pagination = json!({ "total": rows.len(), "hasMore": end < rows.len() });
    Answer::json(&json!({ "logs": rows[start..end], "pagination": pagination }).to_string())
}

/// `connections` of the present dialect.
fn run(arguments: &str) -> Run {
    connlog(&format!("connections --dialect zernio {arguments}"))
}

/// The accounts of a run's records, in order.
#[track_caller]
fn accounts(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| record["accountId"].as_str().unwrap().to_owned()).collect()
}

fn first(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("a{number}")).collect()
}

#[test]
fn as_many_requests_are_in_flight_as_concurrency_says_and_never_more() {
    for (flag, width) in [("--concurrency 1", 1), ("--concurrency 2", 2), ("", 4), ("--concurrency 9", 9)] {
        // Answers wait until there is company enough, then a little for more than that.
        let company = move |watch: &Watch, _: &Asked| {
            watch.wait(Duration::from_millis(300), |seen| seen.most_in_flight >= width);
            std::thread::sleep(Duration::from_millis(5));
        };
        let server = Server::list(rows(200), company);
        let ended = server.run(&format!("--all --page-size 10 -o json {flag}")).code(0);
        assert_eq!(accounts(&ended.array()), first(200));
        assert_eq!(server.watch.seen().most_in_flight, width, "`{flag}`");
    }
}

#[test]
fn a_list_that_needs_one_page_is_asked_for_once_whatever_the_width() {
    let server = Server::list(rows(500), |_, _| {});
    server.run("-n 100 --concurrency 8").code(0);
    server.run("-n 7 --concurrency 8").code(0);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn many_pages_travel_over_few_connections() {
    let server = Server::list(rows(300), |_, _| {});
    server.run("--all --page-size 10 --concurrency 1").code(0);
    let (pages, connections) = (server.requests().len(), server.watch.seen().connections);
    assert!(pages > 30 && connections == 1, "{pages} pages, {connections} connections");
    server.run("--all --page-size 10 --concurrency 4").code(0);
    let connections = server.watch.seen().connections - connections;
    assert!(connections <= 8, "{connections} connections");
}

#[test]
fn the_first_record_is_printed_before_the_second_page_is_asked_for() {
    for width in [1, 8] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out.ndjson");
        let printed = Arc::new(Mutex::new(Vec::new()));
        let (list, file, noted) = (rows(100), out.clone(), Arc::clone(&printed));
        let server = Server::start(move |_, asked| {
            noted.lock().unwrap().push(std::fs::read_to_string(&file).unwrap_or_default().lines().count());
            page(&list, &asked.target)
        });
        let arguments = format!("--all --page-size 10 --concurrency {width} -o ndjson --out {}", out.display());
        server.run(&arguments).code(0);
        let printed = printed.lock().unwrap().clone();
        assert_eq!(printed[..2], [0, 10], "--concurrency {width}");
        assert!(printed[2..].iter().all(|lines| *lines >= 10), "{printed:?}");
    }
}

#[test]
fn records_come_in_order_though_answers_come_in_reverse() {
    // Of each eight pages the first one to be asked for is answered last.
    let reverse = |_: &Watch, asked: &Asked| {
        if asked.number > 1 {
            let behind = 8 - (asked.number - 2) % 8;
            std::thread::sleep(Duration::from_millis(25 * behind as u64));
        }
    };
    let server = Server::list(rows(200), reverse);
    let ended = server.run("--all --page-size 10 --concurrency 8 -o json").code(0);
    assert_eq!(accounts(&ended.array()), first(200));
    let answered = server.watch.seen().answered.clone();
    assert!(!answered.is_sorted(), "the answers did come out of order: {answered:?}");
}

#[test]
fn a_slow_page_lets_others_be_read_ahead_but_not_without_end() {
    const SLOW: usize = 8;
    // Twice the width are planned, the slow one among them.
    let ahead = |seen: &Seen| seen.asked.iter().filter(|asked| asked.skip() > SLOW).count();
    let pause = move |watch: &Watch, asked: &Asked| {
        if asked.skip() == SLOW {
            assert!(watch.wait(Duration::from_secs(10), |seen| ahead(seen) >= 7), "the others go on");
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(ahead(&watch.seen()), 7, "the others wait at last");
        }
    };
    let server = Server::list(rows(300), pause);
    let ended = server.run("--all --page-size 10 --concurrency 4 -o json --retries 0").code(0);
    assert_eq!(accounts(&ended.array()), first(300));
}

#[test]
fn every_request_has_an_id_of_its_own_and_says_who_asks() {
    let list = rows(100);
    // A request that is repeated is another request.
    let server = Server::start(move |_, asked| match asked.number {
        2 => Answer::json("{}").status(503),
        _ => page(&list, &asked.target),
    });
    server.run("--all --page-size 20").code(0);
    let requests = server.requests();
    let ids: HashSet<&str> = requests.iter().map(|asked| asked.header("x-request-id").unwrap()).collect();
    assert!(requests.len() > 5 && ids.len() == requests.len(), "{ids:?}");
    assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
    for asked in &requests {
        assert_eq!(asked.header("user-agent"), Some(concat!("connlog/", env!("CARGO_PKG_VERSION"))));
        assert_eq!(asked.header("accept"), Some("application/json"));
        assert_eq!(asked.header("authorization"), Some(&*format!("Bearer {KEY}")));
    }
}

#[test]
fn compressed_answers_are_asked_for_and_read() {
    let list = rows(50);
    let server = Server::of(true, move |_, asked| page(&list, &asked.target));
    let ended = server.run("--all --page-size 20 -o json").code(0);
    assert_eq!(accounts(&ended.array()), first(50));
    let requests = server.requests();
    assert!(requests.iter().all(|asked| asked.header("accept-encoding").is_some_and(|said| said.contains("gzip"))));
}

#[test]
fn a_proxy_is_used_for_other_hosts() {
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let proxy = Server::list(rows(10), |_, _| {});
        let address = proxy.base_url.trim_end_matches("/api");
        let ended = run("-o json --insecure-http").at("http://logs.invalid/api").env(variable, address).end().code(0);
        assert_eq!(accounts(&ended.array()), first(10));
        let target = &proxy.requests()[0].target;
        assert!(target.starts_with("http://logs.invalid/api/v1/logs?"), "{variable}: {target}");
    }
}

#[test]
fn a_proxy_is_not_used_where_no_proxy_says_so_nor_for_this_machine() {
    let proxy = Server::list(rows(10), |_, _| {});
    let address = proxy.base_url.trim_end_matches("/api").to_owned();
    let server = Server::list(rows(20), |_, _| {});
    for host in ["127.0.0.1", "localhost"] {
        let base_url = server.base_url.replace("127.0.0.1", host);
        let command = run("-o json").at(&base_url).env("HTTP_PROXY", &address).env("ALL_PROXY", &address);
        assert_eq!(command.end().code(0).array().len(), 20, "{host}");
    }
    let command = run("-o json --insecure-http --retries 0").at("http://logs.invalid/api");
    let ended = command.env("HTTP_PROXY", &address).env("NO_PROXY", "logs.invalid").end().code(6);
    assert!(ended.error()["message"].as_str().unwrap().contains("unknown host"), "{}", ended.stderr);
    assert_eq!(proxy.requests().len(), 0);
}

#[test]
fn http_2_is_spoken_where_the_server_offers_it() {
    let (bundle, address, versions) = http2(vec![b"h2".to_vec(), b"http/1.1".to_vec()]);
    trusting(&bundle, &address).code(0);
    assert_eq!(versions.lock().unwrap()[..], [hyper::Version::HTTP_2]);
    let (bundle, address, versions) = http2(vec![b"http/1.1".to_vec()]);
    trusting(&bundle, &address).code(0);
    assert_eq!(versions.lock().unwrap()[..], [hyper::Version::HTTP_11]);
}

/// One page from a server whose certificate stands in the file that `SSL_CERT_FILE` names.
fn trusting(bundle: &str, address: &str) -> Ended {
    let command = run("-o json").file("ca.pem", bundle);
    let path = command.home().join("ca.pem");
    command.at(&format!("https://{address}/api")).env("SSL_CERT_FILE", path.to_str().unwrap()).end()
}

type Versions = Arc<Mutex<Vec<hyper::Version>>>;

/// A server behind TLS that offers these protocols: its certificate, its address, and the versions of the requests.
fn http2(protocols: Vec<Vec<u8>>) -> (String, String, Versions) {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = protocols;
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let versions = Versions::default();
    let noted = Arc::clone(&versions);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let service = hyper::service::service_fn(|request: hyper::Request<hyper::body::Incoming>| {
                    noted.lock().unwrap().push(request.version());
                    let body = http_body_util::Full::new(bytes::Bytes::from(fixture("unified-connections.json")));
                    async { Ok::<_, std::convert::Infallible>(hyper::Response::new(body)) }
                });
                let tls = hyper_util::rt::TokioIo::new(acceptor.accept(stream).await.unwrap());
                let server = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                drop(server.serve_connection(tls, service).await);
            }
        });
    });
    (certificate.pem(), address, versions)
}

#[test]
fn a_rate_limit_before_anything_was_read_ends_with_7_and_says_what_to_do() {
    for patience in ["0s", "1s"] {
        let demo = Demo::limited(3, "--entries 250");
        for _ in 0..3 {
            run("-n 1").at(&demo.base_url).end().code(0);
        }
        let arguments = format!("--all --page-size 10 --max-wait {patience}");
        let error = run(&format!("{arguments} -o json")).at(&demo.base_url).end().code(7).error();
        assert_eq!((&error["code"], &error["http_status"]), (&json!("rate_limited"), &json!(429)), "{error}");
        assert_eq!((&error["retry_after_s"], &error["partial"]), (&json!(60), &json!(null)), "{error}");
        let text = run(&arguments).at(&demo.base_url).end().code(7).stderr;
        assert!(text.contains("rate limit") && text.contains("--max-wait"), "{text}");
    }
}

#[test]
fn a_rate_limit_half_way_ends_with_8_and_says_how_to_go_on() {
    for patience in ["0s", "1s"] {
        let demo = Demo::limited(20, "--entries 250");
        let arguments = format!("--all --page-size 10 --max-wait {patience}");
        let ended = run(&format!("{arguments} -o json")).at(&demo.base_url).end().code(8);
        let (error, read) = (ended.error(), ended.array().len());
        // Twenty pages of ten, of which neighbours share two.
        assert_eq!(read, 162, "every page that the limit allowed is printed");
        assert_eq!((&error["code"], &error["http_status"]), (&json!("incomplete"), &json!(429)), "{error}");
        assert_eq!((&error["partial"]["records"], &error["retryable"]), (&json!(read), &json!(true)), "{error}");
        assert!(error["partial"]["resume"].as_str().unwrap().starts_with("--until 2026-11-"), "{error}");
        assert!(error["message"].as_str().unwrap().contains("rate limit"), "{error}");
    }
    let demo = Demo::limited(2, "--entries 250");
    let text = run("--all --page-size 10 --max-wait 0s").at(&demo.base_url).end().code(8).stderr;
    assert!(text.contains("incomplete") && text.contains("rate limit") && text.contains("--until "), "{text}");
}

/// A server that allows three requests in any window of two seconds, and tells so.
struct Quota {
    until: Instant,
    /// Unix seconds, rounded up.
    reset: u64,
    left: u32,
}

impl Quota {
    fn begin() -> Self {
        let until = SystemTime::now() + Duration::from_secs(2);
        let reset = until.duration_since(UNIX_EPOCH).unwrap().as_millis().div_ceil(1000);
        Self { until: Instant::now() + Duration::from_secs(2), reset: u64::try_from(reset).unwrap(), left: 3 }
    }
}

#[test]
fn a_quota_that_is_used_up_is_waited_for_before_the_server_has_to_refuse() {
    for width in [1, 4] {
        let (list, quota) = (rows(50), Mutex::new(None));
        let server = Server::start(move |_, asked| {
            let mut quota = quota.lock().unwrap();
            let quota: &mut Quota = quota.get_or_insert_with(Quota::begin);
            if Instant::now() >= quota.until {
                *quota = Quota::begin();
            }
            let answer = if quota.left == 0 { Answer::json("{}").status(429) } else { page(&list, &asked.target) };
            quota.left = quota.left.saturating_sub(1);
            let mut headers = answer.headers;
            headers.push(("X-RateLimit-Remaining".into(), quota.left.to_string()));
            headers.push(("X-RateLimit-Reset".into(), quota.reset.to_string()));
            Answer { headers, ..answer }
        });
        let begun = Instant::now();
        let command = run(&format!("--all --page-size 14 --concurrency {width} --debug -o json"));
        let ended = command.no_env("CONNLOG_NOW").at(&server.base_url).end().code(0);
        assert_eq!(accounts(&ended.array()), first(50));
        assert!(!ended.stderr.contains(": 429"), "--concurrency {width}: {}", ended.stderr);
        assert!(begun.elapsed() > Duration::from_secs(1), "{:?}", begun.elapsed());
    }
}

#[test]
fn a_refusal_for_the_rate_holds_every_request_and_then_one_goes_first() {
    let (list, refused) = (rows(200), Arc::new(Mutex::new(None)));
    let noted = Arc::clone(&refused);
    let server = Server::start(move |_, asked| {
        // The first one after the wait takes its time.
        std::thread::sleep(Duration::from_millis(if asked.number > 6 { 200 } else { 30 }));
        let mut refused = noted.lock().unwrap();
        if asked.number < 6 || refused.is_some() {
            return page(&list, &asked.target);
        }
        *refused = Some(Instant::now());
        Answer { headers: vec![("Retry-After".into(), "1".into())], ..Answer::json("{}").status(429) }
    });
    let ended = server.run("--all --page-size 20 --concurrency 4 -o json").code(0);
    assert_eq!(accounts(&ended.array()), first(200));
    let refused = refused.lock().unwrap().unwrap();
    let after: Vec<Duration> =
        server.requests().iter().filter_map(|asked| asked.at.checked_duration_since(refused)).collect();
    // What was on its way when the refusal came could not be held any more.
    let held: Vec<Duration> = after.into_iter().filter(|since| *since > Duration::from_millis(100)).collect();
    assert!(held[0] >= Duration::from_secs(1), "{held:?}");
    assert!(held[1] >= held[0] + Duration::from_millis(190), "the second waits for the first one's answer: {held:?}");
}

#[test]
fn where_a_page_cannot_be_had_everything_before_it_is_printed_and_nothing_after() {
    let list = rows(100);
    // The pages before it are slower than all its failures; those after it are there at once.
    let server = Server::start(move |_, asked| match asked.skip() {
        24 => Answer::json(r#"{"error":"Internal server error"}"#).status(500),
        8 | 16 => {
            std::thread::sleep(Duration::from_millis(900));
            page(&list, &asked.target)
        }
        _ => page(&list, &asked.target),
    });
    let ended = server.run("--all --page-size 10 --concurrency 4 --retries 1 -o json").code(8);
    assert_eq!(accounts(&ended.array()), first(26));
    let error = ended.error();
    assert_eq!((&error["partial"]["records"], &error["attempts"]), (&json!(26), &json!(2)), "{error}");
    let pages: Vec<usize> = server.requests().iter().map(Asked::skip).collect();
    assert!(pages.contains(&32), "what is after it was read too: {pages:?}");
    assert_eq!(pages.iter().filter(|skip| **skip == 24).count(), 2, "{pages:?}");
}

#[test]
fn a_server_that_closes_each_connection_is_read_all_the_same() {
    let list = rows(100);
    let server = Scripted::start(move |_, target| page(&list, target));
    let ended = run("--all --page-size 10 --concurrency 8 -o json").at(&server.base_url).end().code(0);
    assert_eq!(accounts(&ended.array()), first(100));
}
