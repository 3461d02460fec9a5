//! URIs of editors, and the paths and folders that they stand for.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use serde_json::Value;

/// What stands in a path as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path of a file; nothing for a text that is in no file, such as `untitled:Untitled-1`.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let bytes: Vec<u8> = percent_decode_str(rest).collect();
    if bytes.contains(&0) {
        return None;
    }
    native(&bytes)
}

/// The URI of a file.
pub(super) fn of(path: &Path) -> Uri {
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) {
        let text = String::from_utf8_lossy(bytes).replace('\\', "/");
        let root = if text.starts_with("//") { "file:" } else { "file:///" };
        return Uri(format!("{root}{}", percent_encode(text.as_bytes(), KEPT)));
    }
    Uri(format!("file://{}", percent_encode(bytes, KEPT)))
}

/// What a text that is in no file is called.
pub(super) fn name(uri: &Uri) -> String {
    let rest = uri.0.split_once(':').map_or(uri.0.as_str(), |(_, rest)| rest);
    let last = rest.rsplit('/').find(|name| !name.is_empty()).unwrap_or("untitled");
    percent_decode_str(last).decode_utf8_lossy().into_owned()
}

/// The folders that the editor has open.
pub(super) fn roots(params: &Value) -> Vec<PathBuf> {
    let folders = paths(params.get("workspaceFolders"));
    if !folders.is_empty() {
        return folders;
    }
    let root = params.get("rootUri").and_then(Value::as_str).and_then(|root| path(&Uri::from(root)));
    let plain = || params.get("rootPath").and_then(Value::as_str).filter(|path| !path.is_empty()).map(PathBuf::from);
    root.or_else(plain).map(|root| clean(&root)).into_iter().collect()
}

pub(super) fn paths(folders: Option<&Value>) -> Vec<PathBuf> {
    let folders = folders.and_then(Value::as_array).into_iter().flatten();
    let uris = folders.filter_map(|folder| folder.get("uri").and_then(Value::as_str));
    uris.filter_map(|folder| path(&Uri::from(folder))).map(|path| clean(&path)).collect()
}

/// A path without a slash at its end.
fn clean(path: &Path) -> PathBuf {
    path.components().collect()
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn native(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    // A host is of no use here; `localhost` is this machine.
    let at = bytes.iter().position(|byte| *byte == b'/').unwrap_or(0);
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes[at..].to_vec())))
}

#[cfg(not(unix))]
fn native(bytes: &[u8]) -> Option<PathBuf> {
    let text = String::from_utf8(bytes.to_vec()).ok()?;
    // `/c:/plans` is a drive, `host/share` a share.
    let drive = text.strip_prefix('/').filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    let path = match drive {
        Some(rest) => rest.to_owned(),
        None if text.starts_with('/') => text,
        None => format!("//{text}"),
    };
    Some(PathBuf::from(path.replace('/', "\\")))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_as_they_were() {
        for text in ["/a b/ä%.plan.md", "/c:/x#y?z.md", "/ü/好.md", "/"] {
            let uri = of(Path::new(text));
            assert!(uri.0.is_ascii() && !uri.0[8.min(uri.0.len())..].contains([' ', '#', '?', ':']), "{}", uri.0);
            assert_eq!(path(&uri).as_deref(), Some(Path::new(text)));
        }
    }

    #[test]
    fn other_texts_have_a_name_and_no_path() {
        for (uri, called) in
            [("untitled:Untitled-1", "Untitled-1"), ("git:/r/a%20b.md?x", "a b.md?x"), ("x:", "untitled")]
        {
            assert_eq!((path(&Uri::from(uri)), name(&Uri::from(uri)).as_str()), (None, called));
        }
        assert_eq!(path(&Uri::from("file:///a%00b")), None);
        assert_eq!(path(&Uri::from("file://localhost/a.md")), Some(PathBuf::from("/a.md")));
    }
}
