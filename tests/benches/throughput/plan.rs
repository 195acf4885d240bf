//! What a server is: how it is started, what must be there before the load, and the request of each job.
//!
//! A plan is a JSON file. In its texts `{self}` is this program, `{folder}` the plan's own folder, `{home}` the folder of `--home`,
//! `{data}` an empty folder on the disk, `{port}` the port to listen on, `{n}` a number that never comes again, `{one}` a number below
//! [`PEOPLE`], and any other name in braces what the preparation took from an answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::{Client, Method};
use serde::Deserialize;
use serde_json::Value;
use tests::Answer;

use crate::Error;

/// How many accounts there are before the load.
pub(crate) const PEOPLE: u64 = 40;
/// How many users a page of the list has.
const PAGE: usize = 20;

/// What the texts' names in braces stand for.
pub(crate) type Values = BTreeMap<String, String>;

/// A server and its jobs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// Its name.
    pub(crate) name: String,
    /// Commands that make its database.
    #[serde(default)]
    pub(crate) install: Vec<Vec<String>>,
    /// The command that is the server.
    pub(crate) command: Vec<String>,
    /// Its environment, beside the one of this program.
    #[serde(default)]
    pub(crate) environment: BTreeMap<String, String>,
    /// The request that tells that it is up.
    pub(crate) ready: Job,
    /// What is asked before the load, in this order.
    pub(crate) prepare: Vec<Step>,
    /// The jobs, in this order.
    pub(crate) jobs: Vec<Job>,
}

/// A request, so many times, and what to keep of the last answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The request.
    pub(crate) request: Job,
    /// How often: once, or for each of [`PEOPLE`] with their number as `{one}`.
    #[serde(default)]
    pub(crate) for_each: bool,
    /// Names for texts of the answer: a JSON pointer, or the name of a cookie.
    #[serde(default)]
    pub(crate) take: BTreeMap<String, String>,
}

/// A request, and how to tell that it was answered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Job {
    /// What it is, the same words in all plans.
    #[serde(default)]
    pub(crate) name: String,
    /// Whether a password is hashed, so that fewer requests are enough.
    #[serde(default)]
    pub(crate) hashes: bool,
    /// The method.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// Headers.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    /// A JSON body.
    #[serde(default)]
    pub(crate) body: Option<Value>,
    /// The status of a good answer.
    pub(crate) status: u16,
    /// What a good answer has at these JSON pointers.
    #[serde(default)]
    pub(crate) has: BTreeMap<String, Value>,
    /// The JSON pointer at which a good answer has a full page.
    #[serde(default)]
    pub(crate) page: Option<String>,
}

impl Plan {
    /// Reads the plan in `file`.
    pub(crate) fn read(file: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(file)?;
        serde_json::from_str(&text).map_err(|e| format!("{}: {e}", file.display()).into())
    }
}

impl Step {
    /// Does it, and keeps what it takes in `values`.
    pub(crate) async fn carry_out(
        &self,
        client: &Client,
        url: &str,
        values: &mut Values,
    ) -> Result<(), Error> {
        for one in 0..if self.for_each { PEOPLE } else { 1 } {
            values.insert("one".to_owned(), one.to_string());
            let answer = self.request.ask(client, url, values).await?;
            if !self.request.is_good(&answer) {
                return Err(format!("{}: {:?}", self.request.path, answer.outcome()).into());
            }
            for (name, place) in &self.take {
                let text =
                    taken(&answer, place).ok_or_else(|| format!("no {place}: {answer:?}"))?;
                values.insert(name.clone(), text);
            }
        }
        values.remove("one");
        Ok(())
    }
}

impl Job {
    /// Asks, with `{n}` and `{one}` of its own where `values` has none.
    pub(crate) async fn ask(
        &self,
        client: &Client,
        url: &str,
        values: &Values,
    ) -> reqwest::Result<Answer> {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let n = ASKED.fetch_add(1, Ordering::Relaxed);
        let text = |text: &str| {
            let text = fill(text, values).replace("{n}", &n.to_string());
            text.replace("{one}", &(n % PEOPLE).to_string())
        };
        let method = Method::from_bytes(self.method.as_bytes()).unwrap_or(Method::GET);
        let mut request = client.request(method, format!("{url}{}", text(&self.path)));
        for (name, value) in &self.headers {
            request = request.header(name, text(value));
        }
        if let Some(body) = &self.body {
            request = request
                .header("content-type", "application/json")
                .body(text(&body.to_string()));
        }
        Answer::try_to(request).await
    }

    /// Whether `answer` is what was asked for.
    pub(crate) fn is_good(&self, answer: &Answer) -> bool {
        let at = |pointer: &String| answer.body.pointer(pointer);
        answer.status.as_u16() == self.status
            && self
                .has
                .iter()
                .all(|(pointer, value)| at(pointer) == Some(value))
            && self.page.as_ref().is_none_or(|pointer| {
                at(pointer)
                    .and_then(Value::as_array)
                    .is_some_and(|list| list.len() == PAGE)
            })
    }
}

/// `text` with what `values` has for its names.
pub(crate) fn fill(text: &str, values: &Values) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// The text at a JSON pointer, or the value of a cookie that was set.
fn taken(answer: &Answer, place: &str) -> Option<String> {
    if place.starts_with('/') {
        return answer.body.pointer(place)?.as_str().map(str::to_owned);
    }
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok()?.split(';').next()?.split_once('='))
        .find(|(name, _)| *name == place)
        .map(|(_, value)| value.to_owned())
}
