//! The Lambda binary of `mjpm::not_found`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&mjpm::not_found::FUNCTION)
}
