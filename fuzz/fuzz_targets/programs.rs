//! See `lehr_fuzz::bodies::programs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lehr_fuzz::limit::in_time(lehr_fuzz::bodies::programs, data));
