//! The terminal: whether to colour, which colours, and making untrusted text harmless before it is shown.

use owo_colors::Style;

use crate::env::{self, Env};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    #[default]
    Auto,
    /// Typed: in machine formats too.
    Always,
    /// Set for good, in the environment: what is piped on to a program stays as it is.
    Wanted,
    Never,
}

/// Whether to colour one stream: the flag, else `NO_COLOR`, else the forcing variables, else `CLICOLOR=0`, else what
/// the stream is. Machine formats are coloured only when `always` was typed.
pub fn colour(choice: ColorChoice, env: &Env, terminal: bool, machine: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Wanted => !machine,
        ColorChoice::Never => false,
        ColorChoice::Auto if machine || env.get(env::NO_COLOR).is_some() => false,
        ColorChoice::Auto if env::FORCE_COLOR.iter().any(|name| env.get(name).is_some_and(|value| value != "0")) => {
            true
        }
        ColorChoice::Auto => terminal && env.get(env::CLICOLOR) != Some("0") && env.get(env::TERM) != Some("dumb"),
    }
}

/// The styles of everything coloured; all of them empty where there is no colour.
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

    /// Whether there is no colour.
    pub const fn is_plain(&self) -> bool {
        self.key.is_plain()
    }

    /// `text` in `style`; untouched where the style is empty.
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
        assert!(colour(ColorChoice::Wanted, &env(&[("NO_COLOR", "1")]), false, false));
        assert!(!colour(ColorChoice::Wanted, &env(&[]), true, true));
        assert!(!colour(ColorChoice::Never, &env(&[("FORCE_COLOR", "1")]), true, false));
    }

    #[test]
    fn painting_without_colour_adds_nothing() {
        assert!(Palette::new(false).is_plain() && !Palette::new(true).is_plain());
        assert_eq!(Palette::paint(Palette::new(false).bad, "x"), "x");
        assert_eq!(Palette::paint(Palette::new(true).bad, "x"), "\u{1b}[31mx\u{1b}[0m");
    }

    #[test]
    fn every_style_of_the_palette_is_known() {
        let Palette { good, bad, warn, dim, strong, key, text: other } = Palette::new(true);
        for style in [good, bad, warn, dim, strong, key, other] {
            let painted = Palette::paint(style, "x");
            assert_eq!(Escaped::from_text(&painted, Keep::coloured(true)).as_str(), painted);
        }
    }
}
