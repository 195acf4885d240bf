//! The start screen: where everything is, what the families are, and what to try first.

use std::fmt::{self, Display};
use std::time::Duration;

use crate::functions::FAMILIES;
use crate::openapi;
use crate::seed::Organisation;
use crate::stack::Stack;

/// What a stack says once it is ready.
pub struct Greeting<'a> {
    /// The stack.
    pub stack: &'a Stack,
    /// Where the data is kept, as the user named it.
    pub data: String,
    /// How long the start took.
    pub took: Duration,
    /// The organisation that was planted at this start.
    pub planted: Option<Organisation>,
}

impl Display for Greeting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (api, aws) = (self.stack.url(), self.stack.aws_url());
        let took = self.took.as_millis();
        writeln!(
            f,
            "Tongxing 通行 {}, ready in {took} ms\n",
            env!("CARGO_PKG_VERSION")
        )?;
        writeln!(f, "  API                    {api}")?;
        writeln!(f, "  console, in a browser  {api}/")?;
        writeln!(f, "  OpenAPI                {api}/openapi.json")?;
        writeln!(
            f,
            "  inbox, clock           {api}/_local/inbox  {api}/_local/clock"
        )?;
        writeln!(f, "  AWS (DynamoDB, SES, …) {aws}")?;
        writeln!(f, "  data                   {}", self.data)?;
        match self.stack.host().clock.offset_seconds() {
            0 => {}
            seconds => writeln!(f, "  the clock was moved by {seconds} s")?,
        }
        writeln!(f, "\nFamilies:")?;
        for (family, functions) in openapi::families().iter().zip(FAMILIES) {
            let endpoints = functions.iter().filter(|f| f.accepts().is_some()).count();
            writeln!(
                f,
                "  {:<11} {endpoints:>2} endpoints  {}",
                family.name, family.about.0
            )?;
        }
        if let Some(planted) = &self.planted {
            writeln!(f, "\n{planted}")?;
        } else {
            writeln!(f, "\nMake a superuser:")?;
            writeln!(
                f,
                "  curl -s {api}/2015-03-31/functions/create-superuser/invocations -d '{{\"username\":\"admin\"}}'"
            )?;
        }
        writeln!(f, "A first request, as the WeChat user alice:")?;
        writeln!(
            f,
            "  curl -s {api}/user/user/login/ -H 'content-type: application/json' -d '{{\"code\":\"alice\"}}'"
        )?;
        writeln!(f, "Ctrl-C stops it; --help tells what else it can do.")
    }
}
