//! What goes wrong with a document as a whole: wrappers, chat, a sudden end.

use super::super::plan::{Plan, Rng, Span};
use super::edit::{Edit, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("wrapped-in-markdown-fence", |p, _| wrapped(p, "```markdown", "```")),
    ("wrapped-in-bare-fence", |p, _| wrapped(p, "```", "```")),
    ("wrapped-in-long-fence", |p, _| wrapped(p, "````markdown", "````")),
    ("task-wrapped-in-markdown-fence", |p, r| task_wrapped(p, r, "```markdown", "```")),
    ("task-wrapped-in-bare-fence", |p, r| task_wrapped(p, r, "```", "```")),
    ("task-wrapped-in-long-fence", |p, r| task_wrapped(p, r, "`````md", "`````")),
    ("comment-unclosed", |p, r| comment_unclosed(p, r, "<!-- Is this still true?\n\n")),
    ("comment-of-two-lines-unclosed", |p, r| comment_unclosed(p, r, "<!-- Is this still true?\nAsk the team.\n")),
    ("comment-closed-by-another", comment_closed_by_another),
    ("conflict", conflict),
    ("chat-before", chat_before),
    ("chat-after", chat_after),
    ("chat-behind-a-further-part", chat_behind_a_further_part),
    ("prose-before", prose_before),
    ("prose-between-tasks", prose_between),
    ("cut-in-steps", cut_in_steps),
    ("cut-in-tail", cut_in_tail),
    ("cut-behind-a-line", cut_behind_a_line),
    ("cut-in-guidelines", cut_in_guidelines),
    ("nul-byte", nul_byte),
    ("front-matter-unclosed", front_matter_unclosed),
    ("front-matter-closed-by-a-rule", front_matter_rule),
];

fn wrapped(plan: &Plan, open: &str, close: &str) -> Option<Mutant> {
    let end = plan.text.len();
    Edit::new(plan).fault(&(0..0), format!("{open}\n")).put(&(end..end), format!("{close}\n")).done()
}

/// Two versions of up to eight lines, not all of them in one fence, which might be an example.
fn conflict(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let first = rng.below(plan.lines.len());
    let last = (first + rng.below(8)).min(plan.lines.len() - 1);
    let (first, last) = (&plan.lines[first], &plan.lines[last]);
    let lines = first.span.start..last.next;
    if first.code || last.code || !plan.at(&lines).ends_with('\n') {
        return None;
    }
    let text = plan.at(&lines);
    let other = text.replace(" a ", " the ");
    Edit::new(plan).fault_head(&lines, format!("<<<<<<< HEAD\n{text}=======\n{other}>>>>>>> topic\n")).done()
}

/// One task while others stand outside.
fn task_wrapped(plan: &Plan, rng: &mut Rng, open: &str, close: &str) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let (start, end) = (task.core.start, task.core.start + plan.at(&task.core).trim_end_matches(['\n', '-']).len());
    if plan.tasks.len() < 2 {
        return None;
    }
    Edit::new(plan).fault(&(start..start), format!("{open}\n")).put(&(end..end), format!("\n{close}")).done()
}

/// Before any heading but the first.
fn comment_unclosed(plan: &Plan, rng: &mut Rng, comment: &str) -> Option<Mutant> {
    let headings: Vec<usize> = plan.lines.iter().filter(|l| l.level > 1).skip(1).map(|l| l.span.start).collect();
    let at = *rng.pick(&headings)?;
    Edit::new(plan).fault_head(&(at..at), comment).done()
}

/// The end of the second comment is far behind the first.
fn comment_closed_by_another(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let headings: Vec<usize> = plan.lines.iter().filter(|l| l.level > 1).skip(1).map(|l| l.span.start).collect();
    let one = rng.below(headings.len().checked_sub(1)?);
    let two = one + 1 + rng.below(headings.len() - one - 1);
    let (one, two) = (headings[one], headings[two]);
    Edit::new(plan).fault_head(&(one..one), "<!-- old\n\n").put(&(two..two), "<!-- until here -->\n\n").done()
}

fn chat_before(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let text = rng.pick(&[
        "Sure! Here is the implementation plan:",
        "Certainly! Below is the detailed plan you asked for.",
        "Here's the implementation plan for your tasks:",
    ])?;
    Edit::new(plan).fault(&(0..0), format!("{text}\n\n")).done()
}

