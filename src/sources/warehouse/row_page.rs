//! The text that the envelopes of a batch of rows share.

use connlog_core::json::scanner::MemberSpan;
use connlog_core::json::text_span::TextSpan;

/// The text of rows, and the places of their members.
#[derive(Default)]
pub(super) struct RowPage {
    pub(super) text: String,
    pub(super) places: Vec<MemberSpan>,
}

/// Where an envelope begins in a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageOffset {
    pub(super) text: usize,
    pub(super) places: usize,
}

impl RowPage {
    /// Returns where the next envelope begins.
    pub(super) fn end(&self) -> PageOffset {
        PageOffset { text: self.text.len(), places: self.places.len() }
    }

    /// Adds members with names to the last envelope.
    pub(super) fn add_names(&mut self, start: PageOffset, members: &[(&'static str, String)]) {
        let has_places = self.places.len() > start.places;
        if members.is_empty() || self.text.pop().is_none() {
            return;
        }
        let offset = |text: &String| u32::try_from(text.len() - start.text).unwrap_or(u32::MAX);
        for (key, value) in members {
            self.text.push_str(",\"");
            let from = offset(&self.text);
            self.text.push_str(key);
            let to = offset(&self.text);
            self.text.push_str("\":");
            let begin = offset(&self.text);
            self.text.push_str(value);
            if has_places {
                let value = TextSpan { from: begin, to: offset(&self.text) };
                self.places.push(MemberSpan::new(TextSpan { from, to }, value));
            }
        }
        self.text.push('}');
    }
}
