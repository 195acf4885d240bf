//! The Lambda binary of `account::user`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::user::FUNCTION)
}
