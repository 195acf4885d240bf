//! The Lambda binary of `account::user_multiple_delete`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::user_multiple_delete::FUNCTION)
}
