//! A file that a step creates stands in the list of new files.

mod listed;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::diagnostic::{Edit, Fix, Severity};
use crate::format::Role;
use crate::lower::{Deviation, DeviationKind, Document, Part, UnitKind};
use crate::plan::View;
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};

use listed::{Exact, Listed, plain};

pub(crate) static RULE: Rule = Rule {
    name: "unlisted-file",
    summary: "a step creates a file that the task does not list",
    group: Group::Files,
    severity: Severity::Warning,
    fix: FixAvailability::Sometimes,
    since: "0.1.0",
    page: include_str!("../../../rules/files/unlisted-file.md"),
    check: Check::Document(check),
};

fn check(cx: &mut Cx<'_>) {
    let document = cx.document;
    let mut exact = Exact::default();
    let mut lists: Vec<u32> = Vec::new();
    let mut read = Read { lists: Vec::new(), listed: Listed::default() };
    // Parts that lack a label; worked out when the first file is not listed.
    let lacking = OnceCell::new();
    for task in document.with_role(Role::Task) {
        let before = lists.len();
        let mut place = None;
        exact.next_task();
        for (part, index) in inside(document, task) {
            let Some((item, role)) = part.spec.and_then(|spec| document.format.part(spec).facts.files) else {
                continue;
            };
            place = place.or((role == Role::FileNew).then_some((index, item)));
            lists.push(index);
            let paths = document.items_of(part).iter().filter_map(|item| document.captured(item.captures, "path"));
            exact.own.extend(paths.map(|path| plain(document.source.slice(path))));
        }
        let created = created(document, task, &mut exact);
        if created.is_empty() {
            continue;
        }
        // Without a list, or with one that is none, that is the mistake.
        let Some((list, item)) = place.filter(|_| read.all(document, &lists, before) && document.is_whole(task.index))
        else {
            continue;
        };
        let listed = &mut read.listed;
        for (path, text, around) in created {
            let name = document.source.slice(path);
            let lacking = || lacking.get_or_init(|| lacking_parts(document));
            let text = || document.source.slice(text);
            if listed.holds(name)
                || listed.holds_inside(name, text())
                || lacking().contains(&document.part(list).parent)
            {
                continue;
            }
            listed.add(name);
            let steps = document.view(around).around();
            let step = steps.into_iter().find(|around| around.role() == Some(Role::Step)).unwrap_or(task).called();
            let text =
                document.format.item_saying(item, &[("path", name), ("description", &format!("created in {step}"))]);
            let title = &document.format.part(document.part(list).spec.unwrap_or(0)).title;
            let fix = entry(document, list, &text);
            let found = cx
                .report(path, format!("`{}` is created here and not listed", mend::short(name)))
                .label(document.part(list).head, "not in this list")
                .help(format!("list it under `{title}`"));
            if let Some(edit) = fix {
                found.fix(Fix::safe(format!("list it under `{title}`"), [edit]));
            }
        }
    }
}

/// What is known of the lists that were read with all that they say.
struct Read<'d> {
    /// For each list whether it is one.
    lists: Vec<bool>,
    listed: Listed<'d>,
}

impl<'d> Read<'d> {
    /// Reads the lists that were not read yet; whether all from a place on are lists, or say that there is nothing.
    fn all(&mut self, document: &'d Document, lists: &[u32], from: usize) -> bool {
        for index in lists.iter().skip(self.lists.len()) {
            self.lists.push(names(document, *index, &mut self.listed));
        }
        self.lists.iter().skip(from).all(|is_list| *is_list)
    }
}

/// A task and the parts inside it.
fn inside<'d>(document: &'d Document, task: View<'_>) -> impl Iterator<Item = (&'d Part, u32)> {
    let parts = document.parts.get(task.index as usize..task.part().end as usize).unwrap_or_default();
    parts.iter().zip(task.index..)
}

