//! Back-ticks around a name, a command or a path, and how sure it is that a text is one.

use crate::diagnostic::{Edit, Safety};
use crate::lower::Document;
use crate::source::{Span, offset};

/// Puts the first word of an item into back-ticks, when it is a name and no back-tick is near.
pub(in crate::rules) fn ticks(document: &Document, text: Span) -> Option<Edit> {
    let all = document.source.slice(text);
    let end = all.find([' ', '\t', '\n']).unwrap_or(all.len());
    let marked = all[..end].trim_end_matches([':', ',']);
    let word = unmarked(marked);
    let name = word.contains(['/', '.', '@', '_', '-']) && word.chars().any(char::is_alphanumeric);
    // Without a description the item would still not have the form of its list.
    let described = all[end..].trim_start().starts_with(['-', '–', '—', ':']);
    (name && described && !marked.contains('`') && !word.contains(['"', '(', '['])).then(|| {
        let span = Span::new(text.start, text.start + offset(marked.len()));
        Edit::replace(span, format!("`{word}`"))
    })
}

/// A name without what others put around it in place of back-ticks: quotes, emphasis, a link to itself.
pub(in crate::rules) fn unmarked(word: &str) -> &str {
    let between = |open: &str, close: &str| word.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let link = || between("[", ")").and_then(|rest| rest.split_once("](")).filter(|(name, target)| name == target);
    let bare = between("**", "**").or_else(|| unquoted(word)).or_else(|| link().map(|(name, _)| name));
    bare.filter(|bare| !bare.is_empty()).unwrap_or(word)
}

/// What stands between quotes that are the only ones of their kind.
fn unquoted(text: &str) -> Option<&str> {
    [('"', '"'), ('\'', '\''), ('“', '”')].into_iter().find_map(|(open, close)| {
        text.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains([open, close]))
    })
}

/// Puts what follows the first colon of an item into back-ticks, when it is one value; safe where it is code for certain.
pub(in crate::rules) fn value_ticks(document: &Document, text: Span) -> Option<(Edit, Safety)> {
    let all = document.source.slice(text);
    let colon = all.find(':')? + 1;
    let value = all[colon..].trim();
    let start = text.start + offset(all.len() - all[colon..].trim_start().len());
    let code = unquoted(value).unwrap_or(value).trim();
    let safety = code_safety(code).filter(|_| !code.contains(['`', '\n', '(']))?;
    Some((Edit::replace(Span::new(start, start + offset(value.len())), format!("`{code}`")), safety))
}

/// What the first word of a command is, where it is no path.
const PROGRAMS: [&str; 45] = [
    "ansible",
    "aws",
    "bash",
    "bun",
    "bundle",
    "cargo",
    "cd",
    "cmake",
    "composer",
    "curl",
    "deno",
    "docker",
    "dotnet",
    "echo",
    "gcloud",
    "git",
    "go",
    "gradle",
    "helm",
    "jest",
    "just",
    "kubectl",
    "make",
    "mix",
    "mvn",
    "mypy",
    "node",
    "npm",
    "npx",
    "php",
    "pip",
    "pnpm",
    "poetry",
    "psql",
    "pytest",
    "python",
    "python3",
    "rake",
    "ruff",
    "swift",
    "terraform",
    "tox",
    "uv",
    "vitest",
    "yarn",
];

/// Words of sentences. A command may hold one by chance; then somebody has to look.
const SENTENCE: [&str; 25] = [
    "a", "above", "an", "and", "are", "as", "be", "below", "by", "is", "it", "manually", "of", "our", "same", "see",
    "should", "sure", "that", "the", "this", "to", "usual", "with", "your",
];

/// How safe it is to take a text for a command or a path; `None` where it is a sentence, or a word for later.
fn code_safety(text: &str) -> Option<Safety> {
    // Variables may be set before a program.
    let set = |word: &&str| word.split_once('=').is_some_and(|(name, _)| !name.is_empty() && is_variable(name));
    let mut words = text.split_whitespace().skip_while(set);
    let first = words.next()?;
    let is_path = first.contains('/') || first.trim_end_matches(['.', ':']).contains('.');
    let plain = |c: char| c.is_alphanumeric() || "-_./~$@+*\\[]{},".contains(c);
    let program = first.chars().all(plain) && (is_path || !first.contains(char::is_uppercase));
    let sentence = |word: &str| SENTENCE.contains(&word.to_lowercase().as_str());
    if !program || first.ends_with('.') || sentence(first) || words.clone().any(sentence) {
        return None;
    }
    let option = |word: &str| word.starts_with('-') && word.len() > 1;
    let certain = is_path || PROGRAMS.contains(&first) || words.any(option);
    Some(if certain { Safety::Safe } else { Safety::Unsafe })
}

fn is_variable(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_no_command() {
        for text in ["pytest -q", "A=1 make test", "./gradlew check", "src/a.rs", "foo --bar", "npm test a/B.test.js"] {
            assert_eq!(code_safety(text), Some(Safety::Safe), "{text}");
        }
        for text in ["foo bar", "unit tests", "later"] {
            assert_eq!(code_safety(text), Some(Safety::Unsafe), "{text}");
        }
        for text in ["TBD", "the usual tests", "same as unit tests", "Manual: open the page", "make sure it runs"] {
            assert_eq!(code_safety(text), None, "{text}");
        }
    }

    #[test]
    fn marks_around_a_name_are_not_of_it() {
        for text in ["\"a/b.py\"", "'a/b.py'", "“a/b.py”", "**a/b.py**", "[a/b.py](a/b.py)", "a/b.py"] {
            assert_eq!(unmarked(text), "a/b.py", "{text}");
        }
        assert_eq!(unmarked("[a/b.py](docs/b.md)"), "[a/b.py](docs/b.md)");
    }
}
