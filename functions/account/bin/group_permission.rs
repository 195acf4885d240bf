//! The Lambda binary of `account::group_permission`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::group_permission::FUNCTION)
}
