//! Prints the final table: one row for each measurement and peer, with the ratio and the target.

use std::fmt;
use std::time::Duration;

/// What was measured, for one row.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) ours: Figure,
    pub(crate) peer: String,
    pub(crate) theirs: Option<Figure>,
    /// The ratio, ours to the peer's, that is not to be exceeded.
    pub(crate) target: Option<f64>,
}

#[derive(Clone, Copy)]
pub(crate) enum Figure {
    Time(Duration),
    /// Bytes.
    Memory(u64),
}

impl Figure {
    #[expect(clippy::cast_precision_loss, reason = "figures are shown with three digits")]
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Memory(bytes) => bytes as f64,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number();
        match self {
            Self::Time(_) if number < 0.1 => write!(f, "{:.1} ms", number * 1e3),
            Self::Time(_) => write!(f, "{number:.2} s"),
            Self::Memory(_) => write!(f, "{:.1} MB", number / 1e6),
        }
    }
}

#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn push(&mut self, row: Row) {
        crate::say(&format!("  {row}"));
        self.0.push(row);
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, ours, peer, theirs, target } = self;
        let target = target.map(|most| format!("at most {most:.2}"));
        let Some(theirs) = theirs else {
            return write!(f, "| {what} | {ours} | {peer} | not installed | | {} | |", target.unwrap_or_default());
        };
        let ratio = ours.number() / theirs.number();
        let met = match self.target {
            Some(most) if ratio <= most => "met",
            Some(_) => "missed",
            None => "",
        };
        write!(f, "| {what} | {ours} | {peer} | {theirs} | {ratio:.2} | {} | {met} |", target.unwrap_or_default())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| measurement | connlog | peer | its figure | ratio | target | |")?;
        writeln!(f, "| --- | --- | --- | --- | --- | --- | --- |")?;
        self.0.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}
