//! The Lambda binary of `account::login`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::login::FUNCTION)
}
