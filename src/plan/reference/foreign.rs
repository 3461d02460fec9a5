//! Whether a task is counted in another document: `Task 3 of the spring plan`, `Task 2 (in auth.plan.md)`.
//!
//! Such a mention is no reference at all: it neither names a task of this document nor fails to.

/// What holds tasks that have numbers of their own.
const HOLDERS: [&str; 22] = [
    "plan",
    "document",
    "doc",
    "file",
    "breakdown",
    "list",
    "spec",
    "specification",
    "roadmap",
    "backlog",
    "repository",
    "repo",
    "project",
    "milestone",
    "sprint",
    "epic",
    "phase",
    "release",
    "iteration",
    "ticket",
    "issue",
    "team",
];

/// Words between a mention and the holder's name.
const MOST_WORDS: usize = 8;

/// Whether the text behind a mention, up to the end of its entry, names another document; where the mention is `lost`,
/// a name or a remark such as `(platform team)` is enough.
pub(super) fn is_foreign(behind: &str, lost: bool) -> bool {
    let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || "*_`\"”'’".contains(c));
    let remark = behind.strip_prefix(['(', '[', '{']);
    let text = remark.unwrap_or(behind);
    let named = |lead: &str| text.strip_prefix(lead).is_some_and(|name| name.starts_with(char::is_uppercase));
    if lost && (named("in ") || remark.is_some_and(is_holder)) {
        return true;
    }
    let mut words = text.split_whitespace().map(plain).take(MOST_WORDS).peekable();
    let lead = words.next_if(|word| is_one_of(word, &["of", "in", "from", "within"]));
    // A remark that is about another document may begin with its name.
    if lead.is_none()
        && (remark.is_none() || words.next_if(|word| is_one_of(word, &["see"])).is_none() && !is_name(words.peek()))
    {
        return false;
    }
    let mut before = 0;
    while let Some(word) = words.next() {
        match word {
            _ if is_one_of(word, &["this", "same", "current", "present"]) => return false,
            _ if is_one_of(word, &["the"]) => {}
            _ if is_file(word) => return true,
            // `of the plan` is this one, `of plan B` and `of the spring plan` are others.
            _ if is_one_of(word, &HOLDERS) => return before > 0 || words.next().is_some(),
            _ => before += 1,
        }
    }
    false
}

/// Whether an unknown name ends with the name of another document: `Task: Build of the spring plan`.
pub(super) fn ends_foreign(entry: &str) -> bool {
    [" of ", " in ", " from "]
        .iter()
        .any(|lead| entry.match_indices(lead).any(|(at, _)| is_foreign(&entry[at..], false)))
}

/// Whether a text ends in the name of something with tasks of its own: `the platform plan`.
pub(super) fn is_holder(text: &str) -> bool {
    let text = text.split([')', ']', '}']).next().unwrap_or(text);
    let mut words = text.split_whitespace().rev().map(plain);
    let holder = words.next().is_some_and(|word| is_one_of(word, &HOLDERS));
    holder && words.next().is_some_and(|word| !is_one_of(word, &["the", "this", "same", "current", "present"]))
}

fn is_name(word: Option<&&str>) -> bool {
    word.is_some_and(|word| is_file(word))
}

fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn is_file(word: &str) -> bool {
    [".md", ".MD", ".markdown", "://"].iter().any(|mark| word.contains(mark))
}

/// A word without what stands around it.
fn plain(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix("'s").or_else(|| word.strip_suffix("'S")).unwrap_or(word)
}