fn chat_after(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let text = rng.pick(&[
        "Let me know if you would like me to adjust anything!",
        "I hope this helps! Feel free to ask if you have any questions.",
        "Would you like me to start with the first task?",
    ])?;
    let end = plan.text.len();
    Edit::new(plan).fault(&(end..end), format!("\n{text}\n")).done()
}

/// The guidelines may hold parts of the author's own.
fn chat_behind_a_further_part(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    plan.guidelines.as_ref()?;
    let end = plan.text.len();
    let text = "Let me know if you would like me to adjust anything!\n";
    Edit::new(plan)
        .put(&(end..end), "\n### Rollout\nAnnounce each release in good time.\n\n")
        .fault(&(end..end), text)
        .done()
}

/// Only a plan without an H1 has no place for prose at its top.
fn prose_before(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    if plan.lines.iter().any(|l| l.level == 1) {
        return None;
    }
    let top = plan.top();
    let text = "The warehouse migration was agreed upon in spring.\n\n";
    Edit::new(plan).fault(&(top..top), text).done()
}

/// Behind the rule that ends a task.
fn prose_between(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let places: Vec<usize> = plan
        .tasks
        .windows(2)
        .filter(|w| plan.text[w[0].core.end..w[1].core.start].contains("---"))
        .map(|w| w[1].core.start)
        .collect();
    let at = *rng.pick(&places)?;
    let text = "The warehouse is closed on the first Monday of the month.\n\n";
    Edit::new(plan).fault(&(at..at), text).done()
}

/// Ends the text somewhere in a span, and marks the last line that says something.
fn cut(plan: &Plan, rng: &mut Rng, within: &Span) -> Option<(Span, Mutant)> {
    let mut at = within.start + rng.below(within.len().max(1));
    while !plan.text.is_char_boundary(at) {
        at -= 1;
    }
    let text = plan.text[..at].to_owned();
    let last = text.trim_end().len();
    let start = text[..last].rfind('\n').map_or(0, |n| n + 1);
    let range = start..last;
    let at = vec![range.clone()];
    (!range.is_empty()).then_some((range, Mutant { text, at }))
}

fn cut_in_steps(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let steps = plan.part(plan.tasks.last()?, "Implementation Steps")?;
    Some(cut(plan, rng, &(steps.heading.end + 1..steps.core.end))?.1)
}

/// Before the last section, so that it and the guidelines are both lost.
fn cut_in_tail(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = plan.tasks.last()?;
    let first = plan.part(task, "Testing Plan")?.heading.start + 1;
    let last = plan.part(task, "Next Steps")?.heading.start;
    Some(cut(plan, rng, &(first..last))?.1)
}

/// Behind a whole line of the last task, so that nothing is open but what never came.
fn cut_behind_a_line(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = plan.tasks.last()?;
    let last = plan.part(task, "Next Steps")?.heading.end;
    let within = task.heading.start..last;
    let lines: Vec<_> = plan.lines.iter().filter(|line| within.contains(&line.span.start)).collect();
    let line = rng.pick(&lines)?;
    Some(cut(plan, rng, &(line.next..line.next))?.1)
}

/// Before the last of their parts, whose loss may be all there is to see.
fn cut_in_guidelines(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let heading = &plan.guidelines.as_ref()?.heading;
    let last = plan.guideline_parts.last()?.heading.start;
    let (_, mut mutant) = cut(plan, rng, &(heading.end + 1..last))?;
    mutant.at.insert(0, heading.clone());
    mutant.at.dedup();
    Some(mutant)
}

fn nul_byte(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut at = rng.below(plan.text.len());
    while !plan.text.is_char_boundary(at) {
        at -= 1;
    }
    Edit::new(plan).fault(&(at..at), "\0").done()
}

/// Takes out every rule, which is never demanded but would close the front matter.
fn front_matter_unclosed(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let rule = |l: &&super::super::plan::Line| plan.at(&l.span).trim_end() == "---";
    if plan.lines.iter().filter(rule).any(|l| l.code) {
        return None;
    }
    let mut edit = Edit::new(plan).fault(&(0..0), "---\ntitle: Delivery\n\n");
    for line in plan.lines.iter().filter(rule) {
        edit = edit.put(&(line.span.start..line.next), "");
    }
    edit.done()
}

/// The rule behind the first task closes what should have ended before it.
fn front_matter_rule(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let first = plan.tasks.first()?;
    let second = plan.tasks.get(1)?.core.start;
    if !plan.text[first.core.end..second].contains("---") {
        return None;
    }
    Edit::new(plan).fault(&(0..0), "---\ntitle: Delivery\n\n").mark(&first.heading).done()
}
