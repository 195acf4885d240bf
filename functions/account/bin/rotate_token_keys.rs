//! The Lambda binary of `account::rotate_token_keys`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&account::rotate_token_keys::FUNCTION)
}
