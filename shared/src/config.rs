//! What a deployment chooses, read from the environment once.

use std::time::Duration;

use secrecy::SecretString;

use crate::aws::partition::PartitionFile;
use crate::email::Sender;
use crate::password::policy::PasswordPolicy;

/// Where the code runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// On a developer's machine. The template has no way to choose it.
    Local,
    /// Deployed, under this name.
    Deployed(String),
}

/// Who may register a username and password at the admin panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminRegistration {
    /// Anyone, as document 000 has it.
    Open,
    /// Anyone, and a superuser lets them in.
    Approval,
    /// Nobody.
    Closed,
}

/// Whether an openid must be proven by a WeChat code before it can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenidProof {
    /// It must.
    Required,
    /// It need not, as document 001 has it: whoever knows an openid is its owner. For a migration only.
    Off,
}

/// When a browser sends the session cookie along (RFC 6265bis, 5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieSameSite {
    /// Only from pages of the same site.
    Strict,
    /// Also when a link leads here.
    Lax,
    /// Also from pages of other sites, for a panel on another domain; the cookie is `Secure` then, as browsers insist.
    None,
}

impl CookieSameSite {
    /// The attribute's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Lax => "Lax",
            Self::None => "None",
        }
    }
}

/// Where AWS is, and as whom the function calls it. The functions take this from the Lambda environment.
#[derive(Clone, Debug)]
pub struct AwsConfig {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: SecretString,
    /// `AWS_SESSION_TOKEN`; absent for long-lived keys.
    pub session_token: Option<SecretString>,
    /// `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL`; AWS itself when absent.
    pub dynamodb_url: Option<String>,
    /// `AWS_ENDPOINT_URL_SES` or `AWS_ENDPOINT_URL`; AWS itself when absent.
    pub ses_url: Option<String>,
    /// `AWS_ENDPOINT_URL_SECRETS_MANAGER` or `AWS_ENDPOINT_URL`; AWS itself when absent.
    pub secrets_manager_url: Option<String>,
    /// What the SDKs are told of AWS's partition, when `SMITHY_CLIENT_SDK_CUSTOM_PARTITION` is set; what they know of all when absent.
    pub partition: Option<PartitionFile>,
}

/// Where the identity providers are: their own addresses, unless a test or a proxy stands in.
#[derive(Clone, Debug)]
pub struct ProviderUrls {
    /// `WECHAT_API_URL`: base URL of WeChat's API; default `https://api.weixin.qq.com`.
    pub wechat: String,
    /// `ALIPAY_GATEWAY_URL`: Alipay's gateway; default `https://openapi.alipay.com/gateway.do`.
    pub alipay_gateway: String,
    /// `QQ_API_URL`: base URL of the QQ mini-programs' API; default `https://api.q.qq.com`.
    pub qq: String,
    /// `QQ_GRAPH_URL`: base URL of QQ Connect; default `https://graph.qq.com`.
    pub qq_graph: String,
    /// `APPLE_URL`: base URL of Sign in with Apple; default `https://appleid.apple.com`.
    pub apple: String,
}

