//! The Lambda binary of `campus::login_wx`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&campus::login_wx::FUNCTION)
}
