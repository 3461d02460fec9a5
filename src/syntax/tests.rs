//! The checker of spans, over plan-shaped lines in many combinations and over each known quirk of the parser.

use super::convert::parse_with;
use super::*;

/// Lines as they stand in plans, and those that the parser's positions are known to be wrong about.
const LINES: [&str; 24] = [
    "",
    "  ",
    "## Task: a",
    "#### Step 1: b  ",
    "**Objective**: text `code` and *more*",
    "**Actions**:",
    "- [ ] do `x`",
    "- [x] done",
    "- [ ] ",
    "  - nested é",
    "- item",
    "1. one",
    "---",
    "```rust",
    "```",
    "> quote",
    "| a | b |",
    "|---|---|",
    "| `x \\| y` | z *q* |",
    "[r]: /u",
    "a [b](",
    "http://x.com/) c **d**",
    "<!-- c -->",
    "\t\ttab",
];

fn parsed(text: &str) -> (Source, Tree) {
    let source = Source::new("x", text);
    let mut tree = Tree::default();
    let range = Span::new(source.bom(), source.len());
    parse(&source, range, &Limits::default(), &mut tree).expect("a small text");
    (source, tree)
}

/// Bounds, nesting, order, and marks at both ends.
fn check(text: &str) {
    let (source, tree) = parsed(text);
    let mut before: Vec<(u32, u32)> = Vec::new();
    for (index, block) in (0..).zip(&tree.blocks) {
        let at = format!("{:?} {:?} in {text:?}", block.kind, source.slice(block.span));
        assert!(block.span.end <= source.len(), "out of bounds: {at}");
        assert!(
            text.is_char_boundary(block.span.start as usize) && text.is_char_boundary(block.span.end as usize),
            "border: {at}"
        );
        assert!(block.end > index, "end: {at}");
        if let Some(parent) = tree.block(block.parent) {
            let empty_cell = block.kind == BlockKind::Cell;
            assert!(
                parent.span.start <= block.span.start && (block.span.end <= parent.span.end || empty_cell),
                "nesting: {at}"
            );
        }
        let slice = source.slice(block.span);
        match block.kind {
            BlockKind::Heading { setext: false, .. } => {
                assert!(slice.starts_with('#') && !slice.contains('\n'), "heading: {at}");
            }
            BlockKind::Item => assert!(slice.starts_with(['-', '1']), "item: {at}"),
            BlockKind::Fence(place) => {
                let fence = tree.fences[place as usize];
                assert!(slice.starts_with("```"), "fence: {at}");
                assert!(fence.body.start >= fence.opener.end && fence.body.end <= source.len(), "body: {at}");
                assert!(!fence.closed || slice.ends_with("```"), "closer: {at}");
            }
            BlockKind::Quote => assert!(slice.starts_with('>'), "quote: {at}"),
            BlockKind::Break => assert!(slice.bytes().all(|byte| b"- ".contains(&byte)), "break: {at}"),
            _ => {}
        }
        if block.kind != BlockKind::Cell {
            assert!(!slice.ends_with(['\n', ' ']), "trailing blanks: {at}");
            if let Some((_, end)) = before.iter().rev().find(|(parent, _)| *parent == block.parent) {
                assert!(*end <= block.span.start, "overlap: {at}");
            }
            before.push((block.parent, block.span.end));
        }
        for inline in tree.inlines_of(block) {
            let text = source.slice(inline.span);
            let exact = match inline.kind {
                InlineKind::Code => text.starts_with('`') && text.ends_with('`'),
                InlineKind::Strong => text.starts_with("**") && text.ends_with("**"),
                InlineKind::Emph => text.starts_with('*') && text.ends_with('*'),
                InlineKind::Link => text.starts_with('[') && text.ends_with([')', ']']),
                InlineKind::Html => text.starts_with('<') && text.ends_with('>'),
            };
            assert!(exact, "inline {:?} {text:?} of {at}", inline.kind);
        }
    }
}

#[test]
fn spans_are_exact_over_all_short_sequences_of_lines() {
    for a in LINES {
        for b in LINES {
            for c in LINES {
                check(&format!("{a}\n{b}\n{c}\n"));
            }
            check(&format!("{a}\r\n{b}\r\n"));
            check(&format!("- {a}\n  {b}"));
            check(&format!("> {a}\n> {b}"));
        }
    }
}

#[test]
fn spans_count_the_byte_order_mark() {
    let (source, tree) = parsed("\u{FEFF}## Task: é\n");
    assert_eq!(source.slice(tree.blocks[0].span), "## Task: é");
}

