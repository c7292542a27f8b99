//! JSON with every field of its objects: `serde_json`'s own map keeps the last of two that have one name, and what the other one
//! says would be neither read nor redacted.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::Object;

/// A JSON value.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Text(String),
    Number(Number),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
    Bool(bool),
    Null,
}

impl Node {
    /// These fields as an object of `serde_json`'s, or why they cannot be one: nested deeper than that, or a field is there twice,
    /// and which of two is meant nobody knows.
    pub(super) fn object(fields: &[(String, Self)], depth: usize) -> Result<Object, &'static str> {
        let depth = depth.checked_sub(1).ok_or(TOO_DEEP)?;
        let mut object = Object::new();
        let mut is_twice = false;
        for (name, node) in fields {
            // What is too deep is said to be so, whatever else is wrong with it.
            match node.value(depth) {
                Ok(value) => is_twice |= object.insert(name.clone(), value).is_some(),
                Err(why) if why == TWICE => is_twice = true,
                Err(why) => return Err(why),
            }
        }
        if is_twice { Err(TWICE) } else { Ok(object) }
    }

    fn value(&self, depth: usize) -> Result<Value, &'static str> {
        Ok(match self {
            Self::Text(text) => Value::String(text.clone()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Bool(is) => Value::Bool(*is),
            Self::Null => Value::Null,
            Self::Object(fields) => Value::Object(Self::object(fields, depth)?),
            Self::Array(items) => {
                let depth = depth.checked_sub(1).ok_or(TOO_DEEP)?;
                let values: Vec<Result<Value, _>> = items.iter().map(|item| item.value(depth)).collect();
                if values.contains(&Err(TOO_DEEP)) {
                    return Err(TOO_DEEP);
                }
                Value::Array(values.into_iter().collect::<Result<_, _>>()?)
            }
        })
    }
}

const TOO_DEEP: &str = "the body is nested deeper than 64";
const TWICE: &str = "a field of the body is there twice";

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Node, E> {
        Ok(Node::Bool(is))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        // JSON has no number that is not finite.
        Ok(Number::from_f64(number).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = items.next_element()? {
            read.push(item);
        }
        Ok(Node::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Node, A::Error> {
        let mut read = Vec::new();
        while let Some(field) = fields.next_entry()? {
            read.push(field);
        }
        Ok(Node::Object(read))
    }
}
