//! The Lambda binary of `mjpm::code`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&mjpm::code::FUNCTION)
}
