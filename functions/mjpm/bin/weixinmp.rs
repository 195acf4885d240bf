//! The Lambda binary of `mjpm::weixinmp`.
fn main() -> std::process::ExitCode {
    shared::lambda::run(&mjpm::weixinmp::FUNCTION)
}
