//! A dependency has a version that does not change by itself.

use crate::diagnostic::Severity;
use crate::format::Role;
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "floating-version",
    summary: "a dependency has the version `latest`",
    group: Group::Dependencies,
    severity: Severity::Warning,
    fix: FixAvailability::None,
    since: "0.1.0",
    page: include_str!("../../../rules/dependencies/floating-version.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    for item in document.items_with_role(Role::Dependency) {
        let Some(span) = document.captured(item.captures, "package") else { continue };
        let package = document.source.slice(span);
        if is_floating(package) {
            cx.report(span, format!("`{package}` has no fixed version")).help("write a version or a range");
        }
    }
}

/// Whether the version names whatever is newest.
pub(super) fn is_floating(package: &str) -> bool {
    // Most versions end with a number.
    if package.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    // Behind an at sign may stand a protocol of its own, such as `workspace:*`.
    let parted = package.rsplit_once('@').filter(|(name, _)| !name.is_empty());
    let version = parted.or_else(|| package.rsplit_once([':', ' ', '='])).map_or("", |(_, version)| version);
    ["latest", "*", "newest", "main", "master", "head"].iter().any(|word| word.eq_ignore_ascii_case(version))
}