/// Adds the names in a list of files; whether it is a list, or says that there are none.
fn names<'d>(document: &'d Document, index: u32, all: &mut Listed<'d>) -> bool {
    let part = document.part(index);
    let units = document.units_of(part);
    let items = document.items_of(part);
    // The first may stand on the line of the label.
    let first = document.source.slice(part.value);
    first.split('`').nth(1).into_iter().for_each(|name| all.add(name));
    for item in items {
        let text = document.source.slice(item.text);
        // A list that was not written yet says nothing of what it lacks.
        let path = document.captured(item.captures, "path").map_or("", |span| document.source.slice(span));
        if item.spec.is_some_and(|spec| mend::is_placeholder(document, spec, path)) {
            return false;
        }
        // Whatever the rest of an item looks like, it names what stands in its code, else its first word.
        let mut rest = text;
        let mut named = false;
        while let Some((name, behind)) = rest.split_once('`').and_then(|(_, code)| code.split_once('`')) {
            if name.is_empty() {
                return false;
            }
            all.add(name);
            (rest, named) = (behind, true);
        }
        if let Some(word) = text.split_whitespace().next().filter(|_| !named) {
            all.add(mend::unmarked(word.trim_end_matches([':', ','])));
        }
    }
    let is_list = |kind: UnitKind| matches!(kind, UnitKind::Item | UnitKind::Nothing);
    // A word for nothing above a list contradicts it; nobody knows which holds.
    let nothing = part.none && items.len() <= 1;
    nothing || (units.iter().all(|unit| is_list(unit.kind)) && !items.is_empty())
}

/// Parts that lack one of their labels, so that files of its list may stand anywhere.
fn lacking_parts(document: &Document) -> BTreeSet<u32> {
    let missing = |found: &&Deviation| matches!(found.kind, DeviationKind::Missing { .. });
    document.deviations.iter().filter(missing).map(|found| found.part).collect()
}

/// Each path that an action of a task says to create and that no list holds to the letter, with the text of the action
/// and the part that it stands in.
fn created(document: &Document, task: View<'_>, listed: &mut Exact<'_>) -> Vec<(Span, Span, u32)> {
    let mut all = Vec::new();
    for (part, index) in inside(document, task) {
        for item in document.items_in(part, Role::Action) {
            let text = document.source.slice(item.text);
            // Most actions do something else, or create what is listed.
            let creates = text.get(..VERB.len()).is_some_and(|verb| verb.eq_ignore_ascii_case(VERB));
            if !creates || enumerated(text).all(|code| listed.holds(code)) {
                continue;
            }
            let new = paths(text).into_iter().filter(|(start, end)| !listed.holds(&text[*start..*end]));
            let span = |(start, end)| Span::new(item.text.start + offset(start), item.text.start + offset(end));
            all.extend(new.map(|path| (span(path), item.text, index)));
        }
    }
    all
}

/// The first code in a text and what is listed with it: no other code is a path that is created.
fn enumerated(text: &str) -> impl Iterator<Item = &str> {
    let mut pieces = text.split('`').skip(1);
    let mut goes_on = true;
    std::iter::from_fn(move || {
        let code = pieces.next().filter(|_| goes_on)?;
        goes_on = pieces.next().is_some_and(is_joint);
        Some(code)
    })
}

/// Whether words between two codes do no more than list them.
fn is_joint(between: &str) -> bool {
    matches!(between, ", " | " and " | ", and " | " & ")
}

/// Where the paths stand in `Create the files `a.rs` and `b.rs` with …`.
fn paths(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut pieces = text.split('`');
    let Some(lead) = pieces.next().filter(|lead| is_creation(lead)) else { return found };
    at += lead.len() + 1;
    let said =
        lead.split_ascii_whitespace().any(|word| word.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("file")));
    while let (Some(code), Some(behind)) = (pieces.next(), pieces.next()) {
        if !is_file(code, said) {
            break;
        }
        found.push((at, at + code.len()));
        at += code.len() + behind.len() + 2;
        if !is_joint(behind) {
            if !(said || is_end(behind)) || is_made(behind, pieces.next()) {
                found.clear();
            }
            break;
        }
    }
    found
}

