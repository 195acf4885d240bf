//! The Lambda binary of `member::not_found`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&member::not_found::FUNCTION)
}
