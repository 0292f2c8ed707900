//! See `lehr_fuzz::bodies::compiled`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: lehr_fuzz::corpus::start("compiled"),
    |data: &[u8]| lehr_fuzz::limit::in_time(lehr_fuzz::bodies::compiled, data)
);
