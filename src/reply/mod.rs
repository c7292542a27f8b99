//! What came back for one request.

pub mod printable;
pub mod redact;
