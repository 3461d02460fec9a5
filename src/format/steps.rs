//! What it costs to go from one part to the next: which parts are left out and which must be implied on the way.

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

/// A table over all pairs of parts, made once for each format.
#[derive(Debug)]
pub(crate) struct Steps {
    count: usize,
    /// Cost and part that stays open, or [`NO_STEP`]; small, since making it is a good part of the time to start.
    table: Vec<(u16, PartId)>,
    end: Vec<u32>,
}

const NO_STEP: (u16, PartId) = (u16::MAX, 0);

impl Steps {
    pub(crate) fn new(parts: &[PartSpec], anchor: PartId) -> Self {
        let count = parts.len();
        let mut maker = Maker { parts, anchor, sums: Vec::with_capacity(count), chains: vec![Vec::new(); count] };
        for part in parts {
            let mut sums = vec![0];
            for child in &part.children {
                sums.push(sums.last().copied().unwrap_or(0) + maker.missing(*child));
            }
            maker.sums.push(sums);
        }
        for id in 0..u16::try_from(count).unwrap_or(0) {
            maker.chains[usize::from(id)] = maker.chain(id);
        }
        let mut table = vec![NO_STEP; count * count];
        let mut end = vec![0; count];
        for (from, end) in (0..).zip(&mut end) {
            if !maker.anchored(from) {
                continue;
            }
            let chain = &maker.chains[usize::from(from)];
            // What is left out when the parts from a depth on are closed.
            let mut closed = vec![0; chain.len() + 1];
            for depth in (0..chain.len()).rev() {
                closed[depth] = closed[depth + 1] + maker.close(chain, depth);
            }
            for to in (1..).take(count - 1).filter(|to| maker.anchored(*to)) {
                if let Some(Step { cost, under }) = maker.step(chain, &closed, to) {
                    let cost = u16::try_from(cost).unwrap_or(u16::MAX - 1);
                    table[usize::from(from) * count + usize::from(to)] = (cost, under);
                }
            }
            *end = closed[0];
        }
        Self { count, table, end }
    }

    /// The step from `from` to `to`, if the order allows it.
    pub(crate) fn step(&self, from: PartId, to: PartId) -> Option<Step> {
        let step = self.table.get(usize::from(from) * self.count + usize::from(to)).copied();
        step.filter(|step| *step != NO_STEP).map(|(cost, under)| Step { cost: u32::from(cost), under })
    }

    /// What is left out when the document ends after `from`.
    pub(crate) fn end(&self, from: PartId) -> u32 {
        self.end.get(usize::from(from)).copied().unwrap_or(0)
    }
}

struct Maker<'a> {
    parts: &'a [PartSpec],
    anchor: PartId,
    /// For each part what its first children cost together when they are left out.
    sums: Vec<Vec<u32>>,
    /// The parts from the document down to each part.
    chains: Vec<Vec<PartId>>,
}

impl Maker<'_> {
    fn part(&self, id: PartId) -> &PartSpec {
        &self.parts[usize::from(id)]
    }

    fn anchored(&self, id: PartId) -> bool {
        id == ROOT || matches!(self.part(id).form(), Form::Heading(_) | Form::Field { .. })
    }

    /// Open parts from the document down to `id`.
    fn chain(&self, id: PartId) -> Vec<PartId> {
        let mut chain = vec![id];
        let mut at = id;
        while at != ROOT {
            at = self.part(at).parent;
            chain.push(at);
        }
        chain.reverse();
        chain
    }

    fn index(&self, id: PartId) -> usize {
        self.part(id).facts.place
    }

    fn missing(&self, id: PartId) -> u32 {
        match self.part(id).presence {
            // A document without its main part would be another document.
            _ if id == self.anchor => MISSING_REQUIRED * 2,
            Presence::Required => MISSING_REQUIRED,
            Presence::Expected => MISSING_EXPECTED,
            Presence::Suggested | Presence::Optional => 0,
        }
    }

    /// Children of `parent` from index `from` up to `to` that are passed over.
    fn skipped(&self, parent: PartId, from: usize, to: usize) -> u32 {
        if self.part(parent).any_order || from >= to {
            return 0;
        }
        let sums = &self.sums[usize::from(parent)];
        let all = sums[to] - sums[from];
        if all <= MOST_OF_GAP {
            return all;
        }
        // Only the main part costs more than a gap.
        let main = self.part(self.anchor);
        let holds_main = main.parent == parent && (from..to).contains(&main.facts.place);
        all.min(if holds_main { MISSING_REQUIRED * 2 } else { MOST_OF_GAP })
    }

    /// What is left out when the part at `depth` of an open chain is closed.
    fn close(&self, chain: &[PartId], depth: usize) -> u32 {
        let part = chain[depth];
        let from = chain.get(depth + 1).map_or(0, |child| self.index(*child) + 1);
        self.skipped(part, from, self.part(part).children.len()).min(MOST_OF_ONE)
    }

    /// The cheapest way to `to`: under the innermost open part that may still take it or a parent of it.
    fn step(&self, chain: &[PartId], closed: &[u32], to: PartId) -> Option<Step> {
        let target = &self.chains[usize::from(to)];
        (0..chain.len().min(target.len() - 1))
            .take_while(|depth| target.get(*depth) == chain.get(*depth))
            .filter_map(|depth| {
                let under = chain[depth];
                let next = target[depth + 1];
                let last = chain.get(depth + 1).copied();
                let order = self.index(next);
                let from = match last {
                    None => 0,
                    Some(last) => {
                        let seen = self.index(last);
                        let again = next == last && self.part(next).repeats();
                        let free = self.part(under).any_order && next != last;
                        if order <= seen && !again && !free {
                            return None;
                        }
                        if again { order } else { seen + 1 }
                    }
                };
                let mut cost = closed[depth + 1] + self.skipped(under, from, order);
                for pair in target[depth + 1..].windows(2) {
                    cost += IMPLIED + self.skipped(pair[0], 0, self.index(pair[1]));
                }
                Some(Step { cost, under })
            })
            .min_by_key(|step| step.cost)
    }
}
