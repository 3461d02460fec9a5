//! Which sentences are talk between an assistant and its reader, and nothing else.
//!
//! What opens like talk may hold an order: only a sentence that is certainly talk counts, and a paragraph is talk as far
//! as its first such sentences go.

use crate::format::words::normalise;
use crate::source::{Span, offset};

/// Words that agree to something, as a sentence of their own or before a comma.
const NODS: [&str; 18] = [
    "perfect",
    "excellent",
    "hello",
    "hello there",
    "hi",
    "hi there",
    "sure",
    "certainly",
    "of course",
    "absolutely",
    "okay",
    "ok",
    "great",
    "got it",
    "alright",
    "no problem",
    "understood",
    "sounds good",
];

/// Openings of sentences that announce what follows; they are talk when they name it.
const ANNOUNCEMENTS: [&str; 8] =
    ["here is", "heres", "here are", "below is", "below are", "based on your", "based on the", "as requested"];

/// How somebody begins to say what they are about to do, and what that is.
const INTENTS: [&str; 7] = ["ill", "i ll", "i will", "let me", "im going to", "i m going to", "i am going to"];
const WRITES: [&str; 12] = [
    "create", "write", "prepare", "draft", "outline", "continue", "start", "begin", "produce", "provide", "help",
    "break",
];

/// How somebody begins to say what they have done, and what that is.
const DEEDS: [&str; 3] = ["ive", "i ve", "i have"];
const MADE: [&str; 10] = [
    "created",
    "prepared",
    "written",
    "drafted",
    "outlined",
    "broken",
    "produced",
    "generated",
    "developed",
    "designed",
];

/// What somebody says who is done; the tool that they call may be named behind it.
const DONE: [&str; 8] = [
    "i have completed the planning",
    "i have now completed the planning",
    "ive completed the planning",
    "ive now completed the planning",
    "i have completed the implementation plan",
    "i have now completed the implementation plan",
    "ive completed the implementation plan",
    "ive now completed the implementation plan",
];

/// What may stand before a remark.
const SOFTENERS: [&str; 6] = ["please", "just", "finally", "overall", "in summary", "in conclusion"];

/// Openings that present what follows when they name it and end in a colon.
const PRESENTS: [&str; 6] =
    ["this is the", "this is your", "the following is", "below you", "please find", "please see"];

/// What an announcement announces.
const ANNOUNCED: [&str; 9] = ["plan", "plans", "document", "breakdown", "version", "guide", "output", "tasks", "task"];

/// Sentences that are talk as a whole.
const WHOLE: [&str; 22] = [
    "let me think about this",
    "now i have a complete understanding",
    "i now have a complete understanding",
    "let me know",
    "here you go",
    "heres what i came up with",
    "here is what i came up with",
    "any questions",
    "hope that helps",
    "awaiting your feedback",
    "looking forward to your feedback",
    "now i have everything i need",
    "i now have everything i need",
    "the plan is complete",
    "the plan is now complete",
    "this plan is complete",
    "end of plan",
    "end of the plan",
    "end of document",
    "end of the document",
    "let me break this down",
    "let me break it down",
];

/// Openings of thanks, offers and questions.
const OFFERS: [&str; 32] = [
    "let me know your",
    "let me know how you",
    "ready to proceed when",
    "ready to start when",
    "im ready to",
    "i m ready to",
    "i am ready to",
    "thanks for",
    "thank you",
    "happy to help",
    "happy coding",
    "let me know if",
    "let me know what you",
    "let me know whether you",
    "please let me know if",
    "feel free to ask",
    "feel free to reach",
    "feel free to contact",
    "feel free to let",
    "feel free to adjust",
    "feel free to modify",
    "i hope this",
    "i hope it",
    "i hope that helps",
    "hope this helps",
    "that completes",
    "this completes",
    "this concludes",
    "good luck",
    "im happy to",
    "i m happy to",
    "thats it",
];

/// Openings that look back on a plan; at its top they introduce it.
const SUMMARIES: [&str; 10] = [
    "this implementation plan gives",
    "this implementation plan provides",
    "this implementation plan covers",
    "this plan should give",
    "this plan gives",
    "this plan provides",
    "this plan covers",
    "the plan above",
    "the above plan",
    "the implementation plan above",
];

/// Openings of questions to the reader.
const QUESTIONS: [&str; 9] = [
    "would you like",
    "do you want",
    "want me to",
    "shall i",
    "should i",
    "does this look",
    "does that look",
    "what do you think",
    "how does this look",
];

