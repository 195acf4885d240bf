//! Document 004.

mod create_superuser;
