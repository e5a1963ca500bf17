//! Colours of the terminal: when to use them, and the palette.

use owo_colors::Style;

use crate::env::{self, Env};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// For a terminal.
    #[default]
    Auto,
    /// `--color=always`: in all formats.
    Always,
    /// `CONNLOG_COLOR=always`: in all formats but those for machines.
    ForPeople,
    /// Never.
    Never,
}

/// Returns whether to colour a stream. The first of these decides: the flag, `NO_COLOR`, `CLICOLOR_FORCE` and `FORCE_COLOR`,
/// `CLICOLOR=0`, the type of the stream. Machine formats have colours only with `--color=always`.
pub fn colour(choice: ColorChoice, env: &Env, terminal: bool, machine: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::ForPeople => !machine,
        ColorChoice::Never => false,
        ColorChoice::Auto if machine || env.get(env::NO_COLOR).is_some() => false,
        ColorChoice::Auto if env::FORCE_COLOR.iter().any(|name| env.get(name).is_some_and(|value| value != "0")) => {
            true
        }
        ColorChoice::Auto => terminal && env.get(env::CLICOLOR) != Some("0") && env.get(env::TERM) != Some("dumb"),
    }
}

/// The styles of coloured text. Without colour, all of them are empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Palette {
    pub good: Style,
    pub bad: Style,
    pub warn: Style,
    pub dim: Style,
    pub strong: Style,
    pub key: Style,
    pub text: Style,
}

impl Palette {
    /// Creates the palette, with empty styles if `coloured` is false.
    pub fn new(coloured: bool) -> Self {
        if !coloured {
            return Self::default();
        }
        let style = Style::new;
        Self {
            good: style().green(),
            bad: style().red(),
            warn: style().yellow(),
            dim: style().dimmed(),
            strong: style().bold(),
            key: style().blue(),
            text: style().green(),
        }
    }

    /// Returns whether the styles are empty.
    pub const fn is_plain(&self) -> bool {
        self.key.is_plain()
    }

    /// Returns `text` in `style`. An empty style leaves it unchanged.
    pub fn paint(style: Style, text: &str) -> String {
        if style.is_plain() { text.to_owned() } else { style.style(text).to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::sanitize::{Escaped, Keep};

    #[test]
    fn colour_is_decided_in_the_order_of_the_contract() {
        let env = |pairs: &[(&str, &str)]| Env::new(pairs.iter().map(|(name, value)| (name.into(), value.into())));
        let decide = |pairs: &[(&str, &str)], terminal| colour(ColorChoice::Auto, &env(pairs), terminal, false);
        assert!(decide(&[], true) && !decide(&[], false));
        assert!(!decide(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true));
        assert!(decide(&[("FORCE_COLOR", "1"), ("CLICOLOR", "0"), ("CLICOLOR_FORCE", "0")], false));
        assert!(!decide(&[("CLICOLOR", "0")], true) && !decide(&[("TERM", "dumb")], true));
        assert!(decide(&[("NO_COLOR", "")], true), "an empty variable counts as not set");
        assert!(!colour(ColorChoice::Auto, &env(&[("FORCE_COLOR", "1")]), true, true));
        assert!(colour(ColorChoice::Always, &env(&[("NO_COLOR", "1")]), false, true));
        assert!(colour(ColorChoice::ForPeople, &env(&[("NO_COLOR", "1")]), false, false));
        assert!(!colour(ColorChoice::ForPeople, &env(&[]), true, true));
        assert!(!colour(ColorChoice::Never, &env(&[("FORCE_COLOR", "1")]), true, false));
    }

    #[test]
    fn painting_without_colour_adds_nothing() {
        assert!(Palette::new(false).is_plain() && !Palette::new(true).is_plain());
        assert_eq!(Palette::paint(Palette::new(false).bad, "x"), "x");
        assert_eq!(Palette::paint(Palette::new(true).bad, "x"), "\u{1b}[31mx\u{1b}[0m");
    }

    #[test]
    fn escaping_keeps_every_style_of_the_palette() {
        let Palette { good, bad, warn, dim, strong, key, text: other } = Palette::new(true);
        for style in [good, bad, warn, dim, strong, key, other] {
            let painted = Palette::paint(style, "x");
            assert_eq!(Escaped::from_text(&painted, Keep::coloured(true)).as_str(), painted);
        }
    }
}
