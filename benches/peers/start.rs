//! Measures the start of the program with `--version`.

use std::process::Command;

use crate::machine::has;
use crate::table::{Figure, Row, Table};
use crate::time::{Contender, side_by_side};
use crate::{CONNLOG, Result};

const ROUNDS: usize = 40;
/// Peers with the ratio that is aimed at.
const PEERS: [(&str, Option<f64>); 4] = [("rg", Some(2.0)), ("jq", None), ("curl", None), ("true", None)];

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let version = |program: &str| {
        let mut command = Command::new(program);
        command.arg("--version");
        Contender::new(&format!("{program} --version"), [command])
    };
    let (there, missing): (Vec<_>, Vec<_>) = PEERS.into_iter().partition(|(name, _)| has(name));
    let mut contenders = vec![version(CONNLOG)];
    contenders.extend(there.iter().map(|(name, _)| version(name)));
    let times = side_by_side(&mut contenders, ROUNDS)?;
    let row = |peer: &str, theirs, target| Row {
        what: "`--version`".to_owned(),
        ours: Figure::Time(times[0]),
        peer: format!("`{peer} --version`"),
        theirs,
        target,
    };
    for ((name, target), time) in there.iter().zip(&times[1..]) {
        table.push(row(name, Some(Figure::Time(*time)), *target));
    }
    for (name, target) in missing {
        table.push(row(name, None, target));
    }
    Ok(())
}
