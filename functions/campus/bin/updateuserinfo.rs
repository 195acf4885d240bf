//! The Lambda binary of `campus::updateuserinfo`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&campus::updateuserinfo::FUNCTION)
}
