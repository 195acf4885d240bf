"""Writes template.yaml as CloudFormation sees it, after the SAM transform, without network and credentials.

`sam validate --lint` does not see an undefined reference within a function, nor a route that two functions have; cfn-lint does, in
what this writes. Run it with a Python that has aws-sam-cli: `python .ci/expand.py [--region cn-north-1] > expanded.json`.
It fails when a throttle of the gateway is for a route that does not exist, or for one that the WAF's rule for sign-in leaves out,
which no linter sees.
"""

import argparse
import json
import logging
import os
import re
import sys
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--region", default="us-east-1")
region = parser.parse_args().region
# The translator takes region and partition from here; it calls nobody.
os.environ["AWS_DEFAULT_REGION"] = region
os.environ["SAM_CLI_TELEMETRY"] = "0"
# It warns of features of its own that are nobody's concern here.
logging.disable(logging.WARNING)

from samcli.yamlhelper import yaml_parse  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator.translator import Translator  # noqa: E402

template = yaml_parse(Path(__file__).parent.parent.joinpath("template.yaml").read_text(encoding="utf-8"))
# `sam package` would put the code and the nested template somewhere in S3.
template["Globals"]["Function"]["CodeUri"] = "s3://bucket/code.zip"
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::CloudFormation::Stack":
        resource["Properties"]["TemplateURL"] = "https://bucket.s3.amazonaws.com/nested.yaml"

# A stage by name, as in a deployment, would be part of logical ids; the reference is what the linter should see.
expanded = Translator(None, Parser()).translate(sam_template=template, parameter_values={})
expanded.pop("Transform", None)

resources = expanded["Resources"]
api = next(r for r in resources.values() if r["Type"] == "AWS::ApiGateway::RestApi")
stage = next(r for r in resources.values() if r["Type"] == "AWS::ApiGateway::Stage")
routes = {
    (path, method.upper().removeprefix("X-AMAZON-APIGATEWAY-ANY-METHOD") or "ANY")
    for path, methods in api["Properties"]["Body"]["paths"].items()
    for method in methods
}
waf = next(r for r in resources.values() if r["Type"] == "AWS::WAFv2::WebACL")
sign_in = next(r for r in waf["Properties"]["Rules"] if r["Name"] == "sign-in")["Statement"]["RateBasedStatement"]
sign_in = re.compile(sign_in["ScopeDownStatement"]["RegexMatchStatement"]["RegexString"])
for setting in stage["Properties"]["MethodSettings"]:
    path, verb = setting["ResourcePath"].removeprefix("/").replace("~1", "/"), setting["HttpMethod"]
    if path == "*":
        continue
    if not {(path, "ANY"), (path, verb)} & routes:
        sys.exit(f"template.yaml: MethodSettings for {verb} {path}, which is no route")
    if not all(sign_in.search(re.sub(r"\{\w+\}", "x", f"/prod{path}{slash}")) for slash in ("", "/")):
        sys.exit(f"template.yaml: the WAF's rule sign-in does not match {path}, which has a throttle of its own")

json.dump(expanded, sys.stdout, indent=1, ensure_ascii=False)
