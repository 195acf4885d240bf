//! The Lambda binary of `attendance::register`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&attendance::register::FUNCTION)
}
