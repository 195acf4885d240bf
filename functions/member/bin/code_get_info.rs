//! The Lambda binary of `member::code_get_info`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&member::code_get_info::FUNCTION)
}
