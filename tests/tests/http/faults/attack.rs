//! One request under one fault, at each of its calls in turn.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::Method;
use serde_json::json;
use tests::faults::{Fault, Faults, Seen, Service, TAKEN_BACK, Times};
use tests::tables::Tables;
use tests::{Answer, TestStack};

use crate::scenarios::{Scenario, Shot};

/// Calls that a request can do without: the claim of a provider's code and its release, a server's access token that is kept, a
/// hash that is made anew, and what was counted of a password that turned out to be right.
const DISPENSABLE: [(&str, &str); 5] = [
    ("UpdateItem", TAKEN_BACK),
    ("PutItem", "exchange"),
    ("DeleteItem", "exchange"),
    ("PutItem", "access_token"),
    ("UpdateItem", "username"),
];
/// The one whose effect is a mail.
const MAILER: &str = "mjpm-code";

/// A scenario, and how its calls fail on one stack.
#[derive(Clone, Copy)]
pub(super) struct Attack {
    pub(super) scenario: Scenario,
    pub(super) faults: &'static [Fault],
    /// At this call and no other.
    pub(super) only: Option<usize>,
}

/// One way in which calls fail.
#[derive(Clone, Copy, Debug)]
struct Strike {
    service: Option<Service>,
    nth: usize,
    fault: Fault,
    times: Times,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Requests of which a call failed.
    pub(super) tried: usize,
    /// What was wrong, a line each.
    pub(super) broken: Vec<String>,
}

/// A stack whose functions' calls can be made to fail, and a request.
struct Field {
    stack: TestStack,
    faults: Faults,
    shot: Shot,
    before: Tables,
}

/// What a request does when nothing fails.
struct Expected {
    /// The users that there are before.
    users: BTreeSet<i64>,
    /// The tables before, after one request, and after a second one.
    outlines: [Vec<String>; 3],
    /// The answers to the two.
    answers: [String; 2],
}

impl Attack {
    /// Lets each call fail in each way, once and for ever.
    pub(super) async fn carry_out(self) -> Tally {
        let mut tally = Tally::default();
        let field = Field::of(self.scenario).await;
        let expected = field.expect().await;
        let calls = field.calls().await;
        let nths = match self.only {
            Some(nth) => nth..=nth.min(calls),
            None => 1..=calls,
        };
        for fault in self.faults {
            let mut struck: Vec<_> = nths.clone().map(|nth| (None, nth)).collect();
            if self.scenario.function == MAILER && self.only.is_none() {
                // The mail alone: what was written for one that cannot go is taken back.
                struck.push((Some(Service::Ses), 1));
            }
            for (service, nth) in struck {
                for times in [Times::Once, Times::Always] {
                    let strike = Strike {
                        service,
                        nth,
                        fault: *fault,
                        times,
                    };
                    let found = self.strike(&field, &expected, strike).await;
                    tally.note(self.scenario, strike, found);
                }
            }
        }
        if self.faults.contains(&Fault::ServerError) {
            self.starve(&expected, &mut tally).await;
        }
        tally
    }

    /// Lets the calls fail by which a function that has just started asks for its secrets.
    async fn starve(self, expected: &Expected, tally: &mut Tally) {
        for nth in 1.. {
            for times in [Times::Once, Times::Always] {
                let strike = Strike {
                    service: Some(Service::SecretsManager),
                    nth,
                    fault: Fault::ServerError,
                    times,
                };
                let field = Field::of(self.scenario).await;
                let found = self.strike(&field, expected, strike).await;
                if found.is_none() {
                    return;
                }
                tally.note(self.scenario, strike, found);
            }
        }
    }

    /// Makes the request while its calls fail, and again once they do not: what was wrong. `None` when no call has failed.
    async fn strike(
        self,
        field: &Field,
        expected: &Expected,
        strike: Strike,
    ) -> Option<Vec<String>> {
        let Strike {
            service,
            nth,
            fault,
            times,
        } = strike;
        field.faults.plan(service, nth, fault, times);
        let answer = field.shot.fire(&field.stack).await;
        let seen = field.faults.heal();
        let failed: Vec<&Seen> = seen.iter().filter(|seen| seen.failed).collect();
        if failed.is_empty() {
            field.restore().await;
            return None;
        }
        let mut tables = Tables::read(&field.stack).await;
        let outline = tables.outline(&expected.users);
        let mut problems = expected.unsound(&tables);
        let [none, once, _] = &expected.outlines;
        if self.scenario.function == MAILER && outline == *none && field.has_mail().await {
            problems.push("there is a mail, and its code is not good".to_owned());
        }
        if times == Times::Always && failed.iter().any(|seen| !is_dispensable(seen)) {
            // Whose attempt cannot be counted may not make it.
            let waits = failed.iter().all(|seen| seen.kind == "attempts") && is_too_many(&answer);
            if !waits && !is_system_error(self.scenario.function, &answer) {
                problems.push(format!("it says {}", told(&answer)));
            }
            let (after, found) = field.again(expected, &outline).await;
            tables = after.unwrap_or(tables);
            problems.extend(found);
        } else if told(&answer) != expected.answers[0] {
            problems.push(format!("it says {}", told(&answer)));
        } else if outline != *once {
            problems.push(differences(&outline, once));
        }
        field.before.restore_over(&field.stack, &tables).await;
        field.empty_inbox().await;
        let calls: Vec<String> = failed
            .iter()
            .map(|seen| {
                let call = format!("{} {}", seen.operation, seen.kind);
                call.trim().to_owned()
            })
            .collect();
        let told = |problem| format!("[{}] {problem}", calls.join(", "));
        Some(problems.into_iter().map(told).collect())
    }
}

