//! A dependency is written `name@version`.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::Role;
use crate::lower::{Document, Fit};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::dependencies::floating_version::is_floating;
use crate::rules::mend;
use crate::source::{Span, offset};

pub(crate) static RULE: Rule = Rule {
    name: "dependency-form",
    summary: "a dependency is not written `name@version`",
    group: Group::Dependencies,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/dependencies/dependency-form.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    for item in document.items_with_role(Role::Dependency).filter(|item| item.fit == Fit::Fits) {
        let Some(spec) = item.spec else { continue };
        let Some(span) = document.captured(item.captures, "package") else { continue };
        let package = document.source.slice(span);
        // A version that floats is reported as such.
        if mend::is_placeholder(document, spec, package) || is_floating(package) {
            continue;
        }
        let form = match behind_colon(package) {
            Some((name, version)) if !mentions_images(document, package) => Form::Other(name, version),
            _ => form(package),
        };
        match form {
            Form::Good => {}
            Form::Literal => {
                let word = package.rsplit('@').next().unwrap_or("version");
                cx.report(span, format!("`{package}` has `{word}` in place of a version"))
                    .severity(Severity::Error)
                    .help("write the version, such as `name@1.2.3`");
            }
            Form::Unversioned => {
                let behind = document.source.slice(Span::new(span.end, item.text.end.max(span.end)));
                if let Some((version, length)) = version_behind(behind) {
                    let version = version.strip_prefix("==").unwrap_or(version);
                    let name = package.trim_end_matches('@');
                    let whole = Span::new(span.start, span.end + offset(length));
                    cx.report(span, format!("the version of `{package}` stands outside the back-ticks"))
                        .help(format!("write `{name}@{version}`"))
                        .fix(Fix::safe(
                            format!("write `{name}@{version}`"),
                            [Edit::replace(whole, format!("{name}@{version}`"))],
                        ));
                    continue;
                }
                cx.report(span, format!("`{package}` has no version"))
                    .help(format!("write `{}@` and the version or range", package.trim_end_matches('@')));
            }
            Form::Other(name, version) => {
                let written = format!("{name}@{version}");
                cx.report(span, format!("`{package}` is not written `name@version`"))
                    .help(format!("write `{written}`"))
                    .fix(Fix::safe(format!("write `{written}`"), [Edit::replace(span, written)]));
            }
        }
    }
}

/// Name and version with one colon between them, as some registries write an archive and all write an image.
fn behind_colon(package: &str) -> Option<(&str, &str)> {
    let (name, version) = package.split_once(':')?;
    let numbers = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && version.contains('.');
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    (numbers && is_version(version) && plain && !name.is_empty()).then_some((name, version))
}

/// Whether a package with a colon may be the image of a container.
fn mentions_images(document: &Document, package: &str) -> bool {
    let text = document.source.text();
    let lower = text.to_ascii_lowercase();
    text.matches(package).nth(1).is_some()
        || ["container", "docker", "image", "kubernetes", "podman"].iter().any(|word| lower.contains(word))
}

/// The name and the version of a package, parted as this rule reads them; without a version nobody chose one.
#[cfg(feature = "cli")]
pub(crate) fn split(package: &str) -> (&str, Option<&str>) {
    let parted = |mark: char| package.rsplit_once(mark).filter(|(name, _)| !name.is_empty());
    match form(package) {
        Form::Other(name, version) => (name, Some(version)),
        Form::Good => match parted('@').or_else(|| parted(':')) {
            Some((name, version)) => (name.trim_end(), Some(version.trim())),
            None => (package, None),
        },
        Form::Literal | Form::Unversioned => (parted('@').map_or(package, |(name, _)| name), None),
    }
}

enum Form<'a> {
    Good,
    /// A stand-in, such as the word `version`, where a version belongs.
    Literal,
    Unversioned,
    /// Name and version, parted in another way.
    Other(&'a str, &'a str),
}

/// Names may begin with `@` and hold slashes, colons and dots; the version stands behind the last `@`.
fn form(package: &str) -> Form<'_> {
    if let Some((name, version)) = package.rsplit_once('@')
        && !name.is_empty()
    {
        return match version.trim() {
            "" => Form::Unversioned,
            version if is_stand_in(version) => Form::Literal,
            // Blanks around the mark; what is not a version is an address.
            spaced if (name.ends_with(' ') || version.starts_with(' ')) && is_version(spaced) => {
                Form::Other(name.trim_end(), spaced)
            }
            _ => Form::Good,
        };
    }
    // `group:artifact:1.0` and `image:16` carry their version as their registries write it.
    if package
        .rsplit(':')
        .next()
        .is_some_and(|last| package.contains(':') && last.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Form::Good;
    }
    // As a manifest writes it: `name = "1.0"`.
    if let Some((name, version)) = package.split_once(" = ") {
        let version = version.trim_matches(['"', '\'', ' ']);
        if version.starts_with(|c: char| c.is_ascii_digit() || "^~>=<".contains(c)) {
            return Form::Other(name.trim(), version);
        }
    }
    if let Some(at) = package.find(['=', '>', '<', '~', '^']) {
        let (name, range) = package.split_at(at);
        let version = range.strip_prefix("==").unwrap_or(range).trim();
        let exact = range.starts_with("==");
        if !name.trim().is_empty()
            && version.chars().any(|c| c.is_ascii_digit())
            && (exact || range != version || !range.starts_with('=') || is_version(&range[1..]) && !name.ends_with('!'))
        {
            return Form::Other(name.trim().trim_end_matches(':'), version.trim_start_matches('='));
        }
    }
    if let Some((name, version)) = package.trim().rsplit_once(char::is_whitespace) {
        let name = name.trim().trim_end_matches(':');
        let version = version.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(version);
        if is_version(version) && !name.contains(char::is_whitespace) {
            return Form::Other(name, version);
        }
    }
    Form::Unversioned
}

