//! Template, FUNCTIONS tables, binaries, events and tests tell the same story. When one of these tests fails, its message
//! says what to add or to take away.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use local::functions::FAMILIES;
use local::template::Template;

/// Functions whose code is under a family's folder but whose name does not begin with it.
const NAMED_OTHERWISE: [(&str, &str); 2] = [
    ("create-superuser", "account"),
    ("rotate-token-keys", "account"),
];

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn template() -> Template {
    let address = BTreeMap::from([(
        "MailSenderAddress".to_owned(),
        "no-reply@example.com".to_owned(),
    )]);
    Template::load(&tests::stack::template(), &address).unwrap()
}

/// The names in the FUNCTIONS tables.
fn functions() -> BTreeSet<String> {
    FAMILIES
        .iter()
        .copied()
        .flatten()
        .map(|function| function.name.to_owned())
        .collect()
}

/// `mjpm-login` is in family `mjpm`, module `login`.
fn place(name: &str) -> (String, String) {
    if let Some((_, family)) = NAMED_OTHERWISE.iter().find(|(other, _)| *other == name) {
        return ((*family).to_owned(), name.replace('-', "_"));
    }
    let (family, module) = name.split_once('-').unwrap_or((name, name));
    (family.to_owned(), module.replace('-', "_"))
}

/// `mjpm-login` is `MjpmLoginFunction` in the template.
fn logical_name(name: &str) -> String {
    let camel = name
        .split('-')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect::<String>();
    format!("{camel}Function")
}

#[test]
fn the_template_has_every_function_of_the_tables_and_no_other() {
    let in_template: BTreeSet<String> = template()
        .functions
        .into_iter()
        .map(|function| function.binary)
        .collect();
    let in_tables = functions();
    let missing: Vec<_> = in_tables.difference(&in_template).collect();
    let extra: Vec<_> = in_template.difference(&in_tables).collect();
    assert!(
        missing.is_empty(),
        "add these to template.yaml, or take them from their family's FUNCTIONS: {missing:?}"
    );
    assert!(
        extra.is_empty(),
        "add these to their family's FUNCTIONS, or take them from template.yaml: {extra:?}"
    );
}

#[test]
fn a_function_has_one_name_everywhere() {
    for function in template().functions {
        let name = function.binary;
        assert_eq!(
            function.logical_name,
            logical_name(&name),
            "rename the resource in template.yaml"
        );
        let (family, module) = place(&name);
        let folder = root().join("functions").join(&family);
        let code = folder.join(format!("src/{module}.rs"));
        assert!(
            code.is_file(),
            "{name}: its module must be functions/{family}/src/{module}.rs"
        );
        assert!(
            read(&code).contains("pub static FUNCTION: Function"),
            "{name}: a `const` would be compiled in the binary, at its level; make FUNCTION a `static`"
        );
        let bin = read(&folder.join(format!("bin/{module}.rs")));
        assert!(
            bin.contains(&format!("{family}::{module}::FUNCTION")),
            "{name}: functions/{family}/bin/{module}.rs must run {family}::{module}::FUNCTION"
        );
        let manifest = read(&folder.join("bin/Cargo.toml"));
        let entry = format!("[[bin]]\nname = \"{name}\"\npath = \"{module}.rs\"");
        assert!(
            manifest.contains(&entry),
            "{name}: add to functions/{family}/bin/Cargo.toml:\n{entry}"
        );
    }
}

#[test]
fn every_binary_is_a_function() {
    for family in fs::read_dir(root().join("functions")).unwrap() {
        for line in read(&family.unwrap().path().join("bin/Cargo.toml"))
            .lines()
            .skip_while(|line| *line != "[[bin]]")
        {
            if let Some(name) = line
                .strip_prefix("name = \"")
                .and_then(|rest| rest.strip_suffix('"'))
            {
                assert!(
                    functions().contains(name),
                    "{name}: add it to its family's FUNCTIONS and to template.yaml, or remove the binary"
                );
            }
        }
    }
}