impl Tally {
    fn note(&mut self, scenario: Scenario, strike: Strike, found: Option<Vec<String>>) {
        let Some(problems) = found else {
            return;
        };
        self.tried += 1;
        let Scenario { function, name, .. } = scenario;
        let Strike {
            service,
            nth,
            fault,
            times,
        } = strike;
        let of = service.map_or_else(String::new, |service| format!(" of {service:?}"));
        let place = format!("{function}: {name}: call {nth}{of} {fault:?} {times:?}");
        self.broken
            .extend(problems.iter().map(|problem| format!("{place}: {problem}")));
    }
}

impl Expected {
    /// What must not be so, whatever has happened.
    fn unsound(&self, tables: &Tables) -> Vec<String> {
        let left = tables.user_ids();
        tables.problems(&self.users.difference(&left).copied().collect())
    }
}

impl Field {
    async fn of(scenario: Scenario) -> Self {
        static FIELDS: AtomicU32 = AtomicU32::new(0);
        let region = format!("faults-{}", FIELDS.fetch_add(1, Ordering::Relaxed));
        let faults = Faults::start().await;
        let stack = TestStack::with(&[], &faults.environment(&region)).await;
        faults.attach(&stack);
        let shot = (scenario.prepare)(&stack).await;
        let before = Tables::read(&stack).await;
        let field = Self {
            stack,
            faults,
            shot,
            before,
        };
        field.empty_inbox().await;
        field
    }

    /// Makes the request twice, and forgets it.
    async fn expect(&self) -> Expected {
        let users = self.before.user_ids();
        let outline = async || Tables::read(&self.stack).await.outline(&users);
        let none = outline().await;
        let first = told(&self.shot.fire(&self.stack).await);
        let once = outline().await;
        let second = told(&self.shot.fire(&self.stack).await);
        let twice = outline().await;
        self.restore().await;
        Expected {
            outlines: [none, once, twice],
            answers: [first, second],
            users,
        }
    }

    /// How many calls the request makes.
    async fn calls(&self) -> usize {
        let _ = self.faults.heal();
        self.shot.fire(&self.stack).await;
        let calls = self.faults.heal().len();
        self.restore().await;
        calls
    }

    async fn restore(&self) {
        self.before.restore(&self.stack).await;
        self.empty_inbox().await;
    }

    async fn empty_inbox(&self) {
        Answer::to(self.stack.request(Method::DELETE, "/_local/inbox")).await;
    }

    async fn has_mail(&self) -> bool {
        let mails = self.stack.get("/_local/inbox").await;
        mails.body.as_array().is_some_and(|mails| !mails.is_empty())
    }

    /// Makes the request again after it has failed and left the tables so, as the first one or as the second: the tables then, and
    /// what was wrong.
    async fn again(
        &self,
        expected: &Expected,
        outline: &Vec<String>,
    ) -> (Option<Tables>, Vec<String>) {
        let [none, once, twice] = &expected.outlines;
        let (answer, after) = if outline == none {
            (&expected.answers[0], once)
        } else if outline == once {
            (&expected.answers[1], twice)
        } else {
            return (
                None,
                vec![format!("half done: {}", differences(outline, none))],
            );
        };
        let again = told(&self.shot.fire(&self.stack).await);
        let tables = Tables::read(&self.stack).await;
        let outline = tables.outline(&expected.users);
        let mut problems = expected.unsound(&tables);
        if again != *answer {
            problems.push(format!("again, it says {again}, not {answer}"));
        }
        if outline != *after {
            problems.push(format!("again: {}", differences(&outline, after)));
        }
        (Some(tables), problems)
    }
}

fn is_dispensable(seen: &Seen) -> bool {
    DISPENSABLE.contains(&(seen.operation.as_str(), seen.kind.as_str()))
}

/// The lines that only one of two outlines has.
fn differences(is: &[String], should: &[String]) -> String {
    let more = is.iter().filter(|line| !should.contains(line));
    let less = should.iter().filter(|line| !is.contains(line));
    let lines: Vec<String> = more
        .map(|line| format!("+ {line}"))
        .chain(less.map(|line| format!("- {line}")))
        .collect();
    format!("\n    {}", lines.join("\n    "))
}

/// What an answer says, whatever it gives.
fn told(answer: &Answer) -> String {
    let mut told = answer.status.as_str().to_owned();
    for field in ["code", "result", "status", "msg", "message", "errorMessage"] {
        if !answer.body[field].is_null() {
            told = format!("{told} {}", answer.body[field]);
        }
    }
    told
}

/// Whether an answer is that the caller must wait. Whose attempt cannot be counted may not make it.
fn is_too_many(answer: &Answer) -> bool {
    answer.status == 429 && !answer.header("retry-after").is_empty()
}

/// Whether an answer is what the function's family says when the system fails and the caller may try again.
pub(super) fn is_system_error(function: &str, answer: &Answer) -> bool {
    let (family, _) = function.split_once('-').unwrap_or((function, ""));
    let body = match family {
        "attendance" => json!({ "code": 0, "data": null, "msg": "系统异常" }),
        "mjpm" => json!({
            "result": "error", "code": "2000", "msg": "2000:系统异常", "data": [],
        }),
        "campus" => json!({ "code": 9, "message": "系统异常,请稍后再试" }),
        "member" => json!({ "status": 0, "msg": "系统繁忙" }),
        "account" => json!({ "code": 503, "data": {}, "msg": "系统异常" }),
        _ => {
            let message = answer.body["errorMessage"].as_str().unwrap_or_default();
            return answer.header("x-amz-function-error") == "Unhandled"
                && message.contains(" is unavailable ");
        }
    };
    answer.outcome() == (503, body) && answer.header("retry-after") == "1"
}
