//! How verdicts are put in words, the same in every report.
