//! Fuzzes a file or stdin: no panic, no lost record, limited memory.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| connlog_fuzz::survive(bytes));
