//! A light scanner of plans that are known to conform, and a small source of randomness.
//!
//! It deliberately shares nothing with the linter: a mistake is planted where the *specification*
//! says that a part stands, so a misreading in the linter cannot hide itself.

use std::ops::Range;

/// Bytes of the plan's text.
pub(super) type Span = Range<usize>;

/// `SplitMix64`: tiny, and the same on every platform, so a failing seed can be replayed anywhere.
pub(super) struct Rng(u64);

impl Rng {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`, which must not be zero.
    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.word() % n as u64).unwrap_or(0)
    }

    pub(super) fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { Some(&from[self.below(from.len())]) }
    }
}

/// One line; `span` leaves out the line feed, `next` is where the following line starts.
pub(super) struct Line {
    pub span: Span,
    pub next: usize,
    /// From 1 to 6 for an ATX heading outside code, else 0.
    pub level: usize,
    /// Inside a fence, its first and last line included.
    pub code: bool,
}

/// A fenced block; `core` runs from the opener to the end of the closer's line.
#[derive(Clone)]
pub(super) struct Fence {
    pub core: Span,
    pub opener: Span,
    pub info: Span,
    pub body: Span,
    pub closer: Span,
}

/// A bullet at the left margin; `core` includes its indented continuation lines.
pub(super) struct Item {
    pub core: Span,
    pub line: Span,
    pub tick: Option<Span>,
    pub text: Span,
}

/// A labelled line (`**Label**: value`) with everything up to the next label or heading.
pub(super) struct Field {
    pub core: Span,
    pub line: Span,
    /// The label with its markers.
    pub bold: Span,
    pub label: Span,
    pub colon: Span,
    /// What stands behind the colon; empty when a block follows instead.
    pub value: Span,
    pub items: Vec<Item>,
    pub fences: Vec<Fence>,
}

/// A `###` section, or the guidelines.
pub(super) struct Section {
    pub core: Span,
    pub heading: Span,
    pub name: Span,
    pub fields: Vec<Field>,
    /// The bullets of a section that has no labels.
    pub items: Vec<Item>,
}

/// A `#### Step N: NAME`.
pub(super) struct Step {
    pub core: Span,
    pub heading: Span,
    pub number: Span,
    pub name: Span,
    pub fields: Vec<Field>,
}

/// A `## Task: NAME`.
pub(super) struct Task {
    pub core: Span,
    pub heading: Span,
    pub name: Span,
    pub fields: Vec<Field>,
    pub sections: Vec<Section>,
    pub steps: Vec<Step>,
}

/// A conforming plan, cut into its parts.
pub(super) struct Plan {
    pub text: String,
    pub lines: Vec<Line>,
    pub fences: Vec<Fence>,
    pub tasks: Vec<Task>,
    pub guidelines: Option<Section>,
    pub guideline_parts: Vec<Section>,
}

fn find<'a>(text: &str, fields: &'a [Field], label: &str) -> Option<&'a Field> {
    fields.iter().find(|f| &text[f.label.clone()] == label)
}

impl Plan {
    /// Cuts `text` up. Only line feeds are known here, and the last line gets one.
    pub(super) fn scan(text: &str) -> Self {
        let mut text = text.to_owned();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let (lines, fences) = lines(&text);
        let mut plan = Self { text, lines, fences, tasks: Vec::new(), guidelines: None, guideline_parts: Vec::new() };
        for at in plan.headings(0..plan.lines.len(), 2) {
            let title = plan.title(at);
            if let Some(name) = plan.at(&title).strip_prefix("Task:") {
                let name = title.end - name.trim_start().len()..title.end;
                let task = plan.task(at, name);
                plan.tasks.push(task);
            } else if plan.at(&title) == "Implementation Guidelines" {
                let end = plan.end(at);
                plan.guidelines = Some(plan.section(at));
                plan.guideline_parts = plan.headings(at + 1..end, 3).map(|line| plan.section(line)).collect();
            }
        }
        plan
    }

    pub(super) fn at(&self, span: &Span) -> &str {
        &self.text[span.clone()]
    }