/// Openings of conditions that are talk when an offer follows.
const CONDITIONS: [&str; 8] = [
    "if you have any",
    "if you need",
    "if youd like",
    "if you d like",
    "if you would like",
    "if anything is unclear",
    "should you have",
    "should you need",
];

/// Words of a sentence that somebody may have to obey.
const ORDERS: [&str; 25] = [
    "never",
    "must",
    "always",
    "nobody",
    "only",
    "until",
    "unless",
    "before",
    "when",
    "once",
    "cannot",
    "require",
    "requires",
    "required",
    "assumes",
    "assume",
    "do not",
    "dont",
    "not",
    "may",
    "make sure",
    "be sure",
    "stop",
    "wait",
    "run",
];

/// Where a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the document.
    Before,
    /// Under its title.
    Titled,
    /// At its end, or outside a wrapper.
    Behind,
}

/// The sentences at the start of a paragraph that are talk. Under a title an announcement is the author's own unless a
/// nod stands before it.
pub(super) fn talk(text: &str, at: u32, place: Place) -> Option<Span> {
    let mut end = 0;
    while let Some(length) = sentence(&text[end..]) {
        let next = &text[end..end + length];
        if !is_talk(next.trim(), if end == 0 || place == Place::Behind { place } else { Place::Before }) {
            break;
        }
        end += length;
    }
    let said = text[..end].trim_end().len();
    (said > 0).then(|| Span::new(at, at + offset(said)))
}

/// The length of the first sentence with the blanks behind it.
fn sentence(text: &str) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    let mut ends = text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | ':'));
    let found = ends.find_map(|(at, c)| {
        let rest = &text[at + 1..];
        let behind = rest.trim_start();
        // A colon in the midst of a line leads to what it says; a point may only shorten a word.
        let gap = if c == ':' {
            rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r'])
        } else {
            behind.len() < rest.len()
        };
        let goes_on = c == '.' && behind.starts_with(|c: char| c.is_lowercase());
        (gap && !goes_on && !behind.is_empty()).then(|| at + 1 + rest.len() - behind.len())
    });
    Some(found.unwrap_or(text.len()))
}

fn is_talk(sentence: &str, place: Place) -> bool {
    let words = normalise(sentence);
    if sentence.len() > 300 || sentence.contains([';', '|']) || is_order(&words) {
        return false;
    }
    if DONE.iter().any(|done| behind(&words, done).is_some()) {
        return true;
    }
    if sentence.contains('`') {
        return false;
    }
    let body = sentence.trim_end_matches([':', '.', '!', '?', ' ']);
    if body.contains(": ") || body.contains('\n') && sentence.contains("\n-") {
        return false;
    }
    if let Some(rest) = NODS.iter().find_map(|nod| behind(&words, nod)) {
        return rest.is_empty()
            || rest.split(' ').count() < 3 && sentence.ends_with('!')
            || is_said(rest, sentence, Place::Before);
    }
    is_said(&words, sentence, place)
}

fn is_said(words: &str, sentence: &str, place: Place) -> bool {
    let bare = SOFTENERS.iter().find_map(|softener| behind(words, softener)).unwrap_or(words);
    let opens = |all: &[&str]| all.iter().any(|opening| behind(words, opening).or(behind(bare, opening)).is_some());
    let addressed = words.split(' ').any(|word| matches!(word, "you" | "your"));
    let first = words.starts_with("i ") || words.starts_with("ill ") || words.starts_with("ive ");
    let intent = INTENTS.iter().find_map(|intent| behind(words, intent));
    let writes = intent.map(|rest| behind(rest, "now").unwrap_or(rest)).is_some_and(|rest| {
        let verb = rest.split(' ').next().unwrap_or("");
        WRITES.contains(&verb)
    });
    if WHOLE.contains(&bare) {
        return true;
    }
    let deed = DEEDS.iter().find_map(|deed| behind(words, deed));
    let made = deed.is_some_and(|rest| rest.split(' ').any(|word| MADE.contains(&word)));
    let presents = opens(&PRESENTS) && (sentence.ends_with(':') || addressed || words.starts_with("please"));
    if writes || made || presents && place != Place::Titled || opens(&ANNOUNCEMENTS) {
        let names = words.split(' ').any(|word| ANNOUNCED.contains(&word));
        let based = words.starts_with("based") || words.starts_with("as ");
        let announces = !words.starts_with("based")
            || [" here ", " heres ", " ive ", " i "].iter().any(|word| words.contains(word));
        return names && announces && (place != Place::Titled || addressed || first || based);
    }
    let offers = ["let me know", "just ask", "reach out", "feel free", "happy to", "tell me", "hesitate", "im here"];
    opens(&OFFERS)
        || opens(&["please review", "please confirm"])
            && (place == Place::Behind || words.contains("let me know"))
            && words.split(' ').any(|word| ANNOUNCED.contains(&word))
        || place == Place::Behind && opens(&SUMMARIES)
        || opens(&QUESTIONS) && sentence.ends_with('?')
        || opens(&CONDITIONS) && offers.iter().any(|offer| words.contains(offer))
}

