//! Whatever the text: no panic, spans in bounds and on character borders, the same output twice.

use std::path::Path;
use std::sync::Arc;

use planvet::{Document, Format, Limits, Safety, Settings, Source, Unreadable, check, fix};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};

fn formats() -> Vec<Arc<Format>> {
    Format::names().filter_map(Format::named).collect()
}

/// Checks a text as every format and by choice.
fn holds(bytes: &[u8], formats: &[Arc<Format>]) {
    let source = || Source::from_bytes("x.md", bytes.to_vec());
    let limits = Limits::default();
    let read = formats.iter().map(|format| Document::read(source(), Arc::clone(format), &limits));
    let chosen = Document::choose(source(), formats.iter().cloned(), &limits);
    for document in read.chain(chosen) {
        let found = check(&document, &Settings::default());
        let text = document.source().text();
        // Bytes that are no text have a span though they are cut off.
        let no_text = document.source().unreadable().map(Unreadable::span);
        for diagnostic in &found {
            let labels = diagnostic.labels.iter().map(|label| label.span);
            let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
            for span in labels.chain(edits).chain([diagnostic.span]) {
                let range = span.start as usize..span.end as usize;
                let good = text.get(range.clone()).is_some() || no_text == Some(span) && bytes.get(range).is_some();
                assert!(good, "{} at {span:?} of {} bytes", diagnostic.rule, text.len());
            }
            if let Some(fix) = &diagnostic.fix {
                let mut end = 0;
                for edit in &fix.edits {
                    assert!(edit.span.start >= end, "overlapping edits of {}", diagnostic.rule);
                    end = edit.span.end;
                }
                let _ = fix.apply(text);
            }
            assert!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'), "{}", diagnostic.message);
        }
        assert!(found.is_sorted_by_key(|found| (found.span.start, found.rule)));
        for safety in [Safety::Safe, Safety::Unsafe] {
            let again = Document::read(source(), formats_of(&document, formats), &limits);
            let fixed = fix(again, &Settings::default(), safety, &limits);
            assert_eq!(fixed.restless, None, "{text}");
            assert!(fixed.document.is_recognised() || !document.is_recognised(), "{text}");
        }
        let again = Document::read(source(), formats_of(&document, formats), &limits);
        assert_eq!(check(&again, &Settings::default()), found, "twice the same");
    }
}

fn formats_of(document: &Document, formats: &[Arc<Format>]) -> Arc<Format> {
    let name = document.format().name();
    Arc::clone(formats.iter().find(|format| format.name() == name).expect("a known format"))
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20),
        rng_algorithm: RngAlgorithm::ChaCha,
        ..Config::default()
    };
    TestRunner::new(config)
}

#[test]
fn arbitrary_text_is_read() {
    let formats = formats();
    runner(400)
        .run(&any::<String>(), |text| {
            holds(text.as_bytes(), &formats);
            Ok(())
        })
        .expect("to hold");
    runner(200)
        .run(&proptest::collection::vec(any::<u8>(), 0..200), |bytes| {
            holds(&bytes, &formats);
            Ok(())
        })
        .expect("to hold");
}

/// Pieces that plans are made of, and marks that break them.
const PIECES: [&str; 44] = [
    "## Task: a",
    "## Task 2: b",
    "## Task:",
    "# T",
    "### Implementation Steps",
    "#### Step 1: x",
    "#### Step",
    "### Testing Plan",
    "## Implementation Guidelines",
    "**Objective**: x",
    "**Prerequisites**: Task: a, Task 2",
    "**Actions**:",
    "- [ ] do",
    "- []",
    "-[ ] x",
    "- [x] `a`",
    "**Validation**:",
    "- [ ] Run command: `c`",
    "- [ ] Run command: c",
    "```",
    "```rust",
    "````markdown",
    "~~~",
    "> ",
    "> ## Task: q",
    "---",
    "<!--",
    "-->",
    "| a | b |",
    "|---|---|",
    "[r]: /u",
    "**",
    "`",
    "[",
    "](",
    "\t",
    "\u{202E}",
    "é",
    "👩‍👩‍👧",
    "\r\n",
    "\r",
    "\u{FEFF}",
    "...",
    "TODO: x",
];

#[test]
fn arbitrary_plans_of_pieces_are_read() {
    let formats = formats();
    let piece =
        (0..PIECES.len(), prop_oneof!["\n", "\n\n", " ", ""]).prop_map(|(at, gap)| format!("{}{gap}", PIECES[at]));
    let plan = proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    runner(1500)
        .run(&plan, |text| {
            holds(text.as_bytes(), &formats);
            Ok(())
        })
        .expect("to hold");
}

#[test]
fn arbitrary_edits_of_plans_are_read() {
    let formats = formats();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid");
    let plan = std::fs::read_to_string(folder.join("spec-example.plan.md")).expect("a plan");
    let borders: Vec<usize> = plan.char_indices().map(|(at, _)| at).chain([plan.len()]).collect();
    let edit = (0..borders.len(), 0..200_usize, 0..PIECES.len());
    runner(150)
        .run(&proptest::collection::vec(edit, 1..4), |edits| {
            let mut text = plan.clone();
            for (at, length, piece) in edits {
                let from = borders[at].min(text.len());
                let to = (from + length).min(text.len());
                if text.is_char_boundary(from) && text.is_char_boundary(to) {
                    text.replace_range(from..to, PIECES[piece]);
                }
            }
            holds(text.as_bytes(), &formats);
            Ok(())
        })
        .expect("to hold");
}

#[test]
fn one_long_line_and_many_openers_are_read() {
    let formats = formats();
    let long = format!("## Task: {}\n**Objective**: {}\n", "a".repeat(100_000), "x ".repeat(2_500_000));
    holds(long.as_bytes(), &formats[..1]);
    holds(format!("## Task: a\n{}", "[a](".repeat(60_000)).as_bytes(), &formats[..1]);
    // A run of hidden characters is read once, not from each of them.
    for hidden in ["\u{E0061}", "\u{200B}", "\u{2066}", "a\u{2066}"] {
        holds(format!("## Task: a\n\u{1F3F4}{}", hidden.repeat(100_000)).as_bytes(), &formats[..1]);
    }
}
