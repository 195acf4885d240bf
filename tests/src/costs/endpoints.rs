//! What each endpoint asks for: of `DynamoDB`, of a provider, of SES, and of the processor.
//!
//! Requests and capacity units are those that the stack's own engine counts: `tests/tests/http/cost_model.rs` does each once and
//! compares. It counts as `DynamoDB` says that it does: a write in a transaction is two units, one of an index one; a consistent read
//! of up to 4 KB is one unit, one of an index half. Steps, which wait for each other, are those of
//! `tests/tests/http/round_trips.rs`.

/// The processor's share of a function with one MB: a whole one comes with 1769 MB (AWS's documentation of Lambda's memory).
pub const MB_OF_A_PROCESSOR: f64 = 1769.0;

/// CPU times in milliseconds of the functions as they are deployed, measured on `x86_64` in November 2026 and carried over to arm64.
/// Where: `infra/performance/cold-start.md`.
pub mod cpu {
    /// One password's hash: argon2id with 19 MiB and two rounds, its memory kept between hashes.
    pub const HASH: f64 = 15.4;
    /// One request to `DynamoDB`, signed, sent and read: what four more of them made a page with one user dearer than a single read.
    pub const DYNAMODB: f64 = 0.17;
    /// One user or record of a page, read and written as JSON: what twenty make a page dearer than one.
    pub const LISTED: f64 = 0.02;
    /// The rest of a request, of the event, the token, JSON and the log: a single read without its request to `DynamoDB`.
    pub const REST: f64 = 0.22;
}

/// Milliseconds for which a function waits and is billed. Assumed, not measured.
pub mod wait {
    /// A step to `DynamoDB`, which AWS calls "single-digit milliseconds".
    pub const DYNAMODB: f64 = 4.0;
    /// A provider's call.
    pub const PROVIDER: f64 = 200.0;
    /// A call of SES.
    pub const MAIL: f64 = 50.0;
}

/// What one request asks for.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// The function, by its binary.
    pub function: &'static str,
    /// What is done.
    pub what: &'static str,
    /// The function's memory in MB.
    pub memory_mb: u32,
    /// Requests to `DynamoDB`.
    pub requests: u32,
    /// How many of them wait for the one before.
    pub steps: u32,
    /// Units read.
    pub read: f64,
    /// Units written.
    pub write: f64,
    /// Passwords hashed.
    pub hashes: u32,
    /// Calls of a provider that wait for each other.
    pub provider: u32,
    /// Mails.
    pub mails: u32,
    /// Users or records on the page.
    pub listed: u32,
}

impl Endpoint {
    /// What tells it from the others.
    #[must_use]
    pub const fn key(&self) -> (&'static str, &'static str) {
        (self.function, self.what)
    }

    /// CPU milliseconds of one request.
    #[must_use]
    pub fn cpu_ms(&self) -> f64 {
        cpu::REST
            + f64::from(self.requests) * cpu::DYNAMODB
            + f64::from(self.listed) * cpu::LISTED
            + f64::from(self.hashes) * cpu::HASH
    }

    /// Milliseconds that one request is billed for with this memory: its CPU time at that share of a processor, and what it waits.
    /// That a share is given in slices, which makes short requests of small functions shorter and long ones longer, is left out.
    #[must_use]
    pub fn billed_ms(&self, memory_mb: u32) -> f64 {
        let share = (f64::from(memory_mb) / MB_OF_A_PROCESSOR).min(1.0);
        let waits = f64::from(self.steps) * wait::DYNAMODB
            + f64::from(self.provider) * wait::PROVIDER
            + f64::from(self.mails) * wait::MAIL;
        (self.cpu_ms() / share + waits).ceil()
    }
}

/// The row of this function for this.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn of((function, what): (&str, &str)) -> &'static Endpoint {
    ENDPOINTS
        .iter()
        .find(|one| one.function == function && one.what == what)
        .unwrap_or_else(|| panic!("no row for {function}, {what}"))
}

