//! Text inside XML, which knows no control characters, escaped or not.

use super::text::visible;

/// Appends a text between tags.
pub(super) fn push(out: &mut String, text: &str) {
    escape(out, text, "\n");
}

/// Appends ` name="value"`.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    // A bare line end would be read as a blank.
    escape(out, value, "&#10;");
    out.push('"');
}

/// What would not show is replaced by signs, all but line ends.
fn escape(out: &mut String, text: &str, newline: &str) {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push_str(newline);
        }
        for c in visible(line).chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&apos;"),
                _ => out.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_text_early() {
        let (mut value, mut text) = (String::new(), String::new());
        attribute(&mut value, "a", "\"<b>'&\n\u{0}\u{1b}\u{ffff}");
        push(&mut text, "]]>\n</a>");
        assert_eq!(value, " a=\"&quot;&lt;b&gt;&apos;&amp;&#10;\u{2400}\u{241b}\u{fffd}\"");
        assert_eq!(text, "]]&gt;\n&lt;/a&gt;");
    }
}
