//! Reading the records of Fivetran's tables in a database: the same records, filters and sinks as those of files.

use super::Shared;
use super::gather::{Early, Facts, Gathered, Sink};
use super::progress::Progress;
use super::repeats::Repeats;
use super::session;
use crate::cli::FromArgs;
use crate::error::{Code, Fault, Result};
use crate::process::Process;
use crate::query::{Filter, Query};
use crate::read::sql::{self, Address, Order, Plan};
use crate::record::{Kind, Record};
use crate::settings::Network;
use crate::term::counted;

/// What a table keeps is what is in it: longer than any window.
const KEPT_DAYS: u32 = 36_500;

/// The database of `--from`.
pub(super) struct Database {
    address: Address,
    schema: Option<String>,
    network: Network,
    strict: bool,
    keep_repeats: bool,
}

impl Database {
    pub(super) const fn is_strict(&self) -> bool {
        self.strict
    }

    /// The database that was asked for, not connected yet; `None` where it is none.
    pub(super) fn named(shared: &Shared, network: Network, process: &Process) -> Result<Option<Self>> {
        let Some(location) = shared.from.database()? else { return Ok(None) };
        if shared.api.demo {
            return Err(Fault::usage("--demo and --from cannot be used together")
                .cause("entries come from one place")
                .hint("leave out --demo or --from"));
        }
        let address = Address::new(&location, &process.env, network.timeout)?;
        address.register_password(process.secrets());
        let FromArgs { schema, strict, keep_repeats, .. } = shared.from.clone();
        Ok(Some(Self { address, schema, network, strict, keep_repeats }))
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The schema that was asked for.
    pub(super) fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// What leaves out the rows that come again.
    pub(super) fn repeats(&self) -> Repeats {
        Repeats::new(false, self.keep_repeats)
    }

    pub(super) async fn connect(&self) -> Result<sql::Database> {
        sql::open(self.address.clone(), self.schema.as_deref(), self.network.timeout).await
    }

    /// Connects, and says what is read and what is left out.
    pub(super) async fn open(&self, process: &Process) -> Result<sql::Database> {
        let database = self.connect().await?;
        if let (schema, others @ [_, ..]) = database.schemas() {
            process.note(&format!("the tables of {schema} are read; --schema takes those of {}", others.join(", ")));
        }
        for table in database.denied() {
            process.note(&format!("{table} is left out: there is no right to read it"));
        }
        Ok(database)
    }

    /// Reads into `sink` what answers any of `queries`, which differ in their kind only, from one snapshot: newest first,
    /// but for syncs.
    pub(super) fn gather(
        &self,
        queries: &[Query],
        sink: &mut dyn Sink,
        progress: &Progress,
        process: &Process,
    ) -> Result<Gathered> {
        let mut facts = Vec::new();
        progress.asks("the database");
        let listener = process.signals.listen()?;
        let early = session::runtime()?.block_on(async {
            tokio::select! {
                biased;
                exit = listener.first() => Some(Early::Signal(exit)),
                early = self.read(queries, (sink, &mut facts), progress, process) => early,
            }
        });
        progress.clear();
        Ok(Gathered { facts, early })
    }

    async fn read(
        &self,
        queries: &[Query],
        (sink, facts): (&mut dyn Sink, &mut Vec<Facts>),
        progress: &Progress,
        process: &Process,
    ) -> Option<Early> {
        let mut database = match self.open(process).await {
            Ok(database) => database,
            Err(fault) => return Some(Early::Fault(fault)),
        };
        if sink.wants_connections() {
            let oldest = match database.oldest().await {
                Ok(oldest) => oldest,
                Err(fault) => return Some(Early::Fault(fault)),
            };
            sink.list(database.directory(), oldest);
        }
        let begun =
            Facts { source: "fivetran", kept: KEPT_DAYS, read: 0, unread: 0, untimed: 0, cut: false, more: false };
        let asked = asked(queries);
        if let Some(query) = asked.filter(|_| self.network.debug) {
            process.debug(&said(&database.plan(query)).replace('\n', " "));
        }
        let asking = async {
            let Some(query) = asked else { return Ok(None) };
            let mut answer = database.ask(query, order(queries)).await?;
            let first = answer.next().await?.unwrap_or_default();
            Ok(Some((answer, query, first)))
        };
        // What fails before the first rows are there is a failure of its own, not of a list that was begun.
        let begun_with = match asking.await {
            Ok(begun) => begun,
            Err(fault) => return Some(Early::Fault(fault)),
        };
        for query in queries {
            facts.push(begun);
            if let Err(stop) = sink.opened(query) {
                return Some(Early::Stop(stop));
            }
        }
        let (mut answer, query, first) = begun_with?;
        let mut taker = Taker { sink, repeats: self.repeats(), progress, process };
        let mut ended = taker.drain((&mut answer, first), query).await;
        let (mut read, mut unread) = (answer.read, answer.unread());
        drop(answer);
        let is_short = matches!(ended, Ok(true)) && taker.repeats.left_out() > 0;
        if is_short && query.limit.is_some_and(|limit| read > limit) {
            let rest = self.without_limit(&mut database, query, &mut taker).await;
            taker.repeats.forget(read);
            (ended, read, unread) = rest.unwrap_or_else(|fault| (Err(Early::Fault(fault)), read, unread));
        }
        let place = queries.iter().position(|asked| asked.kind == query.kind);
        if let Some(facts) = place.and_then(|place| facts.get_mut(place)) {
            (facts.read, facts.unread) = (read, unread);
            // The row beyond the limit, which tells of more, may be a repeat.
            facts.more = query.limit.is_some() && taker.repeats.left_out() > 0;
        }
        match ended {
            Ok(_) => {
                taker.repeats.note(process);
                self.tell(unread, process)
            }
            Err(early) => Some(early),
        }
    }

    /// Reads again without the limit of a query: repeats took the places of other rows. Rows that were read before are
    /// repeats too. Returns what [`Taker::drain`] does, and how many rows were read and could not be read.
    async fn without_limit(
        &self,
        database: &mut sql::Database,
        query: &Query,
        taker: &mut Taker<'_>,
    ) -> Result<(Result<bool, Early>, u64, u64)> {
        let whole = Query { limit: None, ..query.clone() };
        let mut answer = database.ask(&whole, Order::NewestFirst).await?;
        let first = answer.next().await?.unwrap_or_default();
        let ended = taker.drain((&mut answer, first), query).await;
        Ok((ended, answer.read, answer.unread()))
    }

    /// Prints how many rows could not be read; a fault with `--strict`.
    fn tell(&self, unread_rows: u64, process: &Process) -> Option<Early> {
        match unread_rows {
            0 => None,
            rows if self.strict => Some(Early::Fault(unread(rows))),
            rows => {
                let verb = if rows == 1 { "was" } else { "were" };
                process.note(&format!("{} of LOG could not be read and {verb} passed over", counted(rows, "row")));
                None
            }
        }
    }

    /// What would be asked, and who filters what.
    pub(super) fn explain(&self, queries: &[Query], process: &Process) -> Result<String> {
        let Some(query) = asked(queries) else {
            return Err(Fault::usage("nothing would be asked").cause("Fivetran's tables hold no posts"));
        };
        let database = session::runtime()?.block_on(self.open(process))?;
        let plan = database.plan(query);
        let (server, here): (Vec<Filter>, Vec<Filter>) =
            query.filters().into_iter().partition(|filter| plan.applied.contains(filter));
        let mut text = format!("{:<9}{}\n{:<9}{}\n\n", "database", self.address, "log", plan.log);
        text += &format!("{}\n\n", said(&plan));
        text += &format!("{:<9}filters {}\n{:<9}filters {}\n", "server", flags(&server), "here", flags(&here));
        Ok(text)
    }
}

/// Takes rows to a sink.
struct Taker<'t> {
    sink: &'t mut dyn Sink,
    repeats: Repeats,
    progress: &'t Progress,
    process: &'t Process,
}

