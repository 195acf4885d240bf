#![no_main]
libfuzzer_sys::fuzz_target!(init: tests_fuzz::targets::expect_known_panics(), |data: &[u8]| {
    let _ = tests_fuzz::targets::provider::wechat(data);
});
