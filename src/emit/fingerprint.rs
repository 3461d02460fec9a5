//! Fingerprints: by them a service knows a finding again although lines moved.

use std::collections::HashMap;

use super::Checked;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// Bytes of a line that count; one long line with many findings must not be read as often.
const COUNTED: u32 = 256;

/// A fingerprint for each finding of a file, in their order, no two the same.
///
/// It is made of the rule, the message without its numbers, the task and the line at fault, so that edits elsewhere
/// leave it as it is. Those that are the same so far are numbered. With a path it is the file's own.
pub(super) fn all(checked: &Checked<'_>, path: Option<&str>) -> Vec<String> {
    let mut known: HashMap<u128, u32> = HashMap::with_capacity(checked.found.len());
    let each = checked.found.iter().map(|diagnostic| {
        let hash = of(checked.source, diagnostic, path);
        let count = known.entry(hash.0).and_modify(|count| *count += 1).or_insert(1);
        format!("{:032x}", hash.and(&count.to_le_bytes()).0)
    });
    each.collect()
}

fn of(source: &Source, diagnostic: &Diagnostic, path: Option<&str>) -> Hash {
    // Numbers count what stands elsewhere: steps before it, bytes of the file.
    let message: String =
        diagnostic.message.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let line = source.line_around(diagnostic.span.start);
    let end = source.floor(line.end.min(line.start.saturating_add(COUNTED)));
    let line = source.slice(Span::new(line.start, end)).trim();
    [path.unwrap_or_default(), diagnostic.rule, &message, diagnostic.task.as_deref().unwrap_or_default(), line]
        .into_iter()
        .fold(Hash::NEW, |hash, text| hash.and(text.as_bytes()).and(&[0xFF]))
}

/// FNV-1a with 128 bits: the same in every version, which hashes of the standard library are not.
#[derive(Debug, Clone, Copy)]
struct Hash(u128);

impl Hash {
    const NEW: Self = Self(0x6C62_272E_07BB_0142_62B8_2175_6295_C58D);
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;

    fn and(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(Self::PRIME)))
    }
}
