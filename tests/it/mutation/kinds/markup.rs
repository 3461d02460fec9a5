//! Other ways to write the same Markdown, and markup that prose may contain.

use super::super::plan::{Field, Item, Plan, Rng, Span};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("setext-heading", setext),
    ("closing-hashes", closing_hashes),
    ("heading-indented", heading_indented),
    ("emphasis-in-task-name", |p, r| task_name(p, r, emphasise)),
    ("emoji-in-task-name", |p, r| task_name(p, r, |name| format!("{name} 🚀"))),
    ("emphasis-in-step-name", |p, r| step_name(p, r, emphasise)),
    ("code-in-step-name", |p, r| step_name(p, r, |name| format!("{name} in `src/`"))),
    ("emoji-in-step-name", |p, r| step_name(p, r, |name| format!("{name} 👩‍💻"))),
    ("right-to-left-in-step-name", |p, r| step_name(p, r, |name| format!("{name} (بناء الخدمة)"))),
    ("label-with-underscores", label_underscores),
    ("bullets-star", |p, r| bullets(p, r, "*")),
    ("bullets-plus", |p, r| bullets(p, r, "+")),
    ("bullets-with-tab", bullet_tab),
    ("bullets-indented", bullets_indented),
    ("bullets-loose", bullets_loose),
    ("boxes-ticked", boxes_ticked),
    ("nested-remarks", nested),
    ("item-wrapped", item_wrapped),
    ("objective-wrapped", objective_wrapped),
    ("bold-in-item", |p, r| criterion(p, r, "**Every** page answers in *less than* one second")),
    ("link-in-item", |p, r| criterion(p, r, "The [style guide](https://example.org/style) is kept")),
    ("html-in-item", |p, r| {
        criterion(p, r, "Pressing <kbd>Ctrl</kbd>+<kbd>C</kbd> ends the process &amp; frees the port")
    }),
    ("escapes-in-item", |p, r| criterion(p, r, "The pattern \\*.log and the name \\[draft\\] are understood")),
    ("emoji-in-item", |p, r| criterion(p, r, "The 👨‍👩‍👧 and 🏳️‍🌈 emoji are shown whole")),
    ("right-to-left-in-item", |p, r| criterion(p, r, "عربي و עברית are shown from right to left")),
    ("table-in-troubleshooting", |p, r| {
        behind(p, r, "| Code | Meaning |\n| --- | --- |\n| 1 | No match |\n| 2 | Bad usage |\n")
    }),
    ("open-details", |p, r| {
        behind(p, r, "<details open>\n<summary>Background</summary>\n\nThe log is kept for a week.\n\n</details>\n")
    }),
    ("remote-image", |p, r| behind(p, r, "![Overview](https://example.org/overview.png)\n")),
];

fn setext(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut titles: Vec<&Span> = plan.tasks.iter().map(|t| &t.heading).collect();
    titles.extend(plan.guidelines.iter().map(|g| &g.heading));
    let heading = rng.pick(&titles)?;
    let title = plan.at(heading).trim_start_matches('#').trim();
    Edit::new(plan).put(heading, format!("{title}\n{}", "-".repeat(3 + rng.below(20)))).done()
}

fn headings(plan: &Plan, rng: &mut Rng, write: fn(&str) -> String) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    let all: Vec<&Span> = plan.lines.iter().filter(|l| l.level > 0).map(|l| &l.span).collect();
    let one = rng.below(all.len().max(1));
    for (k, heading) in all.into_iter().enumerate() {
        if k == one || rng.below(4) == 0 {
            edit = edit.put(heading, write(plan.at(heading)));
        }
    }
    edit.done()
}

fn closing_hashes(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    headings(plan, rng, |line| {
        let level = line.len() - line.trim_start_matches('#').len();
        format!("{line} {}", "#".repeat(level))
    })
}

fn heading_indented(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    headings(plan, rng, |line| format!("  {line}"))
}

/// Sets the longest plain word in italics.
fn emphasise(name: &str) -> String {
    let plain = |w: &&str| w.chars().all(|c| c.is_ascii_alphabetic());
    let word = name.split(' ').filter(plain).max_by_key(|w| w.len());
    word.map_or_else(|| name.to_owned(), |w| name.replacen(w, &format!("*{w}*"), 1))
}

/// Names compare without emphasis and emoji, so references to them stay whole.
fn task_name(plan: &Plan, rng: &mut Rng, write: fn(&str) -> String) -> Option<Mutant> {
    let name = &any_task(plan, rng)?.name;
    Edit::new(plan).put(name, write(plan.at(name))).done()
}

