//! See `lehr_fuzz::bodies::scripts`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: lehr_fuzz::corpus::start("scripts"),
    |data: &[u8]| lehr_fuzz::limit::in_time(lehr_fuzz::bodies::scripts, data)
);
