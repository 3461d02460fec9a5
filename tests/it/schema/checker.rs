//! A checker for the part of JSON Schema that the schemas here use. A keyword that it does not know is an error.

use serde_json::Value;

/// What is wrong with a value, each with the place of it.
pub(super) fn check(schema: &Value, value: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    Checker { root: schema }.value(schema, value, "", &mut wrong);
    wrong
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn value(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
            match keyword.as_str() {
                "$ref" => {
                    let target = wanted.as_str().and_then(|text| text.strip_prefix('#')).expect("a local reference");
                    let target = self.root.pointer(target).unwrap_or_else(|| panic!("`{target}` is not there"));
                    self.value(target, value, at, wrong);
                }
                "type" => {
                    let types = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                    if !types.iter().any(|one| is_type(one.as_str().expect("a type"), value)) {
                        wrong.push(format!("`{at}` is not {wanted}"));
                    }
                }
                "const" if wanted != value => wrong.push(format!("`{at}` is not {wanted}")),
                "enum" if !wanted.as_array().expect("a list").contains(value) => {
                    wrong.push(format!("`{at}` is none of {wanted}"));
                }
                "minimum" if value.as_i64().is_some_and(|number| Some(number) < wanted.as_i64()) => {
                    wrong.push(format!("`{at}` is below {wanted}"));
                }
                "minLength" if value.as_str().is_some_and(|text| text.chars().count() < 1) => {
                    assert_eq!(wanted, 1, "no other length is asked for");
                    wrong.push(format!("`{at}` is empty"));
                }
                "pattern" => {
                    let pattern = regex::Regex::new(wanted.as_str().expect("a pattern")).expect("a pattern");
                    if value.as_str().is_some_and(|text| !pattern.is_match(text)) {
                        wrong.push(format!("`{at}` does not match {wanted}"));
                    }
                }
                "required" => {
                    let Some(object) = value.as_object() else { continue };
                    let keys = wanted.as_array().expect("a list").iter().map(|key| key.as_str().expect("a key"));
                    wrong.extend(
                        keys.filter(|key| !object.contains_key(*key)).map(|key| format!("`{at}` lacks `{key}`")),
                    );
                }
                "properties" => {
                    let Some(object) = value.as_object() else { continue };
                    for (key, inner) in wanted.as_object().expect("properties") {
                        if let Some(value) = object.get(key) {
                            self.value(inner, value, &format!("{at}/{key}"), wrong);
                        }
                    }
                }
                "additionalProperties" => {
                    let Some(object) = value.as_object() else { continue };
                    let known = schema.get("properties").and_then(Value::as_object);
                    for (key, value) in
                        object.iter().filter(|(key, _)| !known.is_some_and(|known| known.contains_key(*key)))
                    {
                        match wanted {
                            Value::Bool(true) => {}
                            Value::Bool(false) => wrong.push(format!("`{at}` has `{key}`")),
                            inner => self.value(inner, value, &format!("{at}/{key}"), wrong),
                        }
                    }
                }
                "items" => {
                    for (place, value) in value.as_array().into_iter().flatten().enumerate() {
                        self.value(wanted, value, &format!("{at}/{place}"), wrong);
                    }
                }
                "anyOf" => {
                    let tries = wanted.as_array().expect("a list").iter().map(|inner| {
                        let mut wrong = Vec::new();
                        self.value(inner, value, at, &mut wrong);
                        wrong
                    });
                    let mut tries: Vec<Vec<String>> = tries.collect();
                    if tries.iter().all(|wrong| !wrong.is_empty()) {
                        // The longest list is that of the one that is meant.
                        tries.sort_by_key(Vec::len);
                        wrong.push(format!("`{at}` fits nothing of what it may be: {}", tries.concat().join(", ")));
                    }
                }
                "const" | "enum" | "minimum" | "minLength" | "$schema" | "$id" | "$defs" | "title" | "description" => {}
                other => panic!("the keyword `{other}` is not known"),
            }
        }
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type `{other}` is not known"),
    }
}
