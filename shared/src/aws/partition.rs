//! What the SDKs are told of AWS's partition, in place of what each of them knows of all.
//!
//! When the first client of an SDK is made, it parses its list of AWS's partitions with their regions and compiles an expression for each,
//! to look up one: a fifth of what a function computes as it starts, once for each SDK. The variable
//! `SMITHY_CLIENT_SDK_CUSTOM_PARTITION` gives it a file to read instead (smithy-rs, pull request 3610). A function writes that file
//! as it starts, with what CloudFormation says of the partition it is deployed in.

use std::path::PathBuf;

use serde_json::json;

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
        let list = json!({ "partitions": [{
            "id": name,
            "regionRegex": "",
            "regions": {},
            "outputs": {
                "name": name,
                "dnsSuffix": url_suffix,
                "dualStackDnsSuffix": "",
                "implicitGlobalRegion": "",
                "supportsDualStack": false,
                "supportsFIPS": false,
            },
        }] });
        std::fs::write(path, list.to_string())
    }
}
