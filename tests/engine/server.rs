//! A simulated API with a list that changes while it is read, and a faulty network.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use connlog::sources::api::client::transport::{
    HttpResponse, RateLimitHeaders, ResponseFuture, Transport, TransportError,
};
use connlog_core::providers::endpoint::ApiVersion;
use connlog_core::providers::endpoint::{ApiReply, PageRequest};
use connlog_core::providers::zernio::{LATE, ZERNIO};
use tokio::time::Instant;

/// Everything that is drawn for one run.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    seed: u64,
    /// The old dialect, whose rows have ids.
    pub(crate) ids: bool,
    rows: usize,
    pub(crate) page_size: u32,
    pub(crate) concurrency: usize,
    /// Milliseconds between possible times: large ones make many equal.
    grain: i64,
    /// Of rows without an id, how many say exactly what their neighbour says.
    twins: f64,
    /// New rows a second while we read, and how many of them carry an older time.
    arrivals: f64,
    late: f64,
    /// Age at which rows go.
    pub(crate) retention: Option<TimeDelta>,
    /// Rows of one moment come in another order each time.
    pub(crate) shuffle: bool,
    /// Chance of a request going wrong.
    pub(crate) faults: f64,
    latency: f64,
    tells_total: bool,
    over_total: bool,
    /// Whether the end of a window counts, and counts itself in.
    pub(crate) heeds_to: bool,
    to_included: bool,
    /// The list is in order of arrival, not of the rows' times.
    pub(crate) by_arrival: bool,
    /// The server gives fewer rows than were asked for.
    short: bool,
}

impl Schedule {
    pub(crate) fn draw(seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let by_arrival = rng.u8(..) < 30;
        let shuffle = !by_arrival && rng.u8(..) < 60;
        let page_size = if shuffle { rng.u32(12..40) } else { rng.u32(1..30) };
        // So few rows share a moment that any overlap holds them all; without shuffling there may be any number.
        let rows = rng.usize(0..400);
        let arrivals = rng.choice([0.0, 0.5, 3.0, 20.0]).unwrap();
        let grain: i64 = rng.choice(if shuffle { [1, 1_500, 1_500, 1] } else { [1, 1_000, 5_000, 20_000] }).unwrap();
        let retention = (!by_arrival && rng.u8(..) < 80).then(|| TimeDelta::seconds(rng.i64(100..700)));
        Self {
            seed,
            ids: rng.bool(),
            rows,
            page_size,
            concurrency: rng.choice([1, 2, 4, 8, 16]).unwrap(),
            // A moment holds fewer records than a page, as the engine assumes.
            grain: if arrivals > 5.0 { grain.min(1_000) } else { grain },
            twins: if by_arrival { 0.0 } else { rng.f64() * 0.3 },
            arrivals,
            late: rng.choice([0.0, 0.3]).unwrap(),
            retention,
            shuffle,
            faults: rng.choice([0.0, 0.05, 0.25]).unwrap(),
            latency: rng.choice([0.01, 0.1, 1.0]).unwrap(),
            tells_total: rng.u8(..) < 200,
            over_total: rng.u8(..) < 60,
            heeds_to: rng.u8(..) < 180,
            to_included: rng.bool(),
            by_arrival,
            short: rng.u8(..) < 40,
        }
    }

    pub(crate) fn dialect(&self) -> &'static ApiVersion {
        if self.ids { &LATE } else { &ZERNIO }
    }
}

/// An entry of the simulated log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    number: u64,
    time: DateTime<Utc>,
    pub(crate) text: Rc<str>,
}

/// The server's side.
pub(crate) struct Server {
    schedule: Schedule,
    rng: fastrand::Rng,
    began: Instant,
    grown_until: f64,
    /// Newest first.
    rows: Vec<Row>,
    numbers: u64,
    numbers_at_start: u64,
    /// When the list last lived.
    grown_at: DateTime<Utc>,
    /// The list as it was when the first page was served.
    pub(crate) start: Option<Vec<Row>>,
    /// Everything that ever was in it.
    ever: Vec<Row>,
    limited_until: Option<Instant>,
}

fn epoch() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

