//! The Lambda binary of `attendance::wechat_login`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&attendance::wechat_login::FUNCTION)
}
