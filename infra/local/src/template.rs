//! What `template.yaml` says, as far as a laptop needs it.
//!
//! Intrinsics are resolved as a stack would: `!Ref` of a parameter is its value, `!Ref` of a resource its logical name,
//! `!GetAtt` the attribute's name; `!If` goes by the template's conditions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// Why the template is of no use; one line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

/// A function of the template.
#[derive(Clone, Debug)]
pub struct TemplateFunction {
    /// Its logical name.
    pub logical_name: String,
    /// Its binary: `Metadata.BuildProperties.Binary`.
    pub binary: String,
    /// What it is for.
    pub description: String,
    /// Its environment, globals included.
    pub environment: BTreeMap<String, String>,
    /// The paths that lead to it, with the method, which is `ANY` or one method.
    pub routes: Vec<(String, String)>,
}

/// The template, resolved.
#[derive(Clone, Debug)]
pub struct Template {
    /// The names of its parameters.
    pub parameters: BTreeSet<String>,
    /// The functions, in the template's order.
    pub functions: Vec<TemplateFunction>,
    /// The tables, as DynamoDB's `CreateTable` requests, and each one's TTL attribute.
    pub tables: Vec<(Value, Option<String>)>,
}

/// The template of the project that `directory` belongs to: in it, or in the nearest folder above.
///
/// # Errors
/// [`TemplateError`] when there is none.
pub fn find(directory: &Path) -> Result<PathBuf, TemplateError> {
    let candidates = directory
        .ancestors()
        .map(|folder| folder.join("template.yaml"));
    candidates
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| {
            TemplateError(format!(
                "no template.yaml in {} or above",
                directory.display()
            ))
        })
}