/// The configuration of a function.
#[derive(Clone, Debug)]
pub struct Config {
    /// `STAGE`: `local` on a developer's machine, else the name of the deployment's stage. Required.
    pub stage: Stage,
    /// `USERS_TABLE`: name of the users table. Required.
    pub users_table: String,
    /// `CODES_TABLE`: name of the codes table. Required.
    pub codes_table: String,
    /// `TOKEN_KEYS_SECRET`: name or ARN of the secret with the token keys. Required.
    pub token_keys_secret: String,
    /// `PROVIDERS_SECRET`: name or ARN of the secret with the providers' apps. Required.
    pub providers_secret: String,
    /// `MAIL_SENDER`: `name@example.com` or `显示名 <name@example.com>`, verified with SES. Required.
    pub mail_sender: Sender,
    /// `MAIL_CONFIGURATION_SET`: the SES configuration set that mails are sent with; none when absent or empty.
    pub mail_configuration_set: Option<String>,
    /// `PUBLIC_URL`: what stands before the path in issued tokens and links, such as `https://api.example.com`; when
    /// absent or empty, the domain and stage that the gateway was called by.
    pub public_url: Option<String>,
    /// `ADMIN_REGISTRATION`: `open`, `approval` (default) or `closed`.
    pub admin_registration: AdminRegistration,
    /// `OPENID_PROOF`: `required` (default) or `off`.
    pub openid_proof: OpenidProof,
    /// `PASSWORD_POLICY`: `strong` (default) or `documented`.
    pub password_policy: PasswordPolicy,
    /// `ALLOWED_ORIGINS`: origins of panels that may call from a browser, such as `https://admin.example.com`, separated by commas;
    /// none when absent or empty.
    pub allowed_origins: Vec<String>,
    /// `COOKIE_SAMESITE`: `lax` (default), `strict` or `none`.
    pub cookie_same_site: CookieSameSite,
    /// `MJPM_APPLICATIONS`: the applications that can be given to employees as rights, separated by commas (of either
    /// width); must name `员工管理`, which is the default.
    pub mjpm_applications: Vec<String>,
    /// `MJPM_APPID`: WeChat's id of the mini-program whose people are the employees of mjpm; that family needs it.
    pub mjpm_appid: Option<String>,
    /// `TRUSTED_PROXIES`: how many proxies of ours, such as CloudFront, stand before the gateway; 0 (default) to 5. Then the caller's
    /// address is the one that the first of them has noted in `X-Forwarded-For`, which without a proxy anyone can write.
    pub trusted_proxies: usize,
    /// Where the providers are.
    pub provider_urls: ProviderUrls,
    /// `PROVIDER_TIMEOUT_MS`: the most that one exchange with a provider may take, all its calls and repetitions included; 100
    /// to 10000, default 4500, so that a provider that hangs costs a caller less than 5 s.
    pub provider_timeout: Duration,
    /// `AUDIT_RETENTION_DAYS`: how many days an audit record is kept; 30 to 3650, default 365.
    pub audit_retention: Duration,
    /// See [`AwsConfig`]. `AWS_REGION`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` are required; Lambda sets them.
    pub aws: AwsConfig,
}

