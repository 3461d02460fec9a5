//! Fenced code.

pub(super) mod empty_code;
pub(super) mod missing_code;
pub(super) mod unclosed_fence;
pub(super) mod untagged_code;
