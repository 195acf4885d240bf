//! The Lambda binary of `account::group_multiple_delete`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::group_multiple_delete::FUNCTION)
}