    /// Where the first heading starts: behind front matter, before everything else.
    pub(super) fn top(&self) -> usize {
        let first = self.lines.iter().find(|l| l.level > 0);
        first.map_or(0, |l| l.span.start)
    }

    pub(super) fn field<'a>(&self, fields: &'a [Field], label: &str) -> Option<&'a Field> {
        find(&self.text, fields, label)
    }

    pub(super) fn part<'a>(&self, task: &'a Task, name: &str) -> Option<&'a Section> {
        task.sections.iter().find(|s| self.at(&s.name) == name)
    }

    /// A labelled block of one of the task's sections.
    pub(super) fn block<'a>(&self, task: &'a Task, section: &str, label: &str) -> Option<&'a Field> {
        self.field(&self.part(task, section)?.fields, label)
    }

    /// The lines (of fields) that name a task explicitly, as `Task: NAME`.
    pub(super) fn references(&self, name: &str) -> Vec<Span> {
        let mut found = Vec::new();
        let needle = format!("Task: {name}");
        for task in &self.tasks {
            let next = task.sections.iter().flat_map(|s| &s.fields);
            for field in task.fields.iter().chain(next) {
                if self.at(&field.value).contains(&needle) {
                    found.push(field.line.clone());
                }
            }
        }
        found
    }

    /// The lines without blanks that stand before and behind a span.
    pub(super) fn neighbours(&self, span: &Span) -> Vec<Span> {
        let full = |l: &&Line| !self.at(&l.span).trim().is_empty();
        let before = self.lines.iter().rfind(|l| l.next <= span.start && full(l));
        let after = self.lines.iter().find(|l| l.span.start >= span.end && full(l));
        let both = before.into_iter().chain(after);
        both.map(|l| l.span.clone()).collect()
    }

    fn headings(&self, within: Span, level: usize) -> impl Iterator<Item = usize> + use<> {
        let found: Vec<usize> = within.filter(|&i| self.lines[i].level == level).collect();
        found.into_iter()
    }

    fn title(&self, line: usize) -> Span {
        let Line { span, level, .. } = &self.lines[line];
        let rest = &self.text[span.start + level..span.end];
        span.end - rest.trim_start().len()..span.start + level + rest.trim_end().len()
    }

    /// The line behind the part that the heading at `line` opens.
    fn end(&self, line: usize) -> usize {
        let level = self.lines[line].level;
        (line + 1..self.lines.len()).find(|&i| (1..=level).contains(&self.lines[i].level)).unwrap_or(self.lines.len())
    }

    /// Those lines without blank lines and rules at their end.
    fn core(&self, within: &Span) -> Span {
        let full = within.clone().rfind(|&i| {
            let line = self.at(&self.lines[i].span).trim();
            self.lines[i].code || !(line.is_empty() || line == "---")
        });
        let last = full.unwrap_or(within.start);
        self.lines[within.start].span.start..self.lines[last].next
    }

    fn task(&self, line: usize, name: Span) -> Task {
        let end = self.end(line);
        let body = (line + 1..end).find(|&i| self.lines[i].level > 0).unwrap_or(end);
        let sections: Vec<usize> = self.headings(line + 1..end, 3).collect();
        let steps = self.headings(line + 1..end, 4);
        Task {
            core: self.core(&(line..end)),
            heading: self.lines[line].span.clone(),
            name,
            fields: self.fields(line + 1..body),
            sections: sections.into_iter().map(|i| self.section(i)).collect(),
            steps: steps.filter_map(|i| self.step(i)).collect(),
        }
    }

    fn section(&self, line: usize) -> Section {
        let end = self.end(line);
        let body = (line + 1..end).find(|&i| self.lines[i].level > 0).unwrap_or(end);
        Section {
            core: self.core(&(line..end)),
            heading: self.lines[line].span.clone(),
            name: self.title(line),
            fields: self.fields(line + 1..body),
            items: self.items(line + 1..body),
        }
    }

    fn step(&self, line: usize) -> Option<Step> {
        let title = self.title(line);
        let (number, name) = self.at(&title).strip_prefix("Step ")?.split_once(": ")?;
        let start = title.start + "Step ".len();
        Some(Step {
            core: self.core(&(line..self.end(line))),
            heading: self.lines[line].span.clone(),
            number: start..start + number.len(),
            name: title.end - name.len()..title.end,
            fields: self.fields(line + 1..self.end(line)),
        })
    }

    fn fields(&self, within: Span) -> Vec<Field> {
        let starts: Vec<(usize, usize)> = within.clone().filter_map(|i| Some((i, self.label(i)?))).collect();
        let mut fields = Vec::new();
        for (k, &(line, length)) in starts.iter().enumerate() {
            let end = starts.get(k + 1).map_or(within.end, |next| next.0);
            let core = self.core(&(line..end));
            let Range { start, end: stop } = self.lines[line].span;
            let bold = start..start + length;
            let rest = &self.text[bold.end + 1..stop];
            let value = if rest.trim().is_empty() {
                stop..stop
            } else {
                let last = self.at(&core).trim_end().len();
                stop - rest.trim_start().len()..core.start + last
            };
            let inside = |f: &&Fence| core.contains(&f.core.start);
            fields.push(Field {
                line: start..stop,
                label: bold.start + 2..bold.end - 2,
                colon: bold.end..bold.end + 1,
                bold,
                value,
                items: self.items(line + 1..end),
                fences: self.fences.iter().filter(inside).cloned().collect(),
                core,
            });
        }
        fields
    }

    /// The length of a label with its markers, when the line starts with one and a colon.
    fn label(&self, line: usize) -> Option<usize> {
        if self.lines[line].code {
            return None;
        }
        let text = self.at(&self.lines[line].span);
        let mark = ["**", "__"].into_iter().find(|m| text.starts_with(m))?;
        let length = text[2..].find(mark)? + 4;
        text[length..].starts_with(':').then_some(length)
    }

    fn items(&self, within: Span) -> Vec<Item> {
        let mut items = Vec::new();
        for i in within.clone() {
            let Line { span, code, .. } = &self.lines[i];
            let text = self.at(span);
            if *code || !["- ", "* ", "+ "].iter().any(|b| text.starts_with(b)) {
                continue;
            }
            let mut last = i;
            while last + 1 < within.end && self.at(&self.lines[last + 1].span).starts_with(' ') {
                last += 1;
            }
            let ticked = ["[ ] ", "[x] ", "[X] "].iter().any(|b| text[2..].starts_with(b));
            let skip = if ticked { 6 } else { 2 };
            items.push(Item {
                core: span.start..self.lines[last].next,
                line: span.clone(),
                tick: ticked.then(|| span.start + 2..span.start + 5),
                text: span.start + skip..span.end,
            });
        }
        items
    }
}

