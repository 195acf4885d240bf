//! The Lambda binary of `member::bind_phone`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&member::bind_phone::FUNCTION)
}
