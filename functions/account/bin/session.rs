//! The Lambda binary of `account::session`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::session::FUNCTION)
}
