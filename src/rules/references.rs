//! Names of tasks.

pub(super) mod dependency_cycle;
pub(super) mod late_prerequisite;
pub(super) mod unresolved_reference;
