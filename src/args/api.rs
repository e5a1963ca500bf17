//! Flags that select the API and its key. No flag takes the key itself, because other users can read process lists.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use connlog_core::error::{Error, Result};
use connlog_core::providers;
use connlog_core::providers::endpoint::ApiVersion;

const HEADING: &str = "Source";

// Not doc comments: rustdoc would require backticks and angle brackets around variables and URLs, and help would show them.
// `connlog help COMMAND` prints the long texts.
const CONTEXT: &str = "Context of the configuration file";
const CONTEXT_LONG: &str = "Context of the configuration file [env: CONNLOG_CONTEXT]";
const KEY_FILE: &str = "File with the API key; `-` is stdin";
const KEY_FILE_LONG: &str = "File with the API key; `-` is stdin \
                             [env for the key: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY; of Fivetran, where the file \
                             holds `key:secret`: CONNLOG_FIVETRAN_KEY with CONNLOG_FIVETRAN_SECRET, FIVETRAN_API_KEY with \
                             FIVETRAN_API_SECRET, FIVETRAN_APIKEY with FIVETRAN_APISECRET]";
const BASE_URL: &str = "Base URL of the API, without `/v1`";
const BASE_URL_LONG: &str = "Base URL of the API, without `/v1` \
                             [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api] \
                             [Fivetran: CONNLOG_FIVETRAN_URL, default https://api.fivetran.com]";
const DIALECT: &str = "API version: auto, late or zernio [default: auto]";
const DIALECT_LONG: &str = "API version: late (before the rename), zernio (present), or auto, which detects it from the first \
                            response [env: CONNLOG_DIALECT] [default: auto]";

#[derive(Debug, Clone, Default, Args)]
pub struct ApiArgs {
    /// Use the built-in demo API (no key, no network)
    #[arg(long, global = true, help_heading = HEADING)]
    pub demo: bool,

    /// API to use: zernio (also for Late) or fivetran [default: of the context, else zernio]
    #[arg(long, value_name = "API", global = true, help_heading = HEADING, hide_possible_values = true)]
    pub provider: Option<ApiProvider>,

    #[arg(short, long, value_name = "NAME", global = true, help_heading = HEADING, help = CONTEXT,
        long_help = CONTEXT_LONG)]
    pub context: Option<String>,

    #[arg(long, value_name = "FILE", global = true, help_heading = HEADING, help = KEY_FILE,
        long_help = KEY_FILE_LONG)]
    pub api_key_file: Option<PathBuf>,

    #[arg(long, value_name = "URL", global = true, help_heading = HEADING, help = BASE_URL,
        long_help = BASE_URL_LONG)]
    pub base_url: Option<String>,

    #[arg(long, value_name = "DIALECT", value_parser = choices(), global = true, help_heading = HEADING, help = DIALECT,
        long_help = DIALECT_LONG, hide_possible_values = true)]
    pub dialect: Option<DialectChoice>,

    /// Allow plain http to other hosts (exposes the key)
    #[arg(long, global = true, help_heading = HEADING)]
    pub insecure_http: bool,
}

/// The API that a run uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ApiProvider {
    /// The API of Zernio, formerly Late
    #[default]
    Zernio,
    /// The REST API of Fivetran
    Fivetran,
}

impl ApiProvider {
    /// Returns the value of `--provider` and of `provider` in a context.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zernio => "zernio",
            Self::Fivetran => "fivetran",
        }
    }
}

impl FromStr for ApiProvider {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "zernio" => Ok(Self::Zernio),
            "fivetran" => Ok(Self::Fivetran),
            _ => Err(format!("unknown provider `{text}`; expected zernio or fivetran")),
        }
    }
}

/// The value of `--dialect`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialectChoice {
    /// Detect the version from the first response.
    Auto,
    Only(&'static ApiVersion),
}

impl DialectChoice {
    /// Returns the API version; `None` to detect it.
    pub const fn fixed(self) -> Option<&'static ApiVersion> {
        match self {
            Self::Auto => None,
            Self::Only(dialect) => Some(dialect),
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Only(dialect) => dialect.name,
        }
    }

    /// Returns all choices, `auto` first.
    fn possible_values() -> Vec<Self> {
        let mut dialects: Vec<&ApiVersion> = providers::dialects().collect();
        dialects.sort_by_key(|dialect| dialect.name);
        [Self::Auto].into_iter().chain(dialects.into_iter().map(Self::Only)).collect()
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Auto => "Detect from the first response",
            Self::Only(dialect) => dialect.about,
        }
    }
}

