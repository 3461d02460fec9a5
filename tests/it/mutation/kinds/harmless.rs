//! Changes to the document as a whole that are none of a linter's business.

use super::super::plan::{Line, Plan, Rng};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("line-ends-crlf", |p, _| whole(p, p.text.replace('\n', "\r\n"))),
    ("line-ends-cr", |p, _| whole(p, p.text.replace('\n', "\r"))),
    ("byte-order-mark", |p, _| whole(p, format!("\u{feff}{}", p.text))),
    ("no-final-newline", |p, _| whole(p, p.text.trim_end().to_owned())),
    ("blank-lines-at-end", |p, _| whole(p, format!("{}\n\n", p.text))),
    ("trailing-spaces", |p, r| trailing(p, r, "  ")),
    ("trailing-tab", |p, r| trailing(p, r, "\t")),
    ("more-blank-lines", more_blank_lines),
    ("blank-line-behind-heading", blank_behind_heading),
    ("blank-line-behind-label", blank_behind_label),
    ("blank-line-between-labels", blank_between_labels),
    ("comment-behind-heading", comment_behind_heading),
    ("rules-dropped", rules_dropped),
    ("more-rules", more_rules),
    ("front-matter", front_matter),
    ("title-with-prose", title_with_prose),
    ("title-like-a-task", title_like_a_task),
    ("labelled-lines-under-label", labelled_lines),
    ("command-in-fence-of-item", command_in_fence),
    ("quoted-in-fence", |p, r| quote(p, r, IN_FENCE)),
    ("quoted-in-long-fence", |p, r| quote(p, r, IN_LONG_FENCE)),
    ("quoted-in-markdown-fence", |p, r| quote(p, r, IN_MARKDOWN)),
    ("task-quoted-in-markdown-fence", |p, r| quote(p, r, TASK_QUOTED)),
    ("quoted-in-comment", |p, r| quote(p, r, IN_COMMENT)),
    ("quoted-in-block-quote", |p, r| quote(p, r, IN_QUOTE)),
    ("second-fence-untagged", |p, r| quote(p, r, UNTAGGED)),
    ("fence-with-tildes", fence_with_tildes),
];

/// Labels and boxes only: a heading of the format in a short block of other text is suspicious.
const IN_FENCE: &str = "```text\n**Objective**: quoted\n- [] quoted\n- [ x] TODO\n```\n";
const IN_LONG_FENCE: &str = "````text\n## Task: Quoted\n**Actions**:\n- [] quoted\n```js\nlet a = 1;\n```\n````\n";
const IN_MARKDOWN: &str = "````markdown\n## Task: Quoted\n**Objective**: quoted\n\n#### Step 9: Quoted\n````\n";
const TASK_QUOTED: &str = "```markdown\n## Task: Quoted\n**Objective**: quoted\n**Prerequisites**: None\n**Estimated Complexity**: Low\n\n### Next Steps\nNone\n```\n";
const IN_COMMENT: &str =
    "<!--\n## Task: Earlier wording\n**Objective**: quoted\n- [] quoted\n#### Step 9: Quoted\n-->\n";
const IN_QUOTE: &str = "> ## Task: Quoted\n> **Objective**: quoted\n> - [] quoted\n>\n> #### Step 9: Quoted\n";
const UNTAGGED: &str = "```\n3 records read\n```\n";

fn whole(plan: &Plan, text: String) -> Option<Mutant> {
    let at = Vec::new();
    (text != plan.text).then_some(Mutant { text, at })
}

/// Lines of prose outside code, thinned out at random.
fn some<'p>(plan: &'p Plan, rng: &mut Rng, fit: fn(&str, &Line) -> bool) -> Option<Vec<&'p Line>> {
    let fitting = plan.lines.iter().filter(|l| !l.code && fit(plan.at(&l.span), l));
    let mut lines: Vec<&Line> = fitting.collect();
    let one = rng.below(lines.len().max(1));
    let mut k = 0;
    lines.retain(|_| {
        k += 1;
        k - 1 == one || rng.below(4) == 0
    });
    (!lines.is_empty()).then_some(lines)
}

fn trailing(plan: &Plan, rng: &mut Rng, with: &str) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for line in some(plan, rng, |text, _| !text.is_empty())? {
        edit = edit.put(&(line.span.end..line.span.end), with);
    }
    edit.done()
}

