//! The table of environment variables, for help and for the reference page.

use super::{
    API_KEY, BASE_URL, CERT_DIR, CERT_FILE, CLICKHOUSE_PASSWORD, CLICKHOUSE_USER, CLICOLOR, COLOR, COLUMNS, COMPLETE,
    CONFIG, CONTEXT, DIALECT, EDITOR, ERROR_FORMAT, FIVETRAN_URL, FORCE_COLOR, GITHUB_OUTPUT, GITHUB_SUMMARY,
    GITHUB_WORKFLOW, NO_COLOR, NOW, OTHER_KEYS, OUTPUT, PG_CHANNELBINDING, PG_PASSFILE, PG_PASSWORD, PG_REQUIRESSL,
    PG_SSLCRL, PG_SSLMODE, PG_SSLNEGOTIATION, PG_SSLROOTCERT, PG_UNSUPPORTED, PG_USER, TERM, VIRTUAL_ENV, ZONE,
};

/// One row of the table: variables with the same effect.
pub struct Variables {
    /// The names. The first one that is set has priority.
    pub names: &'static [&'static str],
    /// What the variables do, as Markdown.
    pub effect: &'static str,
}

const fn row(names: &'static [&'static str], effect: &'static str) -> Variables {
    Variables { names, effect }
}

/// Every environment variable that connlog or one of its libraries reads. Folders have one name on Windows and one name
/// elsewhere, so their rows spell the names out.
pub const VARIABLES: &[Variables] = &[
    row(&API_KEY, "API key. The first one that is set is used"),
    row(&BASE_URL, "Base URL of the API. The first one that is set is used"),
    row(&[DIALECT], "Dialect of the API: `auto`, `late` or `zernio`"),
    row(&[CONTEXT], "Name of the context in the configuration file"),
    row(&[CONFIG], "Path of the configuration file"),
    row(&[COMPLETE], "Set by completion scripts: connlog completes a command line instead of running it"),
    row(&EDITOR, "Editor of `connlog config edit`. The first one that is set is used"),
    row(&[OUTPUT], "Output format without `-o`"),
    row(&[ERROR_FORMAT], "Form of errors: `json` or `text`"),
    row(&[COLOR], "When to use colour: `auto`, `always` or `never`"),
    row(&[ZONE], "Time zone without `--tz`"),
    row(&[NOW], "The time that counts as now, RFC 3339. For reproducible reports and tests"),
    row(&[NO_COLOR], "Set: no colour"),
    row(&FORCE_COLOR, "Any value except `0`: colour in pipes too, except in `json`, `ndjson`, `csv` and `tsv`"),
    row(&[CLICOLOR], "`0`: no colour"),
    row(&[TERM], "`dumb`: no colour"),
    row(&[COLUMNS], "Width of tables if stdout is not a terminal"),
    row(&[GITHUB_SUMMARY, GITHUB_OUTPUT], "Files of the GitHub runner. `--report github` appends to them"),
    row(&[GITHUB_WORKFLOW], "Workflow file to which `--report sarif` attaches findings, without `--report-path`"),
    row(
        &OTHER_KEYS,
        "Key and secret of Fivetran's API. The first pair that is set is used. `FIVETRAN_API_KEY` alone is base64 of \
         `key:secret`. Commands of `--exec` do not inherit them",
    ),
    row(&[FIVETRAN_URL], "Base URL of Fivetran's API, without `/v1`"),
    row(&[VIRTUAL_ENV], "The active environment of Python, whose ADBC drivers are used"),
    row(&["ADBC_DRIVER_PATH"], "Folders with ADBC drivers"),
    row(&[PG_PASSWORD, PG_PASSFILE, PG_USER], "Password, password file and user of the database, if its URL has none"),
    row(&[CLICKHOUSE_PASSWORD, CLICKHOUSE_USER], "Password and user of a ClickHouse archive, if its address has none"),
    row(
        &[PG_SSLMODE, PG_SSLROOTCERT, PG_SSLCRL, PG_SSLNEGOTIATION, PG_CHANNELBINDING, PG_REQUIRESSL],
        "TLS settings of the database, if its URL has none",
    ),
    row(
        &PG_UNSUPPORTED,
        "Settings of `psql` that connlog does not support: exit code 3 (`PGGSSENCMODE` only with `require`, \
         `PGSSLMINPROTOCOLVERSION` only with `TLSv1.3`)",
    ),
    row(&["HOME", "USERPROFILE"], "Home folder (Windows: `USERPROFILE`)"),
    row(&["XDG_CONFIG_HOME", "APPDATA"], "Folder of configuration files, instead of `~/.config` (Windows: `APPDATA`)"),
    row(
        &["XDG_STATE_HOME", "LOCALAPPDATA"],
        "Folder of the cursors of `--resume`, instead of `~/.local/state` (Windows: `LOCALAPPDATA`)",
    ),
    row(
        &["XDG_DATA_HOME", "LOCALAPPDATA"],
        "Folder of the archive, instead of `~/.local/share` (Windows: `LOCALAPPDATA`)",
    ),
    row(&["XDG_CACHE_HOME", "LOCALAPPDATA"], "Folder of the cache, instead of `~/.cache` (Windows: `LOCALAPPDATA`)"),
    row(
        &["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"],
        "Proxies, with the meaning that curl gives them. connlog uses no proxy for this machine",
    ),
    row(&[CERT_FILE, CERT_DIR], "Certificate authorities to trust, instead of those of the system"),
];
