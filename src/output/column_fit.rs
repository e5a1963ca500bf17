//! Fits columns into a width: selects columns, computes their widths and cuts texts.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The number of blanks between two cells.
pub(crate) const GAP: u16 = 2;
/// The width that the last column keeps while other columns can shrink.
const LAST_WIDTH: usize = 24;
/// The least width of the last column, besides a quarter of the line, while optional columns are left.
const LAST_MIN_WIDTH: usize = 20;
/// The width that a column of text keeps in a narrow line before another column is dropped.
pub(crate) const NARROW: usize = 8;
/// Columns of this rank and above are optional.
pub(crate) const SPARE: u8 = 3;

/// The width that a column requests.
#[derive(Debug, Clone)]
pub(crate) struct ColumnWidth {
    /// Its index among all columns.
    pub at: usize,
    /// The least width. Below it, optional columns are dropped.
    pub least: usize,
    /// The least width without optional columns. Below it, other columns are dropped.
    pub narrow: usize,
    /// The width up to which a column grows before the last column is full.
    pub most: usize,
    /// The width of its longest text.
    pub natural: usize,
    /// Columns of a higher rank are dropped first.
    pub rank: u8,
    /// Whether the column says whose entry it is. It keeps its width while the last column has any to give.
    pub is_account: bool,
    /// Whether the column says why. It is dropped if it would have less than its least useful width.
    pub is_reason: bool,
}

/// Selects the least width that applies.
type Least = fn(&ColumnWidth) -> usize;

/// Drops columns by rank until the others have their least widths, and distributes `width` among them. Returns the indexes
/// and widths of the remaining columns.
///
/// The other columns shrink to `narrow` before one of them is dropped. A column of reasons that would say nothing is
/// dropped before the account is cut.
pub(crate) fn fit(columns: Vec<ColumnWidth>, width: usize) -> Vec<(usize, usize)> {
    let widths = fit_all(columns.clone(), width);
    let is_useless = |column: &&ColumnWidth| {
        let shown = widths.iter().find(|(at, _)| *at == column.at).map_or(0, |(_, width)| *width);
        column.is_reason && shown < column.natural.min(LAST_MIN_WIDTH)
    };
    let useless: Vec<usize> = columns.iter().filter(is_useless).map(|column| column.at).collect();
    if useless.is_empty() || !columns.iter().any(|column| column.is_account) {
        return widths;
    }
    fit_all(columns.into_iter().filter(|column| !useless.contains(&column.at)).collect(), width)
}

/// Selects the columns and computes their widths; see [`fit`].
fn fit_all(mut columns: Vec<ColumnWidth>, width: usize) -> Vec<(usize, usize)> {
    let mut floor: Least = |column| column.least;
    while columns.len() > 1 && needed(&columns, width, floor) > width {
        if columns.iter().all(|column| column.rank < SPARE) {
            floor = |column| column.narrow;
            if needed(&columns, width, floor) <= width {
                break;
            }
        }
        let drop = (0..columns.len()).max_by_key(|&place| (columns[place].rank, place));
        drop.map(|place| columns.remove(place));
    }
    let Some(last) = columns.len().checked_sub(1) else { return Vec::new() };
    let mut widths: Vec<usize> = columns.iter().map(|column| column.natural).collect();
    let mut excess = (widths.iter().sum::<usize>() + gaps(&columns)).saturating_sub(width);
    let floors = |floor: fn(&ColumnWidth) -> usize, last_floor: usize| -> Vec<usize> {
        let others = columns[..last].iter().map(floor);
        others.chain([last_floor.min(columns[last].natural)]).collect()
    };
    let natural = columns[last].natural;
    shrink(&mut widths, &floors(|column| column.most, natural), &mut excess);
    shrink(&mut widths, &floors(|column| column.most, LAST_WIDTH), &mut excess);
    let narrow = columns[last].narrow;
    let unless_account = |column: &ColumnWidth| if column.is_account { column.most } else { column.least };
    shrink(&mut widths, &floors(unless_account, LAST_WIDTH), &mut excess);
    shrink(&mut widths, &floors(unless_account, narrow), &mut excess);
    shrink(&mut widths, &floors(|column| column.least, narrow), &mut excess);
    shrink(&mut widths, &floors(|column| column.narrow, narrow), &mut excess);
    shrink(&mut widths, &vec![1; columns.len()], &mut excess);
    columns.iter().map(|column| column.at).zip(widths).collect()
}

