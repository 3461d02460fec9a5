use super::*;
use crate::format::load::{Trust, load};

#[test]
fn built_in_formats_hold_every_check() {
    for (name, text) in BUILT_IN {
        let format = load(&Source::new(name, text), Trust::Checked).expect(name);
        assert_eq!(format.name, name);
        assert_eq!(format.files, globs(text).collect::<Vec<_>>(), "the globs of {name} stand on one line");
    }
}

fn mistakes(text: &str) -> Vec<(String, String)> {
    let source = Source::new("my.toml", text);
    let found = Format::read(&source).expect_err("mistakes");
    found.iter().map(|found| (source.slice(found.span).to_owned(), found.message.clone())).collect()
}

#[test]
fn all_mistakes_of_a_format_are_found_at_once_with_their_places() {
    let found = mistakes(
        r#####"language = 1
name = "x"
anchr = "task"
anchor = "task"

[type.size]
one-off = ["a"]

[[part]]
is = "## Task: {name"

[[part]]
is = "## Work: {name}"
id = "task"
role = "tsk"
unique = "nme"

  [[part]]
  is = "**Size**: {x:siez}"
  presence = "needed"

  [[part]]
  is = "#### Step {chapter.n}: {text}"
"#####,
    );
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    for place in [
        "anchr",
        "one-off",
        "{name",
        "\"tsk\"",
        "\"nme\"",
        "\"**Size**: {x:siez}\"",
        "\"needed\"",
        "\"#### Step {chapter.n}: {text}\"",
    ] {
        assert!(places.contains(&place), "no mistake at {place}: {found:#?}");
    }
}

#[test]
fn a_file_that_is_not_toml_is_a_mistake_with_a_place() {
    let found = mistakes("language = 1\nname = \n");
    assert!(found[0].1.starts_with("not TOML"), "{found:?}");
}

#[test]
fn patterns_that_do_not_compile_are_mistakes() {
    let found = mistakes(
        "language = 1\nname = \"x\"\nanchor = \"a\"\n[type.t]\npattern = \"(\"\n[[part]]\nis = \"# A\"\nid = \"a\"\n",
    );
    assert!(found[0].1.contains("does not compile"), "{found:?}");
}
