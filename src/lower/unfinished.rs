//! Texts that are nothing but a mark for something that is left for later.

/// Bytes of such a text with emphasis and brackets around it, at most.
pub(crate) const LONGEST: u32 = 22;

/// Words that leave something for later where they are all there is.
const LATER: [&str; 4] = ["to be decided", "to be defined", "to be determined", "to be confirmed"];

/// Whether such a text may begin with a byte: most texts begin with another letter, or are code.
pub(crate) fn may_begin_unfinished(byte: u8) -> bool {
    !(byte == b'`' || byte.is_ascii_alphanumeric()) || b"TtFf".contains(&byte)
}

/// The mark that is all a text says: `TBD`, `**todo**`, `(???)`, `...`.
pub(crate) fn unfinished(text: &str) -> Option<&str> {
    if text.len() > LONGEST as usize {
        return None;
    }
    if !text.bytes().next().is_some_and(may_begin_unfinished) {
        return None;
    }
    let bare = text.trim_matches(['*', '_', ' ', '[', ']', '(', ')']);
    if is_ellipsis(bare) {
        return Some(bare);
    }
    let word = bare.trim_matches(['.', ':', ',', ';', '!', '-', '–', '—', '*', '_', ' ']);
    let is_mark = matches!(word, "TBD" | "tbd" | "TODO" | "todo" | "FIXME" | "fixme")
        || word.len() > 2 && word.bytes().all(|byte| byte == b'?')
        || word.starts_with(['T', 't']) && LATER.iter().any(|later| later.eq_ignore_ascii_case(word));
    is_mark.then_some(word)
}

/// Whether a bare text is dots and nothing else.
pub(crate) fn is_ellipsis(text: &str) -> bool {
    matches!(text, "..." | "…" | "....")
}
