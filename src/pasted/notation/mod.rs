//! Reads objects in the notations that programs print them in: JSON, Python's `repr` and `pprint`, Node's `util.inspect`.
//!
//! It takes more than any of them writes, since what is pasted was often cut off or folded: unquoted keys, strings in three
//! kinds of quotes and in several parts, `[Object]`, `Name { … }`, `Name(key=…)`. What is folded away is null. A line end
//! within a string is no string's: whoever wrapped the text is to be undone first.

mod cursor;

use serde_json::{Map, Number, Value};

use super::escape::unescape;
use cursor::Cursor;

/// How deep objects are read; Box's replies have five levels within an SDK's.
const DEPTH_LIMIT: usize = 32;
/// How many characters are read in all: a text of nothing but braces is read again from each of them.
const WORK_LIMIT: usize = 2 * 1024 * 1024;
/// What an exception's `repr` begins with, behind the rest of its name.
const CALLS: [&str; 2] = ["Error(", "Exception("];

/// The objects in a text, and where each begins; those within one of them are its own.
pub(super) fn objects(text: &str) -> Vec<(usize, Map<String, Value>)> {
    let mut starts: Vec<usize> = text.match_indices('{').map(|(at, _)| at).collect();
    for call in CALLS {
        starts.extend(text.match_indices(call).map(|(at, _)| at + call.len() - 1));
    }
    starts.sort_unstable();
    let mut objects = Vec::new();
    let (mut end, mut work) = (0, 0);
    for at in starts {
        if at < end || work > WORK_LIMIT {
            continue;
        }
        let mut cursor = Cursor::at(text, at);
        let object = cursor.object();
        work += cursor.at - at;
        if let Some(object) = object {
            end = cursor.at;
            objects.push((at, object));
        }
    }
    objects
}