/// All that the template at `path` says, intrinsics in their long form and nothing resolved.
///
/// # Errors
/// [`TemplateError`] when it cannot be read.
pub fn document(path: &Path) -> Result<Value, TemplateError> {
    let named =
        |problem: &dyn std::fmt::Display| TemplateError(format!("{}: {problem}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| named(&e))?;
    let documents = Yaml::load_from_str(&text).map_err(|e| named(&e))?;
    Ok(documents.first().map(to_json).unwrap_or_default())
}

impl Template {
    /// Reads the template at `path` with these parameter values in place of the defaults.
    ///
    /// # Errors
    /// [`TemplateError`], naming the file and the place.
    pub fn load(path: &Path, parameters: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let named = |problem: String| TemplateError(format!("{}: {problem}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| named(e.to_string()))?;
        Self::parse(&text, parameters).map_err(|error| named(error.0))
    }

    /// Reads a template's text.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub fn parse(text: &str, parameters: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let documents =
            Yaml::load_from_str(text).map_err(|e| TemplateError(format!("not YAML: {e}")))?;
        let root = documents.first().map(to_json).unwrap_or_default();
        let resources = root["Resources"]
            .as_object()
            .ok_or_else(|| TemplateError("there are no Resources".to_owned()))?;
        let scope = Scope::new(&root, resources, parameters);
        let of_type = |kind: &'static str| {
            resources
                .iter()
                .filter(move |(_, resource)| resource["Type"] == kind)
        };
        let functions = of_type("AWS::Serverless::Function")
            .map(|(name, resource)| function(name, resource, &root, &scope))
            .collect::<Result<Vec<_>, _>>()?;
        let tables = of_type("AWS::DynamoDB::Table")
            .map(|(name, resource)| table(name, resource))
            .collect();
        let parameters = root["Parameters"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        Ok(Self {
            parameters,
            functions,
            tables,
        })
    }
}

fn function(
    name: &str,
    resource: &Value,
    root: &Value,
    scope: &Scope,
) -> Result<TemplateFunction, TemplateError> {
    let binary = resource["Metadata"]["BuildProperties"]["Binary"].as_str();
    let properties = &resource["Properties"];
    let mut environment = BTreeMap::new();
    for source in [&root["Globals"]["Function"], properties] {
        for (variable, value) in source["Environment"]["Variables"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let value = scope
                .resolve(value)
                .map_err(|e| TemplateError(format!("{name}: {variable}: {}", e.0)))?;
            environment.insert(variable.clone(), value);
        }
    }
    let events = properties["Events"].as_object().into_iter().flatten();
    let routes = events
        .filter(|(_, event)| event["Type"] == "Api")
        .map(|(event_name, event)| {
            let text = |key: &str| event["Properties"][key].as_str().map(str::to_owned);
            let (method, path) = (text("Method"), text("Path"));
            method.zip(path).ok_or_else(|| {
                TemplateError(format!(
                    "{name}: event {event_name} has no Path or no Method"
                ))
            })
        });
    Ok(TemplateFunction {
        logical_name: name.to_owned(),
        binary: binary
            .ok_or_else(|| TemplateError(format!("{name} has no Metadata.BuildProperties.Binary")))?
            .to_owned(),
        description: properties["Description"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        environment,
        routes: routes.collect::<Result<_, _>>()?,
    })
}

/// A table's properties are those of the API, beside a few that only CloudFormation knows.
fn table(name: &str, resource: &Value) -> (Value, Option<String>) {
    let properties = &resource["Properties"];
    let mut request = Map::from_iter([("TableName".to_owned(), json!(name))]);
    for key in [
        "AttributeDefinitions",
        "KeySchema",
        "GlobalSecondaryIndexes",
        "BillingMode",
    ] {
        if let Some(value) = properties.get(key) {
            request.insert(key.to_owned(), value.clone());
        }
    }
    let ttl = properties["TimeToLiveSpecification"]["AttributeName"]
        .as_str()
        .map(str::to_owned);
    (Value::Object(request), ttl)
}

/// What names in the template stand for.
struct Scope {
    names: BTreeMap<String, String>,
    conditions: Map<String, Value>,
}

impl Scope {
    fn new(
        root: &Value,
        resources: &Map<String, Value>,
        parameters: &BTreeMap<String, String>,
    ) -> Self {
        let mut names: BTreeMap<String, String> = resources
            .keys()
            .map(|name| (name.clone(), name.clone()))
            .collect();
        // A laptop is like a region that has everything.
        names.insert("AWS::Partition".to_owned(), "aws".to_owned());
        names.insert("AWS::URLSuffix".to_owned(), "amazonaws.com".to_owned());
        for (name, parameter) in root["Parameters"].as_object().into_iter().flatten() {
            let default = match &parameter["Default"] {
                Value::String(text) => text.clone(),
                Value::Null => continue,
                other => other.to_string(),
            };
            names.insert(name.clone(), default);
        }
        names.extend(parameters.clone());
        Self {
            names,
            conditions: root["Conditions"].as_object().cloned().unwrap_or_default(),
        }
    }

    fn resolve(&self, value: &Value) -> Result<String, TemplateError> {
        match value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
            _ if value["Ref"].is_string() => self.name(value["Ref"].as_str().unwrap_or_default()),
            _ if value["Fn::Sub"].is_string() => {
                self.substitute(value["Fn::Sub"].as_str().unwrap_or_default())
            }
            _ if value["Fn::GetAtt"].is_string() => {
                self.attribute(value["Fn::GetAtt"].as_str().unwrap_or_default())
            }
            _ => match value["Fn::If"].as_array().map(Vec::as_slice) {
                Some([Value::String(condition), met, unmet]) => {
                    self.resolve(if self.condition(condition)? {
                        met
                    } else {
                        unmet
                    })
                }
                _ => Err(unresolvable(value)),
            },
        }
    }

    /// Whether the condition of this name is met.
    fn condition(&self, name: &str) -> Result<bool, TemplateError> {
        let rule = self
            .conditions
            .get(name)
            .ok_or_else(|| TemplateError(format!("{name} is no condition")))?;
        self.is_met(rule)
    }

    fn is_met(&self, rule: &Value) -> Result<bool, TemplateError> {
        let (function, given) = rule
            .as_object()
            .and_then(|rule| rule.iter().next())
            .ok_or_else(|| unresolvable(rule))?;
        match (function.as_str(), given.as_array().map(Vec::as_slice)) {
            ("Condition", None) => self.condition(given.as_str().unwrap_or_default()),
            ("Fn::Equals", Some([left, right])) => Ok(self.resolve(left)? == self.resolve(right)?),
            ("Fn::Not", Some([other])) => Ok(!self.is_met(other)?),
            ("Fn::And", Some(all)) => all
                .iter()
                .try_fold(true, |met, one| Ok(met && self.is_met(one)?)),
            ("Fn::Or", Some(all)) => all
                .iter()
                .try_fold(false, |met, one| Ok(met || self.is_met(one)?)),
            _ => Err(unresolvable(rule)),
        }
    }

    fn name(&self, name: &str) -> Result<String, TemplateError> {
        self.names.get(name).cloned().ok_or_else(|| {
            TemplateError(format!(
                "{name} is no resource, and no parameter with a value"
            ))
        })
    }

    /// An attribute stands for itself, if it is one of a resource.
    fn attribute(&self, path: &str) -> Result<String, TemplateError> {
        let resource = path.split('.').next().unwrap_or_default();
        self.name(resource).map(|_| path.to_owned())
    }

    fn substitute(&self, text: &str) -> Result<String, TemplateError> {
        let mut pieces = text.split("${");
        let mut result = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece
                .split_once('}')
                .ok_or_else(|| TemplateError(format!("unclosed ${{ in {text}")))?;
            result.push_str(&self.name(name)?);
            result.push_str(rest);
        }
        Ok(result)
    }
}

fn unresolvable(value: &Value) -> TemplateError {
    TemplateError(format!("the local stack cannot resolve {value}"))
}

/// A YAML node as JSON; a short-form intrinsic (`!Ref x`) becomes its long form (`{"Ref": "x"}`).
fn to_json(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::String(text)) => json!(text),
        Yaml::Value(Scalar::Integer(n)) => json!(n),
        Yaml::Value(Scalar::FloatingPoint(n)) => json!(n.into_inner()),
        Yaml::Value(Scalar::Boolean(b)) => json!(b),
        Yaml::Sequence(nodes) => nodes.iter().map(to_json).collect(),
        Yaml::Mapping(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), to_json(value)));
            Value::Object(entries.collect())
        }
        Yaml::Tagged(tag, node) => {
            let name = if tag.suffix == "Ref" || tag.suffix == "Condition" {
                tag.suffix.clone()
            } else {
                format!("Fn::{}", tag.suffix)
            };
            Value::Object(Map::from_iter([(name, to_json(node))]))
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
Parameters: { Stage: { Type: String, Default: prod }, Sender: { Type: String } }
Globals: { Function: { Environment: { Variables: { STAGE: !Ref Stage, TABLE: !Ref Users } } } }
Resources:
  LoginFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: login } }
    Properties:
      Environment: { Variables: { FROM: !Sub "me <${Sender}>" } }
      Events: { Login: { Type: Api, Properties: { Path: /login, Method: ANY } } }
  Users:
    Type: AWS::DynamoDB::Table
    Properties: { BillingMode: PAY_PER_REQUEST, KeySchema: [{ AttributeName: pk, KeyType: HASH }], TimeToLiveSpecification: { AttributeName: end } }
