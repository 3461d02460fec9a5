//! Any text is read, checked and mended without a panic, with spans inside it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planvet::{Document, Format, Limits, Safety, Settings, Source, check, fix};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let formats: Vec<_> = Format::names().filter_map(Format::named).collect();
    let read = || Document::choose(Source::from_bytes("fuzz.md", bytes.to_vec()), formats.clone(), &limits);
    let Some(document) = read() else { return };
    let settings = Settings::default();
    for found in check(&document, &settings) {
        assert!(found.span.start <= found.span.end);
        assert!(found.span.end as usize <= bytes.len());
    }
    let fixed = fix(document, &settings, Safety::Unsafe, &limits);
    assert!(fixed.restless.is_none(), "{:?}", fixed.restless);
});
