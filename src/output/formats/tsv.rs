//! `tsv`: the same as `csv` with tabs and without quotes. Tabs and line ends in values are escaped.

use csv::QuoteStyle;

use super::FormatSpec;
use super::csv::DelimitedFormatter;
use connlog_core::escape::visible;

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "tsv",
    aliases: &[],
    about: "tab-separated values with a header",
    machine: true,
    json: false,
    named: false,
    make: |style| Box::new(DelimitedFormatter::new(&style, b'\t', QuoteStyle::Never, visible)),
};
