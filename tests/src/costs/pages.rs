//! The pages `infra/performance/costs.md`, `costs.svg` and `scale.md`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::bill::{self, Bill, of_endpoint, tongxing};
use super::endpoints::{self, ENDPOINTS, cpu, wait};
use super::peers::{self, cognito, container};
use super::prices::{self, ESSENTIALS, LITE};
use super::scale::{self, End, ends, quotas};
use super::simulate::Heat;
use super::{USERS, habits};
use crate::plot::{Axes, Line, svg};

/// Memory sizes for which the page has prices.
const MEMORIES: [u32; 4] = [128, 256, 512, 1024];

/// All pages: names and texts.
#[must_use]
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("costs.md", costs()),
        ("costs.svg", plot()),
        ("scale.md", scale_page()),
    ]
}

/// The model's results, for other programs.
#[must_use]
pub fn data() -> Value {
    let bills = USERS.map(|users| {
        let users = f64::from(users);
        let parts = |bill: Bill| {
            json!({
                "gateway": bill.gateway, "compute": bill.compute, "requests": bill.requests, "storage": bill.storage,
                "mail": bill.mail, "watching": bill.watching, "other": bill.other, "sum": bill.sum(),
            })
        };
        json!({
            "users": users,
            "tongxing": parts(tongxing(users)),
            "containers": parts(container(users)),
            "cognito_lite": cognito(LITE, users),
            "cognito_essentials": cognito(ESSENTIALS, users),
        })
    });
    let ends: Vec<Value> = ends()
        .iter()
        .map(|end| json!({ "part": end.part.name, "now": end.now, "changed": end.changed, "users": end.users }))
        .collect();
    json!({ "bills": bills, "ends": ends })
}

/// Dollars: cents of what is small, thousands apart of what is large.
fn dollars(amount: f64) -> String {
    if amount < 100.0 {
        return format!("{amount:.2}");
    }
    grouped(amount)
}

