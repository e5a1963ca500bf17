//! Fitting columns into a width: which are shown, how wide each is, and how a text is cut to that.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Blank columns between two cells.
pub(crate) const GAP: u16 = 2;
/// What the last column keeps while the others have any width to give.
const COMFORT: usize = 24;
/// What it keeps, or a quarter of the line, while there are columns that can be spared.
const ENOUGH: usize = 20;
/// The width that a column of text keeps in a narrow line before another column is dropped.
pub(crate) const NARROW: usize = 8;
/// Columns of this rank and above can be spared.
pub(crate) const SPARE: u8 = 3;

/// What a column asks for.
pub(crate) struct Room {
    /// Its place among all columns.
    pub at: usize,
    /// The width before columns that can be spared are dropped, and before the others are dropped.
    pub least: usize,
    pub narrow: usize,
    pub most: usize,
    pub natural: usize,
    pub rank: u8,
}

/// Which of the least widths holds.
type Least = fn(&Room) -> usize;

/// Drops columns, the least important first, until the rest has its least widths; then shares out `width` among them. Columns
/// that cannot be spared get narrow before one of them is dropped.
pub(crate) fn fit(mut rooms: Vec<Room>, width: usize) -> Vec<(usize, usize)> {
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
    let floors = |floor: fn(&Room) -> usize, last_floor: usize| -> Vec<usize> {
        let others = rooms[..last].iter().map(floor);
        others.chain([last_floor.min(rooms[last].natural)]).collect()
    };
    let natural = rooms[last].natural;
    shrink(&mut widths, &floors(|room| room.most, natural), &mut excess);
    shrink(&mut widths, &floors(|room| room.most, COMFORT), &mut excess);
    shrink(&mut widths, &floors(|room| room.least, COMFORT), &mut excess);
    shrink(&mut widths, &floors(|room| room.least, rooms[last].narrow), &mut excess);
    shrink(&mut widths, &floors(|room| room.narrow, rooms[last].narrow), &mut excess);
    shrink(&mut widths, &vec![1; rooms.len()], &mut excess);
    rooms.iter().map(|room| room.at).zip(widths).collect()
}

/// The least width of a line with these columns. Those that can be spared must leave the last one some room.
fn needed(rooms: &[Room], width: usize, floor: Least) -> usize {
    let enough = ENOUGH.max(width / 4);
    let spare = rooms.iter().any(|room| room.rank >= SPARE);
    let last = rooms.last().map_or(0, |room| if spare { room.natural.min(enough) } else { floor(room) });
    let others = rooms.split_last().map_or(0, |(_, others)| others.iter().map(floor).sum());
    others + last + gaps(rooms)
}

fn gaps(rooms: &[Room]) -> usize {
    usize::from(GAP) * rooms.len().saturating_sub(1)
}

/// Takes `excess` from the widths, a column at a time from whichever is farthest above its floor.
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

/// `text` in at most `width` columns, with `…` where something is missing: the end, or the beginning of a long id.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else { return String::new() };
    if text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return format!("…{}", &text[text.len() - room..]);
    }
    let mut used = 0;
    // A run of characters without width must not make a cell endless.
    let mut kept: String = text
        .chars()
        .take(room * 4)
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= room
        })
        .collect();
    // A sequence may be wider than its characters, as an emoji with its presentation selector is.
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
    fn the_least_important_column_goes_first() {
        let room = |at, rank| Room { at, least: 10, narrow: 8, most: 20, natural: 15, rank };
        let shown = |width| fit(vec![room(0, 0), room(1, 4), room(2, 3), room(3, 1)], width);
        assert_eq!(shown(66), [(0, 15), (1, 15), (2, 15), (3, 15)]);
        assert_eq!(shown(50).iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(shown(24), [(0, 10), (3, 12)]);
        assert_eq!(shown(19), [(0, 9), (3, 8)]);
        assert_eq!(shown(17), [(0, 15)]);
        assert_eq!(shown(7), [(0, 7)]);
    }
}
