//! Texts that are nothing but a mark for something that is left for later.

/// Bytes of such a text with emphasis and brackets around it, at most.
pub(crate) const LONGEST: u32 = 12;

/// The mark that is all a text says: `TBD`, `**todo**`, `(???)`, `...`.
pub(crate) fn unfinished(text: &str) -> Option<&str> {
    if text.len() > LONGEST as usize {
        return None;
    }
    let bare = text.trim_matches(['*', '_', ' ', '[', ']', '(', ')']);
    if is_ellipsis(bare) {
        return Some(bare);
    }
    let word = bare.trim_matches(['.', ':', ',', ';', '!', '-', '–', '—', '*', '_', ' ']);
    let is_mark = matches!(word, "TBD" | "tbd" | "TODO" | "todo" | "FIXME" | "fixme")
        || word.len() > 2 && word.bytes().all(|byte| byte == b'?');
    is_mark.then_some(word)
}

/// Whether a bare text is dots and nothing else.
pub(crate) fn is_ellipsis(text: &str) -> bool {
    matches!(text, "..." | "…" | "....")
}
