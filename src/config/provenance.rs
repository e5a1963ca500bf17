//! Where a setting comes from, and the chain of layers it is looked for in.

use std::fmt;
use std::path::PathBuf;

use crate::env::Env;
use connlog_core::error::Result;

/// The place that a setting was found at; its text is what `connlog doctor` shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag, with its dashes.
    Flag(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// A context of our configuration file.
    Context { name: String, file: PathBuf },
    /// Our configuration file outside any context: its `default`.
    ConfigFile(PathBuf),
    /// A file of the official CLI.
    OfficialFile(PathBuf),
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => f.write_str(name),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Context { name, file } => write!(f, "context `{name}` in {}", file.display()),
            Self::ConfigFile(file) => write!(f, "`default` in {}", file.display()),
            Self::OfficialFile(file) => write!(f, "{} of the official CLI", file.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting with the place it was found at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<T> {
    pub value: T,
    pub origin: Origin,
    /// Places that set it too and lost, strongest first. Their values were not looked at.
    pub shadowed: Vec<Origin>,
}

impl<T> Resolved<T> {
    /// A value that no other place sets.
    pub fn at(origin: Origin, value: T) -> Self {
        Self { value, origin, shadowed: Vec::new() }
    }

    /// The value nobody had to set.
    pub fn default(value: T) -> Self {
        Self::at(Origin::Default, value)
    }
}

/// The layers of one setting, strongest first. Only the winner's value is read, so that a broken one which does not
/// matter cannot stop the command.
pub(super) struct Layers<T>(Vec<(Origin, T)>);

impl<T> Layers<T> {
    pub(super) fn flag(name: &'static str, value: Option<T>) -> Self {
        Self(value.map(|value| (Origin::Flag(name), value)).into_iter().collect())
    }

    /// A weaker layer.
    pub(super) fn then(mut self, layer: impl IntoIterator<Item = (Origin, T)>) -> Self {
        self.0.extend(layer);
        self
    }

    /// The strongest value as `read` understands it; `None` if no layer has one.
    pub(super) fn read<U>(self, read: impl FnOnce(T, &Origin) -> Result<U>) -> Result<Option<Resolved<U>>> {
        let mut layers = self.0.into_iter();
        let Some((origin, value)) = layers.next() else { return Ok(None) };
        let value = read(value, &origin)?;
        Ok(Some(Resolved { value, origin, shadowed: layers.map(|(origin, _)| origin).collect() }))
    }
}

/// Every one of `names` that is set and not empty.
pub(super) fn variables<'e>(env: &'e Env, names: &'e [&'static str]) -> impl Iterator<Item = (Origin, &'e str)> {
    names.iter().filter_map(|name| Some((Origin::Variable(name), env.get(name)?)))
}
