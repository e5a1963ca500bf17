use std::fs::OpenOptions;
use std::io::Write as _;

use super::*;

#[test]
fn a_file_that_was_opened_while_its_first_line_was_written_is_told_by_all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let line =
        format!("{{\"event\":\"sync_end\",\"created\":\"2026-01-01T00:00:00Z\",\"x\":\"{}\"}}\n", "y".repeat(600));
    let append = |text: &str| {
        OpenOptions::new().append(true).create(true).open(&path).unwrap().write_all(text.as_bytes()).unwrap();
    };
    for half in [1, 20, 600] {
        drop(std::fs::remove_file(&path));
        append(&line[..half]);
        let mut source = FollowedFile::open(0, path.clone(), None).unwrap();
        // The file was still empty when its length was read.
        source.seen = (0, None);
        append(&line[half..]);
        append(&line);
        append(&line);
        assert!(source.rewritten().is_none());
        while source.fill(&Some, &mut DecodeReport::default()).unwrap() {
            source.queue.clear();
        }
        assert_eq!(source.head, &line.repeat(3).as_bytes()[..HEAD], "opened with {half} bytes");
    }
}
