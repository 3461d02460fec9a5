//! What it costs to go from one part to the next: which parts are left out and which must be implied on the way.

use std::sync::atomic::{AtomicU32, Ordering};

use super::{Form, PartId, PartSpec, Presence, ROOT};

/// Leaving out a required part, in half units.
const MISSING_REQUIRED: u32 = 10;
/// Leaving out an expected part.
const MISSING_EXPECTED: u32 = 9;
/// A parent whose own heading is not there.
const IMPLIED: u32 = 10;
/// However much is left out of one part, it is one part.
const MOST_OF_ONE: u32 = 12;
/// However many siblings are passed over in one go, it is one gap.
const MOST_OF_GAP: u32 = 14;

/// One step from the last part to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) cost: u32,
    /// The innermost open part that stays open; everything between it and the target is implied.
    pub(crate) under: PartId,
}

/// The steps between all parts of a format. Each is worked out when it is first asked for: a document takes few of them,
/// and to make them all would be a good part of the time to start.
#[derive(Debug)]
pub(crate) struct Steps {
    anchor: PartId,
    spots: Vec<Spot>,
    /// The parts from the document down to each part, one chain after the other.
    chains: Vec<PartId>,
    /// For each part what its first children cost together when they are left out, from none of them to all.
    sums: Vec<u32>,
    /// What is known of each pair of parts, as [`pack`] gives it; 0 when nothing is.
    known: Vec<AtomicU32>,
}

/// Where a part stands among the others.
#[derive(Debug, Clone, Copy)]
struct Spot {
    parent: PartId,
    place: usize,
    /// Its range in the chains.
    chain: (usize, usize),
    /// Its range in the sums.
    sums: (usize, usize),
    any_order: bool,
    repeats: bool,
    /// Whether it is the document or has a heading or label of its own.
    anchored: bool,
}

/// A pair of parts that the order does not allow.
const NO_STEP: u32 = u32::MAX << 16;

/// A step in four bytes, none of which are 0 together.
fn pack(step: Option<Step>) -> u32 {
    step.map_or(NO_STEP, |Step { cost, under }| (cost.min(u32::from(u16::MAX) - 2) + 1) << 16 | u32::from(under))
}

fn unpack(known: u32) -> Option<Step> {
    let [high, low, ..] = [known >> 16, known & u32::from(u16::MAX)];
    (known != NO_STEP).then(|| Step { cost: high - 1, under: u16::try_from(low).unwrap_or(ROOT) })
}

impl Steps {
    pub(crate) fn new(parts: &[PartSpec], anchor: PartId) -> Self {
        let mut spots: Vec<Spot> = Vec::with_capacity(parts.len());
        let mut chains = Vec::with_capacity(parts.len() * 5);
        let mut sums = Vec::with_capacity(parts.len() * 2);
        for (id, part) in (0..).zip(parts) {
            let (chain, first) = (chains.len(), sums.len());
            // A parent stands before its children.
            if let Some(above) = spots.get(usize::from(part.parent)) {
                chains.extend_from_within(above.chain.0..above.chain.1);
            }
            chains.push(id);
            let mut sum = 0;
            sums.push(sum);
            for child in &part.children {
                sum += missing(*child, parts.get(usize::from(*child)), anchor);
                sums.push(sum);
            }
            spots.push(Spot {
                parent: part.parent,
                place: part.facts.place,
                chain: (chain, chains.len()),
                sums: (first, sums.len()),
                any_order: part.any_order,
                repeats: part.repeats(),
                anchored: id == ROOT || matches!(part.form, Form::Heading(_) | Form::Field { .. }),
            });
        }
        let known = (0..parts.len() * parts.len()).map(|_| AtomicU32::new(0)).collect();
        Self { anchor, spots, chains, sums, known }
    }

    /// The step from `from` to `to`, if the order allows it.
    pub(crate) fn step(&self, from: PartId, to: PartId) -> Option<Step> {
        let known = self.known.get(usize::from(from) * self.spots.len() + usize::from(to))?;
        // Whoever works it out comes to the same, so that it does not matter who writes it down.
        match known.load(Ordering::Relaxed) {
            0 => {
                let step = pack(self.work_out(from, to));
                known.store(step, Ordering::Relaxed);
                unpack(step)
            }
            step => unpack(step),
        }
    }