#[test]
fn every_family_is_compiled_for_size() {
    let workspace = read(&root().join("Cargo.toml"));
    for family in fs::read_dir(root().join("functions")).unwrap() {
        let family = family.unwrap().file_name().into_string().unwrap();
        let entry = format!("[profile.release.package.{family}]\nopt-level = \"z\"\n");
        assert!(workspace.contains(&entry), "add to Cargo.toml:\n{entry}");
    }
}

#[test]
fn every_function_has_an_event_and_every_event_a_function() {
    let events: BTreeSet<String> = fs::read_dir(root().join("events"))
        .unwrap()
        .map(|file| {
            file.unwrap()
                .file_name()
                .into_string()
                .unwrap()
                .trim_end_matches(".json")
                .to_owned()
        })
        .collect();
    let missing: Vec<_> = functions().difference(&events).cloned().collect();
    let extra: Vec<_> = events.difference(&functions()).cloned().collect();
    assert!(
        missing.is_empty(),
        "add events/<name>.json, a REST API event, for: {missing:?}"
    );
    assert!(
        extra.is_empty(),
        "these events belong to no function: {extra:?}"
    );
}

#[test]
fn every_function_has_a_test_file_of_its_name() {
    for name in functions() {
        let (family, module) = place(&name);
        let path = format!("tests/tests/http/{family}/{module}.rs");
        let text = fs::read_to_string(root().join(&path))
            .unwrap_or_else(|_| panic!("{name}: add {path} and name it in {family}/mod.rs"));
        assert!(text.contains("#[tokio::test]"), "{path} has no test");
    }
}

#[test]
fn every_route_leads_to_its_function_in_a_test() {
    for function in template().functions {
        let (family, module) = place(&function.binary);
        let text = read(&root().join(format!("tests/tests/http/{family}/{module}.rs")));
        // What a comment says is no call.
        let text: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        let support = read(&root().join("tests/src/people.rs"));
        for (_, path) in &function.routes {
            // A path with a variable word is called with the document's own.
            let prefix = path.split("/{").next().unwrap_or_default();
            let called =
                text.contains(prefix) || (text.contains("STAFF") && support.contains(prefix));
            assert!(
                called,
                "{path}: call it in tests/tests/http/{family}/{module}.rs"
            );
        }
    }
}

#[tokio::test]
async fn every_event_is_answered_by_its_function() {
    let stack = tests::TestStack::start().await;
    for deployed in stack.inner().functions() {
        let name = deployed.function.name;
        let event = read(&root().join(format!("events/{name}.json")));
        let answer = deployed
            .invoke(event)
            .await
            .unwrap_or_else(|e| panic!("events/{name}.json: {e}"));
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        if deployed.function.is_http() {
            // Their callers are strangers; what the account family says of that is its HTTP status.
            let expected = match name {
                _ if name.ends_with("not-found") => 404,
                _ if name.starts_with("account-") => 401,
                _ => 200,
            };
            assert_eq!(
                answer["statusCode"], expected,
                "events/{name}.json: {answer}"
            );
        }
    }
}

#[test]
fn the_variables_for_sam_local_are_those_of_the_template() {
    let given = read(&root().join("infra/local/sam-env.json"));
    let given: serde_json::Value = serde_json::from_str(&given).unwrap();
    let given: BTreeSet<&String> = given["Parameters"].as_object().unwrap().keys().collect();
    for function in template().functions {
        for variable in function.environment.keys() {
            assert!(
                given.contains(variable),
                "{variable}: add it to infra/local/sam-env.json"
            );
        }
        // sam hands on only what the template declares, and the keys and the region that it has itself.
        let by_sam = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        for variable in &given {
            let is_declared = function.environment.contains_key(*variable);
            assert!(
                is_declared || by_sam.contains(&variable.as_str()),
                "{variable}: add it to Globals in template.yaml, empty, or sam local ignores it"
            );
        }
    }
}