fn more_blank_lines(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for line in some(plan, rng, |text, _| text.is_empty())? {
        edit = edit.put(&(line.next..line.next), "\n");
    }
    edit.done()
}

fn comment_behind_heading(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for line in some(plan, rng, |_, line| line.level > 0)? {
        edit = edit.put(&(line.span.end..line.span.end), " <!-- seen by the team -->");
    }
    edit.done()
}

fn blank_behind_heading(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    for line in some(plan, rng, |_, line| line.level > 0)? {
        edit = edit.put(&(line.next..line.next), "\n");
    }
    edit.done()
}

fn blank_behind_label(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let mut edit = Edit::new(plan);
    for field in step.fields.iter().filter(|f| f.value.is_empty()) {
        edit = edit.put(&(field.line.end..field.line.end), "\n");
    }
    edit.done()
}

fn blank_between_labels(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    let task = any_task(plan, rng)?;
    let next = plan.part(task, "Next Steps")?;
    for field in task.fields.iter().chain(&next.fields) {
        edit = edit.put(&(field.core.end..field.core.end), "\n");
    }
    edit.done()
}

fn rules_dropped(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let mut edit = Edit::new(plan);
    let end = plan.text.len();
    for (k, task) in plan.tasks.iter().enumerate() {
        let guidelines = plan.guidelines.as_ref().map_or(end, |g| g.core.start);
        let next = plan.tasks.get(k + 1).map_or(guidelines, |t| t.core.start);
        if task.core.end < next {
            edit = edit.put(&(task.core.end..next), "\n");
        }
    }
    edit.done()
}

fn more_rules(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let mut edit = Edit::new(plan);
    let rule = *rng.pick(&["---", "***", "* * *", "_____"])?;
    for section in task.sections.get(1..)? {
        let at = section.core.start;
        edit = edit.put(&(at..at), format!("\n{rule}\n\n"));
    }
    edit.done()
}

fn front_matter(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let text = "---\ntitle: \"Delivery: the plan\"\ntags: [plan, draft]\n---\n\n";
    (!plan.text.starts_with("---")).then(|| Edit::new(plan).put(&(0..0), text).done())?
}

fn title_with_prose(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    if plan.lines.iter().any(|l| l.level == 1) {
        return None;
    }
    let top = plan.top();
    let prose = rng.pick(&[
        "",
        "This plan was agreed upon in spring. It covers *all* teams.\n\n",
        "| Team | Lead |\n| --- | --- |\n| Data | Ada |\n\nSee [the board](https://example.org/board).\n\n",
    ])?;
    Edit::new(plan).put(&(top..top), format!("# Delivery Plan\n\n{prose}")).done()
}

fn title_like_a_task(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    if plan.lines.iter().any(|l| l.level == 1) {
        return None;
    }
    let top = plan.top();
    Edit::new(plan).put(&(top..top), "# Task: Deliver the whole\n\n").done()
}

/// Labels that the format does not know, without a blank line between.
fn labelled_lines(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Troubleshooting")?;
    let text = "\n**Problem**: the port is taken\n**Solution**: stop the other server\n";
    Edit::new(plan).put(&(field.colon.end..field.core.end), text).done()
}

/// A fence inside the item takes the place of the code span.
fn command_in_fence(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Validation")?;
    let item = field.items.iter().find(|item| plan.at(&item.text).starts_with("Run command:"))?;
    let command = plan.at(&item.text).split('`').nth(1)?;
    Edit::new(plan).put(&item.text, format!("Run the tests:\n  ```bash\n  {command}\n  ```")).done()
}

/// Parts of a plan that are only shown, behind the code of a step.
fn quote(plan: &Plan, rng: &mut Rng, text: &str) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let at = plan.field(&step.fields, "Code Examples")?.core.end;
    Edit::new(plan).put(&(at..at), format!("\n{text}")).done()
}

fn fence_with_tildes(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let fence = rng.pick(&plan.fences)?;
    if plan.at(&fence.core).contains('~') || plan.at(&fence.body).contains("```") {
        return None;
    }
    Edit::new(plan).put(&(fence.opener.start..fence.info.start), "~~~").put(&fence.closer, "~~~").done()
}
