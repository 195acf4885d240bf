//! The Lambda binary of `account::backendapi`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::backendapi::FUNCTION)
}