"#;

    #[test]
    fn functions_routes_environments_and_tables() {
        let parameters = BTreeMap::from([("Sender".to_owned(), "a@b.cn".to_owned())]);
        let template = Template::parse(TEXT, &parameters).unwrap();
        let login = &template.functions[0];
        assert_eq!(
            (login.logical_name.as_str(), login.binary.as_str()),
            ("LoginFunction", "login")
        );
        assert_eq!(login.routes, [("ANY".to_owned(), "/login".to_owned())]);
        let environment: Vec<_> = login
            .environment
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            environment,
            [
                ("FROM", "me <a@b.cn>"),
                ("STAGE", "prod"),
                ("TABLE", "Users")
            ]
        );
        assert_eq!(template.tables[0].0["TableName"], "Users");
        assert_eq!(template.tables[0].1.as_deref(), Some("end"));
    }

    /// What the expression comes to with the parameter `P` set to `p`.
    fn resolved(expression: &str, p: &str) -> Result<String, String> {
        let text = format!(
            r#"
Parameters: {{ P: {{ Type: String, Default: "" }} }}
Conditions:
  Given: !Not [!Equals [!Ref P, ""]]
  Abroad: !Not [!Equals [!Ref "AWS::Partition", aws-cn]]
  Both: !And [!Condition Given, !Condition Abroad]
  Either: !Or [!Condition Given, !Equals [a, b]]
Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata: {{ BuildProperties: {{ Binary: f }} }}
    Properties: {{ Environment: {{ Variables: {{ X: {expression} }} }} }}
  Mail: {{ Type: "AWS::CloudFormation::Stack" }}
"#
        );
        let parameters = BTreeMap::from([("P".to_owned(), p.to_owned())]);
        Template::parse(&text, &parameters)
            .map(|template| template.functions[0].environment["X"].clone())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_choice_goes_by_the_conditions() {
        for (expression, without, with) in [
            (r"!If [Given, !Ref P, none]", "none", "p"),
            (
                r#"!If [Both, !Sub "https://${P}", !If [Given, a, b]]"#,
                "b",
                "https://p",
            ),
            (r"!If [Either, 1, 2]", "2", "1"),
            (
                r#"!If [Abroad, !GetAtt Mail.Outputs.Name, ""]"#,
                "Mail.Outputs.Name",
                "Mail.Outputs.Name",
            ),
        ] {
            assert_eq!(resolved(expression, "").as_deref(), Ok(without));
            assert_eq!(resolved(expression, "p").as_deref(), Ok(with));
        }
        for (expression, problem) in [
            ("!If [Missing, a, b]", "F: X: Missing is no condition"),
            ("!If [Given, a]", "F: X: the local stack cannot resolve"),
            ("!GetAtt Nobody.Arn", "F: X: Nobody is no resource"),
        ] {
            let error = resolved(expression, "").unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
    }

    #[test]
    fn a_template_that_does_not_hold_together_is_refused_in_one_line() {
        for (text, problem) in [
            ("a: [", "not YAML"),
            ("a: 1", "there are no Resources"),
            (TEXT, "Sender is no resource"),
            (
                "Resources: { F: { Type: 'AWS::Serverless::Function' } }",
                "F has no Metadata.BuildProperties.Binary",
            ),
        ] {
            let error = Template::parse(text, &BTreeMap::new())
                .unwrap_err()
                .to_string();
            assert!(error.contains(problem) && !error.contains('\n'), "{error}");
        }
    }
}