/// The grammar of the notations, taken together.
impl Cursor<'_> {
    /// The fields of `{…}` or `(…)`. One that breaks off at the end of the text holds what is there.
    fn object(&mut self) -> Option<Map<String, Value>> {
        let close = if self.eat('{') {
            '}'
        } else if self.eat('(') {
            ')'
        } else {
            return None;
        };
        self.depth += 1;
        let mut fields = Map::new();
        loop {
            self.skip(|char| char.is_whitespace() || char == ',');
            if self.eat(close) {
                break;
            }
            if self.peek().is_none() {
                // Cut off: an object in which nothing was read may be anything.
                (!fields.is_empty()).then_some(())?;
                break;
            }
            if self.folded_rest() {
                continue;
            }
            let key = match self.peek()? {
                '"' | '\'' | '`' => self.string()?,
                // `[Symbol(name)]: …`
                '[' => self.bracketed()?,
                _ => self.word(|char| char.is_alphanumeric() || matches!(char, '_' | '$' | '-' | '*')),
            };
            self.skip(char::is_whitespace);
            if self.eat(':') || (close == ')' && self.eat('=')) {
                let value = self.value()?;
                fields.insert(key, value);
            } else if close == '}' && self.peek().is_some() || key.is_empty() {
                return None;
            }
        }
        self.depth -= 1;
        Some(fields)
    }

    fn array(&mut self) -> Option<Value> {
        self.at += 1;
        self.depth += 1;
        let mut items = Vec::new();
        loop {
            self.skip(|char| char.is_whitespace() || char == ',');
            if self.peek().is_none() || self.eat(']') {
                break;
            }
            if !self.folded_rest() {
                items.push(self.value()?);
            }
        }
        self.depth -= 1;
        Some(Value::Array(items))
    }

    /// `... 3 more items`, to its line's end.
    fn folded_rest(&mut self) -> bool {
        let folded = self.rest().starts_with("...");
        if folded {
            self.skip(|char| !matches!(char, '\n' | '}' | ']' | ')'));
        }
        folded
    }

    fn value(&mut self) -> Option<Value> {
        if self.depth > DEPTH_LIMIT {
            return None;
        }
        self.skip(char::is_whitespace);
        match self.peek() {
            // Cut off behind a key.
            None => Some(Value::Null),
            Some('{') => self.object().map(Value::Object),
            Some('"' | '\'' | '`') => self.strings(),
            Some('[') if self.rest()[1..].starts_with(|char: char| char.is_ascii_uppercase()) => {
                self.bracketed()?;
                self.named()
            }
            Some('[') => self.array(),
            Some('<') => {
                self.skip(|char| !matches!(char, '>' | '\n'));
                self.eat('>').then_some(())?;
                self.named()
            }
            Some(_) => self.bare(),
        }
    }

    /// What stands behind `[Object: null prototype]`, `<ref *1>` or a class's name, if it is not folded away.
    fn named(&mut self) -> Option<Value> {
        self.skip(|char| char == ' ');
        match self.peek() {
            Some('{' | '(') => self.object().map(Value::Object),
            Some('[') => self.value(),
            Some(char) if char.is_ascii_uppercase() => self.bare(),
            _ => Some(Value::Null),
        }
    }

    /// `[Object]`, `[Circular *1]`, `[Function (anonymous)]`.
    fn bracketed(&mut self) -> Option<String> {
        let text = self.word(|char| !matches!(char, ']' | '\n'));
        self.eat(']').then_some(text)
    }

    /// A number, a word, or what has a name before it: `IncomingMessage { … }`, `b'…'`.
    fn bare(&mut self) -> Option<Value> {
        let word = self.word(|char| char.is_alphanumeric() || matches!(char, '_' | '$' | '.' | '-' | '+'));
        match word.as_str() {
            "" => return None,
            "b" | "u" | "r" | "f" if matches!(self.peek(), Some('"' | '\'')) => return self.strings(),
            "true" | "True" => return Some(Value::Bool(true)),
            "false" | "False" => return Some(Value::Bool(false)),
            _ => {}
        }
        if let Ok(number) = word.parse::<Number>() {
            return Some(Value::Number(number));
        }
        if word.starts_with(|char: char| char.is_ascii_uppercase()) && !matches!(word.as_str(), "None") {
            return self.named();
        }
        Some(Value::Null)
    }

    /// A string in one or several parts: Python's literals side by side, or JavaScript's joined by `+`.
    fn strings(&mut self) -> Option<Value> {
        let mut whole = self.string()?;
        loop {
            let end = self.at;
            self.skip(char::is_whitespace);
            if self.eat('+') {
                self.skip(char::is_whitespace);
            }
            if !matches!(self.peek(), Some('"' | '\'' | '`')) {
                self.at = end;
                return Some(Value::String(whole));
            }
            whole.push_str(&self.string()?);
        }
    }

    fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        self.at += 1;
        let mut string = String::new();
        while let Some(char) = self.peek() {
            self.at += char.len_utf8();
            match char {
                '\\' => {
                    let (read, len) = unescape(self.rest())?;
                    string.push(read);
                    self.at += len;
                }
                '\n' | '\r' if quote != '`' => return None,
                _ if char == quote => return Some(string),
                _ => string.push(char),
            }
        }
        // Cut off within the string.
        Some(string)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn first(text: &str) -> Value {
        objects(text).into_iter().next().map_or(Value::Null, |(_, object)| Value::Object(object))
    }

    #[test]
    fn an_object_is_read_in_each_notation() {
        for (text, expected) in [
            (r#"{"a":"b","c":[1,{"d":null}]}"#, json!({"a": "b", "c": [1, {"d": null}]})),
            (r"{'a': 'it\'s', 'b': None, 'c': True, 'd': b'x'}", json!({"a": "it's", "b": null, "c": true, "d": "x"})),
            ("{ a: 'b',\n  'c-d': [ [Object] ], e: [Array] }", json!({"a": "b", "c-d": [null], "e": null})),
            ("{ a: Foo { b: 1 }, c: <ref *1> Bar { d: [Circular *1] } }", json!({"a": {"b": 1}, "c": {"d": null}})),
            ("{ a: [Object: null prototype] { b: 'c' }, d: undefined }", json!({"a": {"b": "c"}, "d": null})),
            ("{ a: [ 1, ... 3 more items ], b: [Function (anonymous)] }", json!({"a": [1], "b": null})),
            ("{'a': 'one '\n      'two', 'b': 3}", json!({"a": "one two", "b": 3})),
            ("{ a: 'one ' +\n    'two' }", json!({"a": "one two"})),
            ("{ a: `{\"b\": 'c'}` }", json!({"a": "{\"b\": 'c'}"})),
            (
                "BoxAPIException(status=404, code='not_found', message=None)",
                json!({"status": 404, "code": "not_found", "message": null}),
            ),
            ("BoxAPIError('404 Not Found')", json!({})),
            (r#"{"a":"b","c":"cut of"#, json!({"a": "b", "c": "cut of"})),
            (r#"{"a":"\u00e9\n\"x\""}"#, json!({"a": "é\n\"x\""})),
        ] {
            assert_eq!(first(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_object_is_none() {
        for text in ["{ [80 bytes data]", "{\"a\" \"b\"}", "{\"a\":\"wr\napped\"}", "{a b}", "f(x)", ""] {
            assert_eq!(first(text), Value::Null, "{text}");
        }
    }

    #[test]
    fn a_text_of_braces_is_read_in_bounded_time() {
        for text in ["{".repeat(200_000), "{\"a\":".repeat(100_000), "{a:[".repeat(100_000), "Error(".repeat(100_000)] {
            objects(&text);
        }
    }
}
