//! The file as a whole.

pub(super) mod chat;
pub(super) mod conflict_marker;
pub(super) mod invalid_text;
pub(super) mod stray_prose;
pub(super) mod swallowed_part;
pub(super) mod too_complex;
pub(super) mod too_large;
pub(super) mod truncated;
pub(super) mod unclosed_comment;
pub(super) mod unclosed_front_matter;
pub(super) mod wrapped_document;
