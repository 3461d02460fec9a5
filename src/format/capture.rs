//! Names of captures.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

/// The name of a capture. Formats know few, and documents capture much: each name is kept once, for the life of the
/// program, so that it is copied like a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct CaptureName(&'static str);

impl CaptureName {
    pub(crate) fn new(name: &str) -> Self {
        static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(name).copied().unwrap_or_else(|| Box::leak(name.into()));
        kept.insert(known);
        Self(known)
    }
}

impl Deref for CaptureName {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl fmt::Debug for CaptureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for CaptureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
