//! Completions and manual pages.

use crate::program::{err, out, run, status};

#[test]
fn completions_name_every_verb() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell]);
        assert_eq!((status(&output), err(&output)), (0, String::new()), "{shell}");
        for verb in ["check", "export", "explain", "completions"] {
            assert!(out(&output).contains(verb), "{shell}: {verb}");
        }
    }
    assert_eq!(status(&run(&["completions", "tcsh"])), 2);
}

#[test]
fn manual_pages_are_printed_and_written() {
    let page = out(&run(&["man"]));
    assert!(page.contains(".TH planvet 1") && page.contains("planvet\\-check(1)"), "{page}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    for _ in 0..2 {
        let output = run(&["man", "--out", path]);
        assert_eq!((status(&output), out(&output)), (0, String::new()), "{}", err(&output));
    }
    let check = std::fs::read_to_string(folder.path().join("planvet-check.1")).expect("a page");
    assert!(check.contains(".TH planvet-check 1") && check.contains("\\-\\-fail\\-on"), "{check}");
    let below = format!("{path}/share/man1");
    assert_eq!(status(&run(&["man", "--out", &below, "--quiet"])), 0);
    assert!(std::fs::exists(format!("{below}/planvet-config-show.1")).expect("a folder"));
    let output = run(&["man", "--out", &format!("{path}/planvet.1")]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("planvet.1` cannot be made"), "{}", err(&output));
}
