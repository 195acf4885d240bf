//! The template's policies, and what they allow, by IAM's rules.
//!
//! Only the forms that stand in the template are known; any other is a panic, so that no grant is passed over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tests::recorder::Call;

/// What stands before the resources of SES.
const SES_ARN: &str = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:";

/// A statement of a function's policy.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    actions: Vec<String>,
    /// As in [`Call::resource`], as patterns.
    resources: Vec<String>,
    /// What each value of [`Call::context`] must be like; `None` where nothing is asked.
    values: Option<Vec<String>>,
}

/// One thing that a function may do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Grant {
    /// The logical name of the function.
    pub(super) function: String,
    /// The action.
    pub(super) action: String,
    /// The pattern of the resource.
    pub(super) resource: String,
    /// The pattern of the leading key, or the sender.
    pub(super) value: Option<String>,
}

/// The statements of each function of the template.
pub(super) struct Policies(BTreeMap<String, Vec<Statement>>);

impl Policies {
    /// The policies in the template `document`, for a stack with these parameters.
    pub(super) fn of(document: &Value, parameters: &BTreeMap<&str, &str>) -> Self {
        let resources = document["Resources"].as_object().expect("resources");
        let functions = resources
            .iter()
            .filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function");
        let statements = |name: &str, properties: &Value| -> Vec<Statement> {
            assert!(properties.get("Role").is_none(), "{name} has a role");
            list(&properties["Policies"])
                .into_iter()
                .flat_map(|policy| {
                    // A name or template of SAM's would grant what does not stand here.
                    let written =
                        policy["Version"] == "2012-10-17" && policy["Statement"].is_array();
                    assert!(written, "{name}: {policy} is a form not known here");
                    list(&policy["Statement"])
                })
                .map(|statement| {
                    Statement::read(statement, parameters)
                        .unwrap_or_else(|what| panic!("{name}: {what} is a form not known here"))
                })
                .collect()
        };
        let globals = &document["Globals"]["Function"];
        assert!(
            globals.get("Policies").is_none(),
            "policies of all functions"
        );
        Self(
            functions
                .map(|(name, function)| (name.clone(), statements(name, &function["Properties"])))
                .collect(),
        )
    }

    /// What `call` uses of the first statement that allows it; nothing when none does.
    pub(super) fn used_by(&self, call: &Call) -> BTreeSet<Grant> {
        let statements = self.0.get(&call.function).into_iter().flatten();
        let allowing = statements
            .filter(|statement| statement.allows(call))
            .take(1);
        allowing
            .flat_map(|statement| statement.grants(&call.function))
            .filter(|grant| grant.is_used_by(call))
            .collect()
    }

    /// All that is granted.
    pub(super) fn grants(&self) -> Vec<Grant> {
        let all = self.0.iter();
        all.flat_map(|(function, statements)| statements.iter().map(move |one| (function, one)))
            .flat_map(|(function, statement)| statement.grants(function))
            .collect()
    }
}

impl Statement {
    /// Reads a statement; else what of it is of no form that is known here.
    fn read(statement: &Value, parameters: &BTreeMap<&str, &str>) -> Result<Self, Value> {
        let unknown = || statement.clone();
        let known = ["Sid", "Effect", "Action", "Resource", "Condition"];
        let fields = statement.as_object().ok_or_else(unknown)?;
        let is_known = fields.keys().all(|field| known.contains(&field.as_str()));
        if !is_known || statement["Effect"] != "Allow" {
            return Err(unknown());
        }
        let actions = list(&statement["Action"])
            .into_iter()
            .map(|action| action.as_str().filter(|name| !name.contains(['*', '?'])))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(unknown)?;
        let service = |action: &&str| action.split(':').next().map(str::to_owned);
        let services: BTreeSet<_> = actions.iter().filter_map(service).collect();
        let services: Vec<_> = services.iter().map(String::as_str).collect();
        let asked = match services[..] {
            ["dynamodb"] => Some(("ForAllValues:StringLike", "dynamodb:LeadingKeys")),
            ["ses"] => Some(("StringEqualsIgnoreCase", "ses:FromAddress")),
            ["secretsmanager"] if statement["Condition"].is_null() => None,
            _ => return Err(unknown()),
        };
        let values = asked.map(|(operator, key)| {
            let values = only(&statement["Condition"], operator);
            let values = values
                .and_then(|values| only(values, key))
                .ok_or_else(unknown)?;
            let values = list(values).into_iter();
            values
                .map(|value| text(value, parameters))
                .collect::<Result<Vec<_>, _>>()
        });
        let resources = list(&statement["Resource"]).into_iter().map(resource);
        let read = Self {
            actions: actions.into_iter().map(str::to_owned).collect(),
            resources: resources.collect::<Result<_, _>>()?,
            values: values.transpose()?,
        };
        let mut patterns = read.resources.iter().chain(read.values.iter().flatten());
        match patterns.find(|pattern| !is_pattern(pattern)) {
            Some(pattern) => Err(Value::from(pattern.as_str())),
            None => Ok(read),
        }
    }

