//! Foreign names stay in their room.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let walk = WalkDir::new(root.join("src")).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("inside").to_path_buf();
            let text = std::fs::read_to_string(entry.path()).expect("a source file");
            (path, text)
        })
        .collect()
}

#[test]
fn foreign_crates_are_named_in_one_room_each() {
    for (name, rooms) in [
        ("comrak", &["src/syntax"][..]),
        ("miette::", &["src/emit/pretty"]),
        ("similar::", &["src/emit/diff"]),
        ("clap::", &["src/cli"]),
        ("clap_complete", &["src/cli/manual.rs"]),
        ("clap_mangen", &["src/cli/manual.rs"]),
        ("std::fs", &["src/files"]),
        ("walkdir::", &["src/files"]),
        ("notify::", &["src/files/watch.rs"]),
        ("tempfile::", &["src/files"]),
        ("toml::de", &["src/toml"]),
        ("gen_lsp_types", &["src/lsp"]),
        ("lsp_server", &["src/lsp"]),
        ("percent_encoding", &["src/lsp"]),
    ] {
        for (path, text) in sources() {
            let named = text.lines().any(|line| line.contains(name) && !line.trim_start().starts_with("//"));
            let inside = rooms.iter().any(|room| path.to_string_lossy().replace('\\', "/").starts_with(room));
            assert!(!named || inside, "{} names {name}", path.display());
        }
    }
}

#[test]
fn the_engine_knows_no_word_of_a_format() {
    // Labels and headings of the built-in formats; common words of English are not among them.
    for word in [
        "Estimated Complexity",
        "Implementation Steps",
        "Actions",
        "Troubleshooting",
        "Testing Plan",
        "Success Criteria",
        "Next Steps",
    ] {
        for (path, text) in sources() {
            let code = text.split("#[cfg(test)]").next().unwrap_or("");
            let named = code.lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
            assert!(!named || path.ends_with("tests.rs"), "{} knows `{word}`", path.display());
        }
    }
}
