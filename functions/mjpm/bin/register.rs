//! The Lambda binary of `mjpm::register`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&mjpm::register::FUNCTION)
}