/// Everything that is wrong with an environment, a line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// Reads the process environment; the only place that does. Each field's documentation names its variable.
    ///
    /// # Errors
    /// [`ConfigError`] with every problem at once.
    pub fn from_env() -> Result<Self, ConfigError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the environment"
        )]
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads an environment given as a function.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut env = Environment {
            lookup,
            problems: Vec::new(),
        };
        let config = Self {
            stage: match env.required("STAGE") {
                name if name == "local" => Stage::Local,
                name => Stage::Deployed(name),
            },
            users_table: env.required("USERS_TABLE"),
            codes_table: env.required("CODES_TABLE"),
            token_keys_secret: env.required("TOKEN_KEYS_SECRET"),
            providers_secret: env.required("PROVIDERS_SECRET"),
            mail_sender: env.parsed(
                "MAIL_SENDER",
                None,
                |text| Sender::parse(text).ok(),
                "an address like name@example.com",
            ),
            mail_configuration_set: env.optional("MAIL_CONFIGURATION_SET"),
            public_url: env
                .optional("PUBLIC_URL")
                .map(|url| url.trim_end_matches('/').to_owned()),
            admin_registration: env.parsed(
                "ADMIN_REGISTRATION",
                Some("approval"),
                admin_registration,
                "open, approval or closed",
            ),
            openid_proof: env.parsed(
                "OPENID_PROOF",
                Some("required"),
                openid_proof,
                "required or off",
            ),
            password_policy: env.parsed(
                "PASSWORD_POLICY",
                Some("strong"),
                password_policy,
                "strong or documented",
            ),
            allowed_origins: env.parsed(
                "ALLOWED_ORIGINS",
                Some(","),
                origins,
                "origins like https://admin.example.com, separated by commas",
            ),
            cookie_same_site: env.parsed(
                "COOKIE_SAMESITE",
                Some("lax"),
                cookie_same_site,
                "lax, strict or none",
            ),
            mjpm_applications: env.parsed(
                "MJPM_APPLICATIONS",
                Some("员工管理"),
                applications,
                "names separated by commas, 员工管理 among them",
            ),
            mjpm_appid: env.optional("MJPM_APPID"),
            trusted_proxies: env.parsed(
                "TRUSTED_PROXIES",
                Some("0"),
                |text| text.parse().ok().filter(|n| *n <= 5),
                "a number from 0 to 5",
            ),
            provider_urls: env.provider_urls(),
            provider_timeout: env.parsed(
                "PROVIDER_TIMEOUT_MS",
                Some("4500"),
                provider_timeout,
                "a number from 100 to 10000",
            ),
            audit_retention: env.parsed(
                "AUDIT_RETENTION_DAYS",
                Some("365"),
                audit_retention,
                "a number from 30 to 3650",
            ),
            aws: AwsConfig {
                region: env.required("AWS_REGION"),
                access_key_id: env.required("AWS_ACCESS_KEY_ID"),
                secret_access_key: env.required("AWS_SECRET_ACCESS_KEY").into(),
                session_token: env.optional("AWS_SESSION_TOKEN").map(Into::into),
                dynamodb_url: env.endpoint("AWS_ENDPOINT_URL_DYNAMODB"),
                ses_url: env.endpoint("AWS_ENDPOINT_URL_SES"),
                secrets_manager_url: env.endpoint("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
                partition: env.partition(),
            },
        };
        if env.problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(env.problems))
        }
    }

    /// Whether this runs on a developer's machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.stage == Stage::Local
    }

    /// Writes a warning for each choice that opens a door which is shut by default; called at every start.
    pub fn warn_of_risks(&self) {
        if self.openid_proof == OpenidProof::Off {
            tracing::warn!(
                event = "risky_configuration",
                parameter = "OPENID_PROOF",
                "OPENID_PROOF=off: whoever knows an openid can sign in as its owner"
            );
        }
        if self.password_policy == PasswordPolicy::Documented && !self.is_local() {
            tracing::warn!(
                event = "risky_configuration",
                parameter = "PASSWORD_POLICY",
                "PASSWORD_POLICY=documented: passwords of six characters are accepted"
            );
        }
    }
}

struct Environment<F> {
    lookup: F,
    problems: Vec<String>,
}

impl<F: Fn(&str) -> Option<String>> Environment<F> {
    fn optional(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.trim().is_empty())
    }

    fn endpoint(&self, name: &str) -> Option<String> {
        self.optional(name)
            .or_else(|| self.optional("AWS_ENDPOINT_URL"))
    }

    fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.problems.push(format!("{name} is missing"));
            String::new()
        })
    }

    fn partition(&mut self) -> Option<PartitionFile> {
        // Empty is not absent here: the SDKs would look for a file without a name.
        (self.lookup)("SMITHY_CLIENT_SDK_CUSTOM_PARTITION")?;
        Some(PartitionFile {
            path: self.required("SMITHY_CLIENT_SDK_CUSTOM_PARTITION").into(),
            name: self.required("AWS_PARTITION"),
            url_suffix: self.required("AWS_URL_SUFFIX"),
        })
    }

    fn provider_urls(&mut self) -> ProviderUrls {
        let mut url =
            |name, default| self.parsed(name, Some(default), base_url, "an http or https URL");
        ProviderUrls {
            wechat: url("WECHAT_API_URL", "https://api.weixin.qq.com"),
            alipay_gateway: url(
                "ALIPAY_GATEWAY_URL",
                "https://openapi.alipay.com/gateway.do",
            ),
            qq: url("QQ_API_URL", "https://api.q.qq.com"),
            qq_graph: url("QQ_GRAPH_URL", "https://graph.qq.com"),
            apple: url("APPLE_URL", "https://appleid.apple.com"),
        }
    }

    /// The variable, or `default`, through `parse`. A value that does not parse is a problem; the value itself is not
    /// repeated, since a secret pasted into the wrong variable would end up in the log.
    fn parsed<T>(
        &mut self,
        name: &str,
        default: Option<&str>,
        parse: impl Fn(&str) -> Option<T>,
        expected: &str,
    ) -> T
    where
        T: Placeholder,
    {
        let Some(text) = self.optional(name).or_else(|| default.map(str::to_owned)) else {
            self.problems.push(format!("{name} is missing"));
            return T::placeholder();
        };
        parse(&text).unwrap_or_else(|| {
            self.problems.push(format!("{name} must be {expected}"));
            T::placeholder()
        })
    }
}

