//! The columns of a kind of record in the formats for people, as data. The program turns cells into text.

/// The width of a table in characters from which it has columns that no other format for people shows.
pub const WIDE: u16 = 110;

/// The width of a table in characters from which ids, actions and links are whole.
pub const VERY_WIDE: u16 = 160;

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// The title.
    pub title: &'static str,
    /// The importance for the reader.
    pub role: ColumnRole,
    /// The width in characters below which the column is dropped.
    pub least: usize,
    /// The width in characters that is enough while other columns are cut.
    pub most: usize,
    /// The order in which columns are dropped, the highest first.
    pub rank: u8,
    /// The width of a table in characters from which the column is shown.
    pub from: u16,
    /// Whether the text may be an id, which is cut at its beginning.
    pub is_id: bool,
    /// Whether a table shows the text below the row if the line has too little room for it.
    pub may_be_below: bool,
    /// The text.
    pub cell: Cell,
}

/// The importance of a column for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnRole {
    /// Normal text.
    Plain,
    /// Less important text, which is dimmed.
    Quiet,
    /// Shows with a symbol and a colour how the entry ended.
    Outcome,
    /// Says in words what the symbol of [`ColumnRole::Outcome`] shows. It is shown only without symbols.
    Words,
    /// The reason or the result; dimmed if the entry is no problem.
    Reason,
}

/// The text of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The time of the entry.
    Time,
    /// A field.
    Text(&'static str),
    /// A member of an object: its field and its key.
    Inner(&'static str, &'static str),
    /// A field with a hexadecimal id, of which a narrow table shows the end.
    HexId(&'static str),
    /// A field with an id, of which a narrow table shows the beginning.
    IdPrefix(&'static str),
    /// The name or id of the account or connection.
    Account,
    /// `durationMs` with a unit, such as `412ms` or `3h05m`.
    Duration,
    /// The action, in a narrow table without its prefix.
    Action,
    /// The number of the attempt, from the second one on.
    Attempt,
    /// A field with a time; as an age where times are ages.
    Instant(&'static str),
    /// A field with a boolean, as `yes` or `no`; `?` where it is unknown.
    Flag(&'static str),
    /// What to do about a state.
    Remedy,
    /// The beginning of the text of a post.
    Preview,
    /// The rows that all operations of a sync wrote.
    RowsWritten,
    /// The reason or the result, by the [`ReasonText`] of the kind.
    Reason,
}

/// How the reason or the result of a record is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonText {
    /// The error, the reason of a disconnect, or the expiry of the token.
    Connection,
    /// The error of the platform, or the address of the post.
    Post,
    /// The code and the words of the failure.
    Failure,
    /// The provider's summary of the entry.
    Summary,
    /// The field `reason`.
    Field,
    /// Nothing.
    Empty,
}

impl ColumnSpec {
    /// Returns a column that tables of every width can show.
    pub(super) const fn new(title: &'static str, role: ColumnRole, cell: Cell) -> Self {
        let is_id = matches!(cell, Cell::Account | Cell::HexId(_) | Cell::IdPrefix(_));
        Self { title, role, least: 1, most: 1, rank: 0, from: 0, is_id, may_be_below: false, cell }
    }

    /// Sets the least and the usual width in characters.
    pub(super) const fn width(self, least: usize, most: usize) -> Self {
        Self { least, most, ..self }
    }

    /// Sets the rank: in a narrow table, columns of a high rank are left out first.
    pub(super) const fn rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// Returns the column with its text below the row where the line has too little room for it.
    pub(super) const fn below(self) -> Self {
        Self { may_be_below: true, ..self }
    }

    /// Returns the column for tables of at least `width` characters.
    pub(super) const fn from(self, width: u16) -> Self {
        Self { from: width, ..self }
    }
}
