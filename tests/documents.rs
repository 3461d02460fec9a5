//! Every rule page and every fixture is a test with a name of its own.
//!
//! `BLESS=1 cargo test --test documents` rewrites what is expected: the reports and mended texts on pages, the reports
//! beside fixtures, and the index of rules. What it wrote is to be read before it is kept.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use planvet::{
    Diagnostic, Document, Edit, Fix, FixAvailability, Format, Group, Limits, RULES, Rule, Safety, Settings, Source,
    Span, check,
};

/// Rounds of mending after which a text must not change any more.
const PASSES: usize = 10;

type Outcome = Result<(), Failed>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let fixtures = Fixture::all();
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") && !arguments.list {
        bless(&fixtures);
    }
    let mut trials = vec![Trial::test("index", index_is_current), Trial::test("reports", no_report_is_left_over)];
    trials.push(Trial::test("pages", pages_and_rules_agree));
    for rule in RULES.iter().copied() {
        let name = format!("page/{}/{}", rule.group.name(), rule.name);
        trials.push(Trial::test(name.clone(), move || page_is_well_formed(rule)));
        for (index, example) in examples(&read(&page_path(rule))).into_iter().enumerate() {
            let trial = move || example_is_right(rule, &example);
            trials.push(Trial::test(format!("{name}#{}", index + 1), trial));
        }
    }
    trials.extend(fixtures.into_iter().map(|fixture| Trial::test(fixture.name(), move || fixture.is_right())));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn bless(fixtures: &[Fixture]) {
    for rule in RULES {
        let path = page_path(rule);
        write(&path, &blessed_page(rule, &read(&path)));
    }
    for fixture in fixtures {
        if let Some(path) = fixture.report_path() {
            let document = fixture.document();
            write(&path, &report(&document, &found(&document)));
        }
    }
    write(&root().join("rules/README.md"), &index());
}

// Pages

/// A bad example of a page with what is said to come of it.
#[derive(Debug)]
struct Example {
    bad: Block,
    format: String,
    report: Option<Block>,
    good: Option<Block>,
}

/// A fenced block of a page.
#[derive(Debug, Clone)]
struct Block {
    info: String,
    text: String,
    /// The line of its opening fence, from 0.
    line: usize,
}

/// The blocks of a page that are fenced with four back-ticks; plans inside them have fences of their own.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, text) in page.split_inclusive('\n').enumerate() {
        match (text.trim_end().strip_prefix("````"), &mut open) {
            (Some(info), None) => open = Some(Block { info: info.to_owned(), text: String::new(), line }),
            (Some(""), Some(_)) => blocks.extend(open.take()),
            (_, Some(block)) => block.text.push_str(text),
            (_, None) => {}
        }
    }
    assert!(open.is_none(), "a page ends inside an example");
    blocks
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for block in blocks(page) {
        let mut words = block.info.split(' ');
        match (words.next(), words.next(), examples.last_mut()) {
            (Some("markdown"), Some("bad"), _) => {
                let format = words.find_map(|word| word.strip_prefix("format="));
                let format = format.or_else(|| Format::names().next()).unwrap_or_default().to_owned();
                examples.push(Example { bad: block, format, report: None, good: None });
            }
            (Some("text"), None, Some(example)) if example.report.is_none() => example.report = Some(block),
            (Some("markdown"), Some("good"), Some(example)) if example.good.is_none() => example.good = Some(block),
            _ => panic!("line {}: no example is written as `{}`", block.line + 1, block.info),
        }
    }
    examples
}

impl Example {
    fn read(&self, text: &str) -> Document {
        let format = Format::named(&self.format).unwrap_or_else(|| panic!("no format is called `{}`", self.format));
        Document::read(Source::new("example.md", text), format, &Limits::default())
    }

    fn found(&self, rule: &Rule, text: &str) -> (Document, Vec<Diagnostic>) {
        let document = self.read(text);
        let mut found = found(&document);
        found.retain(|diagnostic| diagnostic.rule == rule.name);
        (document, found)
    }