/// A whole number, its thousands apart.
fn grouped(amount: f64) -> String {
    let digits = format!("{amount:.0}");
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of users in words.
fn people(users: f64) -> String {
    match users {
        ..1e4 => grouped(users),
        ..1e6 => format!("{:.0} thousand", users / 1e3),
        ..1e7 => format!("{:.1} million", users / 1e6),
        ..8e9 => format!("{:.0} million", users / 1e6),
        _ => "more than there are people".to_owned(),
    }
}

/// A line of a table.
fn row(page: &mut String, cells: &[String]) {
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}

fn costs() -> String {
    let mut page = format!(
        "# Costs\n\n\
         <!-- Written by the program; `cargo test -p tests` compares. -->\n\n\
         What Tongxing costs a month, computed: list prices of us-east-1 on arm64, in US dollars, no free tier but Cognito's, no tax and no \
         discount. Nothing here was billed to anybody. `DynamoDB` requests and units are counted by the stack's own engine for each \
         endpoint; CPU times were measured on x86_64 and carried over ({} ms for a password's hash, {} for a `DynamoDB` request, {} for \
         each user or record of a page, {} for the rest of a request); all waiting is assumed: {} ms for a step to `DynamoDB`, {} for a provider, {} for SES. Starts of \
         functions are not counted.\n\n\
         ```\ncargo run --release -p tests --bin costs -- --write infra/performance\n```\n\n",
        cpu::HASH,
        cpu::DYNAMODB,
        cpu::LISTED,
        cpu::REST,
        wait::DYNAMODB,
        wait::PROVIDER,
        wait::MAIL
    );
    page.push_str("## A month\n\n");
    months(&mut page);
    page.push_str("\n## What people do\n\n");
    people_do(&mut page);
    page.push_str("\n## A million of each\n\n");
    endpoints_table(&mut page);
    page.push_str("\n## Prices\n\n");
    prices_table(&mut page);
    page
}

fn months(page: &mut String) {
    page.push_str("![Dollars a month by users](costs.svg)\n\n| users who come in the month |");
    for users in USERS {
        let _ = write!(page, " {} |", people(f64::from(users)));
    }
    page.push_str("\n|---|---:|---:|---:|\n");
    let all = USERS.map(f64::from);
    let mut line = |name: &str, of: &dyn Fn(f64) -> f64| {
        let mut cells = vec![name.to_owned()];
        cells.extend(all.iter().map(|users| dollars(of(*users))));
        row(page, &cells);
    };
    line("API Gateway", &|users| tongxing(users).gateway);
    line("Lambda", &|users| tongxing(users).compute);
    line("DynamoDB, requests", &|users| tongxing(users).requests);
    line("DynamoDB, storage and recovery", &|users| {
        tongxing(users).storage
    });
    line("SES", &|users| tongxing(users).mail);
    line("logs and traces", &|users| tongxing(users).watching);
    line("transfer and secrets", &|users| tongxing(users).other);
    line("**Tongxing**", &|users| tongxing(users).sum());
    line("the same in containers", &|users| container(users).sum());
    line("of it containers and balancer", &|users| {
        let bill = container(users);
        bill.gateway + bill.compute
    });
    line("Cognito Lite", &|users| cognito(LITE, users).0);
    line("Cognito Essentials", &|users| cognito(ESSENTIALS, users).0);
    line("Cognito's sign-in rate beside it", &|users| {
        cognito(LITE, users).1
    });
    let _ = write!(
        page,
        "\nThe containers are Fargate's smallest, {}, {} and {} of them, sized for the busiest second at half of their processor, behind a \
         load balancer; tables, mails and logs are the same. Containers \
         become cheaper at about {} users; below, they cost what nobody uses. What running them takes of somebody's time is not counted. Cognito's are its users alone, and what it \
         takes to sign in more than {} a second in the busiest one (that quota is unverified): no mail, no logs, and no directory of one's \
         own, which takes tables and functions beside it. It has no WeChat, Alipay or QQ; a function of one's own would sign those in. \
         Storage is that of the first year's end.\n",
        grouped(peers::tasks(all[0])),
        grouped(peers::tasks(all[1])),
        grouped(peers::tasks(all[2])),
        people(peers::containers_are_cheaper_from()),
        peers::COGNITO_SIGN_INS
    );
}

fn people_do(page: &mut String) {
    let _ = write!(
        page,
        "Assumed, not observed. One administrator looks after {} users; the busiest second has {} times the average. Of each user who \
         comes in a month there are {} in the tables.\n\n",
        grouped(habits::USERS_OF_AN_ADMINISTRATOR),
        habits::PEAK,
        bill::USERS_OF_EACH_ACTIVE
    );
    for (who, all) in [
        ("user", habits::USER),
        ("administrator", habits::ADMINISTRATOR),
    ] {
        let _ = writeln!(
            page,
            "| each {who}, a month | times | because |\n|---|---:|---|"
        );
        for habit in all {
            let (function, what) = habit.endpoint;
            row(
                page,
                &[
                    format!("`{function}` {what}"),
                    habit.times.to_string(),
                    habit.why.to_owned(),
                ],
            );
        }
        page.push('\n');
    }
    page.pop();
}

fn endpoints_table(page: &mut String) {
    let password = endpoints::of(("account-login", "POST"));
    let _ = write!(
        page,
        "Dollars for a million requests with each size of memory, all parts of the bill; **bold** is the size that the template gives. \
         Without a hash the smallest is the cheapest by cents; a sign-in with a password costs about the same with any, and takes {} ms \
         with 128 MB, {} with 1024. Where a provider is called, its 200 ms are paid for in full, so memory counts.\n\n\
         | function | what | DynamoDB requests | units read | written | CPU ms | 128 MB | 256 MB | 512 MB | 1024 MB |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        password.billed_ms(128),
        password.billed_ms(1024)
    );
    for endpoint in ENDPOINTS {
        let mut cells = vec![
            format!("`{}`", endpoint.function),
            endpoint.what.to_owned(),
            endpoint.requests.to_string(),
            endpoint.read.to_string(),
            endpoint.write.to_string(),
            format!("{:.1}", endpoint.cpu_ms()),
        ];
        for memory in MEMORIES {
            let sum = dollars(of_endpoint(endpoint, memory, 1e6).sum());
            cells.push(if memory == endpoint.memory_mb {
                format!("**{sum}**")
            } else {
                sum
            });
        }
        row(page, &cells);
    }
}

fn prices_table(page: &mut String) {
    page.push_str(
        "Each is to be checked on its page before anybody relies on it: pages of prices fill in their figures by script, so copies of them \
         often have none, and some of these come from other people's articles. In cn-north-1 prices are others, in yuan, and there is no SES.\n\n| what | dollars | for | found in | dated | page |\n|---|---:|---|---|---|---|\n",
    );
    for price in prices::all() {
        let dollars = price.dollars.to_string();
        let cells = [
            price.what,
            &dollars,
            price.unit,
            price.found.text(),
            price.dated,
            price.page,
        ];
        row(page, &cells.map(str::to_owned));
    }
}

/// Dollars by users, from a thousand to a hundred million.
fn plot() -> String {
    let users: Vec<f64> = (12..=32)
        .map(|quarter| 10_f64.powf(f64::from(quarter) / 4.0))
        .collect();
    let line = |name, colour, of: &dyn Fn(f64) -> f64| Line {
        name,
        colour,
        points: users.iter().map(|users| (*users, of(*users))).collect(),
    };
    let lines = [
        line("Tongxing", "#c0392b", &|users| tongxing(users).sum()),
        line("same in containers", "#2471a3", &|users| {
            container(users).sum()
        }),
        line("Cognito Essentials", "#7d3c98", &|users| {
            cognito(ESSENTIALS, users).0
        }),
        line("Cognito Lite", "#229954", &|users| cognito(LITE, users).0),
    ];
    let axes = Axes {
        x: (3, 8),
        y: (0, 7),
        across: "users who come in the month",
        up: "dollars a month",
    };
    svg("What a month costs (computed)", axes, &lines)
}

fn scale_page() -> String {
    let mut page = format!(
        "# Scale\n\n\
         <!-- Written by the program; `cargo test -p tests` compares. -->\n\n\
         Where the design ends, simulated and computed, not measured: nothing of it ran on AWS. `tests/src/costs/simulate.rs` sends \
         requests to partitions that take what `DynamoDB` publishes, {} units written and {} read a second each, and no bursts; one item \
         stays in one partition, a partition that is hot from many keys is split in two after {} seconds (assumed; AWS publishes no \
         time). A rate passes when no more than one request of a thousand is refused in a minute. Users are those with the habits of \
         [costs.md](costs.md) whose busiest second that is. A write of an index is one unit, also within a transaction, as the \
         stack's engine counts it; were it two, what ends with an index would end at half. Rates are tried up to {} a second.\n\n",
        super::simulate::WRITES,
        super::simulate::READS,
        super::simulate::SPLIT_AFTER,
        scale::most()
    );
    page.push_str("## What the account is given\n\nThese come first, and are asked for or set, not designed.\n\n\
                   | limit | of what | a second | users | lifted by |\n|---|---|---:|---:|---|\n");
    for quota in quotas() {
        let rate = if quota.rate < 10.0 {
            format!("{:.3}", quota.rate)
        } else {
            grouped(quota.rate)
        };
        row(
            &mut page,
            &[
                quota.name.to_owned(),
                quota.flow.text().to_owned(),
                rate,
                people(quota.users),
                quota.change.to_owned(),
            ],
        );
    }
    page.push_str("\n## What the design holds\n\nBy the rate at which each part ends, the lowest first.\n\n\
                   | part | of what | it takes | passes a second | users | change | passes then |\n|---|---|---|---:|---:|---|---:|\n");
    let ends = ends();
    for end in &ends {
        let part = end.part;
        row(
            &mut page,
            &[
                part.name.to_owned(),
                part.flow.text().to_owned(),
                part.asks.to_owned(),
                rate(end.now),
                people(end.users),
                part.change.to_owned(),
                rate(end.changed),
            ],
        );
    }
    verdict(&mut page, &ends);
    page
}

fn verdict(page: &mut String, ends: &[End]) {
    let users = scale::searchable_users();
    let _ = write!(
        page,
        "\nThe rights are one item of some size: to 4 KB, which is some dozens of groups, permissions and APIs, or more. The two rows are the same \
         item at two sizes.\n\n\
         ## The first three\n\n\
         As users grow with the stated habits, this ends first, second and third. What DynamoDB lifts by itself is left out.\n\n\
         1. **A search of the listing index that finds less than a page**, at {} users in the tables. It reads all of the index, and at {} \
         units a second of each of the {} partitions it is not through in the {} seconds that a function has, even if nobody else reads and \
         the requests themselves take no time. Lifted by: what the audit records have already, a page that ends after five requests of each \
         partition and says where the next begins. It looks at {} users then, and takes {:.1} s whatever the directory's size.\n",
        people(users),
        super::simulate::READS,
        scale::SHARDS,
        scale::TIMEOUT,
        people(scale::looked_at_in_steps()),
        scale::seconds_of_steps()
    );
    let mut by_users: Vec<&End> = ends
        .iter()
        .filter(|end| end.part.changed.heat == Heat::Stays && end.part.name != scale::LARGE_RIGHTS)
        .collect();
    by_users.sort_by(|a, b| a.users.total_cmp(&b.users));
    for (place, end) in (2..=3).zip(by_users) {
        let _ = writeln!(
            page,
            "{place}. **{}**, at {} users who come in the month: {} {} a second. Lifted by: {}; {} a second then.",
            end.part.name,
            people(end.users),
            grouped(f64::from(end.now)),
            end.part.flow.text(),
            end.part.change,
            rate(end.changed)
        );
    }
    let counter = ends.iter().find(|end| end.part.name == scale::COUNTER);
    if let Some(counter) = counter {
        let minutes = 1e6 / f64::from(counter.now) / 60.0;
        let _ = write!(
            page,
            "\nA campaign is another matter: whom it brings are all new, and the first part to end is **{}**. A million people cannot come for \
             the first time in less than {minutes:.0} minutes, because one item gives {} ids a second. With the change in the table it gives {}, and the next to end are \
             the audit records, of which a sign-up writes two.\n",
            counter.part.name,
            grouped(f64::from(counter.now)),
            rate(counter.changed)
        );
    }
}

/// A rate, or that it was not ended.
fn rate(rate: u32) -> String {
    let text = grouped(f64::from(rate));
    if rate == scale::most() {
        format!("{text} or more")
    } else {
        text
    }
}

/// A short text for a terminal.
#[must_use]
pub fn summary() -> String {
    let mut text = String::new();
    for users in USERS.map(f64::from) {
        let _ = writeln!(
            text,
            "{:>12} users: Tongxing {:>10}, containers {:>10}, Cognito Lite {:>10}, Essentials {:>10} dollars a month",
            people(users),
            dollars(tongxing(users).sum()),
            dollars(container(users).sum()),
            dollars(cognito(LITE, users).0),
            dollars(cognito(ESSENTIALS, users).0)
        );
    }
    for end in ends() {
        let _ = writeln!(
            text,
            "{:>6} {} a second: {}",
            end.now,
            end.part.flow.text(),
            end.part.name
        );
    }
    let password = endpoints::of(("account-login", "POST"));
    let _ = writeln!(
        text,
        "a password sign-in is billed {} ms at 1024 MB",
        password.billed_ms(1024)
    );
    text
}
