//! The Lambda binary of `attendance::login`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&attendance::login::FUNCTION)
}