fn is_order(words: &str) -> bool {
    let spared = ["do not hesitate", "dont hesitate", "when you are", "when youre"];
    let padded = spared.iter().fold(format!(" {words} "), |words, spared| words.replace(spared, ""));
    ORDERS.iter().any(|order| padded.contains(&format!(" {order} ")))
}

/// What stands behind the first words.
fn behind<'w>(words: &'w str, opening: &str) -> Option<&'w str> {
    let rest = words.strip_prefix(opening)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, place: Place) -> Option<&str> {
        talk(text, 0, place).map(|span| &text[span.range()])
    }

    #[test]
    fn talk_is_found_whole() {
        for text in [
            "Sure! Here is the implementation plan:",
            "Sure, here's the plan:",
            "Certainly! Below is the detailed plan you asked for.",
            "I'll create a detailed implementation plan for these tasks.",
            "Based on the provided tasks, here's the implementation plan:",
            "Let me know if you would like me to adjust anything!",
            "I hope this helps! Feel free to ask if you have any questions.",
            "Would you like me to start with the first task?",
            "If you have any questions, please don't hesitate to ask.",
            "This plan should give you a solid foundation. Happy coding!",
            "The plan is complete. Shall I proceed with the implementation?",
            "Please review the plan.",
            "End of plan.",
            "Okay, let me write this plan.",
            "I'll now create the plan.",
            "I'll continue with the second task now.",
            "As requested, the plan for both tasks.",
            "This implementation plan provides a roadmap. Would you like me to expand any section?",
            "I have now completed the planning using the `finish` tool.",
            "Let me break this down.",
            "Please review the plan and let me know if you need changes.",
            "Please let me know your thoughts.",
            "I've broken down the task into steps.",
            "I've analyzed the codebase and created a plan.",
            "I'm going to write a plan.",
            "Ready to proceed when you are!",
            "What do you think?",
            "Any questions?",
            "Perfect! I now have everything I need.",
            "In summary, this plan gives you a solid foundation.",
            "The plan above covers everything.",
            "If anything is unclear, please let me know.",
            "This is the implementation plan:",
            "Please find the plan below.",
            "Now I have a complete understanding. Let me write the plan.",
        ] {
            assert_eq!(said(text, Place::Behind), Some(text));
        }
    }

    #[test]
    fn what_is_to_be_done_is_no_talk() {
        for text in [
            "Let me know when the API keys have been rotated; nobody may deploy before that.",
            "Feel free to skip step 3 on macOS.",
            "If you need another port, set `PORT`.",
            "This plan assumes Node 20.",
            "Great Britain is the first market.",
            "Sure, restart the server after each step.",
            "I have created the bucket by hand.",
            "I have created the `tasks` table by hand.",
            "Here are the servers: a, b and c.",
            "The plan is complete when all tests pass.",
            "I will start the server by hand.",
            "Please review the schema with the data team.",
            "I have analyzed the logs of the outage.",
            "This is the plan for the cache.",
            "Ready to proceed when the keys are rotated.",
            "Please confirm the address with the customer.",
            "What do you think of as the key goes first.",
        ] {
            assert_eq!(said(text, Place::Behind), None);
        }
    }

    #[test]
    fn talk_ends_where_substance_begins() {
        let text = "Here is the plan for the cache. Never run step 1 on production.";
        assert_eq!(said(text, Place::Behind), Some("Here is the plan for the cache."));
        assert_eq!(said(text, Place::Titled), None);
        assert_eq!(said("This plan covers the map of the app.", Place::Titled), None);
        assert_eq!(said("This plan covers the map of the app.", Place::Before), None);
        assert_eq!(said("Sure! Here is the plan:", Place::Titled), Some("Sure! Here is the plan:"));
    }
}