    /// The bad text after the fixes of the rule, when every finding has a safe one.
    fn mended(&self, rule: &Rule) -> Option<String> {
        let mut text = self.bad.text.clone();
        for _ in 0..=PASSES {
            let (_, found) = self.found(rule, &text);
            if found.is_empty() {
                return Some(text);
            }
            text = merged(&found.iter().map(safe_fix).collect::<Option<Vec<_>>>()?).apply(&text);
        }
        panic!("line {}: the fixes do not come to rest", self.bad.line + 1);
    }
}

fn example_is_right(rule: &Rule, example: &Example) -> Outcome {
    let (document, found) = example.found(rule, &example.bad.text);
    ensure(!found.is_empty(), "the bad example has no finding of its rule")?;
    let expected = example.report.as_ref().ok_or("the bad example has no `text` block")?;
    same(&expected.text, &report(&document, &found))?;
    spans_are_right(&document, &found)?;
    for diagnostic in &found {
        let available = rule.fix != FixAvailability::None;
        ensure(diagnostic.fix.is_none() || available, "a finding has a fix although the rule has none")?;
        ensure(diagnostic.fix.is_some() || rule.fix != FixAvailability::Always, "a finding has no fix")?;
    }
    let mended = example.mended(rule);
    let Some(good) = &example.good else {
        return ensure(mended.is_none(), "the fix is safe, but no good example shows what it does");
    };
    if let Some(mended) = mended {
        same(&good.text, &mended)?;
    }
    let (document, left) = example.found(rule, &good.text);
    same("", &report(&document, &left))
}

/// The page with the reports that come, and with the good examples that the fixes make.
fn blessed_page(rule: &Rule, page: &str) -> String {
    let mut lines: Vec<String> = page.split_inclusive('\n').map(str::to_owned).collect();
    // From the end, so that the lines before keep their numbers.
    for example in examples(page).into_iter().rev() {
        let (document, found) = example.found(rule, &example.bad.text);
        if found.is_empty() {
            continue;
        }
        let mut replace = |block: &Block, text: &str| {
            let from = block.line + 1;
            lines.splice(from..from + block.text.split_inclusive('\n').count(), [text.to_owned()]);
        };
        if let (Some(good), Some(mended)) = (&example.good, example.mended(rule)) {
            replace(good, &mended);
        }
        if let Some(block) = &example.report {
            replace(block, &report(&document, &found));
        }
    }
    lines.concat()
}

fn page_is_well_formed(rule: &Rule) -> Outcome {
    let page = read(&page_path(rule));
    ensure(page.lines().next() == Some(format!("# {}", rule.name).as_str()), "the title is not the rule's name")?;
    for heading in ["## Why", "## Examples"] {
        ensure(page.lines().any(|line| line == heading), &format!("the page has no `{heading}`"))?;
    }
    // A page that can show no example says so first.
    ensure(!examples(&page).is_empty() || page.contains("\n## Examples\n\nNo "), "the page has no bad example")?;
    let folder = root().join("rules").join(rule.group.name());
    for target in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        ensure(
            Path::new(target).extension().is_none_or(|ending| ending != "md") || folder.join(target).is_file(),
            &format!("`{target}` leads nowhere"),
        )?;
    }
    Ok(())
}

fn pages_and_rules_agree() -> Outcome {
    let rules = root().join("rules");
    let groups = names(&rules).into_iter().filter(|name| name != "formats" && rules.join(name).is_dir());
    let pages =
        groups.flat_map(|group| names(&rules.join(&group)).into_iter().map(move |name| format!("{group}/{name}")));
    let pages: BTreeSet<String> = pages.collect();
    let expected: BTreeSet<String> =
        RULES.iter().map(|rule| format!("{}/{}.md", rule.group.name(), rule.name)).collect();
    let odd: Vec<&String> = pages.symmetric_difference(&expected).collect();
    ensure(odd.is_empty(), &format!("a page without a rule, or a rule without a page: {odd:?}"))
}

fn page_path(rule: &Rule) -> PathBuf {
    root().join("rules").join(rule.group.name()).join(format!("{}.md", rule.name))
}

// The index

fn index_is_current() -> Outcome {
    same(&read(&root().join("rules/README.md")), &index())
}

