//! The Lambda binary of `account::logout`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::logout::FUNCTION)
}
