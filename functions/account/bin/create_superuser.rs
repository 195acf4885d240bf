//! The Lambda binary of `account::create_superuser`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::create_superuser::FUNCTION)
}