    fn allows(&self, call: &Call) -> bool {
        let is_like_any = |patterns: &[String], value: &str| {
            patterns.iter().any(|pattern| is_like(pattern, value))
        };
        self.actions.contains(&call.action)
            && is_like_any(&self.resources, &call.resource)
            && self.values.as_ref().is_none_or(|values| {
                let mut context = call.context.iter();
                !call.context.is_empty() && context.all(|value| is_like_any(values, value))
            })
    }

    /// Each action on each resource with each pattern by itself.
    fn grants(&self, function: &str) -> Vec<Grant> {
        let values: Vec<_> = match &self.values {
            Some(values) => values.iter().cloned().map(Some).collect(),
            None => vec![None],
        };
        let mut grants = Vec::new();
        for action in &self.actions {
            for resource in &self.resources {
                grants.extend(values.iter().map(|value| Grant {
                    function: function.to_owned(),
                    action: action.clone(),
                    resource: resource.clone(),
                    value: value.clone(),
                }));
            }
        }
        grants
    }
}

impl Grant {
    fn is_used_by(&self, call: &Call) -> bool {
        let is_meant = |value: &String| {
            let mut context = call.context.iter();
            context.any(|one| is_like(value, one))
        };
        self.action == call.action
            && is_like(&self.resource, &call.resource)
            && self.value.as_ref().is_none_or(is_meant)
    }
}

/// One or many, as IAM takes them.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

/// What stands under the one key that `value` has.
fn only<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let entries = value.as_object().filter(|entries| entries.len() == 1);
    entries?.get(key)
}

/// A text, or a parameter's value.
fn text(value: &Value, parameters: &BTreeMap<&str, &str>) -> Result<String, Value> {
    let parameter = only(value, "Ref").and_then(Value::as_str);
    let known = parameter.and_then(|name| parameters.get(name).copied());
    let told = value.as_str().or(known);
    told.map(str::to_owned).ok_or_else(|| value.clone())
}

/// A resource as calls name it.
fn resource(value: &Value) -> Result<String, Value> {
    let unknown = || value.clone();
    if let Some(name) = only(value, "Ref").and_then(Value::as_str) {
        return Ok(name.to_owned());
    }
    if let Some(attribute) = only(value, "Fn::GetAtt").and_then(Value::as_str) {
        let name = attribute.strip_suffix(".Arn");
        return name.map(str::to_owned).ok_or_else(unknown);
    }
    if let Some(text) = only(value, "Fn::Sub").and_then(Value::as_str) {
        let (name, rest) = match text.strip_prefix(SES_ARN) {
            Some(last) => match last.split_once("${") {
                Some((kind, name)) => (kind.to_owned(), name.strip_suffix('}')),
                None => (last.to_owned(), Some("")),
            },
            None => match text
                .strip_prefix("${")
                .and_then(|text| text.split_once(".Arn}"))
            {
                Some((name, rest)) => (name.to_owned(), Some(rest)),
                None => return Err(unknown()),
            },
        };
        return rest.map(|rest| name + rest).ok_or_else(unknown);
    }
    let choice = only(value, "Fn::If").and_then(Value::as_array);
    match choice.map(Vec::as_slice) {
        // Where the stack has no such thing, there is nothing to grant.
        Some([_, there, nothing]) if nothing["Ref"] == "AWS::NoValue" => resource(there),
        _ => Err(unknown()),
    }
}

/// Whether it is a pattern of the kind known here: `*` stands at the end, if at all.
fn is_pattern(pattern: &str) -> bool {
    let before = pattern.strip_suffix('*').unwrap_or(pattern);
    !before.is_empty() && !before.contains(['*', '?', '$'])
}

/// IAM's `StringLike`. Case counts, of a sender too, which a function has from the same parameter as the policy.
fn is_like(pattern: &str, value: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => value.starts_with(prefix),
        None => value == pattern,
    }
}

mod matching {
    use serde_json::json;

    use super::*;

    fn policies(statements: &Value) -> Policies {
        let document = json!({ "Resources": { "F": {
            "Type": "AWS::Serverless::Function",
            "Properties": { "Policies": [{ "Version": "2012-10-17", "Statement": statements }] },
        } } });
        Policies::of(&document, &BTreeMap::from([("Sender", "a@b.cn")]))
    }