impl Server {
    pub(crate) fn new(schedule: Schedule) -> Self {
        let mut server = Self {
            rng: fastrand::Rng::with_seed(schedule.seed ^ 0x5eed),
            began: Instant::now(),
            grown_until: 0.0,
            rows: Vec::new(),
            numbers: 0,
            numbers_at_start: 0,
            grown_at: epoch(),
            start: None,
            ever: Vec::new(),
            limited_until: None,
            schedule,
        };
        for _ in 0..server.schedule.rows {
            let age = server.rng.f64() * 600.0;
            server.insert(age);
        }
        server
    }

    /// The first two rows that came out in an order the list never had. Where the list is not in order of time,
    /// newcomers that are seen cannot be told from what stood there.
    pub(crate) fn out_of_order<'r>(&self, out: impl Iterator<Item = &'r str>) -> Option<(&Row, &Row)> {
        let find = |text: &str| self.ever.iter().find(|row| &*row.text == text).expect("it came from the list");
        let by_arrival = self.schedule.by_arrival;
        let rows: Vec<&Row> = out.map(find).filter(|row| !by_arrival || row.number <= self.numbers_at_start).collect();
        let kept =
            |above: &Row, below: &Row| if by_arrival { above.number > below.number } else { above.time >= below.time };
        rows.windows(2).map(|pair| (pair[0], pair[1])).find(|(above, below)| !kept(above, below))
    }

    /// Whether `row` is still in the list.
    pub(crate) fn has(&self, row: &Row) -> bool {
        self.schedule.retention.is_none_or(|retention| row.time >= self.grown_at - retention)
    }

    /// Rows that came after `start` was served, with a time that is not newer than everything in it.
    pub(crate) fn came_late(&self, start: &[Row]) -> Vec<Row> {
        let top = start.iter().map(|row| row.time).max();
        let first_late = self.numbers_at_start + 1;
        let below_top = |row: &Row| self.schedule.by_arrival || Some(row.time) <= top;
        self.ever.iter().filter(|row| row.number >= first_late && below_top(row)).cloned().collect()
    }

    fn now(&self) -> DateTime<Utc> {
        epoch() + TimeDelta::from_std(self.began.elapsed()).unwrap()
    }

    /// A row whose time is `age` seconds ago; a twin says exactly what a row of the same moment says.
    fn insert(&mut self, age: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of minutes")]
        let millis = (self.now() - TimeDelta::milliseconds((age * 1000.0) as i64)).timestamp_millis();
        let time = DateTime::from_timestamp_millis(millis - millis.rem_euclid(self.schedule.grain)).unwrap();
        self.numbers += 1;
        let number = self.numbers;
        let twin = self.rng.f64() < self.schedule.twins;
        let said = if twin && !self.schedule.ids { 0 } else { number };
        let stamp = time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let text = if self.schedule.ids {
            format!(r#"{{"_id":"{number:024x}","eventType":"disconnect","createdAt":"{stamp}"}}"#)
        } else {
            // Without a type, as the same rows are served for every kind.
            format!(r#"{{"account_id":"{said}","created_at":"{stamp}"}}"#)
        };
        let row = Row { number, time, text: text.into() };
        self.ever.push(row.clone());
        let by_time = |other: &Row| (other.time, other.number) > (time, number);
        let place = if self.schedule.by_arrival { 0 } else { self.rows.partition_point(by_time) };
        self.rows.insert(place, row);
    }

    /// Lets the list live up to now.
    fn live(&mut self) {
        let now = self.began.elapsed().as_secs_f64();
        if self.schedule.arrivals > 0.0 {
            let mut next = self.grown_until + self.rng.f64() / self.schedule.arrivals;
            while next < now && self.numbers < 3_000 {
                let late = self.rng.f64() < self.schedule.late;
                let age = now - next + if late { self.rng.f64() * 300.0 } else { 0.0 };
                self.insert(age);
                next += self.rng.f64() * 2.0 / self.schedule.arrivals;
            }
        }
        self.grown_until = now;
        if let Some(retention) = self.schedule.retention {
            let oldest = self.now() - retention;
            self.grown_at = self.now();
            self.rows.retain(|row| row.time >= oldest);
        }
    }

    fn page(&mut self, request: &PageRequest) -> String {
        self.live();
        let value = |name: &str| request.query.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        let number = |name: &str| value(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or_default();
        let mut rows = self.rows.clone();
        if self.schedule.shuffle {
            shuffle_moments(&mut rows, &mut self.rng);
        }
        if self.start.is_none() {
            self.start = Some(rows.clone());
            self.numbers_at_start = self.numbers;
        }
        if let Some(to) = value("to").filter(|_| self.schedule.heeds_to) {
            let to = connlog_core::time::instant(to).unwrap();
            rows.retain(|row| row.time < to || (row.time == to && self.schedule.to_included));
        }
        let (limit, skip) = (number("limit"), number("skip"));
        let given = if self.schedule.short { (limit * 3 / 4).max(1) } else { limit };
        let page: Vec<&Row> = rows.iter().skip(skip).take(given).collect();
        let more = skip + page.len() < rows.len();
        let mut body = String::from(r#"{"logs":["#);
        for (index, row) in page.iter().enumerate() {
            body.push_str(if index == 0 { "" } else { "," });
            body.push_str(&row.text);
        }
        let _ = write!(body, r#"],"pagination":{{"limit":{limit},"skip":{skip},"hasMore":{more}"#);
        if self.schedule.tells_total {
            let extra = if self.schedule.over_total { 25 } else { 0 };
            let _ = write!(body, r#","total":{}"#, rows.len() + extra);
        }
        body.push_str("}}");
        body
    }
}

fn shuffle_moments(rows: &mut [Row], rng: &mut fastrand::Rng) {
    let mut from = 0;
    while from < rows.len() {
        let same = rows[from..].iter().take_while(|row| row.time == rows[from].time).count();
        rng.shuffle(&mut rows[from..from + same]);
        from += same;
    }
}

/// The way to the server and back.
pub(crate) struct Wire(pub(crate) Rc<RefCell<Server>>);

impl Wire {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.borrow().now()
    }

    fn draw(&self) -> f64 {
        self.0.borrow_mut().rng.f64()
    }

    fn answer(&self, status: u16, body: String, retry_after: Option<&str>) -> HttpResponse {
        let reply = ApiReply { status, content_type: Some("application/json".into()), body, ..ApiReply::default() };
        let date = DateTime::from_timestamp(self.now().timestamp(), 0);
        let retry_after = retry_after.map(str::to_owned);
        HttpResponse {
            reply,
            rate: RateLimitHeaders::default(),
            retry_after,
            request_id: None,
            date,
            elapsed: Duration::ZERO,
        }
    }

    async fn exchange(&self, request: &PageRequest) -> Result<HttpResponse, TransportError> {
        let latency = self.0.borrow().schedule.latency;
        tokio::time::sleep(Duration::from_secs_f64(self.draw() * latency)).await;
        let limited = self.0.borrow().limited_until.is_some_and(|until| Instant::now() < until);
        if limited {
            return Ok(self.answer(429, r#"{"error":"Rate limit exceeded"}"#.into(), Some("2")));
        }
        let trouble = self.draw() < self.0.borrow().schedule.faults;
        if trouble {
            return self.trouble(request).await;
        }
        let body = self.0.borrow_mut().page(request);
        // Answers overtake each other on the way back.
        tokio::time::sleep(Duration::from_secs_f64(self.draw() * latency)).await;
        Ok(self.answer(200, body, None))
    }

    async fn trouble(&self, request: &PageRequest) -> Result<HttpResponse, TransportError> {
        let kind = self.0.borrow_mut().rng.u8(0..7);
        match kind {
            0 => {
                self.0.borrow_mut().limited_until = Some(Instant::now() + Duration::from_secs(2));
                Ok(self.answer(429, r#"{"error":"Rate limit exceeded"}"#.into(), Some("2")))
            }
            1 => Ok(self.answer(503, r#"{"error":"later"}"#.into(), Some("1"))),
            2 => Ok(self.answer(502, "<html>Bad gateway</html>".into(), None)),
            3 => {
                // What never arrived was not the start.
                let start = self.0.borrow().start.clone();
                let body = self.0.borrow_mut().page(request);
                self.0.borrow_mut().start = start;
                let half = body[..body.len() / 2].to_owned();
                Ok(self.answer(200, half, None))
            }
            4 => Err(TransportError::Cut),
            5 => Err(TransportError::Connection("reset by peer".into())),
            _ => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                Err(TransportError::Timeout)
            }
        }
    }
}

impl Transport for Wire {
    fn host(&self) -> String {
        "simulated".into()
    }

    fn url(&self, request: &PageRequest) -> String {
        request.path.clone()
    }

    fn send<'t>(&'t self, request: &'t PageRequest, _id: &'t str) -> ResponseFuture<'t> {
        Box::pin(self.exchange(request))
    }
}
