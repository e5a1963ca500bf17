//! `tsv`: as `csv`, with tabs and without quotes; tabs and line ends inside values are made visible.

use csv::QuoteStyle;

use super::Spec;
use super::csv::Separated;
use crate::term::visible;

pub(super) const SPEC: Spec = Spec {
    name: "tsv",
    aliases: &[],
    about: "tab-separated values with a header",
    machine: true,
    json: false,
    make: |style| Box::new(Separated::new(&style, b'\t', QuoteStyle::Never, visible)),
};