impl Taker<'_> {
    /// Takes all rows of an answer, of which `batch` are the first. Returns whether the sink wants more.
    async fn drain(
        &mut self,
        (answer, mut batch): (&mut sql::Answer<'_>, Vec<Record>),
        query: &Query,
    ) -> Result<bool, Early> {
        let mut batches = 0;
        loop {
            batch.retain(|record| !self.repeats.is_repeated(record));
            let shown: Vec<Record> = batch
                .into_iter()
                .map(|record| self.process.secrets().hide_record(record).revealing(self.process.reveal))
                .collect();
            batches += 1;
            self.progress.read(batches, answer.read, None);
            if !self.sink.take(query, &shown).map_err(Early::Stop)? {
                return Ok(false);
            }
            batch = match answer.next().await {
                Ok(Some(batch)) => batch,
                Ok(None) => return Ok(true),
                Err(fault) => return Err(Early::Fault(fault)),
            };
        }
    }
}

/// Whoever asks for syncs puts them together of their events, as they happened.
fn order(queries: &[Query]) -> Order {
    let syncs = queries.iter().any(|query| query.kind == Kind::Sync);
    if syncs { Order::OldestFirst } else { Order::NewestFirst }
}

/// The query whose kind Fivetran's tables can answer.
fn asked(queries: &[Query]) -> Option<&Query> {
    let of = |kind| queries.iter().find(|query| query.kind == kind);
    of(Kind::Fivetran).or_else(|| of(Kind::Connection))
}

/// The statement with its parameters.
fn said(plan: &Plan) -> String {
    match &*plan.parameters {
        [] => plan.statement.clone(),
        values => format!("{}\n-- {}", plan.statement, values.join(", ")),
    }
}

fn flags(filters: &[Filter]) -> String {
    match filters {
        [] => "nothing".to_owned(),
        some => some.iter().map(|filter| filter.flag()).collect::<Vec<_>>().join(", "),
    }
}

fn unread(rows: u64) -> Fault {
    Fault::new(Code::Incomplete, format!("cannot read {} of LOG", counted(rows, "row")))
        .cause("the columns of the event are null or empty")
        .hint("without --strict they are passed over with a note")
}
