//! A simulated log over hours: late entries, a server with errors, limits and retention, a sleeping machine, a changing clock.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use connlog::sources::api::client::transport::{
    HttpResponse, RateLimitHeaders, ResponseFuture, Transport, TransportError,
};
use connlog_core::providers::endpoint::ApiVersion;
use connlog_core::providers::endpoint::{ApiReply, PageRequest};
use connlog_core::providers::retry_after::RetryAfter;
use connlog_core::providers::zernio::{LATE, ZERNIO};
use connlog_core::record::Kind;
use tokio::time::Instant;

const DAY: f64 = 86_400.0;
const LIMITED: &str = r#"{"error":"Rate limit exceeded"}"#;

/// What everything fails with during an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outage {
    Refused,
    Failing,
    Limited,
    Portal,
}

/// Everything that is drawn for one run. Times are seconds since the beginning: *steady* ones by a clock that stands while
/// the machine sleeps, others by the world's.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// The old dialect, whose rows have ids.
    pub(crate) ids: bool,
    pub(crate) kinds: Vec<Kind>,
    /// The server knows `type=all`.
    pub(crate) all: bool,
    pub(crate) page_size: Option<u32>,
    pub(crate) settle: f64,
    pub(crate) band: f64,
    pub(crate) interval: f64,
    pub(crate) hold: u64,
    /// Only entries with status `failed` are wanted; the server does not filter them.
    pub(crate) filtered: bool,
    pub(crate) begin: Begin,
    /// When trouble ends, and when all does (steady).
    pub(crate) calm_at: f64,
    pub(crate) ends_at: f64,
    /// Chance of a request going wrong, until it is calm.
    pub(crate) faults: f64,
    latency: f64,
    pub(crate) outages: Vec<(f64, f64, Outage)>,
    /// Steady moments at which the machine sleeps, and how long.
    pub(crate) sleeps: Vec<(f64, f64)>,
    /// Steady moments from which on the local clock is wrong by so many seconds.
    pub(crate) clocks: Vec<(f64, f64)>,
    /// How much the clock of the headers is ahead of that of the entries.
    pub(crate) date_ahead: f64,
    pub(crate) tells_date: bool,
    /// Requests a minute.
    pub(crate) limit: Option<usize>,
    heeds_from: bool,
    heeds_to: bool,
    shuffle: bool,
    grain: f64,
    pub(crate) twins: f64,
    /// Chance that the process is started anew after something was told, and of a call that is given up.
    pub(crate) restarts: f64,
    pub(crate) gives_up: f64,
    /// Bursts of so many entries.
    pub(crate) bursts: Vec<(f64, usize)>,
    pub(crate) rate: f64,
    /// Entries of other types for each of ours.
    foreign: f64,
    /// Share of entries that appear later than they happened, and later than `settle`.
    late: f64,
    pub(crate) too_late: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Begin {
    Now,
    Last(u64),
    /// So many seconds before the beginning.
    Since(f64),
}

