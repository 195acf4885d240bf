//! The Lambda binary of `attendance::not_found`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&attendance::not_found::FUNCTION)
}
