//! The Lambda binary of `member::decrypt_data`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&member::decrypt_data::FUNCTION)
}
