//! The Lambda binary of `mjpm::employees`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&mjpm::employees::FUNCTION)
}
