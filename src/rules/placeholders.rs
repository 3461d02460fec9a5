//! Text that was to be replaced.

pub(super) mod template_text;
pub(super) mod unfinished_text;