    fn keys(actions: &Value, patterns: &[&str]) -> Value {
        json!({
            "Effect": "Allow", "Action": actions, "Resource": { "Fn::GetAtt": "T.Arn" },
            "Condition": { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": patterns } },
        })
    }

    fn call(action: &str, resource: &str, context: &[&str]) -> Call {
        Call {
            function: "F".to_owned(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            context: context.iter().map(|one| (*one).to_owned()).collect(),
        }
    }

    fn is_allowed(policies: &Policies, call: &Call) -> bool {
        !policies.used_by(call).is_empty()
    }

    #[test]
    fn a_call_outside_the_pattern_is_refused() {
        let policies = policies(&json!([keys(
            &json!(["dynamodb:PutItem"]),
            &["user#*", "one"]
        )]));
        for (action, resource, context, allowed) in [
            ("dynamodb:PutItem", "T", &["user#1"][..], true),
            ("dynamodb:PutItem", "T", &["user#"], true),
            ("dynamodb:PutItem", "T", &["user#1", "one"], true),
            ("dynamodb:PutItem", "T", &["user"], false),
            ("dynamodb:PutItem", "T", &["username#1"], false),
            ("dynamodb:PutItem", "T", &["a user#1"], false),
            ("dynamodb:PutItem", "T", &["ones"], false),
            ("dynamodb:PutItem", "T", &["user#1", "email#1"], false),
            ("dynamodb:PutItem", "T", &[], false),
            ("dynamodb:PutItem", "T/index/by_x", &["user#1"], false),
            ("dynamodb:PutItem", "U", &["user#1"], false),
            ("dynamodb:GetItem", "T", &["user#1"], false),
        ] {
            let call = call(action, resource, context);
            assert_eq!(is_allowed(&policies, &call), allowed, "{call:?}");
        }
        let mut foreign = call("dynamodb:PutItem", "T", &["user#1"]);
        "G".clone_into(&mut foreign.function);
        assert!(!is_allowed(&policies, &foreign));
    }

    #[test]
    fn one_statement_allows_all_keys_of_a_request() {
        let get = json!("dynamodb:BatchGetItem");
        let policies = policies(&json!([keys(&get, &["a#*"]), keys(&get, &["b#*"])]));
        let both = call("dynamodb:BatchGetItem", "T", &["a#1", "b#1"]);
        assert!(!is_allowed(&policies, &both));
        assert_eq!(policies.grants().len(), 2);
        let one = call("dynamodb:BatchGetItem", "T", &["b#1"]);
        let used: Vec<_> = policies.used_by(&one).into_iter().collect();
        assert_eq!(used, policies.grants()[1..]);
    }

    #[test]
    fn indexes_secrets_and_senders() {
        let mut index = keys(&json!("dynamodb:Query"), &["x#*"]);
        index["Resource"] = json!({ "Fn::Sub": "${T.Arn}/index/by_x" });
        let secret = json!({
            "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": [{ "Ref": "S" }],
        });
        let sub = |rest: &str| json!({ "Fn::Sub": format!("{SES_ARN}{rest}") });
        let set = sub("configuration-set/${Mail.Outputs.Set}");
        let mail = json!({
            "Effect": "Allow", "Action": "ses:SendEmail",
            "Resource": [sub("identity/*"), { "Fn::If": ["HasMail", set, { "Ref": "AWS::NoValue" }] }],
            "Condition": { "StringEqualsIgnoreCase": { "ses:FromAddress": { "Ref": "Sender" } } },
        });
        let policies = policies(&json!([index, secret, mail]));
        for (action, resource, context, allowed) in [
            ("dynamodb:Query", "T/index/by_x", &["x#1"][..], true),
            ("dynamodb:Query", "T", &["x#1"], false),
            ("secretsmanager:GetSecretValue", "S", &[], true),
            ("secretsmanager:GetSecretValue", "S2", &[], false),
            ("ses:SendEmail", "identity/b.cn", &["a@b.cn"], true),
            ("ses:SendEmail", "identity/b.cn", &["c@b.cn"], false),
            (
                "ses:SendEmail",
                "configuration-set/Mail.Outputs.Set",
                &["a@b.cn"],
                true,
            ),
            (
                "ses:SendEmail",
                "configuration-set/other",
                &["a@b.cn"],
                false,
            ),
        ] {
            let call = call(action, resource, context);
            assert_eq!(is_allowed(&policies, &call), allowed, "{call:?}");
        }
    }

    #[test]
    #[should_panic(expected = "F: \"AWSLambdaExecute\" is a form not known here")]
    fn a_policy_by_name_is_told() {
        let document = json!({ "Resources": { "F": {
            "Type": "AWS::Serverless::Function",
            "Properties": { "Policies": "AWSLambdaExecute" },
        } } });
        drop(Policies::of(&document, &BTreeMap::new()));
    }

    #[test]
    fn a_form_that_is_not_known_is_told() {
        let good = keys(&json!("dynamodb:GetItem"), &["a#*"]);
        assert!(Statement::read(&good, &BTreeMap::new()).is_ok());
        for (field, value) in [
            ("Effect", json!("Deny")),
            ("NotAction", json!("dynamodb:GetItem")),
            ("Action", json!("dynamodb:*")),
            ("Action", json!(["dynamodb:GetItem", "ses:SendEmail"])),
            ("Action", json!("sqs:SendMessage")),
            ("Resource", json!("*")),
            ("Resource", json!({ "Fn::Sub": "${T}-other" })),
            ("Condition", json!(null)),
            (
                "Condition",
                json!({ "StringLike": { "dynamodb:LeadingKeys": ["a#*"] } }),
            ),
            (
                "Condition",
                json!({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["*#a"] } }),
            ),
        ] {
            let mut statement = good.clone();
            statement[field] = value;
            assert!(
                Statement::read(&statement, &BTreeMap::new()).is_err(),
                "{statement}"
            );
        }
    }
}
