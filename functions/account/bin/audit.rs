//! The Lambda binary of `account::audit`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::audit::FUNCTION)
}
