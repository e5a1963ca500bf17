//! A list without its newest records: its offsets begin at a later record.

use std::rc::Rc;

use connlog_core::error::Result;
use connlog_core::providers::endpoint::{
    ApiReply, ListEndpoint, PagePosition, PageRequest, ParseError, Recognition, ResponsePage,
};
use connlog_core::query::Filter;
use connlog_core::record::Record;

/// An endpoint whose offset 0 is the offset `shift` of another one.
pub(super) struct ShiftedEndpoint {
    pub(super) inner: Rc<dyn ListEndpoint>,
    pub(super) shift: u64,
}

impl ListEndpoint for ShiftedEndpoint {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn request(&self, at: PagePosition) -> PageRequest {
        self.inner.request(PagePosition { skip: at.skip + self.shift, ..at })
    }

    fn max_skip(&self) -> Option<u64> {
        self.inner.max_skip().map(|max| max.saturating_sub(self.shift))
    }

    fn supports_until(&self) -> bool {
        self.inner.supports_until()
    }

    fn applied(&self) -> &[Filter] {
        self.inner.applied()
    }

    fn retention_days(&self) -> u32 {
        self.inner.retention_days()
    }

    fn is_requested(&self, record: &Record) -> bool {
        self.inner.is_requested(record)
    }

    fn recognise(&self, reply: &ApiReply) -> Recognition {
        self.inner.recognise(reply)
    }

    fn read(&self, body: String) -> Result<ResponsePage, ParseError> {
        let page = self.inner.read(body)?;
        Ok(ResponsePage { total: page.total.map(|total| total.saturating_sub(self.shift)), ..page })
    }
}