/// Whether words behind a path go on about the file, rather than say what else the code names: `index`, `endpoint`, `tag`.
fn is_end(behind: &str) -> bool {
    const LINKS: [&str; 13] = [
        "with",
        "for",
        "that",
        "which",
        "to",
        "as",
        "and",
        "containing",
        "holding",
        "including",
        "defining",
        "where",
        "so",
    ];
    let Some(next) = behind.trim_start().chars().next() else { return true };
    let word = behind.split_whitespace().next().unwrap_or("").trim_end_matches([',', ':']).to_lowercase();
    behind.starts_with(['.', ',', ';', ':']) || "(-–—→".contains(next) || LINKS.contains(&word.as_str())
}

/// Whether a command makes the file, as in ``with `npm run build` ``. What a command makes is not listed file by file.
fn is_made(behind: &str, code: Option<&str>) -> bool {
    let by = behind.split_whitespace().next_back().unwrap_or("").to_lowercase();
    let makes = matches!(by.as_str(), "with" | "by" | "using" | "via" | "from" | "running" | "through");
    makes && code.is_some_and(|code| code.trim().contains(' '))
}

/// What an action begins with that makes a file.
const VERB: &str = "create";

/// Whether words say that a file comes into being, and nothing else that the code behind them could name.
fn is_creation(lead: &str) -> bool {
    let mut words = lead.split_ascii_whitespace();
    let filler = ["a", "an", "the", "new", "empty", "following", "file", "files", "test", "source"];
    words.next().is_some_and(|first| first.eq_ignore_ascii_case(VERB))
        && words.all(|word| filler.iter().any(|known| known.eq_ignore_ascii_case(word.trim_end_matches(':'))))
}

/// Endings of names that are files without a folder before them; `Product.search` is none.
const ENDINGS: [&str; 63] = [
    "adoc", "bash", "c", "cc", "cfg", "cjs", "clj", "conf", "cpp", "cs", "css", "csv", "dart", "env", "erl", "ex",
    "exs", "fs", "go", "gradle", "graphql", "h", "hcl", "hpp", "hs", "html", "ini", "ipynb", "java", "js", "json",
    "jsx", "kt", "kts", "lua", "md", "mjs", "ml", "nix", "php", "pl", "proto", "ps1", "py", "r", "rb", "rs", "sass",
    "scala", "scss", "sh", "sql", "svelte", "swift", "tf", "toml", "ts", "tsx", "txt", "vue", "xml", "yaml", "yml",
];

/// Whether a code span names one file inside the project that belongs to it; `said` is whether words say that it is one.
fn is_file(code: &str, said: bool) -> bool {
    let name = code.rsplit('/').next().unwrap_or(code);
    let plain = code.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '/'));
    let inside = !code.starts_with('/') && !code.split('/').any(|part| part == "..");
    // Nobody keeps the secrets of one machine with the project.
    let secret = name == ".env" || name == ".env.local";
    // `v1.2.0` and `192.168.0.1` end in a number.
    let ending = name.rsplit_once('.').is_some_and(|(_, ending)| {
        let known = || ENDINGS.contains(&ending.to_lowercase().as_str());
        ending.contains(|c: char| c.is_alphabetic()) && (said || code.contains('/') || name.starts_with('.') || known())
    });
    plain && inside && !secret && ending && name.trim_matches('.').contains(|c: char| c.is_alphanumeric())
}

