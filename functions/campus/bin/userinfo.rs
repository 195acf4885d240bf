//! The Lambda binary of `campus::userinfo`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&campus::userinfo::FUNCTION)
}
