//! Measures wall times: medians of rounds in which every program runs once, so that other load affects all of them.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, say};

/// One of those that are measured side by side: a command, or one piped into another.
pub(crate) struct Contender {
    pub(crate) name: String,
    commands: Vec<Command>,
}

impl Contender {
    pub(crate) fn new(name: &str, commands: impl Into<Vec<Command>>) -> Self {
        Self { name: name.to_owned(), commands: commands.into() }
    }

    /// Runs the pipeline once, its result thrown away.
    pub(crate) fn once(&mut self) -> Result<Duration> {
        let started = Instant::now();
        let mut children = Vec::new();
        let mut input = Stdio::null();
        let last = self.commands.len() - 1;
        for (place, command) in self.commands.iter_mut().enumerate() {
            let output = if place == last { Stdio::null() } else { Stdio::piped() };
            let mut child = command.stdin(input).stdout(output).stderr(Stdio::null()).spawn()?;
            input = child.stdout.take().map_or_else(Stdio::null, Stdio::from);
            children.push(child);
        }
        for mut child in children {
            let status = child.wait()?;
            if !status.success() {
                return Err(format!("{} ended with {status}", self.name).into());
            }
        }
        Ok(started.elapsed())
    }

    /// Runs the commands one after another, not piped: what the first writes to files the second reads.
    fn run_in_turn(&mut self) -> Result<Duration> {
        let started = Instant::now();
        for command in &mut self.commands {
            let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            if !status.success() {
                return Err(format!("{} ended with {status}", self.name).into());
            }
        }
        Ok(started.elapsed())
    }
}

/// The median time of one run of `contender`, its commands one after another.
pub(crate) fn in_turn(mut contender: Contender, rounds: usize) -> Result<Duration> {
    (0..rounds).map(|_| contender.run_in_turn()).collect::<Result<Vec<_>>>().map(median)
}

/// The median time of each, after a round that does not count.
pub(crate) fn side_by_side(contenders: &mut [Contender], rounds: usize) -> Result<Vec<Duration>> {
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for round in 0..=rounds {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let time = contender.once()?;
            if round > 0 {
                times.push(time);
            }
        }
    }
    for (contender, times) in contenders.iter().zip(&times) {
        let ms = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1e3);
        let (least, most) = (ms(times.iter().min()), ms(times.iter().max()));
        say(&format!("  {}: {least:.1} to {most:.1} ms in {rounds} runs", contender.name));
    }
    Ok(times.into_iter().map(median).collect())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    match times.len() {
        0 => Duration::ZERO,
        odd if odd % 2 == 1 => times[odd / 2],
        even => (times[even / 2 - 1] + times[even / 2]) / 2,
    }
}