/// Every row, in the order of `template.yaml`. The claim of a provider's code, which is made and released beside other things, is among
/// the requests and not among the steps.
#[rustfmt::skip]
pub const ENDPOINTS: &[Endpoint] = &[
    // function, what, (memory, requests, steps, read, written), (hashes, provider's calls, mails)
    row("attendance-login", "POST", (1024, 3, 2, 4.0, 11.0), (1, 0, 0)),
    row("attendance-login", "from a new address", (1024, 7, 2, 4.0, 15.0), (1, 0, 0)),
    row("attendance-register", "POST", (1024, 2, 2, 0.0, 9.0), (1, 0, 0)),
    row("attendance-wechat-login", "POST", (256, 5, 2, 3.0, 10.0), (0, 1, 0)),
    row("attendance-wechat-login", "first", (256, 6, 3, 3.0, 18.0), (0, 1, 0)),
    row("attendance-not-found", "any", (128, 0, 0, 0.0, 0.0), (0, 0, 0)),
    row("mjpm-weixinmp", "POST", (256, 4, 1, 1.0, 3.0), (0, 1, 0)),
    row("mjpm-login", "GET", (256, 3, 2, 3.0, 11.0), (0, 0, 0)),
    row("mjpm-code", "POST", (256, 3, 2, 3.0, 7.0), (0, 0, 1)),
    row("mjpm-register", "POST", (256, 5, 3, 3.0, 19.0), (0, 0, 0)),
    page(20, row("mjpm-employees", "GET, a page of 20", (256, 2, 2, 4.5, 0.0), (0, 0, 0))),
    row("mjpm-review", "POST", (256, 2, 2, 3.0, 9.0), (0, 0, 0)),
    row("mjpm-not-found", "any", (128, 0, 0, 0.0, 0.0), (0, 0, 0)),
    row("campus-login-account-password", "POST", (1024, 3, 2, 4.0, 9.0), (1, 0, 0)),
    row("campus-login-wx", "POST", (256, 5, 2, 3.0, 10.0), (0, 1, 0)),
    row("campus-userinfo", "POST", (256, 1, 1, 2.0, 0.0), (0, 0, 0)),
    row("campus-updateuserinfo", "POST", (1024, 2, 2, 2.0, 6.0), (0, 0, 0)),
    row("campus-logout", "POST", (256, 2, 2, 2.0, 5.0), (0, 0, 0)),
    row("member-code-get-info", "POST", (256, 6, 2, 4.0, 10.0), (0, 1, 0)),
    row("member-code-get-info", "first", (256, 6, 3, 3.0, 20.0), (0, 1, 0)),
    row("member-nonce", "POST", (256, 0, 0, 0.0, 0.0), (0, 0, 0)),
    row("member-bind-phone", "POST", (256, 4, 3, 3.0, 7.0), (0, 1, 0)),
    row("member-decrypt-data", "POST", (256, 1, 1, 2.0, 0.0), (0, 0, 0)),
    row("member-not-found", "any", (128, 0, 0, 0.0, 0.0), (0, 0, 0)),
    row("account-login", "POST", (1024, 3, 2, 4.0, 11.0), (1, 0, 0)),
    row("account-logout", "POST", (256, 2, 2, 2.0, 5.0), (0, 0, 0)),
    page(20, row("account-user", "GET, a page of 20", (1024, 2, 2, 5.5, 0.0), (0, 0, 0))),
    row("account-user", "GET, one", (1024, 1, 1, 4.0, 0.0), (0, 0, 0)),
    row("account-user", "PATCH", (1024, 2, 2, 4.0, 8.0), (0, 0, 0)),
    row("account-user", "POST", (1024, 4, 4, 4.0, 11.0), (1, 0, 0)),
    row("account-user-multiple-delete", "DELETE, one", (256, 3, 3, 4.0, 10.0), (0, 0, 0)),
    row("account-group", "GET", (256, 1, 1, 3.0, 0.0), (0, 0, 0)),
    row("account-group", "POST", (256, 2, 2, 3.0, 7.0), (0, 0, 0)),
    row("account-group-multiple-delete", "DELETE, one", (256, 2, 2, 3.0, 7.0), (0, 0, 0)),
    row("account-group-permission", "POST", (256, 3, 3, 4.0, 13.0), (0, 0, 0)),
    row("account-backendapi", "GET", (256, 1, 1, 3.0, 0.0), (0, 0, 0)),
    row("account-backendapi", "POST", (256, 2, 2, 3.0, 7.0), (0, 0, 0)),
    row("account-permission", "GET", (256, 1, 1, 3.0, 0.0), (0, 0, 0)),
    row("account-permission", "POST", (256, 2, 2, 3.0, 7.0), (0, 0, 0)),
    row("account-session", "DELETE, the others", (256, 2, 2, 2.0, 10.0), (0, 0, 0)),
    row("account-session", "GET", (256, 2, 2, 3.0, 0.0), (0, 0, 0)),
    page(20, row("account-audit", "GET, a page of 20", (256, 5, 2, 4.0, 0.0), (0, 0, 0))),
    row("account-not-found", "any", (128, 0, 0, 0.0, 0.0), (0, 0, 0)),
    row("create-superuser", "invoked", (1024, 3, 3, 1.0, 11.0), (1, 0, 0)),
    row("rotate-token-keys", "invoked", (256, 0, 0, 0.0, 0.0), (0, 0, 0)),
];

const fn row(
    function: &'static str,
    what: &'static str,
    (memory_mb, requests, steps, read, write): (u32, u32, u32, f64, f64),
    (hashes, provider, mails): (u32, u32, u32),
) -> Endpoint {
    Endpoint {
        function,
        what,
        memory_mb,
        requests,
        steps,
        read,
        write,
        hashes,
        provider,
        mails,
        listed: 0,
    }
}

/// The row of a page of so many.
const fn page(listed: u32, row: Endpoint) -> Endpoint {
    Endpoint { listed, ..row }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, of};

    #[test]
    fn half_a_processor_takes_twice_as_long_and_waiting_stays() {
        let endpoint = Endpoint {
            requests: 0,
            steps: 1,
            hashes: 1,
            ..*of(("account-login", "POST"))
        };
        // 15.62 ms, and a step of 4.
        assert!((endpoint.billed_ms(1769) - 20.0).abs() < 1e-9);
        assert!((endpoint.billed_ms(10_240) - 20.0).abs() < 1e-9);
        assert!((endpoint.billed_ms(885) - 36.0).abs() < 1e-9);
    }
}