/// Returns the least width of a line with these columns. Optional columns must leave the last column its least width.
fn needed(columns: &[ColumnWidth], width: usize, floor: Least) -> usize {
    let enough = LAST_MIN_WIDTH.max(width / 4);
    let spare = columns.iter().any(|column| column.rank >= SPARE);
    let last = columns.last().map_or(0, |column| if spare { column.natural.min(enough) } else { floor(column) });
    let floor = |column: &ColumnWidth| if spare && column.is_account { column.most } else { floor(column) };
    let others = columns.split_last().map_or(0, |(_, others)| others.iter().map(floor).sum());
    others + last + gaps(columns)
}

fn gaps(columns: &[ColumnWidth]) -> usize {
    usize::from(GAP) * columns.len().saturating_sub(1)
}

/// Reduces the widths by `excess`, one by one from the column that is farthest above its floor.
fn shrink(widths: &mut [usize], floors: &[usize], excess: &mut usize) {
    while *excess > 0 {
        let spare = |place: &usize| widths[*place].saturating_sub(floors[*place]);
        match (0..widths.len()).max_by_key(spare) {
            Some(place) if spare(&place) > 0 => widths[place] -= 1,
            _ => return,
        }
        *excess -= 1;
    }
}

/// Cuts `text` to `width` columns and marks the cut with `…`. Cuts the end, or the beginning of a long hexadecimal id.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let Some(limit) = width.checked_sub(1) else { return String::new() };
    if text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return format!("…{}", &text[text.len() - limit..]);
    }
    let mut used = 0;
    // `take` limits the number of characters without width.
    let mut kept: String = text
        .chars()
        .take(limit * 4)
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= limit
        })
        .collect();
    // A sequence may be wider than its characters, such as an emoji with its presentation selector.
    while kept.width() > limit {
        kept.pop();
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_text_keeps_to_its_width() {
        let cases = [
            ("short", 5, "short"),
            ("longer", 5, "long…"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
        ];
        for (text, width, expected) in cases {
            assert_eq!(cut(text, width), expected);
        }
    }

    #[test]
    fn an_id_keeps_its_end() {
        assert_eq!(cut("64e1f0a9e2b5af0012ab3503", 7), "…ab3503");
    }

    #[test]
    fn marks_without_width_do_not_make_a_cell_endless() {
        let text = format!("{}{}", "a\u{301}".repeat(3), "\u{301}".repeat(10_000));
        assert!(cut(&format!("{text}bcdef"), 5).len() < 60);
    }

    #[test]
    fn the_account_keeps_its_width_while_the_reason_has_any_to_give() {
        let column = |at, natural, is_account| ColumnWidth {
            at,
            least: 10.min(natural),
            narrow: 8.min(natural),
            most: 20.min(natural),
            natural,
            rank: 1,
            is_account,
            is_reason: false,
        };
        let widths = |width| fit(vec![column(0, 4, false), column(1, 25, true), column(2, 90, false)], width);
        assert_eq!(widths(60), [(0, 4), (1, 20), (2, 32)]);
        assert_eq!(widths(40), [(0, 4), (1, 20), (2, 12)]);
        assert_eq!(widths(34), [(0, 4), (1, 18), (2, 8)]);
    }

    #[test]
    fn the_least_important_column_goes_first() {
        let column = |at, rank| ColumnWidth {
            at,
            least: 10,
            narrow: 8,
            most: 20,
            natural: 15,
            rank,
            is_account: false,
            is_reason: false,
        };
        let shown = |width| fit(vec![column(0, 0), column(1, 4), column(2, 3), column(3, 1)], width);
        assert_eq!(shown(66), [(0, 15), (1, 15), (2, 15), (3, 15)]);
        assert_eq!(shown(50).iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(shown(24), [(0, 10), (3, 12)]);
        assert_eq!(shown(19), [(0, 9), (3, 8)]);
        assert_eq!(shown(17), [(0, 15)]);
        assert_eq!(shown(7), [(0, 7)]);
    }
}
