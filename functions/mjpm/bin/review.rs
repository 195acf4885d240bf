//! The Lambda binary of `mjpm::review`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&mjpm::review::FUNCTION)
}
