//! See `lehr_fuzz::bodies::text`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: lehr_fuzz::corpus::start("text"),
    |data: &[u8]| lehr_fuzz::limit::in_time(lehr_fuzz::bodies::text, data)
);