#[test]
fn an_item_before_a_blank_line_and_a_heading_ends_on_its_own_line() {
    let (source, tree) = parsed("- [x] b\n\n#### S\n");
    assert_eq!(source.slice(tree.blocks[1].span), "- [x] b");
}

#[test]
fn inlines_behind_a_link_definition_are_found_anew() {
    let (source, tree) = parsed("[r]: /u\n| `x` | é **y** |\n");
    let texts: Vec<&str> = tree.inlines.iter().map(|inline| source.slice(inline.span)).collect();
    assert_eq!(texts, ["`x`", "**y**"]);
}

#[test]
fn inlines_behind_a_target_on_the_next_line_are_found_anew() {
    let (source, tree) = parsed("a [b](\nhttp://x.com/) c\nd **e**\n");
    let texts: Vec<&str> = tree.inlines.iter().map(|inline| source.slice(inline.span)).collect();
    assert_eq!(texts, ["**e**"]);
}

#[test]
fn code_behind_an_escaped_pipe_keeps_its_back_tick() {
    let (source, tree) = parsed("| a | b |\n|---|---|\n| `x \\| y` | z |\n");
    let texts: Vec<&str> = tree.inlines.iter().map(|inline| source.slice(inline.span)).collect();
    assert_eq!(texts, ["`x \\| y`"]);
}

#[test]
fn a_lone_carriage_return_ends_a_line() {
    let (source, tree) = parsed("## a\rtext\r\r- b\r");
    let texts: Vec<&str> = tree.blocks.iter().map(|block| source.slice(block.span)).collect();
    assert_eq!(texts, ["## a", "text", "- b", "- b", "b"]);
}

#[test]
fn deep_nesting_neither_overflows_nor_hangs() {
    // A small stack shows recursion early.
    let deep = [format!("{}a\n", "> ".repeat(20_000)), format!("{}a\n", "- ".repeat(20_000)), "**".repeat(20_000)];
    let run = move || {
        for text in deep {
            parsed(&text);
        }
    };
    std::thread::Builder::new().stack_size(256 * 1024).spawn(run).expect("a thread").join().expect("no overflow");
}

#[test]
fn front_matter_needs_a_key_and_an_end() {
    let front = |text: &str| {
        let source = Source::new("x", text);
        match front_matter(&source) {
            FrontMatter::None => "none".to_owned(),
            FrontMatter::Closed(span) => format!("closed {:?}", source.slice(span)),
            FrontMatter::Unclosed(span) => format!("unclosed {:?}", source.slice(span)),
        }
    };
    assert_eq!(front("---\na: b\n---\n# T\n"), "closed \"---\\na: b\\n---\"");
    assert_eq!(front("\u{FEFF}---\na:\n  - b\n...\n"), "closed \"---\\na:\\n  - b\\n...\"");
    assert_eq!(front("---\n\n## Task: a\n\n---\n"), "none");
    assert_eq!(front("---\nFoo\n---\n"), "none");
    assert_eq!(front("---\ntitle: x\n\n## Task: a\n"), "unclosed \"---\\ntitle: x\"");
    assert_eq!(front("---\ntitle: x\n\n# Title\n\n---\n"), "unclosed \"---\\ntitle: x\"");
}

/// Texts are held against the file only where something in them may shift the parser's positions; holding all of them
/// against it must find no more.
#[test]
fn what_is_not_checked_is_right() {
    let compare = |text: &str| {
        let source = Source::new("x", text);
        let range = Span::new(source.bom(), source.len());
        let (mut usual, mut strict) = (Tree::default(), Tree::default());
        parse(&source, range, &Limits::default(), &mut usual).expect("a small text");
        parse_with(true, &source, range, &Limits::default(), &mut strict).expect("a small text");
        assert_eq!(usual.blocks, strict.blocks, "{text:?}");
        assert_eq!(usual.inlines, strict.inlines, "{text:?}");
    };
    for a in LINES {
        for b in LINES {
            for c in LINES {
                compare(&format!("{a}\n{b}\n{c}\n"));
            }
        }
    }
    for odd in ["a &amp; `b` *c*", "* `x`\n  y **z**\n\n  > q `r`", "1) a\n\n   b  \n   `c`", "a\\\n`b` [c](d\ne) `f`"]
    {
        compare(odd);
        compare(&odd.replace('\n', "\r\n"));
    }
}