impl Plan {
    #[expect(clippy::too_many_lines, reason = "one draw after the other")]
    pub(crate) fn draw(seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed ^ 0x00f0_110e);
        let ids = rng.bool();
        let kinds = if rng.u8(..) < 100 { vec![Kind::Connection] } else { vec![Kind::Post, Kind::Connection] };
        let settle = rng.choice([0.0, 5.0, 15.0, 30.0]).unwrap();
        let band = rng.choice([0.0, 10.0, 40.0]).unwrap();
        let interval = rng.choice([1.0, 5.0, 5.0, 10.0]).unwrap();
        let calm_at = rng.f64() * 16.0 * interval;
        let ends_at = calm_at + settle + 4.0 * interval + 25.0;
        let burst = rng.u8(..) < 8;
        let shuffle = rng.u8(..) < 60;
        let limit = rng.choice([None, None, None, Some(20), Some(60), Some(600)]).unwrap();
        let limit = if burst { None } else { limit };
        let small = rng.u32(if shuffle { 12..40 } else { 5..40 });
        let page_size = if burst || limit == Some(20) || rng.u8(..) < 60 { None } else { Some(small) };
        let times = |rng: &mut fastrand::Rng, most: usize| -> Vec<f64> {
            let mut times: Vec<f64> = (0..rng.usize(0..=most)).map(|_| rng.f64() * calm_at).collect();
            times.sort_by(f64::total_cmp);
            times
        };
        let troubled = rng.u8(..) < 170;
        let kept = if ids { 7.0 * DAY } else { 90.0 * DAY };
        let most = if rng.u8(..) < 110 { 2 } else { 0 };
        let sleeps = times(&mut rng, most);
        let sleep = |rng: &mut fastrand::Rng| match rng.u8(0..10) {
            0..4 => rng.f64() * 60.0,
            4..8 => rng.f64() * 36_000.0,
            8 => kept * (0.99 + rng.f64() * 0.02),
            _ => kept * (1.0 + rng.f64()),
        };
        let sleeps: Vec<(f64, f64)> = sleeps.into_iter().map(|at| (at, sleep(&mut rng))).collect();
        let outages = times(&mut rng, if troubled { 2 } else { 0 });
        let modes = [Outage::Refused, Outage::Failing, Outage::Limited, Outage::Portal];
        let outages = outages.into_iter().map(|at| (at, rng.f64() * 60.0, rng.choice(modes).unwrap())).collect();
        let clocks = times(&mut rng, 3);
        // Where the server does not tell the time, the local clock has to do, and cannot be off by a day.
        let tells_date = rng.u8(..) < 245;
        let off = if tells_date { 2e5 } else { 2e4 };
        let clocks = clocks.into_iter().map(|at| (at, (rng.f64() - 0.5) * off)).collect();
        let bursts = if burst { times(&mut rng, 2) } else { Vec::new() };
        let bursts: Vec<(f64, usize)> =
            bursts.into_iter().map(|at| (at, rng.choice([60, 200, 500]).unwrap())).collect();
        // A moment that fills pages cannot be told apart by anybody if its rows come in another order each time.
        let grains = match (shuffle, bursts.is_empty()) {
            (true, false) => [0.001, 0.001, 0.001],
            (true, true) => [0.001, 1.0, 1.0],
            (false, _) => [0.001, 1.0, 5.0],
        };
        let begin = match rng.u8(0..6) {
            0..3 => Begin::Now,
            3 => Begin::Last(rng.u64(1..60)),
            _ => Begin::Since(rng.choice([0.0, 20.0, 300.0, 6000.0]).unwrap() * rng.f64()),
        };
        let sleeps =
            sleeps.into_iter().map(|(at, long)| (at, if tells_date { long } else { long.min(36_000.0) })).collect();
        let mut plan = Self {
            seed,
            ids,
            kinds,
            all: rng.u8(..) < 200,
            page_size,
            settle,
            band,
            interval,
            hold: rng.choice([20, 60, 5_000]).unwrap(),
            filtered: rng.u8(..) < 50,
            begin,
            calm_at,
            ends_at,
            faults: if troubled { rng.choice([0.0, 0.05, 0.25]).unwrap() } else { 0.0 },
            latency: rng.choice([0.01, 0.1, 0.6]).unwrap(),
            outages,
            sleeps,
            clocks,
            date_ahead: rng.choice([0.0, 0.0, 1.0, -3.0, 2.5_f64]).unwrap().min(settle),
            tells_date,
            limit,
            heeds_from: rng.u8(..) < 220,
            heeds_to: rng.u8(..) < 220,
            shuffle,
            grain: rng.choice(grains).unwrap(),
            // Truly equal entries of a moment that fills pages cannot be told apart where pages meet.
            twins: if burst { 0.0 } else { rng.choice([0.0, 0.3]).unwrap() },
            restarts: rng.choice([0.0, 0.0, 0.1, 0.4]).unwrap(),
            gives_up: rng.choice([0.0, 0.0, 0.3]).unwrap(),
            bursts,
            rate: rng.choice([0.02, 0.05, 0.1, 0.3]).unwrap(),
            foreign: rng.choice([0.0, 0.5, 3.0]).unwrap(),
            late: rng.choice([0.0, 0.4]).unwrap(),
            too_late: rng.choice([0.0, 0.0, 0.1]).unwrap(),
        };
        if rng.u8(..) < 36 {
            plan.disturb_by_lateness_alone();
        }
        plan
    }

    /// Then it is certain which late entries are found.
    fn disturb_by_lateness_alone(&mut self) {
        (self.outages, self.sleeps, self.bursts) = (Vec::new(), Vec::new(), Vec::new());
        (self.faults, self.limit, self.page_size, self.restarts) = (0.0, None, None, 0.0);
        (self.band, self.rate, self.foreign, self.too_late) = (40.0, 0.2, self.foreign.min(0.4), 0.3);
    }

    pub(crate) fn dialect(&self) -> &'static ApiVersion {
        if self.ids { &LATE } else { &ZERNIO }
    }

    pub(crate) fn kept(&self) -> f64 {
        if self.ids { 7.0 * DAY } else { 90.0 * DAY }
    }

    /// What `settle` leaves for lateness, where the clock of the headers is ahead. The engine itself allows for a second.
    pub(crate) fn settles(&self) -> f64 {
        self.settle - (self.date_ahead - 1.0).max(0.0)
    }

    /// Nothing but lateness disturbs, and each poll fits on a page.
    pub(crate) fn is_plain(&self) -> bool {
        self.faults == 0.0
            && self.outages.is_empty()
            && self.sleeps.is_empty()
            && self.limit.is_none()
            && self.bursts.is_empty()
            && self.page_size.is_none()
            && self.rate * (self.settle + self.band + 60.0) * (1.0 + self.foreign) < 40.0
    }
}