fn is_version(text: &str) -> bool {
    text.trim_start_matches(['v', 'V', '^', '~', '=', '>', '<']).starts_with(|c: char| c.is_ascii_digit())
}

/// The version right behind a name in back-ticks, as in `` `name` 1.0 `` and `` `name` (1.0) ``, and where it ends.
fn version_behind(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix('`')?;
    let bare = rest.trim_start_matches(' ').trim_start_matches(['(', '@']);
    // Behind a colon it is one only where the purpose follows.
    let bare = match rest.strip_prefix(':') {
        Some(value) if value.split_once(" - ").is_some_and(|(version, _)| !version.trim().contains(' ')) => {
            value.trim_start()
        }
        _ => bare,
    };
    let length = bare.find([' ', ')', ',', ':', ';', '\n', '\r']).unwrap_or(bare.len());
    let (version, behind) = bare.split_at(length);
    let closed = rest.trim_start().starts_with('(');
    let end = text.len() - behind.strip_prefix(')').filter(|_| closed).unwrap_or(behind).len();
    let whole = !closed || behind.starts_with(')');
    (is_version(version) && whole && !version.contains('`')).then_some((version, end))
}

/// Whether a text stands for a version that nobody chose: `version`, `<version>`, `x.y.z`, `TBD`.
fn is_stand_in(version: &str) -> bool {
    let bare = version.trim_matches(['[', ']', '<', '>', '{', '}', '?', ' ']);
    let known = ["version", "x.y.z", "x.x.x", "x.y", "tbd", "todo"];
    bare.is_empty() || known.iter().any(|word| word.eq_ignore_ascii_case(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_stand_behind_the_last_at_sign() {
        for good in [
            "express@4.19",
            "@types/node@^20",
            "org.slf4j:slf4j-api@2.0.13",
            "github.com/x/y/v5@v5.6.0",
            "hashicorp/aws@~> 5.60",
            "postgres:16",
        ] {
            assert!(matches!(form(good), Form::Good), "{good}");
        }
        for none in ["express", "@types/node", "name@"] {
            assert!(matches!(form(none), Form::Unversioned), "{none}");
        }
        for (text, name, version) in [
            ("a==1.0", "a", "1.0"),
            ("a 1.0", "a", "1.0"),
            ("a>=2", "a", ">=2"),
            ("a ~= 1.4", "a", "~= 1.4"),
            ("a: 1.0", "a", "1.0"),
            ("a/b:^1.0", "a/b", "^1.0"),
            ("a @ 1.0", "a", "1.0"),
            ("a=1.0", "a", "1.0"),
            ("a~=1.0", "a", "~=1.0"),
            ("a (1.0)", "a", "1.0"),
        ] {
            let Form::Other(found, at) = form(text) else { panic!("{text}") };
            assert_eq!((found, at), (name, version));
        }
        for stand_in in ["name@version", "name@TBD", "name@x.y.z", "name@[version]", "name@<version>", "name@???"] {
            assert!(matches!(form(stand_in), Form::Literal), "{stand_in}");
        }
    }

    #[test]
    fn one_colon_parts_a_name_from_numbers() {
        assert_eq!(behind_colon("a-b:1.0"), Some(("a-b", "1.0")));
        for other in ["postgres:16", "postgres:16.2-alpine", "ghcr.io/a/b:1.2", "org.a:b:1.0", "a:^1.0"] {
            assert_eq!(behind_colon(other), None, "{other}");
        }
    }

    #[test]
    fn versions_may_stand_behind_the_name() {
        for (text, version, end) in
            [("` 1.0 - x", "1.0", 5), ("` (v1.2) - x", "v1.2", 8), ("` ^2: x", "^2", 4), ("`: 1.0 - x", "1.0", 6)]
        {
            assert_eq!(version_behind(text), Some((version, end)), "{text}");
        }
        for text in ["` - 2 parsers", "`", "` (for 2.0)", "` (2.0 or later)", "` and `b`", "`: 2 parsers - x", "`: 1.0"]
        {
            assert_eq!(version_behind(text), None, "{text}");
        }
    }

    #[test]
    #[cfg(feature = "cli")]
    fn packages_are_parted_into_name_and_version() {
        for (package, name, version) in [
            ("express@4.19", "express", Some("4.19")),
            ("@types/node@^20", "@types/node", Some("^20")),
            ("@types/node", "@types/node", None),
            ("postgres:16", "postgres", Some("16")),
            ("a==1.0", "a", Some("1.0")),
            ("name@version", "name", None),
            ("name", "name", None),
        ] {
            assert_eq!(split(package), (name, version), "{package}");
        }
    }
}