fn step_name(plan: &Plan, rng: &mut Rng, write: fn(&str) -> String) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let with = write(plan.at(&step.name));
    Edit::new(plan).put(&step.name, with).done()
}

fn label_underscores(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (task, step) = any_step(plan, rng)?;
    let mut edit = Edit::new(plan);
    for field in task.fields.iter().chain(&step.fields) {
        edit = edit.put(&field.bold, format!("__{}__", plan.at(&field.label)));
    }
    edit.done()
}

/// The lists of a step and of its task, one of which is picked.
fn list<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<&'p [Item]> {
    let (task, step) = any_step(plan, rng)?;
    let parts = task.sections.iter().flat_map(|s| &s.fields);
    let fields = step.fields.iter().chain(parts).map(|f: &Field| &f.items);
    let all = fields.chain(task.sections.iter().map(|s| &s.items));
    let lists: Vec<&Vec<Item>> = all.filter(|l| !l.is_empty()).collect();
    Some(rng.pick(&lists)?.as_slice())
}

fn bullets(plan: &Plan, rng: &mut Rng, with: &str) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for item in list(plan, rng)? {
        edit = edit.put(&(item.line.start..item.line.start + 1), with);
    }
    edit.done()
}

fn bullet_tab(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for item in list(plan, rng)? {
        edit = edit.put(&(item.line.start + 1..item.line.start + 2), "\t");
    }
    edit.done()
}

fn bullets_indented(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for item in list(plan, rng)? {
        let text = plan.at(&item.core).replace('\n', "\n  ");
        let text = format!("  {}\n", text.trim_end());
        edit = edit.put(&item.core, text);
    }
    edit.done()
}

fn bullets_loose(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let items = list(plan, rng)?;
    let mut edit = Edit::new(plan);
    for item in items.get(1..)? {
        edit = edit.put(&(item.core.start..item.core.start), "\n");
    }
    edit.done()
}

fn boxes_ticked(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for item in list(plan, rng)? {
        if let Some(tick) = &item.tick {
            let with = ["[x]", "[X]", "[ ]"][rng.below(3)];
            edit = edit.put(tick, with);
        }
    }
    edit.done()
}

fn nested(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let items = list(plan, rng)?;
    let item = rng.pick(items)?;
    item.tick.as_ref()?;
    let end = item.core.end;
    Edit::new(plan).put(&(end..end), "  - Ask the owner first\n  - Write down the answer\n").done()
}

/// Where a line may be broken: at a space outside code spans, in front of a plain word.
fn breaks(plan: &Plan, span: &Span) -> Vec<usize> {
    let text = plan.at(span);
    let fits = |at: usize| {
        let before = &text[..at];
        let word = text[at + 1..].chars().next();
        before.matches('`').count().is_multiple_of(2) && !before.ends_with(':') && word.is_some_and(char::is_alphabetic)
    };
    let spaces = text.match_indices(' ').map(|m| m.0);
    spaces.filter(|&at| fits(at)).map(|at| span.start + at).collect()
}

/// Behind the key of the item, where an author would wrap it.
fn item_wrapped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let items = list(plan, rng)?;
    let item = rng.pick(items)?;
    let key = plan.at(&item.text).find(": ").unwrap_or(0);
    let mut places = breaks(plan, &item.text);
    places.retain(|&at| at > item.text.start + key);
    let at = *rng.pick(&places)?;
    Edit::new(plan).put(&(at..at + 1), "\n  ").done()
}

fn objective_wrapped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (task, step) = any_step(plan, rng)?;
    let fields = if rng.coin() { &task.fields } else { &step.fields };
    let value = &plan.field(fields, "Objective")?.value;
    let at = *rng.pick(&breaks(plan, value))?;
    Edit::new(plan).put(&(at..at + 1), "\n").done()
}

/// One more success criterion.
fn criterion(plan: &Plan, rng: &mut Rng, text: &str) -> Option<Mutant> {
    let section = plan.part(any_task(plan, rng)?, "Success Criteria")?;
    let at = section.items.last()?.core.end;
    Edit::new(plan).put(&(at..at), format!("- [ ] {text}\n")).done()
}

/// A block of its own behind the bullets of a step's last field.
fn behind(plan: &Plan, rng: &mut Rng, text: &str) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let at = plan.field(&step.fields, "Troubleshooting")?.core.end;
    Edit::new(plan).put(&(at..at), format!("\n{text}")).done()
}
