//! What every fix must do, whatever the text: its finding goes, nothing as bad comes, no word of the author's is lost, and
//! fixing comes to rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use planvet::{Diagnostic, Document, Fix, Format, Limits, Safety, Settings, Source, check, fix};
use walkdir::WalkDir;

/// Fixes that make the reading of a document better and something else visible: file, rule, what comes.
const EXCEPTIONS: [(&str, &str, &str); 3] = [
    ("headings-as-elements", "misnamed-section", "the names of elements are no words"),
    ("wrong-number.md", "missing-field", "a step that lacks nearly everything is then taken for a stray copy"),
    ("deeper-with-tables.md", "misnamed-section", "references go by the number, which the format does not write"),
];

/// What one fix did.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    /// The rule finds less than before.
    pub gone: bool,
    /// The worst finding that is new, when it is as bad as the one that was mended. The blanks of an unsafe fix are meant
    /// to be found.
    pub new: Option<String>,
    /// Words of the author's that are nowhere any more.
    pub lost: Vec<String>,
}

pub(super) fn read(text: &str, format: &Arc<Format>) -> Document {
    Document::read(Source::new("plan.md", text), Arc::clone(format), &Limits::default())
}

pub(super) fn findings(text: &str, format: &Arc<Format>) -> Vec<Diagnostic> {
    check(&read(text, format), &Settings::default())
}

/// Applies the fix of one of the findings in a text.
pub(super) fn judge(text: &str, format: &Arc<Format>, found: &[Diagnostic], mended: &Diagnostic) -> Verdict {
    let Some(fix) = &mended.fix else { return Verdict::default() };
    let after = fix.apply(text);
    let left = findings(&after, format);
    let count = |all: &[Diagnostic]| all.iter().filter(|other| other.rule == mended.rule).count();
    // By rule: a message may name a part by a name that the fix changes.
    let mut known: BTreeMap<&str, i32> = BTreeMap::new();
    for old in found {
        *known.entry(old.rule).or_default() += 1;
    }
    let mut new = None;
    for now in &left {
        let seen = known.entry(now.rule).or_default();
        *seen -= 1;
        // What one task has by now, the last one is expected to have too.
        let blank = matches!(now.rule, "template-text" | "truncated") && fix.safety == Safety::Unsafe;
        // A comment with a rule's right name may hide nothing.
        let idle = now.rule == "unused-suppression" && mended.rule == "unknown-suppression";
        if *seen < 0 && now.severity >= mended.severity && !blank && !idle {
            new = new.or_else(|| Some(format!("{}: {}", now.rule, now.message)));
        }
    }
    Verdict { gone: count(&left) < count(found), new, lost: lost(text, mended.rule, fix, &after) }
}

fn has_fix(found: &Diagnostic, safety: Safety) -> bool {
    found.fix.as_ref().is_some_and(|fix| fix.safety == safety)
}

/// Whether fixing comes to rest, and a second time changes nothing.
pub(super) fn rests(text: &str, format: &Arc<Format>, safety: Safety) -> Result<Document, String> {
    let again = |document| fix(document, &Settings::default(), safety, &Limits::default());
    let first = again(read(text, format));
    if let Some(restless) = first.restless {
        return Err(format!("{restless:?}"));
    }
    let left = first.found.iter().find(|found| found.fix.as_ref().is_some_and(|fix| fix.safety <= safety));
    if let Some(left) = left {
        return Err(format!("a fix is left: {}", left.message));
    }
    let second = again(read(first.document.source().text(), format));
    if !second.applied.is_empty() {
        return Err(format!("the second time it applies {:?}", second.applied));
    }
    Ok(first.document)
}

/// Words that edits take away and nothing brings back. What stands outside the edits stays by itself.
///
/// A rule may lose what it is declared to lose here, and nothing else.
fn lost(text: &str, rule: &str, fix: &Fix, after: &str) -> Vec<String> {
    let mut brought: BTreeMap<String, i32> = BTreeMap::new();
    for edit in &fix.edits {
        for word in words(&edit.content) {
            *brought.entry(word).or_default() += 1;
        }
    }
    let mut lost = Vec::new();
    for edit in &fix.edits {
        let old = &text[edit.span.start as usize..edit.span.end as usize];
        let gone: Vec<String> = words(old)
            .into_iter()
            .filter(|word| {
                let left = brought.entry(word.clone()).or_default();
                *left -= 1;
                *left < 0
            })
            .collect();
        let line = !old.trim_end().contains(['\n', '\r']);
        // A slip of letters, or a number before a name.
        let slips = || {
            let near = |word: &String| words(&edit.content).iter().any(|new| is_slip(word, new));
            gone.iter().all(|word| word.chars().all(|c| c.is_ascii_digit()) || word.len() == 1 || near(word))
        };
        let is_declared = match rule {
            // Neither talk nor a comment to planvet is text of the plan.
            "chat" | "unknown-suppression" | "unused-suppression" => true,
            "wrapped-document" => line && old.trim_start().starts_with(['`', '~']),
            "repeated-section" | "repeated-field" | "duplicate-name" => after.contains(old.trim()),
            "empty-item" => line && (old.trim_end().ends_with(':') || gone.is_empty()),
            "missing-box" => line && gone.iter().all(|word| word.chars().all(|c| c.is_ascii_digit())),
            // The word or letter in a box, or the tag that makes one, which the new box says by its mark.
            "malformed-box" if old.contains("<input ") => old.ends_with([' ', '>']),
            "malformed-box" => {
                let inside = old.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
                inside.is_some_and(|(inside, _)| gone.iter().all(|word| inside.contains(word.as_str())))
            }
            "wrong-number" => {
                let number = |word: &String| word.len() == 1 || word.bytes().all(|byte| byte.is_ascii_digit());
                (gone.len() <= 1 || gone.iter().all(number))
                    && edit.content.chars().all(|c| c.is_ascii_digit() || c == ' ')
            }
            // The name of an element that made the label bold.
            "label-style" if gone.iter().all(|word| word == "strong") => line,
            "misnamed-section" | "misnamed-field" | "misnamed-item" | "label-style" => {
                line && (fix.safety == Safety::Unsafe || slips())
            }
            "unknown-section" | "unresolved-reference" => line && fix.safety == Safety::Unsafe && slips(),
            "wrong-value" => line && fix.safety == Safety::Unsafe,
            // A word for nothing in the place of another.
            "malformed-item" => line && edit.content == "None",
            _ => false,
        };
        if !is_declared {
            lost.extend(gone);
        }
    }
    lost
}

