//! Checks of a format that need all of its parts.

use std::collections::BTreeSet;

use crate::format::look::{HoleKind, Look, Piece, words as literal};
use crate::format::types::{BUILT_IN, Type};
use crate::format::words::{nearest, normalise};
use crate::format::{PartId, Role};
use crate::toml::Reader;

use super::Draft;

/// Holds the parts against each other and against the types.
pub(super) fn parts(reader: &mut Reader<'_>, drafts: &[Draft], types: &[Type]) {
    paths(reader, drafts);
    for (id, draft) in (0..).zip(drafts).skip(1) {
        captures(reader, drafts, types, id, draft);
        cites(reader, draft);
        role(reader, draft);
        siblings(reader, drafts, id, draft);
    }
}

fn paths(reader: &mut Reader<'_>, drafts: &[Draft]) {
    let mut seen = BTreeSet::new();
    for draft in drafts.iter().skip(1) {
        if !seen.insert(draft.spec.path.as_str()) {
            let help = "give one of them an `id` of its own".to_owned();
            reader.mistake(draft.span, format!("two parts are called `{}`", draft.spec.path), Some(help));
        }
    }
}

fn captures(reader: &mut Reader<'_>, drafts: &[Draft], types: &[Type], id: PartId, draft: &Draft) {
    let also = draft.spec.also.iter();
    let all = draft.spec.looks.iter().map(|look| &look.pieces).chain(also);
    let mut holes = Vec::new();
    for pieces in all {
        collect(pieces, &mut holes);
    }
    for (name, kind) in holes {
        match kind {
            HoleKind::Type(kind) if kind != name => {
                let known = || BUILT_IN.into_iter().chain(types.iter().map(|kind| kind.name.as_str()));
                if !known().any(|known| known == kind) {
                    let help = nearest(kind, known()).map(|near| format!("did you mean `{near}`?"));
                    reader.mistake(draft.span, format!("no type is called `{kind}`"), help);
                }
            }
            HoleKind::Type(_) => {}
            HoleKind::SameAs { part, capture } => {
                let mut above = drafts[usize::from(id)].spec.parent;
                let mut found = false;
                while above != 0 {
                    let spec = &drafts[usize::from(above)].spec;
                    found |= spec.id == *part && spec.looks.iter().flat_map(Look::captures).any(|name| name == capture);
                    found |= spec.role.is_some_and(|role| is_named(role, part))
                        && spec.looks.iter().flat_map(Look::captures).any(|name| name == capture);
                    above = spec.parent;
                }
                if !found {
                    let message = format!("`{{{part}.{capture}}}` is not a capture of a part around this one");
                    reader.mistake(draft.span, message, None);
                }
            }
        }
    }
}

/// Whether a role is called that in format files.
fn is_named(role: Role, name: &str) -> bool {
    Role::ALL.iter().any(|(known, text, _)| *known == role && *text == name)
}

fn collect<'a>(pieces: &'a [Piece], holes: &mut Vec<(&'a str, &'a HoleKind)>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Hole { name, kind } => holes.push((name, kind)),
            Piece::Optional(inner) => collect(inner, holes),
        }
    }
}

fn cites(reader: &mut Reader<'_>, draft: &Draft) {
    let known: Vec<&str> = draft.spec.looks.iter().flat_map(Look::captures).collect();
    for (name, at) in &draft.cites {
        if !known.contains(&name.as_str()) {
            let help = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            reader.mistake(*at, format!("the part captures nothing called `{name}`"), help);
        }
    }
}

fn role(reader: &mut Reader<'_>, draft: &Draft) {
    let Some(role) = draft.spec.role else { return };
    let Some((_, name, Some(needed))) = Role::ALL.into_iter().find(|(known, ..)| *known == role) else { return };
    let has = draft.spec.looks.iter().flat_map(Look::captures).any(|capture| capture == needed);
    if !has {
        reader.mistake(draft.span, format!("the role `{name}` needs a capture called `{needed}`"), None);
    }
}

/// Two siblings that look alike cannot be told apart; another spelling of one must not be a sibling's own.
fn siblings(reader: &mut Reader<'_>, drafts: &[Draft], id: PartId, draft: &Draft) {
    let name = normalise(&draft.spec.title);
    let look = draft.spec.look();
    for other in drafts.iter().skip(usize::from(id) + 1).filter(|other| other.spec.parent == draft.spec.parent) {
        if other.spec.look() == look {
            let message = format!("`{}` looks like `{}` beside it", other.spec.path, draft.spec.path);
            reader.mistake(other.span, message, Some("make one of them different".to_owned()));
        }
    }
    if name.is_empty() {
        return;
    }
    for other in drafts
        .iter()
        .skip(1)
        .filter(|other| other.spec.parent == draft.spec.parent && other.spec.path != draft.spec.path)
    {
        if other.spec.also.iter().any(|also| normalise(&literal(also)) == name && also.len() == 1) {
            let message = format!("another spelling of `{}` is how `{}` is written", other.spec.path, draft.spec.path);
            reader.mistake(other.span, message, None);
        }
    }
}
