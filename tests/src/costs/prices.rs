//! List prices of us-east-1 in US dollars, on arm64 where it matters. No free tier but Cognito's, no savings plan, no tax.
//!
//! The date is that of the text in which the figure was read, where it is known. In cn-north-1 the prices are others, in yuan, and there
//! is no SES.

/// How a price was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// In AWS's own text.
    Official,
    /// In somebody's transcription of AWS's page, dated.
    Transcribed,
    /// In other people's articles.
    Secondhand,
    /// Nowhere that could be read: as it is remembered.
    Unverified,
}

impl Found {
    /// As the page says it.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Official => "AWS's own text",
            Self::Transcribed => "a transcription of AWS's page",
            Self::Secondhand => "articles by others",
            Self::Unverified => "**unverified**",
        }
    }
}

/// A price.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// What for.
    pub what: &'static str,
    /// How much, for `unit`.
    pub dollars: f64,
    /// Of what.
    pub unit: &'static str,
    /// AWS's page on which it stands.
    pub page: &'static str,
    /// How it was found.
    pub found: Found,
    /// When the text in which it was found was written or read.
    pub dated: &'static str,
}

/// Prices that fall with the amount: up to which amount, for how much.
pub type Tiers = &'static [(f64, Price)];

const GATEWAY: &str = "https://aws.amazon.com/api-gateway/pricing/";
const LAMBDA: &str = "https://aws.amazon.com/lambda/pricing/";
const DYNAMODB: &str = "https://aws.amazon.com/dynamodb/pricing/on-demand/";
const COGNITO: &str = "https://aws.amazon.com/cognito/pricing/";
const CLOUDWATCH: &str = "https://aws.amazon.com/cloudwatch/pricing/";
const BALANCING: &str = "https://aws.amazon.com/elasticloadbalancing/pricing/";
const FARGATE: &str = "https://aws.amazon.com/fargate/pricing/";
const MAU: &str = "user";
const MILLION: &str = "million";

