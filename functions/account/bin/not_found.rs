//! The Lambda binary of `account::not_found`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::not_found::FUNCTION)
}
