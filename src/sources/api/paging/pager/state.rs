//! The states of the pager, and the transitions between them.
//!
//! ```text
//! First ──► Reading ◄──────── a page joins with new records ────────┐
//!              └── a page brings nothing new ──► Searching ─────────┘
//! each state ── the list ends, or a request fails ──► Done
//! ```

/// What the pager does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PagerState {
    /// The first page waits to be joined. The offsets of other pages are unknown before.
    First,
    /// Pages join, so the pager requests pages in advance.
    Reading,
    /// The last page brought nothing new. The pager requests one page at a time until the edge is found again, because
    /// other pages would miss it too.
    Searching(EdgeSearch),
    /// The list has ended, or a request failed.
    Done,
}

/// The search for the edge, which is the oldest record read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct EdgeSearch {
    /// The last page that joined had nothing new, so the next request starts below the edge.
    pub(super) below_edge: bool,
    /// A page requested at the offset of the edge was empty.
    pub(super) ended_above: bool,
}

/// What happened to a page or a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PagerEvent {
    /// A page joined.
    Joined { has_new: bool },
    /// A page did not join.
    Missed,
    /// A page at or above the offset of the edge was empty: the records there have expired.
    EmptyAtEdge,
    /// A request for a page near the edge was sent.
    SearchSent,
    /// A page proved that the list has no more records, or a request failed.
    Ended,
}

impl PagerState {
    /// Returns the state after `event`.
    pub(super) fn after(self, event: PagerEvent) -> Self {
        let search = if let Self::Searching(search) = self { search } else { EdgeSearch::default() };
        match (self, event) {
            // The second empty page of a search: the list ends above every offset at which the edge can be.
            (Self::Done, _)
            | (_, PagerEvent::Ended)
            | (Self::Searching(EdgeSearch { ended_above: true, .. }), PagerEvent::EmptyAtEdge) => Self::Done,
            (_, PagerEvent::EmptyAtEdge) => Self::Searching(EdgeSearch { ended_above: true, ..search }),
            (_, PagerEvent::Joined { has_new: true }) => Self::Reading,
            (_, PagerEvent::Joined { has_new: false }) => Self::Searching(EdgeSearch { below_edge: true, ..search }),
            (_, PagerEvent::Missed) => Self::Searching(search),
            (Self::Searching(_), PagerEvent::SearchSent) => Self::Searching(EdgeSearch { below_edge: false, ..search }),
            (Self::First | Self::Reading, PagerEvent::SearchSent) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PagerEvent::{EmptyAtEdge, Ended, Joined, Missed, SearchSent};
    use super::*;

    const NEW: PagerEvent = Joined { has_new: true };
    const OLD: PagerEvent = Joined { has_new: false };

    fn after(events: &[PagerEvent]) -> PagerState {
        events.iter().fold(PagerState::First, |state, event| state.after(*event))
    }

    fn searching(below_edge: bool, ended_above: bool) -> PagerState {
        PagerState::Searching(EdgeSearch { below_edge, ended_above })
    }

    #[test]
    fn pages_are_requested_in_advance_only_while_pages_join_with_new_records() {
        for (events, expected) in [
            (&[NEW][..], PagerState::Reading),
            (&[NEW, NEW], PagerState::Reading),
            (&[NEW, Missed], searching(false, false)),
            (&[NEW, Missed, SearchSent, NEW], PagerState::Reading),
            (&[OLD], searching(true, false)),
            (&[NEW, OLD, Missed], searching(true, false)),
            (&[NEW, OLD, SearchSent], searching(false, false)),
            (&[NEW, OLD, SearchSent, Missed], searching(false, false)),
        ] {
            assert_eq!(after(events), expected, "{events:?}");
        }
    }

    #[test]
    fn a_second_empty_page_of_one_search_ends_the_list() {
        assert_eq!(after(&[NEW, EmptyAtEdge, SearchSent]), searching(false, true));
        assert_eq!(after(&[NEW, EmptyAtEdge, SearchSent, Missed, EmptyAtEdge]), PagerState::Done);
        assert_eq!(after(&[NEW, EmptyAtEdge, SearchSent, NEW, EmptyAtEdge]), searching(false, true));
    }

    #[test]
    fn the_end_is_final() {
        for last in [NEW, OLD, Missed, EmptyAtEdge, SearchSent, Ended] {
            assert_eq!(after(&[NEW, Ended, last]), PagerState::Done, "{last:?}");
            assert_eq!(after(&[last, Ended]), PagerState::Done, "{last:?}");
        }
    }
}
