//! Recovery of output files, and names of cursors.

use std::collections::BTreeMap;

use chrono::DateTime;

use super::key::{CursorOutput, SourceIdentity};
use super::*;
use crate::sources::api::follow;

fn key(out: &Path) -> CursorKey {
    CursorKey {
        source: SourceIdentity::Demo { dialect: "late".to_owned() },
        kinds: vec!["posts".to_owned()],
        lifecycle_only: false,
        output: CursorOutput::File(out.display().to_string()),
        filters: BTreeMap::new(),
        expressions: Vec::new(),
    }
}

/// Opens the cursor of a file and writes `pieces`. Only `reach` bytes of the last one reach the file before a crash.
/// Returns the number of recorded pieces and the file after recovery.
fn torn(pieces: &[&[u8]], reach: usize) -> (usize, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::write(&out, "before\n").unwrap();
    let open = || ResumeCursor::open(&folder.path().join("cursors"), "x", key(&out), Some(&out)).unwrap();
    let time = DateTime::from_timestamp_nanos(1_795_262_400_000_000_000);
    let mut cursor = open();
    cursor.attach_output(&out).unwrap();
    cursor.advance(CheckpointRef::Poll(&follow::checkpoint::PollCheckpoint::since(time))).unwrap();
    for (at, piece) in pieces.iter().enumerate() {
        let entry = Some(EntryPosition::Identity(at as u64, time));
        cursor.before_write(entry, piece).unwrap();
        let last = at + 1 == pieces.len();
        let written = if last { &piece[..reach] } else { piece };
        OpenOptions::new().append(true).open(&out).unwrap().write_all(written).unwrap();
        if !last {
            cursor.after_write(entry).unwrap();
        }
    }
    drop(cursor);
    let Some(Checkpoint::Poll(poll)) = open().checkpoint().cloned() else { panic!("the checkpoint is that of an API") };
    (poll.remembered(), fs::read(&out).unwrap())
}

#[test]
fn recovery_keeps_complete_pieces_and_the_checkpoint_matches_the_file() {
    let pieces: [&[u8]; 3] = [b"one\n", b"", b"three\n"];
    for reach in 0..6 {
        assert_eq!(torn(&pieces, reach), (2, b"before\none\n".to_vec()), "{reach}");
    }
    assert_eq!(torn(&pieces, 6), (3, b"before\none\nthree\n".to_vec()));
    assert_eq!(torn(&pieces[..1], 2), (0, b"before\n".to_vec()));
}

#[test]
fn names_of_cursors_are_valid_file_names() {
    for good in ["a", "alerts-2.prod_x"] {
        assert!(check(good).is_ok(), "{good}");
    }
    for bad in ["", ".", "..", ".x", "a/b", "a\\b", "é", "a b", &"x".repeat(65)] {
        assert_eq!(check(bad).unwrap_err().code, Code::Usage, "{bad}");
    }
}
