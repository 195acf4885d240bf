//! The Lambda binary of `account::group`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::group::FUNCTION)
}
