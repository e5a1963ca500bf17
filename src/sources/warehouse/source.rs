//! Reads the records of Fivetran's tables in a database into a sink.

use std::sync::{Arc, Mutex};

use super::counter::RowCounter;
use super::database_source::{DatabaseConnector, KEPT_DAYS, WarehouseSource};
use super::query::{Queries, QueryPlan, RowOrder};
use super::row_collector::{RowCollector, RowsRead};
use crate::app::AppContext;
use crate::pipeline::deduplicate;
use crate::pipeline::progress::Progress;
use crate::pipeline::{
    AggregateOutcome, Capabilities, DynSink, EntrySource, Preview, ReadOutcome, SourceStats, StopReason,
};
use crate::runtime;
use connlog_core::aggregate::GroupBy;
use connlog_core::error::{Error, Result};
use connlog_core::query::{Filter, Query};

impl<C: DatabaseConnector> WarehouseSource<C> {
    async fn read_into(&self, queries: &[Query], collector: &mut RowCollector<'_>) -> Option<StopReason> {
        let app = collector.app;
        let mut database = match self.open(app).await {
            Ok(database) => database,
            Err(fault) => return Some(StopReason::Fault(fault)),
        };
        if collector.sink.wants_connections() {
            let oldest = match database.oldest().await {
                Ok(oldest) => oldest,
                Err(fault) => return Some(StopReason::Fault(fault)),
            };
            collector.sink.accept_connections(database.directory(), oldest);
        }
        let begun = SourceStats::new("fivetran", KEPT_DAYS);
        let requested = first_query(queries);
        if let Some(query) = requested.filter(|_| self.options.debug) {
            app.debug(&describe_plan(&database.plan(query)).replace('\n', " "));
        }
        let asking = async {
            let Some(query) = requested else { return Ok(None) };
            let mut answer = database.ask(query, order(queries)).await?;
            let first = answer.rows.next().await?.unwrap_or_default();
            Ok(Some((answer, query, first)))
        };
        // An error before the first rows ends the command before any output.
        let begun_with = match asking.await {
            Ok(begun) => begun,
            Err(fault) => return Some(StopReason::Fault(fault)),
        };
        for query in queries {
            collector.facts.push(begun.clone());
            if let Err(stop) = collector.sink.begin(query) {
                return Some(StopReason::Stop(stop));
            }
        }
        let (answer, query, first) = begun_with?;
        let mut rows = collector.read_rows(answer, first, query).await;
        let is_short = matches!(rows.ended, Ok(true)) && rows.repeated > 0;
        if is_short && query.limit.is_some_and(|limit| rows.read > limit) {
            match self.without_limit(&mut database, query, collector).await {
                // The rows that were read before are repeats on purpose.
                Ok(rest) => {
                    let repeated = (rows.repeated + rest.repeated).saturating_sub(rows.read);
                    rows = RowsRead { repeated, ..rest };
                }
                Err(fault) => rows.ended = Err(StopReason::Fault(fault)),
            }
        }
        let RowsRead { ended, read, unread, repeated, untimed } = rows;
        let place = queries.iter().position(|candidate| candidate.kind == query.kind);
        if let Some(facts) = place.and_then(|place| collector.facts.get_mut(place)) {
            (facts.read, facts.unread, facts.untimed) = (read, unread, untimed);
            // The row beyond the limit, which shows that there are more, may be a repeat.
            facts.more = query.limit.is_some() && repeated > 0;
        }
        match ended {
            Ok(_) => {
                deduplicate::print_repeats(repeated, app);
                self.report_unread(unread, app)
            }
            Err(early) => Some(early),
        }
    }

    /// Reads again without the limit of a query, because repeats took the place of other rows. Rows that were read
    /// before count as repeats.
    async fn without_limit(
        &self,
        database: &mut Queries<C::Database>,
        query: &Query,
        collector: &mut RowCollector<'_>,
    ) -> Result<RowsRead> {
        let whole = Query { limit: None, ..query.clone() };
        let mut answer = database.ask(&whole, RowOrder::NewestFirst).await?;
        let first = answer.rows.next().await?.unwrap_or_default();
        Ok(collector.read_rows(answer, first, query).await)
    }
}

impl<C: DatabaseConnector> EntrySource for WarehouseSource<C> {
    fn capabilities(&self) -> &'static Capabilities {
        self.connector.capabilities()
    }

    fn is_strict(&self) -> bool {
        self.options.strict
    }

    /// Reads one snapshot, newest rows first. Reads the events of syncs oldest first.
    fn read(
        &self,
        queries: &[Query],
        sink: &mut dyn DynSink,
        progress: &Progress,
        app: &AppContext,
    ) -> Result<ReadOutcome> {
        let mut collector =
            RowCollector { sink, repeats: Arc::new(Mutex::new(self.repeats())), progress, app, facts: Vec::new() };
        progress.show("asking the database");
        let listener = app.signals.listen()?;
        let early = runtime::start()?.block_on(async {
            tokio::select! {
                biased;
                exit = listener.first() => Some(StopReason::Signal(exit)),
                early = self.read_into(queries, &mut collector) => early,
            }
        });
        progress.clear();
        Ok(ReadOutcome { facts: collector.facts, skipped: Vec::new(), early })
    }

    /// Counts on the server. A server that refuses the statements, and a count that takes too long, are no errors: the
    /// entries are read then.
    fn count(&self, queries: &[Query], group_by: &GroupBy, app: &AppContext) -> Result<Option<AggregateOutcome>> {
        let counter =
            first_query(queries).and_then(|query| RowCounter::new(query, group_by, self.keeps_repeats(), app));
        let Some(counter) = counter else { return Ok(None) };
        let listener = app.signals.listen()?;
        runtime::start()?.block_on(async {
            tokio::select! {
                biased;
                _ = listener.first() => Ok(None),
                outcome = self.count_on_server(queries, &counter) => outcome,
            }
        })
    }

    fn preview(&self, queries: &[Query], preview: Preview, app: &AppContext) -> Result<String> {
        if preview == Preview::Curl {
            return Err(Preview::refusal());
        }
        let Some(query) = first_query(queries) else {
            return Err(Error::usage("there is nothing to query").cause("Fivetran's tables hold no posts"));
        };
        let database = runtime::start()?.block_on(self.open(app))?;
        let plan = database.plan(query);
        let (server, here): (Vec<Filter>, Vec<Filter>) =
            query.filters().into_iter().partition(|filter| plan.applied.contains(filter));
        let mut text = format!("{:<9}{}\n{:<9}{}\n\n", "database", self.connector.name(), "log", plan.log);
        text += &format!("{}\n\n", describe_plan(&plan));
        text += &format!("{:<9}filters {}\n{:<9}filters {}\n", "server", flags(&server), "here", flags(&here));
        Ok(text)
    }
}

/// Returns the order of rows: oldest first for syncs, which are built from their events.
fn order(queries: &[Query]) -> RowOrder {
    let syncs = queries.iter().any(|query| query.kind.is_assembled());
    if syncs { RowOrder::OldestFirst } else { RowOrder::NewestFirst }
}

/// Returns the query with a kind that Fivetran's tables have.
fn first_query(queries: &[Query]) -> Option<&Query> {
    queries.iter().find(|query| query.kind.is_fivetran_event())
}

/// Formats the statement with its parameters.
fn describe_plan(plan: &QueryPlan) -> String {
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
