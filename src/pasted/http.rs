//! Reads the output of `curl -i` and `curl -v`.

/// Names in lower case, and values.
pub(super) type Headers = Vec<(String, Vec<u8>)>;

/// One reply, as HTTP writes it.
pub(super) struct Http {
    pub(super) status: u16,
    pub(super) headers: Headers,
    pub(super) body: String,
}

/// Reads the last reply in an output, since proxies and redirects come before.
pub(super) fn read(text: &str) -> Option<Http> {
    let verbose = text.lines().any(|line| line.starts_with("< HTTP/"));
    let own: Vec<&str> = if verbose {
        // Of `curl -v`, what was received, and the body, which stands without a mark.
        let sent = |line: &&str| !(line.starts_with('>') || line.starts_with('*') || line.starts_with("} ["));
        text.lines().filter(sent).map(|line| line.strip_prefix("< ").unwrap_or(line)).collect()
    } else {
        text.lines().collect()
    };
    let start = own.iter().rposition(|line| line.starts_with("HTTP/"))?;
    let status = own[start].split_whitespace().nth(1)?.parse().ok()?;
    let mut headers = Headers::new();
    let mut rest = own[start + 1..].iter();
    for line in rest.by_ref() {
        match line.trim().trim_start_matches('<').split_once(':') {
            Some((name, value)) if !name.contains(['{', ' ']) => {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().as_bytes().to_vec()));
            }
            _ => break,
        }
    }
    let body = rest.filter(|line| !line.starts_with("{ [")).copied().collect::<Vec<_>>().join("\n");
    Some(Http { status, headers, body: body.trim().to_owned() })
}