impl FromStr for DialectChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = Self::possible_values();
        let found = all.iter().find(|choice| choice.name() == text);
        found.copied().ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|choice| choice.name()).collect();
            format!("unknown dialect `{text}`; expected one of {}", names.join(", "))
        })
    }
}

fn choices() -> impl TypedValueParser<Value = DialectChoice> {
    let values = DialectChoice::possible_values().into_iter();
    let values = values.map(|choice| PossibleValue::new(choice.name()).help(choice.about()));
    PossibleValuesParser::new(values).try_map(|name| name.parse())
}

impl ApiArgs {
    /// Returns whether to use the demo API. Returns a usage error if another flag selects an API or a key.
    ///
    /// Checked here because clap compares global flags of one command level only.
    pub fn demo(&self) -> Result<bool> {
        let others = [
            ("--context", self.context.is_some()),
            ("--api-key-file", self.api_key_file.is_some()),
            ("--base-url", self.base_url.is_some()),
        ];
        match others.into_iter().find(|(_, typed)| *typed) {
            Some((flag, _)) if self.demo => Err(Error::usage(format!("--demo and {flag} cannot be used together"))
                .cause("the demo API uses its own address and key")
                .hint(format!("leave out --demo or {flag}"))),
            _ => Ok(self.demo),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::network::NetworkArgs;
    use crate::config::network::Network;

    /// Help of the program
    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        api: ApiArgs,
        #[command(flatten)]
        network: NetworkArgs,
        #[command(subcommand)]
        command: Option<Command>,
    }

    #[derive(Debug, clap::Subcommand)]
    enum Command {
        /// Help of the command
        Posts,
    }

    fn parse(line: &str) -> Result<Program, clap::Error> {
        Program::try_parse_from(line.split(' '))
    }

    #[test]
    fn flags_are_accepted_before_and_after_the_command() {
        let program = parse("connlog -c work posts --base-url https://a.example --dialect late --timeout 1m").unwrap();
        assert_eq!(program.api.context.as_deref(), Some("work"));
        assert_eq!(program.api.base_url.as_deref(), Some("https://a.example"));
        assert_eq!(program.api.dialect, Some(DialectChoice::Only(&providers::zernio::LATE)));
        assert!(matches!(program.command, Some(Command::Posts)));
        let network = Network::from(&program.network);
        assert_eq!(network.timeout.as_secs(), 60);
        assert_eq!(network, Network { timeout: network.timeout, ..Network::default() });
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for flag in
            ["--concurrency 0", "--concurrency 65", "--retries -1", "--timeout 0s", "--max-wait soon", "--dialect x"]
        {
            assert!(parse(&format!("connlog posts {flag}")).is_err(), "{flag}");
        }
        let full = parse("connlog --concurrency 64 --retries 0 --max-wait 0s --debug").unwrap();
        let network = Network::from(&full.network);
        assert_eq!((network.concurrency, network.retries, network.max_wait.as_secs(), network.debug), (64, 0, 0, true));
    }

    #[test]
    fn demo_conflicts_with_other_sources_at_any_position() {
        assert!(parse("connlog --demo posts --dialect late").unwrap().api.demo().unwrap());
        assert!(!parse("connlog posts -c work").unwrap().api.demo().unwrap());
        for line in
            ["connlog --demo posts -c work", "connlog posts --demo --base-url u", "connlog --demo --api-key-file -"]
        {
            let fault = parse(line).unwrap().api.demo().unwrap_err();
            assert_eq!(fault.code.exit().number(), 2, "{line}");
        }
    }

    #[test]
    fn the_short_help_omits_network_flags_and_no_flag_takes_a_key() {
        let help = |line: &str| parse(line).unwrap_err().to_string();
        let short = help("connlog posts -h");
        assert!(short.starts_with("Help of the command"), "{short}");
        assert!(short.contains("Source:") && !short.contains("--timeout"), "{short}");
        let long = help("connlog --help");
        assert!(long.starts_with("Help of the program"), "{long}");
        assert!(long.contains("Network:") && long.contains("--timeout"), "{long}");
        for name in
            crate::env::API_KEY.iter().chain(&crate::env::BASE_URL).chain(&[crate::env::CONTEXT, crate::env::DIALECT])
        {
            assert!(long.contains(name), "{name}");
        }
        assert!(long.contains(&format!("[default: {}]", crate::config::base_url::DEFAULT)), "{long}");
        assert!(parse("connlog --api-key sk_1").is_err());
    }
}
