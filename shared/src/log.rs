//! What is written to the log, and in which form.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The crates whose records are wanted at the level that Lambda is told.
const OURS: [&str; 6] = [
    "shared",
    "attendance",
    "mjpm",
    "campus",
    "member",
    "account",
];

/// Logs as Lambda is told to (`AWS_LAMBDA_LOG_LEVEL`, `AWS_LAMBDA_LOG_FORMAT`), for our own code. Of the libraries only
/// warnings are kept, and the runtime's span with Lambda's request id: at TRACE they would write whole events and bodies.
pub(crate) fn init() {
    #[expect(
        clippy::disallowed_methods,
        reason = "Lambda's own variables, needed before the configuration can be told wrong"
    )]
    let told = |name: &str| std::env::var(name).unwrap_or_default();
    let log = registry().with(filter(&told("AWS_LAMBDA_LOG_LEVEL")));
    let layer = layer().with_target(false).without_time().with_ansi(false);
    if told("AWS_LAMBDA_LOG_FORMAT").eq_ignore_ascii_case("json") {
        log.with(layer.json()).init();
    } else {
        log.with(layer).init();
    }
}

fn filter(level: &str) -> Targets {
    let level = match level.to_ascii_lowercase().as_str() {
        "trace" => LevelFilter::TRACE,
        "debug" => LevelFilter::DEBUG,
        "warn" => LevelFilter::WARN,
        "error" | "fatal" => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    };
    Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("lambda_runtime", LevelFilter::INFO)
        .with_targets(OURS.map(|name| (name, level)))
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn lambdas_level_is_for_our_own_code() {
        for (told, ours) in [
            ("TRACE", Level::TRACE),
            ("debug", Level::DEBUG),
            ("INFO", Level::INFO),
            ("", Level::INFO),
            ("loud", Level::INFO),
            ("WARN", Level::WARN),
            ("ERROR", Level::ERROR),
            ("FATAL", Level::ERROR),
        ] {
            let filter = filter(told);
            for level in [
                Level::ERROR,
                Level::WARN,
                Level::INFO,
                Level::DEBUG,
                Level::TRACE,
            ] {
                let what = format!("{level} at {told:?}");
                for name in OURS {
                    let target = format!("{name}::module");
                    assert_eq!(
                        filter.would_enable(&target, &level),
                        level <= ours,
                        "{what}"
                    );
                }
                assert_eq!(
                    filter.would_enable("lambda_runtime::layers", &level),
                    level <= Level::INFO,
                    "{what}"
                );
                assert_eq!(
                    filter.would_enable("hyper::client", &level),
                    level <= Level::WARN,
                    "{what}"
                );
            }
        }
    }
}