/// What stands in for a value that could not be read, until all problems are known and the whole is refused.
trait Placeholder {
    fn placeholder() -> Self;
}

macro_rules! placeholder {
    ($($kind:ty => $value:expr),+ $(,)?) => {
        $(impl Placeholder for $kind {
            fn placeholder() -> Self {
                $value
            }
        })+
    };
}

placeholder! {
    Sender => Sender { name: String::new(), address: crate::email::Email::unspecified() },
    AdminRegistration => Self::Closed,
    OpenidProof => Self::Required,
    CookieSameSite => Self::Lax,
    PasswordPolicy => Self::Strong,
    Vec<String> => Self::new(),
    String => Self::new(),
    Duration => Self::ZERO,
    usize => 0,
}

fn admin_registration(text: &str) -> Option<AdminRegistration> {
    Some(match text {
        "open" => AdminRegistration::Open,
        "approval" => AdminRegistration::Approval,
        "closed" => AdminRegistration::Closed,
        _ => return None,
    })
}

fn openid_proof(text: &str) -> Option<OpenidProof> {
    Some(match text {
        "required" => OpenidProof::Required,
        "off" => OpenidProof::Off,
        _ => return None,
    })
}

fn password_policy(text: &str) -> Option<PasswordPolicy> {
    Some(match text {
        "strong" => PasswordPolicy::Strong,
        "documented" => PasswordPolicy::Documented,
        _ => return None,
    })
}

fn cookie_same_site(text: &str) -> Option<CookieSameSite> {
    Some(match text {
        "strict" => CookieSameSite::Strict,
        "lax" => CookieSameSite::Lax,
        "none" => CookieSameSite::None,
        _ => return None,
    })
}

/// Scheme, host and port, as a browser writes them in `Origin`: no path, no trailing slash, no wildcard.
fn origins(text: &str) -> Option<Vec<String>> {
    let is_origin = |origin: &str| {
        let host = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"))
            .unwrap_or_default();
        !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:[]".contains(&b))
    };
    let origins: Vec<String> = text
        .split(',')
        .map(str::trim)
        .filter(|o| !o.is_empty())
        .map(str::to_owned)
        .collect();
    origins
        .iter()
        .all(|origin| is_origin(origin))
        .then_some(origins)
}

fn applications(text: &str) -> Option<Vec<String>> {
    let names: Vec<String> = text
        .split([',', '\u{ff0c}'])
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(str::to_owned)
        .collect();
    names.iter().any(|name| name == "员工管理").then_some(names)
}

fn base_url(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    (!rest.is_empty() && !rest.contains(['?', '#', ' '])).then(|| text.to_owned())
}

fn provider_timeout(text: &str) -> Option<Duration> {
    text.parse()
        .ok()
        .filter(|ms| (100..=10_000).contains(ms))
        .map(Duration::from_millis)
}