/// Splits into lines and finds the fences, which decide what counts as a heading.
fn lines(text: &str) -> (Vec<Line>, Vec<Fence>) {
    let (mut lines, mut fences) = (Vec::new(), Vec::new());
    let mut open: Option<(Span, usize, char, usize)> = None;
    let mut start = 0;
    for piece in text.split_inclusive('\n') {
        let next = start + piece.len();
        let span = start..start + piece.trim_end_matches('\n').len();
        let line = piece.trim();
        let mark = line.chars().next().unwrap_or(' ');
        let run = line.chars().take_while(|&c| c == mark).count();
        let fence = "`~".contains(mark) && run >= 3;
        let mut code = true;
        if let Some((opener, body, with, length)) = open.take() {
            if fence && mark == with && run >= length && run == line.len() {
                let info = opener.end - text[opener.clone()].trim_start().len() + length;
                fences.push(Fence {
                    core: opener.start..next,
                    info: info..opener.end,
                    body: body..start,
                    closer: span.clone(),
                    opener,
                });
            } else {
                open = Some((opener, body, with, length));
            }
        } else if fence {
            open = Some((span.clone(), next, mark, run));
        } else {
            code = false;
        }
        let hashes = piece.chars().take_while(|&c| c == '#').count();
        let heading = !code && hashes <= 6 && piece[hashes..].starts_with(' ');
        lines.push(Line { span, next, level: if heading { hashes } else { 0 }, code });
        start = next;
    }
    (lines, fences)
}
