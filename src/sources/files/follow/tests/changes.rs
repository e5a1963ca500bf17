//! Changes of followed files: those that keep what was written, and those that take something away.

use super::*;

impl World {
    /// Another content for a file: longer, shorter, with the same first lines, or new.
    pub(super) fn changed(&mut self, name: &str) -> String {
        let before = String::from_utf8(unpacked(&self.at(name))).unwrap();
        let count = before.lines().count();
        let keep = match self.dice.u8(..4) {
            0 => count,
            1 => 0,
            _ => self.dice.usize(..=count),
        };
        let mut text: String = before.split_inclusive('\n').take(keep).collect();
        if self.dice.u8(..4) > 0 {
            text += &self.lines(1..=3);
        }
        text
    }

    pub(super) fn shift(&mut self) {
        for number in (1..=ROTATED).rev() {
            for packed in ["", ".gz"] {
                let (from, to) = (format!("log.{number}{packed}"), format!("log.{}{packed}", number + 1));
                if number == ROTATED {
                    drop(fs::remove_file(self.at(&from)));
                } else {
                    drop(fs::rename(self.at(&from), self.at(&to)));
                }
            }
        }
    }

    pub(super) fn pack(&mut self, name: &str) -> &'static str {
        if is_rotated(name) {
            self.gzip(name);
            "gzip"
        } else {
            self.append(name);
            "append"
        }
    }

    pub(super) fn gzip(&mut self, name: &str) {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&fs::read(self.at(name)).unwrap()).unwrap();
        let changed = fs::metadata(self.at(name)).unwrap().modified().unwrap();
        fs::write(self.at("t"), packed.finish().unwrap()).unwrap();
        File::options().write(true).open(self.at("t")).unwrap().set_modified(changed).unwrap();
        fs::rename(self.at("t"), self.at(&format!("{name}.gz"))).unwrap();
        fs::remove_file(self.at(name)).unwrap();
    }

    /// Changes that keep what was written.
    pub(super) fn keep(&mut self, kind: u8, name: &str) -> &'static str {
        match kind {
            0..=3 => {
                self.append(name);
                "append"
            }
            4 => {
                self.tear(name);
                "torn line"
            }
            5..=6 if self.at("log").exists() => {
                self.shift();
                drop(fs::rename(self.at("log"), self.at("log.1")));
                if self.dice.u8(..3) > 0 {
                    self.append("log");
                }
                "rotate"
            }
            _ => {
                let text = fs::read_to_string(self.at(name)).unwrap_or_default() + &self.lines(0..=2);
                fs::write(self.at("t"), text).unwrap();
                fs::rename(self.at("t"), self.at(name)).unwrap();
                "replace by a longer one"
            }
        }
    }

    /// Changes that take something away.
    pub(super) fn destroy(&mut self, kind: u8, name: &str) -> &'static str {
        let (path, draft) = (self.at(name), self.at("t"));
        match kind {
            0 if self.at("log").exists() => {
                self.shift();
                drop(fs::copy(self.at("log"), self.at("log.1")));
                fs::write(self.at("log"), "").unwrap();
                "copy and cut"
            }
            0 | 1 => {
                let text = self.changed(name);
                fs::write(&draft, text).unwrap();
                fs::rename(draft, path).unwrap();
                "replace"
            }
            2 => {
                let text = self.changed(name);
                fs::write(path, text).unwrap();
                "write anew in place"
            }
            3 => {
                let text = self.changed(name);
                fs::remove_file(&path).unwrap();
                fs::write(path, text).unwrap();
                "remove and create"
            }
            4 => {
                fs::remove_file(path).unwrap();
                "remove"
            }
            5 => {
                let text = fs::read(&path).unwrap();
                let mut length = self.dice.usize(..=text.len());
                // A whole line without its end, and another one behind it, would be two lines in one.
                length -= usize::from(text.get(length) == Some(&b'\n'));
                length -= usize::from(text[..length].ends_with(b":"));
                File::options().write(true).open(path).unwrap().set_len(length as u64).unwrap();
                "cut"
            }
            6 => {
                drop(fs::copy(path, self.at("log.copy")));
                "copy"
            }
            _ if name == "log.link" => "nothing",
            _ => {
                let link = self.at("log.link");
                drop(fs::remove_file(&link));
                #[cfg(unix)]
                if self.dice.bool() {
                    std::os::unix::fs::symlink(path, link).unwrap();
                    return "symbolic link";
                }
                fs::hard_link(path, link).unwrap();
                "hard link"
            }
        }
    }

    pub(super) async fn step(&mut self) {
        let Some(name) = self.pick() else {
            self.append("log");
            self.history += &format!("create log: {}\n", self.listing());
            return;
        };
        let what = match self.dice.u8(..22) {
            kind @ 0..=8 => self.keep(kind, &name),
            9 if is_rotated(&name) => {
                self.look(2).await;
                self.pack(&name)
            }
            kind @ 10..=17 => {
                self.look(2).await;
                self.destroy(kind - 10, &name)
            }
            _ => {
                let seconds = if self.dice.u8(..8) == 0 { 12 } else { 1 };
                self.look(seconds).await;
                "look"
            }
        };
        let listing = self.listing();
        writeln!(self.history, "{what} {name}: {listing}").unwrap();
        self.note();
    }

    /// Lets time pass.
    pub(super) async fn look(&mut self, seconds: u64) {
        self.note();
        let Some(mut files) = self.files.take() else { return };
        let end = Instant::now() + Duration::from_secs(seconds);
        while let Ok(told) = timeout_at(end, files.next()).await {
            match told.unwrap() {
                Some(FollowNotice::Entries(entries)) => {
                    for entry in entries {
                        let line = format!("{}\n", entry.record.raw());
                        let number = numbers(line.as_bytes())[0];
                        writeln!(self.history, "  {number} printed, of file {}", entry.file).unwrap();
                        *self.printed.entry(number).or_default() += 1;
                    }
                }
                Some(FollowNotice::Lost { cause, .. }) => {
                    writeln!(self.history, "  lost: {cause}").unwrap();
                    let reachable = self.reachable();
                    let gone = |number: &&usize| !self.printed.contains_key(number) && !reachable.contains(number);
                    self.excused.extend(self.must.iter().filter(gone));
                }
                Some(_) => {}
                None => break,
            }
        }
        self.files = Some(files);
    }

    /// Ends the run and begins another one; some changes happen in between.
    ///
    /// Changes that destroy content happen only if `destroys`. A line that was written and destroyed in between, without a
    /// copy in a followed name or a rotated file at the next beginning, was never readable: the model does not expect it.
    pub(super) async fn restart(&mut self, destroys: bool) {
        self.look(2).await;
        let text = serde_json::to_string(self.files.take().unwrap().places().unwrap()).unwrap();
        self.history += "end\n";
        let mut written = BTreeSet::new();
        for _ in 0..self.dice.usize(..4) {
            let kind = self.dice.u8(..8);
            let Some(name) = self.pick() else { break };
            let what = match (destroys, kind) {
                (true, 5) => self.pack(&name),
                (true, 6..) => {
                    let kind = self.dice.u8(..8);
                    self.destroy(kind, &name)
                }
                _ => self.keep(kind, &name),
            };
            let listing = self.listing();
            writeln!(self.history, "{what} {name}: {listing}").unwrap();
            written.extend(self.followed());
        }
        let reachable = self.reachable();
        self.must.extend(written.intersection(&reachable));
        self.history += "begin again\n";
        self.open(FileStart::Resume(serde_json::from_str::<FileCheckpoints>(&text).unwrap()));
        self.look(2).await;
    }
}
