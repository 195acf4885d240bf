//! The targets of the crate `tests`, without its local stack, which is most of what would be built with instrumentation.

#[path = "../../src/fuzz/mod.rs"]
pub mod targets;