fn audit_retention(text: &str) -> Option<Duration> {
    text.parse()
        .ok()
        .filter(|days| (30..=3650).contains(days))
        .map(|days: u64| Duration::from_hours(days * 24))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(name: &str) -> Option<String> {
        Some(
            match name {
                "STAGE" => "prod",
                "USERS_TABLE" => "users",
                "CODES_TABLE" => "codes",
                "TOKEN_KEYS_SECRET" => "keys",
                "PROVIDERS_SECRET" => "providers",
                "MAIL_SENDER" => "通行 <no-reply@example.com>",
                "AWS_REGION" => "cn-north-1",
                "AWS_ACCESS_KEY_ID" => "id",
                "AWS_SECRET_ACCESS_KEY" => "hush",
                _ => return None,
            }
            .to_owned(),
        )
    }

    #[test]
    fn the_defaults_are_the_safe_ones() {
        let config = Config::from_lookup(good).unwrap();
        assert_eq!(config.admin_registration, AdminRegistration::Approval);
        assert_eq!(config.openid_proof, OpenidProof::Required);
        assert_eq!(config.password_policy, PasswordPolicy::Strong);
        assert_eq!(config.mjpm_applications, ["员工管理"]);
        assert!(!config.is_local());
    }

    #[test]
    fn every_problem_is_told_at_once_and_no_value_is_repeated() {
        let error = Config::from_lookup(|name| match name {
            "USERS_TABLE" => None,
            "CODES_TABLE" => Some("  ".into()),
            "OPENID_PROOF" => Some("hunter2".into()),
            "PROVIDER_TIMEOUT_MS" => Some("99".into()),
            "AUDIT_RETENTION_DAYS" => Some("29".into()),
            "MAIL_SENDER" => Some("nobody".into()),
            _ => good(name),
        })
        .unwrap_err()
        .to_string();
        for name in [
            "USERS_TABLE",
            "CODES_TABLE",
            "OPENID_PROOF",
            "PROVIDER_TIMEOUT_MS",
            "AUDIT_RETENTION_DAYS",
            "MAIL_SENDER",
        ] {
            assert!(error.contains(name), "{name} in {error}");
        }
        assert!(!error.contains("hunter2"));
    }

    #[test]
    fn a_partition_has_a_file_a_name_and_a_suffix_or_is_not_told() {
        let names = [
            "SMITHY_CLIENT_SDK_CUSTOM_PARTITION",
            "AWS_PARTITION",
            "AWS_URL_SUFFIX",
        ];
        let config = Config::from_lookup(good).unwrap();
        assert!(config.aws.partition.is_none());
        for absent in names {
            let config = Config::from_lookup(|name| match name {
                _ if name == absent => Some(" ".into()),
                _ if names.contains(&name) => Some("told".into()),
                _ => good(name),
            });
            let problem = config.unwrap_err().to_string();
            assert_eq!(problem, format!("{absent} is missing"));
        }
    }

    #[test]
    fn an_origin_is_what_a_browser_says_and_never_a_wildcard() {
        let with = |origins: &str| {
            let config = Config::from_lookup(|name| {
                if name == "ALLOWED_ORIGINS" {
                    Some(origins.into())
                } else {
                    good(name)
                }
            });
            config.map(|config| config.allowed_origins).ok()
        };
        let two = vec![
            "https://admin.example.com".to_owned(),
            "http://localhost:5173".to_owned(),
        ];
        assert_eq!(
            with("https://admin.example.com, http://localhost:5173"),
            Some(two)
        );
        assert_eq!(with(" "), Some(Vec::new()));
        for bad in [
            "*",
            "https://*.example.com",
            "https://a.com/",
            "a.com",
            "https://A.com",
            "null",
        ] {
            assert_eq!(with(bad), None, "{bad}");
        }
    }

    #[test]
    fn secrets_print_nothing() {
        let shown = format!("{:?}", Config::from_lookup(good).unwrap());
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn a_services_own_endpoint_goes_before_the_common_one() {
        let config = Config::from_lookup(|name| match name {
            "AWS_ENDPOINT_URL" => Some("http://all".into()),
            "AWS_ENDPOINT_URL_SES" => Some("http://ses".into()),
            _ => good(name),
        })
        .unwrap();
        assert_eq!(config.aws.ses_url.as_deref(), Some("http://ses"));
        assert_eq!(config.aws.dynamodb_url.as_deref(), Some("http://all"));
    }
}
