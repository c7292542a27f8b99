//! The schema, derived from the structs.

use ::schemars::generate::SchemaSettings;
use ::schemars::transform::RecursiveTransform;
use ::schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use ::std::borrow::Cow;
use ::std::convert::Into;

use crate::report::Shown;

/// A text, whatever it holds.
impl JsonSchema for Shown {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Text")
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// The schema of a type of the contract: it knows every field of this version, and no other.
pub(crate) fn schema_of<T: JsonSchema>() -> ::serde_json::Value {
    let close = |schema: &mut Schema| {
        if schema.get("properties").is_some() && schema.get("type").is_some() {
            schema.insert("additionalProperties".into(), false.into());
        }
    };
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(close));
    settings.into_generator().into_root_schema_for::<T>().into()
}
