//! The Lambda binary of `account::permission`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::permission::FUNCTION)
}
