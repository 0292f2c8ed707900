//! See `lehr_fuzz::bodies::overrides`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: lehr_fuzz::corpus::start("overrides"),
    |data: &[u8]| lehr_fuzz::limit::in_time(lehr_fuzz::bodies::overrides, data)
);
