//! The Lambda binary of `campus::logout`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&campus::logout::FUNCTION)
}
