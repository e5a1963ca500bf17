//! The interface of sinks: printers, aggregates and gates.
//!
//! A sink has its own type for the partial result of a block. Sources use [`DynSink`], which is object-safe and is
//! implemented for every [`Sink`].

use std::any::Any;

use chrono::{DateTime, Utc};

use crate::output::writer::WriteError;
use connlog_core::error::{Code, Error};
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::Query;
use connlog_core::record::Record;

/// Makes one [`PartialSink`] for each block. It is called on several threads.
pub(crate) type BlockMapper<P> = Box<dyn Fn() -> Box<dyn PartialSink<Output = P>> + Send + Sync>;

/// Does the work of a sink for the records of one block, on the thread that read the block.
pub(crate) trait PartialSink {
    /// The result for [`Sink::reduce`].
    type Output;

    /// Accepts a record, which matches the query.
    fn accept(&mut self, record: &Record);

    /// Returns the result.
    fn finish(self: Box<Self>) -> Self::Output;
}

/// Accepts the records of a reading.
pub(crate) trait Sink {
    /// The result of one block; `Infallible` for a sink without a mapper.
    type Partial: Send + 'static;

    /// Returns the function that worker threads run on each block, if the sink needs neither a limit nor an order.
    /// [`Sink::reduce`] then gets the results in the order of the input, and [`Sink::accept`] is not called.
    fn mapper(&self) -> Option<BlockMapper<Self::Partial>> {
        None
    }

    /// Accepts the result of one block.
    fn reduce(&mut self, partial: Self::Partial) -> Result<(), WriteError>;

    /// Returns whether the records of several queries form one list, newest first. An API then passes them to
    /// [`Sink::accept`] with the first of the queries. Otherwise each query has its own list.
    fn is_one_list(&self) -> bool {
        false
    }

    /// Returns whether the result does not depend on the order of the records. A source that sorts records may then pass
    /// them as they come, so that it need not keep them.
    fn accepts_any_order(&self) -> bool {
        false
    }

    /// Returns whether the sink judges connections without records too. [`Sink::accept_connections`] is then called
    /// first.
    fn wants_connections(&self) -> bool {
        false
    }

    /// Accepts the connections that the source lists, and the time of its oldest event if the source knows it.
    fn accept_connections(&mut self, _connections: &ConnectionDirectory, _oldest: Option<DateTime<Utc>>) {}

    /// Begins the records of `query`. It is called when the source has answered, also if no record follows.
    fn begin(&mut self, _query: &Query) -> Result<(), WriteError> {
        Ok(())
    }

    /// Accepts the events that the next records are put together from.
    fn accept_events(&mut self, _events: &[Record]) {}

    /// Accepts records in the order of the source. Some may not match the query. Returns whether the sink wants more.
    fn accept(&mut self, query: &Query, records: &[Record]) -> Result<bool, WriteError>;

    /// Returns whether the sink accepts entries without a readable time. Otherwise the source counts them and leaves
    /// them out.
    fn accepts_untimed(&self) -> bool {
        false
    }

    /// Returns the number of entries that the sink left out because their time cannot be read.
    fn untimed(&self) -> u64 {
        0
    }
}

/// The partial result of a block, of any type.
pub(crate) type AnyPartial = Box<dyn Any + Send>;

/// Makes one [`PartialSink`] for each block; the type of the results is erased.
pub(crate) type AnyMapper = BlockMapper<AnyPartial>;

/// A [`Sink`] behind a pointer. The methods are those of [`Sink`].
pub(crate) trait DynSink {
    fn mapper(&self) -> Option<AnyMapper>;
    fn reduce(&mut self, partial: AnyPartial) -> Result<(), WriteError>;
    fn is_one_list(&self) -> bool;
    fn accepts_any_order(&self) -> bool;
    fn wants_connections(&self) -> bool;
    fn accept_connections(&mut self, connections: &ConnectionDirectory, oldest: Option<DateTime<Utc>>);
    fn begin(&mut self, query: &Query) -> Result<(), WriteError>;
    fn accept_events(&mut self, events: &[Record]);
    fn accept(&mut self, query: &Query, records: &[Record]) -> Result<bool, WriteError>;
    fn accepts_untimed(&self) -> bool;
    fn untimed(&self) -> u64;
}

impl<S: Sink> DynSink for S {
    fn mapper(&self) -> Option<AnyMapper> {
        let typed = Sink::mapper(self)?;
        Some(Box::new(move || Box::new(ErasedPartial(typed()))))
    }

    /// A result of another type is an internal error, because a dropped result would look like missing records.
    fn reduce(&mut self, partial: AnyPartial) -> Result<(), WriteError> {
        let partial = partial.downcast::<S::Partial>().map_err(|_| {
            WriteError::Failed(Error::new(Code::Internal, "cannot merge a block: its result is of another sink"))
        })?;
        Sink::reduce(self, *partial)
    }

    fn is_one_list(&self) -> bool {
        Sink::is_one_list(self)
    }

    fn accepts_any_order(&self) -> bool {
        Sink::accepts_any_order(self)
    }

    fn wants_connections(&self) -> bool {
        Sink::wants_connections(self)
    }

    fn accept_connections(&mut self, connections: &ConnectionDirectory, oldest: Option<DateTime<Utc>>) {
        Sink::accept_connections(self, connections, oldest);
    }

    fn begin(&mut self, query: &Query) -> Result<(), WriteError> {
        Sink::begin(self, query)
    }

    fn accept_events(&mut self, events: &[Record]) {
        Sink::accept_events(self, events);
    }

    fn accept(&mut self, query: &Query, records: &[Record]) -> Result<bool, WriteError> {
        Sink::accept(self, query, records)
    }

    fn accepts_untimed(&self) -> bool {
        Sink::accepts_untimed(self)
    }

    fn untimed(&self) -> u64 {
        Sink::untimed(self)
    }
}

/// A [`PartialSink`] whose result is boxed.
struct ErasedPartial<P>(Box<dyn PartialSink<Output = P>>);

impl<P: Send + 'static> PartialSink for ErasedPartial<P> {
    type Output = AnyPartial;

    fn accept(&mut self, record: &Record) {
        self.0.accept(record);
    }

    fn finish(self: Box<Self>) -> AnyPartial {
        Box::new(self.0.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sink whose blocks count their records.
    #[derive(Default)]
    struct CountSink(u64);

    impl Sink for CountSink {
        type Partial = u64;

        fn reduce(&mut self, partial: u64) -> Result<(), WriteError> {
            self.0 += partial;
            Ok(())
        }

        fn accept(&mut self, _: &Query, _: &[Record]) -> Result<bool, WriteError> {
            Ok(true)
        }
    }

    #[test]
    fn a_partial_result_of_another_sink_is_an_internal_error() {
        let mut counter = CountSink::default();
        let sink: &mut dyn DynSink = &mut counter;
        sink.reduce(Box::new(3_u64)).unwrap();
        let refused = sink.reduce(Box::new("3".to_owned()));
        assert!(matches!(refused, Err(WriteError::Failed(fault)) if fault.code == Code::Internal));
        assert_eq!(counter.0, 3);
    }
}
