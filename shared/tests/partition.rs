//! What the SDKs make of the partition that a function tells them of: the addresses that they would call anyway.
//!
//! An SDK reads it once in a process, from the environment, so each case is a process of its own: this file's other test.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of them")]

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use shared::aws::sdk_config;
use shared::config::Config;

/// Notes where requests would go and sends none.
#[derive(Clone, Debug, Default)]
struct Nowhere(Arc<Mutex<BTreeSet<String>>>);

impl HttpClient for Nowhere {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Nowhere {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.0.lock().unwrap().insert(request.uri().to_owned());
        let stop = ConnectorError::user("nothing is sent".into());
        HttpConnectorFuture::ready(Err(stop))
    }
}

const VARIABLE: &str = "SMITHY_CLIENT_SDK_CUSTOM_PARTITION";

/// The addresses of the three SDKs in `region`, as a function with these variables calls them.
fn addresses(region: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_function_calls", "--ignored", "--nocapture"])
        .env_clear()
        .envs([("STAGE", "test"), ("AWS_REGION", region)])
        .envs([("USERS_TABLE", "users"), ("CODES_TABLE", "codes")])
        .envs([("TOKEN_KEYS_SECRET", "keys"), ("PROVIDERS_SECRET", "apps")])
        .envs([
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "key"),
        ])
        .env("MAIL_SENDER", "no-reply@example.com")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let told = String::from_utf8(child.stdout).unwrap();
    assert!(child.status.success(), "{told}");
    let lines = told.lines().filter(|line| line.starts_with("https://"));
    lines.map(str::to_owned).collect()
}

#[tokio::test]
#[ignore = "the other test runs it, in a process for each partition"]
async fn a_function_calls() {
    let config = Config::from_env().unwrap();
    if let Some(file) = &config.aws.partition {
        file.write().unwrap();
    }
    let nowhere = Nowhere::default();
    let sdk = sdk_config(&config.aws, None, &SharedHttpClient::new(nowhere.clone()));
    let tables = aws_sdk_dynamodb::Client::new(&sdk);
    tables.list_tables().send().await.unwrap_err();
    let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
    secrets.list_secrets().send().await.unwrap_err();
    let mails = aws_sdk_ses::Client::new(&sdk);
    mails.list_identities().send().await.unwrap_err();
    for address in nowhere.0.lock().unwrap().iter() {
        println!("\n{address}");
    }
}

#[test]
fn the_partitions_addresses_are_those_of_the_sdks_own_list() {
    let folder = std::env::temp_dir().join(format!("tongxing-partition-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("partition.json");
    for (partition, suffix, region) in [
        ("aws", "amazonaws.com", "ap-southeast-1"),
        ("aws-cn", "amazonaws.com.cn", "cn-north-1"),
        ("aws-cn", "amazonaws.com.cn", "cn-northwest-1"),
        ("aws-us-gov", "amazonaws.com", "us-gov-west-1"),
        ("aws-eusc", "amazonaws.eu", "eusc-de-east-1"),
    ] {
        let told = addresses(
            region,
            &[
                (VARIABLE, file.to_str().unwrap()),
                ("AWS_PARTITION", partition),
                ("AWS_URL_SUFFIX", suffix),
            ],
        );
        assert_eq!(told.len(), 3, "{told:?}");
        assert_eq!(told, addresses(region, &[]));
        for address in &told {
            let end = format!(".{region}.{suffix}/");
            assert!(address.ends_with(&end), "{address}");
        }
        // It is what was written that they have read.
        let elsewhere = [
            (VARIABLE, file.to_str().unwrap()),
            ("AWS_PARTITION", partition),
            ("AWS_URL_SUFFIX", "example.com"),
        ];
        for address in addresses(region, &elsewhere) {
            assert!(address.ends_with(".example.com/"), "{address}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}
