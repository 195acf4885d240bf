//! The Lambda binary of `mjpm::login`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&mjpm::login::FUNCTION)
}
