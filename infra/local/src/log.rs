//! What the stack writes to stderr: one line for each request that people can read, or JSON for programs.

use std::fmt::{self, Write as _};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, Full, Writer};
use tracing_subscriber::fmt::time::{FormatTime, UtcTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// The target of the lines about requests, for `RUST_LOG`: `RUST_LOG=requests=off` leaves them out.
const REQUESTS: &str = "requests";
/// The longest part of a path that a line repeats.
const LONGEST_PATH: usize = 200;

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// What is told when `RUST_LOG` does not say. People want to see their requests and what went wrong, programs what a deployment
    /// would log too; the embedded database speaks of its own affairs.
    const fn filter(self) -> &'static str {
        match self {
            Self::Text => "warn,dynoxide=error,requests=info",
            Self::Json => "info,dynoxide=error",
        }
    }
}

/// The log of this process, on stderr.
pub struct Log {
    format: LogFormat,
    reload: Box<dyn Fn(EnvFilter)>,
}

impl Log {
    /// Starts the log. `RUST_LOG` filters it.
    #[must_use]
    pub fn start(format: LogFormat) -> Self {
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter(format))
            .with_ansi(false)
            .with_writer(std::io::stderr);
        // A filter can only not be changed when the log is gone, and then nobody misses it.
        let reload: Box<dyn Fn(EnvFilter)> = match format {
            LogFormat::Text => {
                let log = log
                    .event_format(ForPeople::default())
                    .with_filter_reloading();
                let handle = log.reload_handle();
                log.init();
                Box::new(move |filter| drop(handle.reload(filter)))
            }
            LogFormat::Json => {
                let log = log.json().flatten_event(true).with_filter_reloading();
                let handle = log.reload_handle();
                log.init();
                Box::new(move |filter| drop(handle.reload(filter)))
            }
        };
        Self { format, reload }
    }

    /// Tells nothing but warnings, so that a progress bar stays in one piece.
    pub fn hush(&self) {
        (self.reload)(EnvFilter::new("warn,dynoxide=error"));
    }

    /// Goes on as it was started.
    pub fn resume(&self) {
        (self.reload)(filter(self.format));
    }
}

fn filter(format: LogFormat) -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format.filter()))
}

/// A request that was answered. What a query, a header or a body held is no part of it: tokens and codes are there.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The method.
    pub method: &'a str,
    /// The path as it was sent.
    pub path: &'a str,
    /// The function's name; empty when the gateway answered by itself.
    pub function: &'a str,
    /// The status.
    pub status: u16,
    /// The function's answer as API Gateway gets it; empty when there is none.
    pub answer: &'a str,
    /// How long it took.
    pub took: Duration,
}

impl Answered<'_> {
    /// Writes the line.
    pub fn note(self) {
        if !tracing::enabled!(target: REQUESTS, tracing::Level::INFO) {
            return;
        }
        let tenths = (self.took.as_secs_f64() * 10_000.0).round() / 10.0;
        tracing::info!(
            target: REQUESTS,
            event = "served",
            method = self.method,
            path = %readable(self.path),
            status = self.status,
            ms = tenths,
            function = self.function,
            said = said(self.answer).unwrap_or_default(),
        );
    }
}

/// A path with its Chinese words, unless it decodes to something that would make a mess of a line.
fn readable(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8().ok();
    let clean = decoded.filter(|text| {
        text.chars()
            .all(|c| c.is_alphanumeric() || "/-._~:@!$&'()*+,;=+ ".contains(c))
    });
    let path = clean.as_deref().unwrap_or(path);
    match path.char_indices().nth(LONGEST_PATH) {
        Some((end, _)) => format!("{}…", &path[..end]),
        None => path.to_owned(),
    }
}

/// The sentence in the family's envelope.
fn said(answer: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Proxy {
        body: String,
    }
    #[derive(Deserialize)]
    struct Envelope {
        #[serde(alias = "message")]
        msg: String,
    }
    let proxy: Proxy = serde_json::from_str(answer).ok()?;
    let envelope: Envelope = serde_json::from_str(&proxy.body).ok()?;
    // It may repeat a word of the request's.
    Some(envelope.msg.replace(char::is_control, " "))
}

/// Lines as `15:42:54 POST /login_wx 200 3.1 ms campus-login-wx 登录成功`, and for all else the time, the level and the fields.
struct ForPeople {
    time: UtcTime<time::format_description::StaticFormatDescription>,
    rest: Format<Full, UtcTime<time::format_description::StaticFormatDescription>>,
}

impl Default for ForPeople {
    fn default() -> Self {
        let time = UtcTime::new(time::macros::format_description!(
            "[hour]:[minute]:[second]"
        ));
        Self {
            rest: Format::default()
                .with_target(false)
                .with_ansi(false)
                .with_timer(time.clone()),
            time,
        }
    }
}

impl<S, N> FormatEvent<S, N> for ForPeople
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() != REQUESTS {
            return self.rest.format_event(context, writer, event);
        }
        let mut line = Line::default();
        event.record(&mut line);
        self.time.format_time(&mut writer)?;
        writeln!(writer, "{}", line.0)
    }
}

/// The values of an event's fields in their order; names would only be in the way.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let unit = if field.name() == "ms" { " ms" } else { "" };
        let _ = write!(self.0, " {value:?}{unit}");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() != "event" && !value.is_empty() {
            let _ = write!(self.0, " {value}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{readable, said};

    #[test]
    fn a_path_is_decoded_unless_it_would_break_the_line() {
        assert_eq!(
            readable("/mjpm/v1/%E5%91%98%E5%B7%A5%E7%AE%A1%E7%90%86/o1"),
            "/mjpm/v1/员工管理/o1"
        );
        for raw in [
            "/a%0A15:42:54%20POST",
            "/a%1B%5B31m",
            "/%E2%80%AE/x",
            "/%FF",
        ] {
            assert_eq!(readable(raw), raw);
        }
        let long = format!("/{}", "好".repeat(300));
        assert_eq!(readable(&long).chars().count(), 201);
    }

    #[test]
    fn what_an_answer_says_is_its_sentence_alone() {
        let answer = r#"{"statusCode":200,"body":"{\"code\":0,\"message\":\"登录成功\",\"Token\":\"secret\"}"}"#;
        assert_eq!(said(answer).as_deref(), Some("登录成功"));
        let answer = r#"{"statusCode":200,"body":"{\"msg\":\"1000:操作成功\"}"}"#;
        assert_eq!(said(answer).as_deref(), Some("1000:操作成功"));
        let answer = r#"{"statusCode":400,"body":"{\"msg\":\"a\\nb\"}"}"#;
        assert_eq!(said(answer).as_deref(), Some("a b"));
        assert_eq!(said(r#"{"statusCode":204}"#), None);
        assert_eq!(said(""), None);
    }
}
