//! Checks the structure of the source code: files import each other in one direction, and a name of a type is used once.

use std::collections::{BTreeMap, BTreeSet};

use crate::source_files::{Source, sources, word};

/// The crate of a file and its module path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ModulePath {
    root: String,
    names: Vec<String>,
}

impl ModulePath {
    fn of_file(path: &str) -> Self {
        let (root, below) = path.split_once("src/").unwrap();
        let below = below.trim_end_matches(".rs");
        let names = below.split('/').filter(|name| !["mod", "lib"].contains(name)).map(str::to_owned).collect();
        Self { root: root.to_owned(), names }
    }

    /// Returns the module that an import names, with the item in it; `None` for an import from another crate.
    fn imported(&self, path: &str) -> Option<Self> {
        let mut names = Vec::new();
        let mut pieces = path.split("::").peekable();
        match *pieces.peek()? {
            "crate" => drop(pieces.next()),
            "self" | "super" => names.clone_from(&self.names),
            _ => return None,
        }
        while let Some(piece) = pieces.next_if(|piece| ["self", "super"].contains(piece)) {
            if piece == "super" {
                names.pop()?;
            }
        }
        names.extend(pieces.map(str::to_owned));
        Some(Self { root: self.root.clone(), names })
    }

    /// Returns whether `other` is this module or one in it.
    fn contains(&self, other: &Self) -> bool {
        self.root == other.root && other.names.starts_with(&self.names)
    }
}

/// Returns the paths of a `use`: one for each name in its braces.
fn paths(text: &str) -> Vec<String> {
    let Some((before, rest)) = text.split_once('{') else {
        return vec![text.split(" as ").next().unwrap().trim().to_owned()];
    };
    let (mut depth, mut items) = (0, vec![String::new()]);
    for character in rest.trim_end().trim_end_matches('}').chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        items.last_mut().unwrap().push(character);
    }
    let items = items.iter().map(|item| item.trim()).filter(|item| !item.is_empty());
    items.flat_map(|item| paths(&format!("{}{item}", before.trim()))).collect()
}

/// Returns the modules that a file imports. A part of a module may use the module that contains it.
fn imports(file: &Source, modules: &BTreeSet<ModulePath>) -> BTreeSet<ModulePath> {
    let own = ModulePath::of_file(&file.path);
    let code: Vec<&str> = file.lines().map(|(_, line)| line).collect();
    let code = code.join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("use ") {
        let before = code[..at].rsplit('\n').next().unwrap().trim();
        if !(before.is_empty() || before.starts_with("pub")) {
            continue;
        }
        for path in paths(code[at + 4..].split(';').next().unwrap()) {
            let Some(mut module) = own.imported(&path) else { continue };
            while !modules.contains(&module) && module.names.pop().is_some() {}
            if modules.contains(&module) && !module.contains(&own) {
                found.insert(module);
            }
        }
    }
    found
}

#[test]
fn files_import_each_other_in_one_direction() {
    let files = sources();
    let modules: BTreeSet<ModulePath> = files.iter().map(|file| ModulePath::of_file(&file.path)).collect();
    let mut open: BTreeMap<ModulePath, BTreeSet<ModulePath>> =
        files.iter().map(|file| (ModulePath::of_file(&file.path), imports(file, &modules))).collect();
    assert!(open.values().map(BTreeSet::len).sum::<usize>() > 1000, "the imports were found");
    // Takes away the files that import no other one, and those that no other one imports, until only circles are left.
    loop {
        let before = open.len();
        let used: BTreeSet<ModulePath> = open.values().flatten().cloned().collect();
        let left: BTreeSet<ModulePath> = open.keys().cloned().collect();
        open.retain(|module, imported| used.contains(module) && imported.iter().any(|one| left.contains(one)));
        if open.len() == before {
            break;
        }
    }
    let circles: Vec<String> = open
        .iter()
        .map(|(module, imported)| {
            let imported = imported.iter().filter(|one| open.contains_key(one)).map(|one| one.names.join("::"));
            format!("{}{} imports {}", module.root, module.names.join("::"), imported.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

/// Returns the name of the type that a line defines. Associated types are indented.
fn defined_type(line: &str) -> Option<&str> {
    let (before, rest) = ["struct ", "enum ", "trait ", "union "]
        .iter()
        .find_map(|keyword| line.split_once(keyword))
        .or_else(|| line.split_once("type ").filter(|_| !line.starts_with(' ')))?;
    let before = before.trim();
    (before.is_empty() || before.starts_with("pub") && !before.contains(' ')).then(|| word(rest))
}

#[test]
fn a_name_of_a_type_is_defined_in_one_file() {
    let files = sources();
    let mut places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in &files {
        for name in file.lines().filter_map(|(_, line)| defined_type(line)) {
            places.entry(name).or_default().insert(&file.path);
        }
    }
    assert!(places.len() > 700, "the types were found");
    let repeated: Vec<_> = places.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(repeated.is_empty(), "{repeated:#?}");
}