/// Writes an item at the end of a list, or in the place of the word for nothing; nothing where more than that word
/// would go.
fn entry(document: &Document, list: u32, item: &str) -> Option<Edit> {
    let part = document.part(list);
    let text = mend::lines(document, &format!("\n{item}"));
    if !part.none {
        return Some(Edit::insert(mend::list_end(document, list), text));
    }
    let span = Span::new(part.head.end, part.span.end);
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '-' | '*' | '+' | '.' | '_' | '`');
    let word = document.source.slice(span).trim_matches(is_mark);
    let only = document.format.none.iter().any(|known| known.eq_ignore_ascii_case(word));
    (only || !word.contains(char::is_whitespace)).then(|| Edit::replace(span, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn created(text: &str) -> Vec<&str> {
        paths(text).into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    /// What the fix makes of a list, from behind its label on; nothing where it has none.
    fn listed(list: &str) -> Option<String> {
        let page = include_str!("../../../rules/files/unlisted-file.md");
        let plan = page.split("````markdown bad\n").nth(1).and_then(|rest| rest.split("````").next()).expect("a plan");
        let plan = plan.replace("\n- `app/importer.py` - Reads the daily file\n", list);
        let format = crate::format::Format::named("implementation-plan").expect("a format");
        let source = crate::source::Source::new("a.plan.md", plan.clone());
        let document = Document::read(source, format, &crate::syntax::Limits::default());
        let found = crate::engine::check(&document, &crate::engine::Settings::default());
        let found = found.iter().find(|found| found.rule == RULE.name)?;
        let after = found.fix.as_ref()?.apply(&plan);
        after.split("**New Files**:").nth(1)?.split("\n\n").next().map(str::to_owned)
    }

    #[test]
    fn only_the_word_for_nothing_is_replaced() {
        assert_eq!(listed(" None\n").as_deref(), Some("\n- `app/importer.py` - created in step 1"));
        assert_eq!(listed(" None (the folder is there)\n"), None);
        assert_eq!(listed("\nNone. The rest is there.\n- `app/other.py` - Reads\n"), None);
        let more = listed("\n- `app/other.py` - Reads\n").expect("a list");
        assert!(more.starts_with("\n- `app/other.py` - Reads\n- `app/importer.py`"), "{more}");
    }

    #[test]
    fn a_list_names_files_in_many_ways() {
        let mut listed = Listed::default();
        for name in ["src/m/{a,b}.ts", "c.{ts, css}", "x\\y.rs", "migrations/a.sql", "gen/*.rs"] {
            listed.add(name);
        }
        for path in ["src/m/a.ts", "src/m/b.ts", "c.ts", "c.css", "x/y.rs", "gen/a.rs"] {
            assert!(listed.holds(path), "{path}");
        }
        assert!(!listed.holds("src/m/c.ts"));
        for text in ["Create `a.sql` (in `migrations/`)", "Create `a.sql` inside `migrations`"] {
            assert!(listed.holds_inside("a.sql", text), "{text}");
        }
        assert!(!listed.holds_inside("a.sql", "Create `a.sql` in `src/`"));
    }

    #[test]
    fn what_is_created_is_a_file() {
        for text in ["Create `a/b.rs`", "Create file `a/b.rs` in the crate", "Create the new file `a/b.rs`: it parses"]
        {
            assert_eq!(created(text), ["a/b.rs"], "{text}");
        }
        assert_eq!(created("Create `a.rs`, `b.rs` and `c.rs` with tests"), ["a.rs", "b.rs", "c.rs"]);
        assert_eq!(created("Create `a.rs` (empty)"), ["a.rs"]);
    }

    #[test]
    fn what_only_looks_like_a_file_is_left_alone() {
        for text in [
            "Create `v1.2.0` tag",
            "Create tag `v1.2.0`",
            "Create `v1.2.0`",
            "Create `api.example.com` DNS record",
            "Create `Product.search` method",
            "Create `192.168.0.1`",
            "Create `Indexer.build` and `Indexer.drop`",
            "Create `orders.v1` Kafka topic",
            "Create `README.md` section on searching",
            "Create `package.json` script `test`",
            "Create `dist/bundle.js` with `npm run build`",
            "Create file `migrations/0001_init.py` by `python manage.py makemigrations`",
            "Create `.env` from `.env.example`",
            "Create `/etc/app.conf`",
            "Change `a.rs`",
        ] {
            assert_eq!(created(text), [""; 0], "{text}");
        }
    }
}
