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
pub(crate) fn fit(rooms: Vec<ColumnWidth>, width: usize) -> Vec<(usize, usize)> {
    let widths = fit_all(rooms.clone(), width);
    let is_useless = |room: &&ColumnWidth| {
        let shown = widths.iter().find(|(at, _)| *at == room.at).map_or(0, |(_, width)| *width);
        room.is_reason && shown < room.natural.min(LAST_MIN_WIDTH)
    };
    let useless: Vec<usize> = rooms.iter().filter(is_useless).map(|room| room.at).collect();
    if useless.is_empty() || !rooms.iter().any(|room| room.is_account) {
        return widths;
    }
    fit_all(rooms.into_iter().filter(|room| !useless.contains(&room.at)).collect(), width)
}

/// Selects the columns and computes their widths; see [`fit`].
fn fit_all(mut rooms: Vec<ColumnWidth>, width: usize) -> Vec<(usize, usize)> {
    let mut floor: Least = |room| room.least;
    while rooms.len() > 1 && needed(&rooms, width, floor) > width {
        if rooms.iter().all(|room| room.rank < SPARE) {
            floor = |room| room.narrow;
            if needed(&rooms, width, floor) <= width {
                break;
            }
        }
        let drop = (0..rooms.len()).max_by_key(|&place| (rooms[place].rank, place));
        drop.map(|place| rooms.remove(place));
    }
    let Some(last) = rooms.len().checked_sub(1) else { return Vec::new() };
    let mut widths: Vec<usize> = rooms.iter().map(|room| room.natural).collect();
    let mut excess = (widths.iter().sum::<usize>() + gaps(&rooms)).saturating_sub(width);
    let floors = |floor: fn(&ColumnWidth) -> usize, last_floor: usize| -> Vec<usize> {
        let others = rooms[..last].iter().map(floor);
        others.chain([last_floor.min(rooms[last].natural)]).collect()
    };
    let natural = rooms[last].natural;
    shrink(&mut widths, &floors(|room| room.most, natural), &mut excess);
    shrink(&mut widths, &floors(|room| room.most, LAST_WIDTH), &mut excess);
    let narrow = rooms[last].narrow;
    let unless_account = |room: &ColumnWidth| if room.is_account { room.most } else { room.least };
    shrink(&mut widths, &floors(unless_account, LAST_WIDTH), &mut excess);
    shrink(&mut widths, &floors(unless_account, narrow), &mut excess);
    shrink(&mut widths, &floors(|room| room.least, narrow), &mut excess);
    shrink(&mut widths, &floors(|room| room.narrow, narrow), &mut excess);
    shrink(&mut widths, &vec![1; rooms.len()], &mut excess);
    rooms.iter().map(|room| room.at).zip(widths).collect()
}

/// Returns the least width of a line with these columns. Optional columns must leave the last column its least width.
fn needed(rooms: &[ColumnWidth], width: usize, floor: Least) -> usize {
    let enough = LAST_MIN_WIDTH.max(width / 4);
    let spare = rooms.iter().any(|room| room.rank >= SPARE);
    let last = rooms.last().map_or(0, |room| if spare { room.natural.min(enough) } else { floor(room) });
    let floor = |room: &ColumnWidth| if spare && room.is_account { room.most } else { floor(room) };
    let others = rooms.split_last().map_or(0, |(_, others)| others.iter().map(floor).sum());
    others + last + gaps(rooms)
}

fn gaps(rooms: &[ColumnWidth]) -> usize {
    usize::from(GAP) * rooms.len().saturating_sub(1)
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
    let Some(room) = width.checked_sub(1) else { return String::new() };
    if text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return format!("…{}", &text[text.len() - room..]);
    }
    let mut used = 0;
    // `take` limits the number of characters without width.
    let mut kept: String = text
        .chars()
        .take(room * 4)
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= room
        })
        .collect();
    // A sequence may be wider than its characters, such as an emoji with its presentation selector.
    while kept.width() > room {
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
        let room = |at, natural, is_account| ColumnWidth {
            at,
            least: 10.min(natural),
            narrow: 8.min(natural),
            most: 20.min(natural),
            natural,
            rank: 1,
            is_account,
            is_reason: false,
        };
        let widths = |width| fit(vec![room(0, 4, false), room(1, 25, true), room(2, 90, false)], width);
        assert_eq!(widths(60), [(0, 4), (1, 20), (2, 32)]);
        assert_eq!(widths(40), [(0, 4), (1, 20), (2, 12)]);
        assert_eq!(widths(34), [(0, 4), (1, 18), (2, 8)]);
    }

    #[test]
    fn the_least_important_column_goes_first() {
        let room = |at, rank| ColumnWidth {
            at,
            least: 10,
            narrow: 8,
            most: 20,
            natural: 15,
            rank,
            is_account: false,
            is_reason: false,
        };
        let shown = |width| fit(vec![room(0, 0), room(1, 4), room(2, 3), room(3, 1)], width);
        assert_eq!(shown(66), [(0, 15), (1, 15), (2, 15), (3, 15)]);
        assert_eq!(shown(50).iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(shown(24), [(0, 10), (3, 12)]);
        assert_eq!(shown(19), [(0, 9), (3, 8)]);
        assert_eq!(shown(17), [(0, 15)]);
        assert_eq!(shown(7), [(0, 7)]);
    }
}
