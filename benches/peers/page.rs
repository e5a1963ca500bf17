//! Measures one page of 50 entries from a server on loopback.

use std::process::Command;

use crate::Result;
use crate::machine::{Demo, has};
use crate::table::{Figure, Row, Table};
use crate::time::{Contender, side_by_side};

const ROUNDS: usize = 40;

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let demo = Demo::start(&[])?;
    let url = demo.url(50, 0);
    let mut jq = Command::new("jq");
    jq.args(["-c", ".logs[]"]);
    let peers = [
        (has("curl"), Some(1.0), Contender::new("curl", [demo.curl(&[&url])])),
        (has("curl") && has("jq"), None, Contender::new("curl into jq", [demo.curl(&[&url]), jq])),
    ];
    let mut targets = Vec::new();
    let mut contenders = vec![Contender::new("connlog", [demo.connlog("connections -n 50 -o ndjson")])];
    for (there, target, contender) in peers {
        if there {
            targets.push(target);
            contenders.push(contender);
        } else {
            let peer = contender.name.clone();
            crate::say(&format!("  {peer}: not installed, skipped"));
        }
    }
    let times = side_by_side(&mut contenders, ROUNDS)?;
    for ((contender, time), target) in contenders.iter().zip(&times).skip(1).zip(targets) {
        table.push(Row {
            what: "one page of 50, loopback".to_owned(),
            ours: Figure::Time(times[0]),
            peer: contender.name.clone(),
            theirs: Some(Figure::Time(*time)),
            target,
        });
    }
    Ok(())
}
