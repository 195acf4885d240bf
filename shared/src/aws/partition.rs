//! What the SDKs are told of AWS's partition, in place of what each of them knows of all.
//!
//! When the first client of an SDK is made, it parses its list of AWS's partitions with their regions and compiles an expression for each,
//! to look up one: a fifth of what a function computes as it starts, once for each SDK. The variable
//! `SMITHY_CLIENT_SDK_CUSTOM_PARTITION` gives it a file to read instead (smithy-rs, pull request 3610). A function writes that file
//! as it starts, with what CloudFormation says of the partition it is deployed in.

use std::path::PathBuf;

use serde::Serialize;

/// The partition of a deployment, and the file to tell the SDKs of it.
#[derive(Clone, Debug)]
pub struct PartitionFile {
    /// `SMITHY_CLIENT_SDK_CUSTOM_PARTITION`: where the SDKs look; on Lambda a file in `/tmp`, where a function may write and no other reads.
    pub path: PathBuf,
    /// `AWS_PARTITION`: the partition's name, such as `aws-cn`.
    pub name: String,
    /// `AWS_URL_SUFFIX`: what its services' addresses end with, such as `amazonaws.com.cn`.
    pub url_suffix: String,
}

impl PartitionFile {
    /// Writes the file: one partition, which every region belongs to. To be called before a client is made; an SDK panics when the
    /// variable is set and the file is not there.
    ///
    /// Addresses over IPv6 and those of FIPS are not in it: an SDK that is asked for one says so, rather than call another.
    ///
    /// # Errors
    /// [`std::io::Error`] when the file cannot be written.
    pub fn write(&self) -> std::io::Result<()> {
        let Self {
            path,
            name,
            url_suffix,
        } = self;
        let list = List {
            partitions: [Partition {
                id: name,
                region_regex: "",
                regions: Regions {},
                outputs: Outputs {
                    name,
                    dns_suffix: url_suffix,
                    dual_stack_dns_suffix: "",
                    implicit_global_region: "",
                    supports_dual_stack: false,
                    supports_fips: false,
                },
            }],
        };
        std::fs::write(path, serde_json::to_string(&list)?)
    }
}

/// The form of the SDKs' list (Smithy, "AWS rules engine library functions", the `aws.partition` function).
#[derive(Serialize)]
struct List<'a> {
    partitions: [Partition<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Partition<'a> {
    id: &'a str,
    region_regex: &'a str,
    regions: Regions,
    outputs: Outputs<'a>,
}

#[derive(Serialize)]
struct Regions {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outputs<'a> {
    name: &'a str,
    dns_suffix: &'a str,
    dual_stack_dns_suffix: &'a str,
    implicit_global_region: &'a str,
    supports_dual_stack: bool,
    #[serde(rename = "supportsFIPS")]
    supports_fips: bool,
}