fn index() -> String {
    let mut out = String::from(
        "# Rules\n\nWhat planvet finds, by group. `tests/documents.rs` writes this page: `BLESS=1 cargo test --test documents`.\n",
    );
    for group in Group::ALL {
        let _ = write!(
            out,
            "\n## {}\n\n| Rule | Severity | Fix | What is wrong |\n| --- | --- | --- | --- |\n",
            group.name()
        );
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            let (name, group) = (rule.name, group.name());
            let (severity, fix) = (rule.severity.name(), rule.fix.name());
            let summary = rule.summary.replace('|', "\\|");
            let _ = writeln!(out, "| [{name}]({group}/{name}.md) | {severity} | {fix} | {summary} |");
        }
    }
    out
}

// Fixtures

/// A whole document of `fixtures/`.
#[derive(Debug)]
struct Fixture {
    kind: Kind,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Gives no finding.
    Valid,
    /// One mistake, or several, in a folder with the report.
    Invalid,
    /// As language models write.
    Wild,
    /// Hard to read.
    Hostile,
}

impl Kind {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Valid, "valid"), (Self::Invalid, "invalid"), (Self::Wild, "wild"), (Self::Hostile, "hostile")];
}

impl Fixture {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for (kind, folder) in Kind::ALL {
            let folder = root().join("fixtures").join(folder);
            let folders = match kind {
                Kind::Invalid => names(&folder).iter().map(|case| folder.join(case)).collect(),
                Kind::Valid | Kind::Wild | Kind::Hostile => vec![folder],
            };
            for folder in folders {
                let files = names(&folder)
                    .into_iter()
                    .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "md"));
                all.extend(files.map(|name| Self { kind, path: folder.join(name) }));
            }
        }
        all
    }

    fn name(&self) -> String {
        let path = self.path.strip_prefix(root().join("fixtures")).unwrap_or(&self.path);
        let path = if self.kind == Kind::Invalid { path.parent().unwrap_or(path) } else { path };
        path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    fn report_path(&self) -> Option<PathBuf> {
        match self.kind {
            Kind::Valid => None,
            Kind::Invalid => Some(self.path.with_file_name("report.txt")),
            Kind::Wild | Kind::Hostile => Some(self.path.with_extension("report.txt")),
        }
    }

    fn document(&self) -> Document {
        let bytes = fs::read(&self.path).unwrap_or_else(|error| panic!("{}: {error}", self.path.display()));
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let named = Format::names()
            .find(|format| Format::globs(format).any(|glob| name.ends_with(glob.strip_prefix('*').unwrap_or(glob))));
        let source = Source::from_bytes(name, bytes);
        let limits = Limits::default();
        match named.and_then(Format::named) {
            Some(format) => Document::read(source, format, &limits),
            None => Document::choose(source, Format::names().filter_map(Format::named), &limits).expect("formats"),
        }
    }

    fn is_right(&self) -> Outcome {
        let document = self.document();
        let found = found(&document);
        let lines = report(&document, &found);
        let expected = self.report_path().map_or_else(String::new, |path| fs::read_to_string(path).unwrap_or_default());
        same(&expected, &lines)?;
        spans_are_right(&document, &found)?;
        let again = self.document();
        ensure(self::found(&again) == found, "the same bytes give another report")?;
        fixes_are_right(&document, &found)
    }
}

fn no_report_is_left_over() -> Outcome {
    let expected: BTreeSet<PathBuf> = Fixture::all().iter().filter_map(Fixture::report_path).collect();
    for (_, folder) in Kind::ALL {
        let folder = root().join("fixtures").join(folder);
        for name in names(&folder) {
            let path = folder.join(&name);
            let inside = if path.is_dir() { names(&path) } else { Vec::default() };
            for path in inside.iter().map(|name| path.join(name)).chain([path.clone()]) {
                let report = path.to_string_lossy().ends_with("report.txt");
                ensure(!report || expected.contains(&path), &format!("{} has no document", path.display()))?;
            }
        }
    }
    Ok(())
}

// What holds for every document

fn found(document: &Document) -> Vec<Diagnostic> {
    check(document, &Settings::default())
}