/// An entry of the simulated log. Times are the world's.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    number: u64,
    pub(crate) time: f64,
    pub(crate) appears: f64,
    /// `None` for a type that nobody asked for.
    pub(crate) kind: Option<Kind>,
    pub(crate) wanted: bool,
    pub(crate) text: Rc<str>,
}

pub(crate) struct World {
    pub(crate) plan: Plan,
    rng: fastrand::Rng,
    began: Instant,
    /// Newest first.
    pub(crate) entries: Vec<Entry>,
    /// Trouble begins with the first contact.
    pub(crate) connected: bool,
    /// When the first page was cut from the list.
    pub(crate) first_page: Option<f64>,
    /// When the top of each list was shown last before the program was connected.
    tops: HashMap<String, f64>,
    /// Whether a list was read on while the top of another was not seen yet.
    pub(crate) read_on_early: bool,
    /// Steady moments of requests.
    pub(crate) requests: Vec<f64>,
    minute: VecDeque<f64>,
    pub(crate) refused: u64,
    pub(crate) joint: u64,
}

pub(crate) fn epoch() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// The moment so many seconds after the beginning.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds of years")]
pub(crate) fn at(seconds: f64) -> DateTime<Utc> {
    epoch() + TimeDelta::milliseconds((seconds * 1000.0).round() as i64)
}

impl World {
    pub(crate) fn new(plan: Plan) -> Self {
        let rng = fastrand::Rng::with_seed(plan.seed ^ 0x5eed_f011);
        let mut world = Self {
            rng,
            began: Instant::now(),
            entries: Vec::new(),
            connected: false,
            first_page: None,
            tops: HashMap::new(),
            read_on_early: false,
            requests: Vec::new(),
            minute: VecDeque::new(),
            refused: 0,
            joint: 0,
            plan,
        };
        world.populate();
        world
    }