const fn price(
    (what, dollars, unit): (&'static str, f64, &'static str),
    page: &'static str,
    (found, dated): (Found, &'static str),
) -> Price {
    Price {
        what,
        dollars,
        unit,
        page,
        found,
        dated,
    }
}

const WHITEPAPER: (Found, &str) = (Found::Official, "whitepaper on private APIs");

/// REST API requests.
pub const REST: Tiers = &[
    (
        333e6,
        price(
            ("REST API, first 333 million", 3.50, MILLION),
            GATEWAY,
            WHITEPAPER,
        ),
    ),
    (
        1e9,
        price(
            ("REST API, to 1 billion", 2.80, MILLION),
            GATEWAY,
            WHITEPAPER,
        ),
    ),
    (
        20e9,
        price(
            ("REST API, to 20 billion", 2.38, MILLION),
            GATEWAY,
            WHITEPAPER,
        ),
    ),
    (
        f64::MAX,
        price(("REST API, beyond", 1.51, MILLION), GATEWAY, WHITEPAPER),
    ),
];
/// Lambda requests.
pub const INVOCATION: Price = price(
    ("Lambda requests", 0.20, MILLION),
    LAMBDA,
    (Found::Secondhand, "2024"),
);
/// Lambda's time on arm64, up to 7.5 billion GB seconds a month.
pub const GB_SECOND: Price = price(
    ("Lambda arm64", 0.000_013_333_4, "GB second"),
    LAMBDA,
    (Found::Secondhand, "2024"),
);
/// What is written to `DynamoDB`.
pub const WRITE: Price = price(
    ("DynamoDB write units", 0.625, MILLION),
    DYNAMODB,
    (Found::Secondhand, "2025-07"),
);
/// What is read from `DynamoDB`.
pub const READ: Price = price(
    ("DynamoDB read units", 0.125, MILLION),
    DYNAMODB,
    (Found::Secondhand, "2025-07"),
);
/// What `DynamoDB` holds, indexes included.
pub const STORAGE: Price = price(
    ("DynamoDB storage", 0.25, "GB month"),
    DYNAMODB,
    (Found::Secondhand, "2020"),
);
/// Point-in-time recovery of what the tables hold, without indexes.
pub const RECOVERY: Price = price(
    ("point-in-time recovery", 0.20, "GB month"),
    DYNAMODB,
    (Found::Secondhand, "2020"),
);
/// Mails, without one of the plans that SES has had since July 2026.
pub const MAIL: Price = price(
    ("SES, without a plan", 0.10, "thousand mails"),
    "https://aws.amazon.com/ses/pricing/",
    (Found::Secondhand, "2020"),
);
/// What is logged.
pub const LOGS: Price = price(
    ("CloudWatch Logs, taken in", 0.50, "GB"),
    CLOUDWATCH,
    (Found::Secondhand, "2026"),
);
/// Traces.
pub const TRACES: Price = price(
    ("X-Ray traces", 5.0, MILLION),
    "https://aws.amazon.com/xray/pricing/",
    (Found::Unverified, "-"),
);
/// A secret.
pub const SECRET: Price = price(
    ("a secret", 0.40, "month"),
    "https://aws.amazon.com/secrets-manager/pricing/",
    (Found::Transcribed, "2026-09-20"),
);
/// What goes out to the internet, up to 10 TB a month; it gets cheaper beyond, which is not counted.
pub const TRANSFER: Price = price(
    ("transfer out", 0.09, "GB"),
    "https://aws.amazon.com/ec2/pricing/on-demand/",
    (Found::Secondhand, "2025-05"),
);
/// A load balancer.
pub const BALANCER: Price = price(
    ("Application Load Balancer", 0.0225, "hour"),
    BALANCING,
    (Found::Transcribed, "2026-09-20"),
);
/// What a load balancer does.
pub const CAPACITY: Price = price(
    ("its capacity unit", 0.008, "hour"),
    BALANCING,
    (Found::Transcribed, "2026-09-20"),
);
/// A virtual CPU of Fargate.
pub const VCPU: Price = price(
    ("Fargate arm64 vCPU", 0.032_38, "hour"),
    FARGATE,
    (Found::Secondhand, "2021 or later"),
);
/// The memory of Fargate.
pub const MEMORY: Price = price(
    ("Fargate arm64 memory", 0.003_56, "GB hour"),
    FARGATE,
    (Found::Secondhand, "2021 or later"),
);
/// A public address.
pub const ADDRESS: Price = price(
    ("public IPv4 address", 0.005, "hour"),
    "https://aws.amazon.com/vpc/pricing/",
    (Found::Transcribed, "2026-10-16"),
);

const COGNITO_COPY: (Found, &str) = (Found::Transcribed, "2026-09-20");

/// Cognito Lite.
pub const LITE: Tiers = &[
    (
        1e4,
        price(
            ("Cognito, first 10 thousand", 0.0, MAU),
            COGNITO,
            COGNITO_COPY,
        ),
    ),
    (
        1e5,
        price(
            ("Cognito Lite, to 100 thousand", 0.0055, MAU),
            COGNITO,
            COGNITO_COPY,
        ),
    ),
    (
        1e6,
        price(
            ("Cognito Lite, to 1 million", 0.0046, MAU),
            COGNITO,
            COGNITO_COPY,
        ),
    ),
    (
        1e7,
        price(
            ("Cognito Lite, to 10 million", 0.003_25, MAU),
            COGNITO,
            (Found::Unverified, "-"),
        ),
    ),
    (
        f64::MAX,
        price(
            ("Cognito Lite, beyond", 0.0025, MAU),
            COGNITO,
            (Found::Unverified, "-"),
        ),
    ),
];
/// Cognito Essentials, which a new pool has.
pub const ESSENTIALS: Tiers = &[
    (
        1e4,
        price(
            ("Cognito, first 10 thousand", 0.0, MAU),
            COGNITO,
            COGNITO_COPY,
        ),
    ),
    (
        f64::MAX,
        price(("Cognito Essentials", 0.015, MAU), COGNITO, COGNITO_COPY),
    ),
];
/// Cognito's sign-ins a second beyond [`super::peers::COGNITO_SIGN_INS`], where they are needed all month.
pub const COGNITO_RATE: Price = price(
    ("Cognito, a request a second more", 20.0, "month"),
    "https://aws.amazon.com/about-aws/whats-new/2024/01/provisioned-capacity-api-limits-amazon-cognito/",
    (Found::Official, "2024-01-25"),
);

/// What `amount` costs where prices fall with the amount, in dollars; `unit` is how many of the amount one price is for.
#[must_use]
pub fn tiered(tiers: Tiers, amount: f64, unit: f64) -> f64 {
    let mut below = 0.0;
    let mut sum = 0.0;
    for (end, price) in tiers {
        sum += (amount.min(*end) - below).max(0.0) / unit * price.dollars;
        below = *end;
    }
    sum
}

/// Every price, in the order of the page.
#[must_use]
pub fn all() -> Vec<Price> {
    let of = |tiers: Tiers| tiers.iter().map(|(_, price)| *price).collect::<Vec<_>>();
    let mut all = of(REST);
    all.extend([
        INVOCATION, GB_SECOND, WRITE, READ, STORAGE, RECOVERY, MAIL, LOGS, TRACES, SECRET,
        TRANSFER, BALANCER, CAPACITY, VCPU, MEMORY, ADDRESS,
    ]);
    all.extend(of(LITE));
    all.extend(of(ESSENTIALS).into_iter().skip(1));
    all.push(COGNITO_RATE);
    all
}

#[cfg(test)]
mod tests {
    use super::{ESSENTIALS, LITE, REST, tiered};

    #[test]
    fn each_part_of_an_amount_costs_what_its_tier_says() {
        for (tiers, amount, unit, expected) in [
            (REST, 1e6, 1e6, 3.5),
            (REST, 400e6, 1e6, 333.0 * 3.5 + 67.0 * 2.8),
            (ESSENTIALS, 1e4, 1.0, 0.0),
            (ESSENTIALS, 1e6, 1.0, 990_000.0 * 0.015),
            // The example on AWS's page.
            (LITE, 950_000.0, 1.0, 90_000.0 * 0.0055 + 850_000.0 * 0.0046),
        ] {
            let dollars = tiered(tiers, amount, unit);
            assert!((dollars - expected).abs() < 1e-6, "{amount}: {dollars}");
        }
    }
}
