//! Packages.

pub(super) mod dependency_form;
pub(super) mod floating_version;
