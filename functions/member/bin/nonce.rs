//! The Lambda binary of `member::nonce`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&member::nonce::FUNCTION)
}
