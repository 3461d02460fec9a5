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

#[cfg(feature = "cli")]
#[test]
fn the_schema_knows_the_keys_and_words_of_the_reader() {
    use crate::format::load::{HEAD_KEYS, PART_KEYS, TYPE_KEYS};
    use std::collections::BTreeSet;
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../schemas/format.json")).expect("JSON");
    let keys = |at: &str| -> BTreeSet<String> {
        let properties = schema.pointer(&format!("{at}/properties")).and_then(|known| known.as_object());
        properties.expect("properties").keys().cloned().collect()
    };
    let words = |all: &[&str]| -> BTreeSet<String> { all.iter().map(|word| (*word).to_owned()).collect() };
    assert_eq!(keys(""), words(&HEAD_KEYS));
    assert_eq!(keys("/$defs/part"), words(&PART_KEYS));
    assert_eq!(keys("/$defs/type"), words(&TYPE_KEYS));
    let part = &schema["$defs"]["part"]["properties"];
    assert_eq!(part["role"]["enum"], serde_json::json!(Role::ALL.map(|(_, name, _)| name)));
    assert_eq!(part["presence"]["enum"], serde_json::json!(Presence::NAMES));
}
