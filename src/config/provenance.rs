//! The layers in which a setting is looked up, and the layer that it comes from.

use std::fmt;
use std::path::PathBuf;

use crate::env::Env;
use connlog_core::error::Result;

/// The layer of a setting. `connlog doctor` prints its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag, including its dashes.
    Flag(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// A context of the configuration file.
    Context { name: String, file: PathBuf },
    /// `default` in the configuration file.
    ConfigFile(PathBuf),
    /// A file of the official CLI.
    OfficialFile(PathBuf),
    /// The built-in default.
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

/// A setting with its layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedSetting<T> {
    pub value: T,
    pub origin: Origin,
    /// Weaker layers that also set it, strongest first. Their values are not read.
    pub shadowed: Vec<Origin>,
}

impl<T> ResolvedSetting<T> {
    /// Creates a value that no other layer sets.
    pub fn at(origin: Origin, value: T) -> Self {
        Self { value, origin, shadowed: Vec::new() }
    }

    /// Creates a value from the built-in default.
    pub fn default(value: T) -> Self {
        Self::at(Origin::Default, value)
    }

    /// Converts the value.
    pub(super) fn map<U>(self, convert: impl FnOnce(T) -> U) -> ResolvedSetting<U> {
        ResolvedSetting { value: convert(self.value), origin: self.origin, shadowed: self.shadowed }
    }
}

/// The layers of one setting, strongest first. Only the strongest value is read, so an invalid value of a weaker layer does
/// not stop the command.
pub(super) struct Layers<T>(Vec<(Origin, T)>);

impl<T> Layers<T> {
    /// Creates the layers with the value of a flag, if it is given.
    pub(super) fn flag(name: &'static str, value: Option<T>) -> Self {
        Self(value.map(|value| (Origin::Flag(name), value)).into_iter().collect())
    }

    /// Adds a weaker layer.
    pub(super) fn then(mut self, layer: impl IntoIterator<Item = (Origin, T)>) -> Self {
        self.0.extend(layer);
        self
    }

    /// Converts the strongest value with `read`. Returns `None` if no layer has a value.
    pub(super) fn read<U>(self, read: impl FnOnce(T, &Origin) -> Result<U>) -> Result<Option<ResolvedSetting<U>>> {
        let mut layers = self.0.into_iter();
        let Some((origin, value)) = layers.next() else { return Ok(None) };
        let value = read(value, &origin)?;
        Ok(Some(ResolvedSetting { value, origin, shadowed: layers.map(|(origin, _)| origin).collect() }))
    }
}

/// Returns the variables of `names` that are set and not empty.
pub(super) fn variables<'e>(env: &'e Env, names: &'e [&'static str]) -> impl Iterator<Item = (Origin, &'e str)> {
    names.iter().filter_map(|name| Some((Origin::Variable(name), env.get(name)?)))
}
