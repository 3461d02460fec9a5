//! The keys of a configuration: one table for the reader and for the JSON Schema.

/// A key.
#[cfg_attr(not(test), allow(dead_code, reason = "a test writes the schema; the reader needs the names only"))]
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// What it says, for the schema.
    pub(super) about: &'static str,
    pub(super) shape: Shape,
}

/// What may stand behind a key.
#[cfg_attr(not(test), allow(dead_code, reason = "a test writes the schema"))]
#[derive(Debug)]
pub(super) enum Shape {
    Text,
    /// One text or a list of them.
    Texts,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A table from rules and groups to levels.
    Levels,
    /// A table from formats to tables from parts to presences.
    Presence,
    /// A list of tables with these keys, those that must be there first.
    Tables {
        keys: &'static [Key],
        needed: usize,
    },
}

/// What makes the exit status 1, in the order of `FAIL_ON`.
pub(super) const FAIL_ON: [&str; 4] = ["error", "warning", "info", "never"];

/// The keys of a file.
pub(super) const KEYS: [Key; 10] = [
    Key {
        name: "extends",
        about: "Configuration files that this one builds on, relative to it. What this file says wins.",
        shape: Shape::Texts,
    },
    Key {
        name: "rules",
        about: "Levels of rules, groups and `all`. A rule wins over its group, a group over `all`.",
        shape: Shape::Levels,
    },
    Key {
        name: "include",
        about: "Files in folders that are looked at. Each must be a plan. Without it, every Markdown file that is recognised.",
        shape: Shape::Texts,
    },
    Key {
        name: "exclude",
        about: "Files and folders that are left out when a folder is searched.",
        shape: Shape::Texts,
    },
    Key { name: "fail-on", about: "The lowest severity that makes the exit status 1.", shape: Shape::Choice(&FAIL_ON) },
    Key {
        name: "baseline",
        about: "A file of findings that are known and hidden, as `--write-baseline` writes it.",
        shape: Shape::Text,
    },
    Key {
        name: "format-folder",
        about: "A folder of format files; each `*.toml` in it is a format by its name.",
        shape: Shape::Text,
    },
    Key {
        name: "formats",
        about: "Which files are held against which format. The first that matches counts.",
        shape: Shape::Tables { keys: &FORMAT_KEYS, needed: 2 },
    },
    Key {
        name: "overrides",
        about: "What else holds for some files. Later ones win over earlier ones.",
        shape: Shape::Tables { keys: &OVERRIDE_KEYS, needed: 1 },
    },
    Key {
        name: "presence",
        about: "By format: parts that must or need not be there, by their path.",
        shape: Shape::Presence,
    },
];

pub(super) const FORMAT_KEYS: [Key; 2] = [
    Key { name: "files", about: "The files that are meant.", shape: Shape::Texts },
    Key { name: "format", about: "The name of a format, or the path of a format file.", shape: Shape::Text },
];

pub(super) const OVERRIDE_KEYS: [Key; 3] = [
    Key { name: "files", about: "The files that are meant.", shape: Shape::Texts },
    Key { name: "rules", about: "Levels of rules, groups and `all` for these files.", shape: Shape::Levels },
    Key { name: "format", about: "The name of a format, or the path of a format file.", shape: Shape::Text },
];

/// The names of keys.
pub(super) fn names<const N: usize>(keys: &[Key; N]) -> [&'static str; N] {
    keys.each_ref().map(|key| key.name)
}

/// The JSON Schema of the configuration: `schemas/config.json`.
#[cfg(test)]
pub(super) fn schema() -> serde_json::Value {
    use serde_json::json;
    let mut schema = table(&KEYS, 0);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!(format!("{}/blob/main/schemas/config.json", env!("CARGO_PKG_REPOSITORY")));
    schema["title"] = json!("Configuration of planvet");
    schema["description"] = json!("What stands in `planvet.toml`, or in `pyproject.toml` under `[tool.planvet]`.");
    let rules = crate::rules::RULES.iter().map(|rule| (rule.name, format!("{}.", capital(rule.summary))));
    let groups = crate::rule::Group::ALL
        .map(|group| (group.name(), format!("The rules of the group `{group}`.", group = group.name())));
    let all = std::iter::once(("all", "Every rule.".to_owned())).chain(groups).chain(rules);
    let properties: serde_json::Map<String, serde_json::Value> =
        all.map(|(name, about)| (name.to_owned(), json!({ "description": about, "$ref": "#/$defs/level" }))).collect();
    schema["$defs"] = json!({
        "text": { "type": "string", "minLength": 1 },
        "texts": { "anyOf": [{ "$ref": "#/$defs/text" }, { "type": "array", "items": { "$ref": "#/$defs/text" } }] },
        "level": { "enum": crate::engine::Level::NAMES },
        "levels": { "type": "object", "properties": properties, "additionalProperties": false },
        "presence": { "enum": crate::format::Presence::NAMES },
    });
    schema
}

#[cfg(test)]
fn table(keys: &[Key], needed: usize) -> serde_json::Value {
    use serde_json::json;
    let properties: serde_json::Map<String, serde_json::Value> = keys
        .iter()
        .map(|key| {
            let mut value = match &key.shape {
                Shape::Text => json!({ "$ref": "#/$defs/text" }),
                Shape::Texts => json!({ "$ref": "#/$defs/texts" }),
                Shape::Choice(words) => json!({ "enum": words }),
                Shape::Levels => json!({ "$ref": "#/$defs/levels" }),
                Shape::Presence => json!({
                    "type": "object",
                    "additionalProperties": { "type": "object", "additionalProperties": { "$ref": "#/$defs/presence" } },
                }),
                Shape::Tables { keys, needed } => json!({ "type": "array", "items": table(keys, *needed) }),
            };
            value["description"] = json!(key.about);
            (key.name.to_owned(), value)
        })
        .collect();
    let mut out = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if needed > 0 {
        out["required"] = keys.iter().take(needed).map(|key| key.name).collect();
    }
    out
}

#[cfg(test)]
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