/// One line a finding: `line:column severity rule: message`.
fn report(document: &Document, found: &[Diagnostic]) -> String {
    let mut positions = document.source().positions();
    let mut out = String::new();
    for diagnostic in found {
        let at = positions.at(diagnostic.span.start);
        let (severity, rule, message) = (diagnostic.severity.name(), diagnostic.rule, &diagnostic.message);
        let _ = writeln!(out, "{}:{} {severity} {rule}: {message}", at.line, at.column);
    }
    out
}

/// Spans lie in the text and on borders of characters, or are the bytes that are no text; edits stand in order and do not
/// overlap.
fn spans_are_right(document: &Document, found: &[Diagnostic]) -> Outcome {
    let text = document.source().text();
    let no_text = document.source().unreadable().map(planvet::Unreadable::span);
    let good = |span: Span| {
        span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some() || Some(span) == no_text
    };
    for diagnostic in found {
        let rule = diagnostic.rule;
        ensure(!diagnostic.message.contains(['\n', '\r']), &format!("{rule}: the message has more than one line"))?;
        ensure(good(diagnostic.span), &format!("{rule}: {:?} is no span of the text", diagnostic.span))?;
        for label in &diagnostic.labels {
            ensure(good(label.span), &format!("{rule}: {:?} is no span of the text", label.span))?;
        }
        let edits = diagnostic.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
        for edit in edits {
            ensure(good(edit.span), &format!("{rule}: {:?} is no span of the text", edit.span))?;
        }
        let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        ensure(apart, &format!("{rule}: edits of a fix overlap"))?;
    }
    Ok(())
}

/// A safe fix takes its finding away and brings no finding; all of them together come to rest.
fn fixes_are_right(document: &Document, found: &[Diagnostic]) -> Outcome {
    let format = Format::named(document.format().name()).ok_or("the format is not built in")?;
    let read = |text: &str| {
        Document::read(Source::new(document.source().name(), text), Arc::clone(&format), &Limits::default())
    };
    for diagnostic in found {
        let Some(fix) = safe_fix(diagnostic) else { continue };
        let after = self::found(&read(&fix.apply(document.source().text())));
        let count = |found: &[Diagnostic]| found.iter().filter(|other| other.rule == diagnostic.rule).count();
        let line = document.source().position(diagnostic.span.start).line;
        let rule = diagnostic.rule;
        ensure(count(&after) < count(found), &format!("line {line}: the fix of {rule} does not take it away"))?;
        ensure(after.len() < found.len(), &format!("line {line}: the fix of {rule} brings other findings"))?;
    }
    let mut text = document.source().text().to_owned();
    for _ in 0..=PASSES {
        let fixes: Vec<Fix> = self::found(&read(&text)).iter().filter_map(safe_fix).collect();
        if fixes.is_empty() {
            return Ok(());
        }
        text = merged(&fixes).apply(&text);
    }
    Err("the safe fixes do not come to rest".into())
}

fn safe_fix(diagnostic: &Diagnostic) -> Option<Fix> {
    diagnostic.fix.clone().filter(|fix| fix.safety == Safety::Safe)
}

/// Several fixes as one; a fix that touches the place of one before it is left for the next round.
fn merged(fixes: &[Fix]) -> Fix {
    let mut edits: Vec<Edit> = Vec::new();
    for fix in fixes {
        let meets = |edit: &Edit| {
            edits.iter().any(|taken| edit.span.start <= taken.span.end && taken.span.start <= edit.span.end)
        };
        if !fix.edits.iter().any(meets) {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    edits.sort_by_key(|edit| edit.span);
    Fix { title: String::new(), safety: Safety::Safe, edits }
}

// Small things

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return;
    }
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

fn ensure(holds: bool, message: &str) -> Outcome {
    if holds { Ok(()) } else { Err(message.into()) }
}

/// Fails with the lines that differ.
fn same(expected: &str, actual: &str) -> Outcome {
    if expected == actual {
        return Ok(());
    }
    let (expected, actual): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let start = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
    let end = expected[start..].iter().rev().zip(actual[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut message = format!("differs from line {} on (`BLESS=1` accepts what came):\n", start + 1);
    for (mark, lines) in [('-', &expected), ('+', &actual)] {
        for line in &lines[start..lines.len() - end] {
            let _ = writeln!(message, "{mark} {line}");
        }
    }
    Err(message.into())
}