/// Words in lower case: runs of letters and digits.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Whether two words share most of their letters in order.
fn is_slip(old: &str, new: &str) -> bool {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let mut row = vec![0_usize; new.len() + 1];
    for a in &old {
        let mut before = 0;
        for (at, b) in new.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if a == b { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    row[new.len()] + 3 >= old.len().max(new.len()) && row[new.len()] * 2 >= old.len()
}

/// Every bad example of every rule page, with its format and a name.
fn examples() -> Vec<(String, Arc<Format>, String)> {
    let mut all = Vec::new();
    for path in paths("rules", |path| path.extension().is_some_and(|ending| ending == "md")) {
        let page = std::fs::read_to_string(&path).expect("a page");
        for (at, piece) in page.split("\n````markdown bad").enumerate().skip(1) {
            let (info, rest) = piece.split_once('\n').expect("a line");
            let text = rest.split("\n````").next().expect("a block").to_owned() + "\n";
            let name = info.trim().strip_prefix("format=").map_or("implementation-plan", str::trim);
            all.push((format!("{} {at}", path.display()), Format::named(name).expect("a format"), text));
        }
    }
    assert!(all.len() > 40, "{} examples", all.len());
    all
}

/// Every fixture that is UTF-8, in the format that fits it.
fn fixtures() -> Vec<(String, Arc<Format>, String)> {
    let mut all = Vec::new();
    for path in paths("fixtures", |path| path.extension().is_some_and(|ending| ending == "md")) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let formats = Format::names().filter_map(Format::named);
        let source = Source::new("plan.md", text.as_str());
        let chosen = Document::choose(source, formats, &Limits::default()).expect("formats");
        let format = Format::named(chosen.format().name()).expect("a format");
        all.push((path.display().to_string(), format, text));
    }
    assert!(all.len() > 60, "{} fixtures", all.len());
    all
}

fn paths(folder: &str, is_wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let walk = WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
    walk.map(walkdir::DirEntry::into_path).filter(|path| is_wanted(path)).collect()
}

#[test]
fn fixes_of_pages_and_fixtures_mend_and_lose_nothing() {
    let mut wrong = String::new();
    let mut fixes = 0;
    for (name, format, text) in examples().into_iter().chain(fixtures()) {
        let raw = findings(&text, &format);
        let settled = fix(read(&text, &format), &Settings::default(), Safety::Safe, &Limits::default());
        let safe = raw.iter().filter(|found| has_fix(found, Safety::Safe)).map(|mended| (text.as_str(), &raw, mended));
        // Unsafe fixes wait until the safe ones are done.
        let after = settled.document.source().text();
        let others = settled.found.iter().filter(|found| has_fix(found, Safety::Unsafe));
        for (text, found, mended) in safe.chain(others.map(|mended| (after, &settled.found, mended))) {
            fixes += 1;
            let verdict = judge(text, &format, found, mended);
            if EXCEPTIONS.iter().any(|(file, rule, _)| name.contains(file) && mended.rule == *rule) {
                continue;
            }
            if !verdict.gone || verdict.new.is_some() || !verdict.lost.is_empty() {
                let _ = write!(wrong, "{name}: {}: {}\n    {verdict:?}\n", mended.rule, mended.message);
            }
        }
        for safety in [Safety::Safe, Safety::Unsafe] {
            if let Err(why) = rests(&text, &format, safety) {
                let _ = writeln!(wrong, "{name}: {safety:?} fixes do not rest: {why}");
            }
        }
    }
    assert!(fixes > 300, "{fixes} fixes");
    assert!(wrong.is_empty(), "{wrong}");
}

/// Were all numbered by the fix of each, so many edits would take minutes and gigabytes.
#[test]
fn of_many_parts_a_fix_numbers_its_own() {
    let format = Format::named("implementation-plan").expect("a built-in format");
    let text =
        format!("## Task: A\n### Implementation Steps\n{}", "#### Step 1: X\n**Objective**: y\n\n".repeat(2_000));
    let found = check(&read(&text, &format), &Settings::default());
    let numbered: Vec<&Fix> =
        found.iter().filter(|found| found.rule == "wrong-number").filter_map(|found| found.fix.as_ref()).collect();
    assert!(numbered.len() > 1_000 && numbered.iter().all(|fix| fix.edits.len() == 1));
}
