//! The Lambda binary of `campus::login_account_password`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&campus::login_account_password::FUNCTION)
}