    /// What is left out when the document ends after `from`.
    pub(crate) fn end(&self, from: PartId) -> u32 {
        if self.spot(from).anchored { self.closed(self.chain(from)) } else { 0 }
    }

    fn spot(&self, id: PartId) -> &Spot {
        // Ids are made by the loader; the document stands in for one that would not be in the list.
        self.spots.get(usize::from(id)).unwrap_or(&self.spots[0])
    }

    /// Open parts from the document down to `id`.
    fn chain(&self, id: PartId) -> &[PartId] {
        let (from, to) = self.spot(id).chain;
        self.chains.get(from..to).unwrap_or_default()
    }

    fn index(&self, id: PartId) -> usize {
        self.spot(id).place
    }

    /// Children of `parent` from index `from` up to `to` that are passed over; all behind `from` when there is no `to`.
    fn skipped(&self, parent: PartId, from: usize, to: Option<usize>) -> u32 {
        let spot = self.spot(parent);
        let sums = self.sums.get(spot.sums.0..spot.sums.1).unwrap_or_default();
        let to = to.unwrap_or(sums.len().saturating_sub(1));
        if spot.any_order || from >= to {
            return 0;
        }
        let sum = |at: usize| sums.get(at).copied().unwrap_or(0);
        let all = sum(to).saturating_sub(sum(from));
        if all <= MOST_OF_GAP {
            return all;
        }
        // Only the main part costs more than a gap.
        let main = self.spot(self.anchor);
        let holds_main = main.parent == parent && (from..to).contains(&main.place);
        all.min(if holds_main { MISSING_REQUIRED * 2 } else { MOST_OF_GAP })
    }

    /// What is left out when the part at `depth` of an open chain is closed.
    fn close(&self, chain: &[PartId], depth: usize) -> u32 {
        let Some(part) = chain.get(depth) else { return 0 };
        let from = chain.get(depth + 1).map_or(0, |child| self.index(*child) + 1);
        self.skipped(*part, from, None).min(MOST_OF_ONE)
    }

    /// What is left out when all parts of an open chain are closed.
    fn closed(&self, chain: &[PartId]) -> u32 {
        (0..chain.len()).map(|depth| self.close(chain, depth)).sum()
    }

    /// The cheapest way to `to`: under the innermost open part that may still take it or a parent of it.
    fn work_out(&self, from: PartId, to: PartId) -> Option<Step> {
        if to == ROOT || !self.spot(from).anchored || !self.spot(to).anchored {
            return None;
        }
        let (chain, target) = (self.chain(from), self.chain(to));
        // What is left out when the parts below a depth are closed.
        let mut closed = self.closed(chain);
        let mut best: Option<Step> = None;
        for (depth, (under, next)) in chain.iter().zip(target.windows(2)).enumerate() {
            let [above, next] = next else { break };
            if above != under {
                break;
            }
            closed -= self.close(chain, depth);
            let order = self.index(*next);
            let from = match chain.get(depth + 1) {
                None => 0,
                Some(last) => {
                    let seen = self.index(*last);
                    let again = next == last && self.spot(*next).repeats;
                    let free = self.spot(*under).any_order && next != last;
                    if order <= seen && !again && !free {
                        continue;
                    }
                    if again { order } else { seen + 1 }
                }
            };
            let mut cost = closed + self.skipped(*under, from, Some(order));
            for pair in target.get(depth + 1..).unwrap_or_default().windows(2) {
                if let [above, below] = pair {
                    cost += IMPLIED + self.skipped(*above, 0, Some(self.index(*below)));
                }
            }
            if best.is_none_or(|best| cost < best.cost) {
                best = Some(Step { cost, under: *under });
            }
        }
        best
    }
}

fn missing(id: PartId, part: Option<&PartSpec>, anchor: PartId) -> u32 {
    match part.map(|part| part.presence) {
        // A document without its main part would be another document.
        _ if id == anchor => MISSING_REQUIRED * 2,
        Some(Presence::Required) => MISSING_REQUIRED,
        Some(Presence::Expected) => MISSING_EXPECTED,
        Some(Presence::Suggested | Presence::Optional) | None => 0,
    }
}
