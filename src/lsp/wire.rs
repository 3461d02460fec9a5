//! Messages on the wire: a header that tells the length, then JSON.
//!
//! What cannot be read is told apart from the end of the stream, so that one bad message does not end a session.

use std::io::{self, BufRead, Read, Write};

use lsp_server::Message;
use serde_json::{Value, json};

/// What came over the wire.
#[derive(Debug)]
pub(super) enum Incoming {
    Message(Message),
    /// No message, and why not; the id, if it had one.
    Bad {
        id: Value,
        code: i32,
        reason: String,
    },
}

/// Largest message that is read, in bytes.
const LARGEST: u64 = 512 << 20;
/// Longest line of a header, in bytes.
const LONGEST_LINE: u64 = 8 << 10;

const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;

/// Reads one message; nothing at the end of the stream.
pub(super) fn read(input: &mut impl BufRead) -> Option<Incoming> {
    let length = match header(input)? {
        Ok(length) => length,
        Err(reason) => return Some(bad(PARSE_ERROR, reason)),
    };
    if length > LARGEST {
        let skipped = io::copy(&mut input.take(length), &mut io::sink()).ok()?;
        return (skipped == length).then(|| {
            bad(PARSE_ERROR, format!("a message of {length} bytes is too large; {LARGEST} are read at most"))
        });
    }
    // The length is a stranger's word: room grows with what really comes.
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body).ok()?;
    if u64::try_from(body.len()) != Ok(length) {
        return None;
    }
    Some(message(&body))
}

/// Writes one message.
pub(super) fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

/// The length in a header, or why there is none; nothing at the end of the stream.
fn header(input: &mut impl BufRead) -> Option<Result<u64, String>> {
    let mut length = None;
    let mut stray = None;
    loop {
        let mut line = Vec::new();
        let read = input.take(LONGEST_LINE).read_until(b'\n', &mut line).ok()?;
        if read == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            match (length, stray.take()) {
                (Some(length), _) => return Some(Ok(length)),
                (None, Some(line)) => return Some(Err(format!("`{line}` is no header; `Content-Length` must come"))),
                // Blank lines between messages do no harm.
                (None, None) => continue,
            }
        }
        // What stands before the name on its line is the rest of something else.
        let lower = text.to_ascii_lowercase();
        match lower.rfind("content-length:") {
            Some(at) => match lower[at..].trim_start_matches("content-length:").trim().parse() {
                Ok(number) => length = Some(number),
                Err(_) => stray = Some(shortened(text)),
            },
            None if lower.starts_with("content-type:") => {}
            None => stray = Some(shortened(text)),
        }
    }
}

fn shortened(line: &str) -> String {
    crate::emit::text::visible(&line.chars().take(60).collect::<String>()).into_owned()
}

fn message(body: &[u8]) -> Incoming {
    let text = String::from_utf8_lossy(body);
    let value = serde_json::from_str::<Value>(&text).or_else(|_| serde_json::from_str(&paired(&text)));
    let value = match value {
        Ok(value) => value,
        Err(error) => return bad(PARSE_ERROR, format!("the message is not JSON: {error}")),
    };
    let id = value.get("id").filter(|id| id.is_i64() || id.is_string()).cloned().unwrap_or(Value::Null);
    if !value.is_object() {
        return bad(INVALID_REQUEST, "the message is not an object".to_owned());
    }
    match serde_json::from_value(value) {
        Ok(message) => Incoming::Message(message),
        Err(_) => Incoming::Bad { id, code: INVALID_REQUEST, reason: "the message is no request".to_owned() },
    }
}

fn bad(code: i32, reason: String) -> Incoming {
    Incoming::Bad { id: Value::Null, code, reason }
}

/// The answer to what was no message.
pub(super) fn refusal(id: &Value, code: i32, reason: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": reason } })
}

/// The JSON with a replacement character for each half of a surrogate pair that stands alone: some editors send them,
/// and one character of UTF-16 stays one.
fn paired(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (taken, shown) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, None),
            (Some(0xD800..=0xDFFF), _) => (6, Some("\\uFFFD")),
            _ => (escape.chars().take(2).map(char::len_utf8).sum(), None),
        };
        let (own, behind) = escape.split_at(taken);
        out.push_str(shown.unwrap_or(own));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The number of an escape such as `\uD83D`.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut found = Vec::new();
        while let Some(read) = read(&mut input) {
            found.push(match read {
                Incoming::Message(Message::Request(request)) => format!("request {} {}", request.id, request.method),
                Incoming::Message(Message::Notification(note)) => format!("note {} {}", note.method, note.params),
                Incoming::Message(Message::Response(response)) => format!("response {}", response.id),
                Incoming::Bad { id, code, reason } => format!("bad {id} {code} {reason}"),
            });
        }
        found
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn bad_messages_do_not_end_the_stream() {
        let mut text = framed(r#"{"jsonrpc":"2.0","id":1,"method":"a"}"#);
        text += &framed("{nonsense");
        text += "no header at all\r\n\r\n";
        text += &framed("[1]");
        text += &framed(r#"{"jsonrpc":"2.0","id":"x"}"#);
        text += "content-length:  37 \nContent-Type: x\n\n";
        text += r#"{"jsonrpc":"2.0","id":2,"method":"b"}"#;
        text += "Content-Length: 99\r\n\r\n{cut off";
        let found = all(text.as_bytes());
        assert_eq!(found[0], "request 1 a");
        assert!(found[1].starts_with("bad null -32700 the message is not JSON"), "{found:?}");
        assert_eq!(found[2], "bad null -32700 `no header at all` is no header; `Content-Length` must come");
        assert_eq!(found[3], "bad null -32600 the message is not an object");
        assert_eq!(found[4], "bad \"x\" -32600 the message is no request");
        assert_eq!(found[5], "request 2 b");
        assert_eq!(found.len(), 6);
    }

    #[test]
    fn lone_surrogates_become_one_character() {
        let body = r#"{"jsonrpc":"2.0","method":"n","params":"a\uD83Db \uD83D\uDE00 \\uD83D \uDE00"}"#;
        assert_eq!(all(framed(body).as_bytes()), ["note n \"a\u{FFFD}b 😀 \\\\uD83D \u{FFFD}\""]);
    }
}