    /// Seconds by the clock that stands while the machine sleeps.
    pub(crate) fn steady(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    pub(crate) fn now(&self) -> f64 {
        self.world_time(self.steady())
    }

    /// When all ends.
    pub(crate) fn end(&self) -> f64 {
        self.world_time(self.plan.ends_at)
    }

    fn world_time(&self, steady: f64) -> f64 {
        let slept: f64 = self.plan.sleeps.iter().filter(|(at, _)| *at <= steady).map(|(_, long)| long).sum();
        steady + slept
    }

    /// What the local clock says.
    pub(crate) fn local(&self) -> DateTime<Utc> {
        let steady = self.steady();
        let wrong = self.plan.clocks.iter().rev().find(|(at, _)| *at <= steady).map_or(0.0, |(_, by)| *by);
        at(self.now() + wrong)
    }

    fn populate(&mut self) {
        let plan = self.plan.clone();
        let before = if let Begin::Since(before) = plan.begin { before + 100.0 } else { 200.0 };
        let end = plan.ends_at - plan.settle - 2.0 * plan.interval - 15.0;
        let mut spans = vec![(-before, 0.0, 60.0_f64)];
        let mut from = 0.0;
        for (at, long) in &plan.sleeps {
            spans.push((self.world_time(from), self.world_time(from) + at - from, 400.0));
            // Most of what happens during a long sleep happens at its ends.
            let begin = self.world_time(from) + at - from;
            spans.push((begin, begin + long.min(100.0), 40.0));
            spans.push((begin, begin + long, 40.0));
            from = *at;
        }
        spans.push((self.world_time(from), self.world_time(end), 400.0));
        for (from, until, most) in spans {
            let count = (plan.rate * (until - from)).clamp(0.0, most) * (0.5 + self.rng.f64());
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
            let count = count as usize;
            for _ in 0..count {
                let time = from + self.rng.f64() * (until - from);
                self.happens(time);
            }
        }
        for (steady, count) in &plan.bursts {
            let begin = self.world_time(*steady);
            for _ in 0..*count {
                let time = begin + self.rng.f64() * plan.interval;
                self.happens(time);
            }
        }
        self.entries.sort_by(|a, b| (b.time, b.number).partial_cmp(&(a.time, a.number)).unwrap());
    }

    /// An entry of one of the kinds, and what else the log records beside it.
    fn happens(&mut self, time: f64) {
        let kind = self.rng.choice(&[Kind::Connection, Kind::Post, Kind::Fivetran, Kind::Sync]).copied();
        self.insert(time, kind);
        let mut others = self.plan.foreign;
        while self.rng.f64() < others {
            let aside = self.rng.f64();
            self.insert(time + aside, None);
            others -= 1.0;
        }
    }

    fn insert(&mut self, time: f64, kind: Option<Kind>) {
        let plan = &self.plan;
        let time = (time / plan.grain).floor() * plan.grain;
        let number = self.entries.len() as u64 + 1;
        let settles = plan.settles();
        let lateness = match self.rng.f64() {
            chance if chance < plan.too_late => settles + self.rng.f64() * (plan.band * 1.3 + 20.0),
            chance if chance < plan.too_late + plan.late => settles * self.rng.f64(),
            _ => self.rng.f64().min(settles),
        };
        let failed = self.rng.bool();
        let twin = !plan.ids && self.rng.f64() < plan.twins;
        let said = if twin { 0 } else { number };
        let stamp = at(time).to_rfc3339_opts(SecondsFormat::Millis, true);
        let status = if failed { "failed" } else { "success" };
        let event = if failed { "connect_failed" } else { "connect_success" };
        let text = match (plan.ids, kind) {
            (true, Some(Kind::Connection)) => {
                format!(r#"{{"_id":"{number:024x}","eventType":"{event}","createdAt":"{stamp}"}}"#)
            }
            (true, _) => format!(r#"{{"_id":"{number:024x}","status":"{status}","createdAt":"{stamp}"}}"#),
            (false, _) => {
                let word = word(kind);
                format!(r#"{{"type":"{word}","account_id":"{said}","status":"{status}","created_at":"{stamp}"}}"#)
            }
        };
        let asked = kind.is_some_and(|kind| plan.kinds.contains(&kind));
        let wanted = asked && (failed || !plan.filtered);
        let appears = time + lateness;
        self.entries.push(Entry { number, time, appears, kind, wanted, text: text.into() });
    }

    /// Notes what is asked for before the program is connected.
    fn begin(&mut self, request: &PageRequest, joint: Option<&str>, skip: usize) {
        let kinds = if joint == Some("all") { 1 } else { self.plan.kinds.len() };
        if skip == 0 {
            self.tops.insert(format!("{} {}", request.path, joint.unwrap_or_default()), self.now());
        } else if self.tops.len() < kinds {
            self.read_on_early = true;
        }
    }

    /// When the top of every list had been shown: what appears later came after the beginning.
    pub(crate) fn begun(&self) -> f64 {
        self.tops.values().copied().fold(f64::MIN, f64::max)
    }

    /// Whether an entry is in the list at a moment.
    pub(crate) fn shows(&self, entry: &Entry, now: f64) -> bool {
        entry.appears <= now && entry.time >= now - self.plan.kept()
    }

    fn page(&mut self, request: &PageRequest) -> Result<String, (u16, &'static str)> {
        let value = |name: &str| request.query.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        let number = |name: &str| value(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or_default();
        let instant =
            |name: &str, heeded| value(name).filter(|_| heeded).map(|text| connlog_core::time::instant(text).unwrap());
        let kind = |entry: &Entry| match (value("type"), &*request.path) {
            (Some("all"), _) => true,
            (Some(word), _) => self::word(entry.kind) == word,
            (_, "/v1/connections/logs") => entry.kind == Some(Kind::Connection),
            _ => entry.kind == Some(Kind::Post),
        };
        if value("type") == Some("all") {
            if !self.plan.all {
                return Err((400, r#"{"error":"bad type","type":"invalid_request_error","param":"type"}"#));
            }
            self.joint += 1;
        }
        let (from, to) = (instant("from", self.plan.heeds_from), instant("to", self.plan.heeds_to));
        let now = self.now();
        self.first_page.get_or_insert(now);
        if !self.connected {
            self.begin(request, value("type"), number("skip"));
        }
        let in_window = |time| from.is_none_or(|from| at(time) > from) && to.is_none_or(|to| at(time) <= to);
        let mut rows: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| self.shows(entry, now) && kind(entry) && in_window(entry.time))
            .collect();
        if self.plan.shuffle {
            for moment in rows.chunk_by_mut(|a, b| at(a.time) == at(b.time)) {
                self.rng.shuffle(moment);
            }
        }
        let (limit, skip) = (number("limit"), number("skip"));
        let page: Vec<&str> = rows.iter().skip(skip).take(limit).map(|entry| &*entry.text).collect();
        let more = skip + page.len() < rows.len();
        Ok(format!(r#"{{"logs":[{}],"pagination":{{"total":{},"hasMore":{more}}}}}"#, page.join(","), rows.len()))
    }

    /// Takes a slot of the rate limit, or says how many seconds there is none.
    fn slot(&mut self) -> Result<RateLimitHeaders, u64> {
        let Some(limit) = self.plan.limit else { return Ok(RateLimitHeaders::default()) };
        let now = self.now();
        while self.minute.front().is_some_and(|time| time + 60.0 <= now) {
            self.minute.pop_front();
        }
        let frees = self.minute.front().map_or(now, |time| *time) + 60.0;
        if self.minute.len() >= limit {
            self.refused += 1;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a minute")]
            return Err((frees - now).ceil() as u64);
        }
        self.minute.push_back(now);
        let remaining = (limit - self.minute.len()) as u64;
        let reset = at(frees + self.plan.date_ahead).timestamp() + 1;
        Ok(RateLimitHeaders {
            limit: Some(limit as u64),
            remaining: Some(remaining),
            reset: DateTime::from_timestamp(reset, 0).map(RetryAfter::Until),
        })
    }

    fn note(&mut self) {
        let steady = self.steady();
        self.requests.push(steady);
    }

    fn is_calm(&self) -> bool {
        self.steady() >= self.plan.calm_at || !self.connected
    }

    fn outage(&self) -> Option<Outage> {
        let steady = self.steady();
        let mut outages = self.plan.outages.iter();
        let (.., outage) = outages.find(|(from, long, _)| (*from..from + long).contains(&steady))?;
        Some(*outage).filter(|_| !self.is_calm())
    }
}

/// The API's word for a type.
const fn word(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Connection) => "connections",
        Some(Kind::Post) => "publishing",
        _ => "webhooks",
    }
}

/// The way to the server and back.
pub(crate) struct Wire(pub(crate) Rc<RefCell<World>>);

impl Wire {
    async fn exchange(&self, request: &PageRequest) -> Result<HttpResponse, TransportError> {
        let sent = Instant::now();
        let latency = self.0.borrow().plan.latency;
        let travel = || Duration::from_secs_f64(self.0.borrow_mut().rng.f64() * latency);
        self.0.borrow_mut().note();
        tokio::time::sleep(travel()).await;
        let answer = |status, body: String, rate, retry_after: Option<u64>| {
            let world = self.0.borrow();
            let date = Some(at(world.now() + world.plan.date_ahead)).filter(|_| world.plan.tells_date);
            let reply = ApiReply { status, content_type: Some("application/json".into()), body, ..ApiReply::default() };
            let retry_after = retry_after.map(|seconds| seconds.to_string());
            HttpResponse { reply, rate, retry_after, request_id: None, date, elapsed: sent.elapsed() }
        };
        let bare = RateLimitHeaders::default();
        match self.0.borrow().outage() {
            Some(Outage::Refused) => return Err(TransportError::Refused),
            Some(Outage::Failing) => return Ok(answer(503, r#"{"error":"later"}"#.into(), bare, None)),
            Some(Outage::Limited) => return Ok(answer(429, LIMITED.into(), bare, Some(7))),
            Some(Outage::Portal) => return Ok(answer(200, "<html>Log in</html>".into(), bare, None)),
            None => {}
        }
        let slot = self.0.borrow_mut().slot();
        let rate = match slot {
            Ok(rate) => rate,
            Err(wait) => return Ok(answer(429, LIMITED.into(), bare, Some(wait))),
        };
        let (fault, kind) = {
            let mut world = self.0.borrow_mut();
            let chance = if world.is_calm() { 0.0 } else { world.plan.faults };
            (world.rng.f64() < chance, world.rng.u8(0..7))
        };
        let page = self.0.borrow_mut().page(request);
        let body = match page {
            Ok(body) => body,
            Err((status, body)) => return Ok(answer(status, body.into(), rate, None)),
        };
        if !fault {
            // The date is written some time after the list was read. Answers overtake each other on the way back.
            let work = travel();
            let mut answer = answer(200, body, rate, None);
            answer.date = answer.date.map(|date| date + TimeDelta::from_std(work).unwrap());
            tokio::time::sleep(work + travel()).await;
            let date = answer.date.and_then(|date| DateTime::from_timestamp(date.timestamp(), 0));
            return Ok(HttpResponse { date, elapsed: sent.elapsed(), ..answer });
        }
        match kind {
            0 => Ok(answer(429, LIMITED.into(), rate, Some(3))),
            1 => Ok(answer(503, r#"{"error":"later"}"#.into(), rate, Some(1))),
            2 => Ok(answer(502, "<html>Bad gateway</html>".into(), rate, None)),
            3 => Ok(answer(200, body[..body.len() / 2].to_owned(), rate, None)),
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
