//! Alipay, against keys and signatures that OpenSSL made.

use aws_lc_rs::rsa::KeySize;
use reqwest::StatusCode;

use super::*;

// A key pair for these tests, and good for nothing else; it plays our part and Alipay's. Made with OpenSSL 3.0:
//   openssl genrsa -traditional -out key.pem 2048
//   openssl pkcs8 -topk8 -nocrypt -in key.pem
//   openssl rsa -in key.pem -pubout
// The armour is left out; the tests put it on.
const PKCS1: &str = "\
    MIIEogIBAAKCAQEAvP9H5BTmxTwP7Am5eU+35ezA2XnoMU8M0H4z99U6wTrxE6dDTtszZKKe8p1i09+K+Rur7ZgB\
    P2r3Pl2RLD7g6fp2T2R9u6bf1PIA7q82/pWkaXj8L0tt3M+WAWJG7CBlxyoE2B4cnw006CelixGdET4YJqLVCmol\
    PaNhMieXOD9fauxssxLq/N9S/nJHlONYJYGW0SRMriifOE0k7FMAECsmV0nrByt3ypjIVHK2UZFZsGPUu1FRlrn/\
    qf3qad01NrYA1sCCUOHR98U1hwkEvGulonXeiB+41kH0cx/mLdryuSelKDaTLg37fxmaJunt6WzXUb/JjChb/3Hh\
    TI6AxQIDAQABAoIBAAOZA9j6GXsZyowALGOivZnjumqsmPVIiRjDI9sDWCfumg4fq6OWfyFnihYmu+3TrjOedmGi\
    hUWPVCkMnKAzWAWdz7I+GlM5f3HJ8I20NqkJsRrgsEMRncQFP8vQP3bfvM6mt8RjoFpaJNtvFvlK5GR8L0QCN5yu\
    fbDkb9isHpAPj/Ui2C3qpDH/AtDMaSipOk2+dekBg8C9qqC2MXfZVv5VIs9gozijdNKO85PpexLSCLCOyCxp7UqL\
    2WCz0UNj41Z95LtiCboJZrm7HDEV2Otdey4Zi6fH5r59yUNAjom+3EfCwYhsDR68oQ62ZbykgSTcHf1VcaufVpFm\
    pGWp7wkCgYEA8eRShFFA0QgkXUdAWGKWQvKjNatDDuaVn7d6lJtp8r3BoGiZVa97J2XWSQXDjVU2sG4gOzlXWuAP\
    WQ7f8+84gHyo73wzlpJtyV64uT3rDNaBIV9EwqCEIybCM5I7lmrPYGdpHC8ZZsXoxKBeZTx6ZC2UODfr2NUzUmBf\
    +sIVXukCgYEAyAUwpWbf61jLvjI6l6ca3ecLJLupfxBDWvIe309rxxOdQZOm/YyS7USEf4+jpBYYYPfCzu7YqyyB\
    hfp8WkRwX6dxasPgbQlrCxBd1VBCpbOpdVFA0PBeVkTxC3OLvPByTPzF2hAxM+tvE/olMZqSoV7BALnEDomV0MMX\
    UXsWQX0CgYBd1KGlrhckfrIMdO0i2+tJwPFKikqS5yM3N2cXakno3W7UmH6SXGW7XKeI3/GBS4LRYYajMpUOLUgG\
    1dxNtYgHX1Pwwg8I43gu2s1xHfGlozeoCFqV3MolEI3Yj2sJ6BjVXofJZQPHeBHY5BR51MHtRjjurdKQ4/Lqi3Pv\
    w4WisQKBgGU9E0E0j7OcLwumereVkeis75v5DDJO9fiLQgr/NOr/R4IQjN4aj6deHb4+4rHDqTUzUjvQ8oO5NBmv\
    Dc/WghY4NxS17drigHaKIyQ7ym/6PpQtuyPF9cmufV6xbhIElaXX7wCPX4gK6x7uZnLz7LGWtxN58vz0sIqIpD3O\
    khY1AoGAAnYj66mwJrs39XqPRrmC3clNMLa/WVLDPE0+jrKHFdclAcyi17ffWqLV2KY7WNRQfZ2f36qy2v3+Wqai\
    SJZc22KHlHOy64eEbjhCruXXM331cQPFG3X4/QVy6PdhzlX6Wkgb+0moaLEnlwuLNh2YBlZmSz/r4OmdeK+tmEy0\
    udQ=";
const PKCS8: &str = "\
    MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC8/0fkFObFPA/sCbl5T7fl7MDZeegxTwzQfjP3\
    1TrBOvETp0NO2zNkop7ynWLT34r5G6vtmAE/avc+XZEsPuDp+nZPZH27pt/U8gDurzb+laRpePwvS23cz5YBYkbs\
    IGXHKgTYHhyfDTToJ6WLEZ0RPhgmotUKaiU9o2EyJ5c4P19q7GyzEur831L+ckeU41glgZbRJEyuKJ84TSTsUwAQ\
    KyZXSesHK3fKmMhUcrZRkVmwY9S7UVGWuf+p/epp3TU2tgDWwIJQ4dH3xTWHCQS8a6Widd6IH7jWQfRzH+Yt2vK5\
    J6UoNpMuDft/GZom6e3pbNdRv8mMKFv/ceFMjoDFAgMBAAECggEAA5kD2PoZexnKjAAsY6K9meO6aqyY9UiJGMMj\
    2wNYJ+6aDh+ro5Z/IWeKFia77dOuM552YaKFRY9UKQycoDNYBZ3Psj4aUzl/ccnwjbQ2qQmxGuCwQxGdxAU/y9A/\
    dt+8zqa3xGOgWlok228W+UrkZHwvRAI3nK59sORv2KwekA+P9SLYLeqkMf8C0MxpKKk6Tb516QGDwL2qoLYxd9lW\
    /lUiz2CjOKN00o7zk+l7EtIIsI7ILGntSovZYLPRQ2PjVn3ku2IJuglmubscMRXY6117LhmLp8fmvn3JQ0COib7c\
    R8LBiGwNHryhDrZlvKSBJNwd/VVxq59WkWakZanvCQKBgQDx5FKEUUDRCCRdR0BYYpZC8qM1q0MO5pWft3qUm2ny\
    vcGgaJlVr3snZdZJBcONVTawbiA7OVda4A9ZDt/z7ziAfKjvfDOWkm3JXri5PesM1oEhX0TCoIQjJsIzkjuWas9g\
    Z2kcLxlmxejEoF5lPHpkLZQ4N+vY1TNSYF/6whVe6QKBgQDIBTClZt/rWMu+MjqXpxrd5wsku6l/EENa8h7fT2vH\
    E51Bk6b9jJLtRIR/j6OkFhhg98LO7tirLIGF+nxaRHBfp3Fqw+BtCWsLEF3VUEKls6l1UUDQ8F5WRPELc4u88HJM\
    /MXaEDEz628T+iUxmpKhXsEAucQOiZXQwxdRexZBfQKBgF3UoaWuFyR+sgx07SLb60nA8UqKSpLnIzc3ZxdqSejd\
    btSYfpJcZbtcp4jf8YFLgtFhhqMylQ4tSAbV3E21iAdfU/DCDwjjeC7azXEd8aWjN6gIWpXcyiUQjdiPawnoGNVe\
    h8llA8d4EdjkFHnUwe1GOO6t0pDj8uqLc+/DhaKxAoGAZT0TQTSPs5wvC6Z6t5WR6Kzvm/kMMk71+ItCCv806v9H\
    ghCM3hqPp14dvj7iscOpNTNSO9Dyg7k0Ga8Nz9aCFjg3FLXt2uKAdoojJDvKb/o+lC27I8X1ya59XrFuEgSVpdfv\
    AI9fiArrHu5mcvPssZa3E3ny/PSwioikPc6SFjUCgYACdiPrqbAmuzf1eo9GuYLdyU0wtr9ZUsM8TT6OsocV1yUB\
    zKLXt99aotXYpjtY1FB9nZ/fqrLa/f5apqJIllzbYoeUc7Lrh4RuOEKu5dczffVxA8Ubdfj9BXLo92HOVfpaSBv7\
    SahosSeXC4s2HZgGVmZLP+vg6Z14r62YTLS51A==";
const PUBLIC: &str = "\
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvP9H5BTmxTwP7Am5eU+35ezA2XnoMU8M0H4z99U6wTrx\
    E6dDTtszZKKe8p1i09+K+Rur7ZgBP2r3Pl2RLD7g6fp2T2R9u6bf1PIA7q82/pWkaXj8L0tt3M+WAWJG7CBlxyoE\
    2B4cnw006CelixGdET4YJqLVCmolPaNhMieXOD9fauxssxLq/N9S/nJHlONYJYGW0SRMriifOE0k7FMAECsmV0nr\
    Byt3ypjIVHK2UZFZsGPUu1FRlrn/qf3qad01NrYA1sCCUOHR98U1hwkEvGulonXeiB+41kH0cx/mLdryuSelKDaT\
    Lg37fxmaJunt6WzXUb/JjChb/3HhTI6AxQIDAQAB";

const CODE: &str = "4b203fe6c11548bcabd8da5bb087a83b";
const NOW: &str = "2021-02-19 15:27:34";
const SIGN_STRING: &str = "app_id=2021000000000001&charset=utf-8&code=4b203fe6c11548bcabd8da5bb087a83b\
    &format=JSON&grant_type=authorization_code&method=alipay.system.oauth.token&sign_type=RSA2\
    &timestamp=2021-02-19 15:27:34&version=1.0";
// printf %s "$SIGN_STRING" | openssl dgst -sha256 -sign key.pem | base64 -w0
const REQUEST_SIGNATURE: &str = "\
    B3qd+NjQ6LEIWN/6rjO4/C//SflIHxPtk+i1TjINjRfEDl0J0StkUbU75W3nPRtAsCtVsgyOT573KoAux4RB6yB2\
    HvBmsKJbuhTt7dZNMq7dbeFJv6mx7bYsInXcJFIeZI7NL6dVa+wEf7Lc0IiFae9JuWpMD+ZFa5GYYtvlKkTcC2ny\
    FMd6FjzR+AUSJgwtadE4HDx+7vTPsjR+W5Pu3fhfp/FYZnu16CUwNhm0QBMUQ+N0HfAy4a1IgfaQwtAdciTY+oa5\
    SY3u+gN5uwjQs5YGutZHNYKu0/tDddwnhmEHHdYOeXm3rWcnrLOzUYtHurR4ytM7cnJoUxMYvNItOQ==";

// With an escaped slash, an escaped character beside a plain one, and white space that no serialiser writes.
const RESPONSE: &str = concat!(
    r#"{ "access_token":"composeB\/123" ,"#,
    "\n\t",
    r#""user_id":"2088102150477652","open_id":"074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5","nick":"\u5f20三","expires_in":"1296000"  }"#
);
// printf %s "$RESPONSE" | openssl dgst -sha256 -sign key.pem | base64 -w0
const RESPONSE_SIGNATURE: &str = "\
    X2qyIsIZnykfCSJC57ifTpEal/DE6BWlYqwbcSfy1/nH90nO2Up+9N04tnRedx93UkAslVD9BXOhpj288pbZAPUq\
    l9ECr4z5q/7dRapivJFgwS2R1hf7sPpLiV9eLOPotPQEA2uldBV0QRuo4qX9KwYSuk8y5a1/U3kTT6Hf3oFkrTMQ\
    j5QZWDTG3cbmT8+Ss22DntxUea0eoJG5d1pCn5wMhLCqBuRy3DcBGKBVLIm5dnEzWR2hJ98v+sdPUJY1QNFhLfid\
    eS2nSPIpnnWlCUgVd/aP5u4zJxzAqeWGomI24XyWBTd+FDPB5QkXJWbQHlzZDpqEuXztwDp8KAyWzA==";

fn app_with(key: &str, public: &str, certificates: Option<(String, String)>) -> ProviderApp {
    ProviderApp {
        kind: crate::provider::AppKind::Alipay,
        appid: "2021000000000001".to_owned(),
        credentials: Credentials::Alipay {
            key: key.into(),
            alipay_public_key: public.to_owned(),
            certificates,
        },
        redirect_uris: Vec::new(),
        families: Vec::new(),
    }
}

fn app() -> ProviderApp {
    app_with(PKCS8, PUBLIC, None)
}

fn armoured(label: &str, body: &str) -> String {
    let lines: Vec<_> = body
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let body = lines.join("\n");
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

fn judged(body: &str) -> Result<Vouched, Trouble> {
    let reply = Reply {
        status: StatusCode::OK,
        body: body.as_bytes().to_vec(),
    };
    let app = app();
    judge(&app, &Keys::of(&app).unwrap().alipays, &reply)
}

/// An answer signed by the tests' Alipay.
fn signed(name: &str, raw: &str) -> String {
    let app = app();
    let signature = sign(&Keys::of(&app).unwrap().ours, raw).unwrap();
    format!(r#"{{"{name}":{raw},"alipay_cert_sn":"b6","sign":"{signature}"}}"#)
}

fn success(raw: &str) -> String {
    signed("alipay_system_oauth_token_response", raw)
}

fn openssls(raw: &str) -> String {
    // Alipay escapes the slashes of the signature too.
    let signature = RESPONSE_SIGNATURE.replace('/', "\\/");
    format!(r#"{{ "alipay_system_oauth_token_response" :  {raw} , "sign" : "{signature}" }}"#)
}

/// Openid and unionid, or what kind of trouble, and its words.
fn outcome(judged: Result<Vouched, Trouble>) -> Result<(String, Option<String>), (String, String)> {
    let told = match judged {
        Ok(vouched) => {
            let identity = vouched.identity;
            assert_eq!(identity.app, "2021000000000001");
            return Ok((identity.openid.into_string(), identity.unionid));
        }
        Err(Trouble::Busy(cause)) => ("busy".to_owned(), cause),
        Err(Trouble::Over(ExchangeError::Failure(failure))) => match failure {
            Failure::Unavailable { cause, .. } => ("unavailable".to_owned(), cause),
            Failure::Misconfigured { cause, .. } => ("operator".to_owned(), cause),
            Failure::Broken(cause) => ("broken".to_owned(), cause),
        },
        Err(Trouble::Over(error)) => (format!("{error:?}"), String::new()),
    };
    Err(told)
}

fn assert_unavailable(body: &str, cause: &str) {
    let (kind, told) = outcome(judged(body)).unwrap_err();
    assert_eq!(kind, "unavailable", "{body}");
    assert!(told.contains(cause), "{body}: {told}");
}

#[test]
fn what_is_signed_is_sorted_and_has_neither_signature_nor_empty_values() {
    let parameters = [
        ("version", "1.0"),
        ("sign_type", "RSA2"),
        ("sign", "x"),
        ("empty", ""),
        ("Zoo", "a b&c=d/员"),
        ("app_id", "1"),
        ("app_cert_sn", "2"),
    ];
    assert_eq!(
        sign_string(&parameters),
        "Zoo=a b&c=d/员&app_cert_sn=2&app_id=1&sign_type=RSA2&version=1.0"
    );
}

#[test]
fn a_request_is_signed_as_openssl_signs_it_whatever_the_form_of_the_key() {
    let public_pem = armoured("PUBLIC KEY", PUBLIC);
    for key in [
        PKCS1,
        PKCS8,
        &armoured("RSA PRIVATE KEY", PKCS1),
        &armoured("PRIVATE KEY", PKCS8),
        &armoured("PRIVATE KEY", PKCS8).replace('\n', "\\n"),
    ] {
        let app = app_with(key, &public_pem, None);
        let keys = Keys::of(&app).unwrap();
        assert_eq!(sign(&keys.ours, SIGN_STRING).unwrap(), REQUEST_SIGNATURE);
        let form = keys.form(&app, CODE, NOW).unwrap();
        let mut pairs: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(
            pairs.pop(),
            Some(("sign".to_owned(), REQUEST_SIGNATURE.to_owned()))
        );
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        assert_eq!(sign_string(&pairs), SIGN_STRING);
    }
}

#[test]
fn certificate_mode_tells_and_signs_the_serial_numbers() {
    let app = app_with(PKCS8, PUBLIC, Some(("a1".to_owned(), "r1_r2".to_owned())));
    let keys = Keys::of(&app).unwrap();
    let form = keys.form(&app, "a+b c&d=员", NOW).unwrap();
    assert!(
        form.contains("&app_cert_sn=a1&alipay_root_cert_sn=r1_r2&sign="),
        "{form}"
    );
    let pairs: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect();
    let signature = &pairs.last().unwrap().1;
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let text = sign_string(&pairs);
    assert!(
        text.starts_with("alipay_root_cert_sn=r1_r2&app_cert_sn=a1&app_id="),
        "{text}"
    );
    assert!(text.contains("&code=a+b c&d=员&"), "{text}");
    assert!(is_signed(&keys.alipays, &text, signature));
}

#[test]
fn a_key_that_cannot_be_read_is_the_operators_and_is_not_repeated() {
    for (key, public, named) in [
        ("", PUBLIC, "check key in"),
        ("hush", PUBLIC, "check key in"),
        ("aHVzaA==", PUBLIC, "check key in"),
        (PUBLIC, PUBLIC, "check key in"),
        (PKCS8, "", "check alipay_public_key in"),
        (PKCS8, "hush", "check alipay_public_key in"),
        (PKCS8, PKCS8, "check alipay_public_key in"),
    ] {
        let Err(Failure::Misconfigured { cause, .. }) = Keys::of(&app_with(key, public, None))
        else {
            panic!("{named}");
        };
        assert!(
            cause.contains("app 2021000000000001") && cause.contains(named),
            "{cause}"
        );
        assert!(!cause.contains("hush") && !cause.contains("MII"), "{cause}");
    }
    let wechat = ProviderApp {
        credentials: Credentials::Secret("hush".into()),
        ..app()
    };
    assert!(matches!(Keys::of(&wechat), Err(Failure::Broken(_))));
}

#[test]
fn a_signature_holds_over_the_bytes_as_they_came() {
    let told = outcome(judged(&openssls(RESPONSE))).unwrap();
    assert_eq!(told.0, "074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5");
    assert_eq!(told.1.as_deref(), Some("2088102150477652"));
}

#[test]
fn what_alipay_has_not_signed_says_nothing() {
    let cause = "has not signed";
    let reserialised: serde_json::Value = serde_json::from_str(RESPONSE).unwrap();
    for raw in [
        RESPONSE.replace("2088102150477652", "2088102150477653"),
        RESPONSE.replace("\\/", "/"),
        RESPONSE.replace("  }", " }"),
        reserialised.to_string(),
    ] {
        assert_unavailable(&openssls(&raw), cause);
    }
    let other = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let theirs = sign(&other, RESPONSE).unwrap();
    for signature in [
        theirs.as_str(),
        "AAAA",
        "no base64",
        &RESPONSE_SIGNATURE[4..],
    ] {
        assert_unavailable(
            &format!(r#"{{"alipay_system_oauth_token_response":{RESPONSE},"sign":"{signature}"}}"#),
            cause,
        );
        // Nor does a failure say whose fault it is.
        assert_unavailable(
            &format!(
                r#"{{"error_response":{{"code":"40002","sub_code":"isv.code-invalid"}},"sign":"{signature}"}}"#
            ),
            cause,
        );
    }
}

#[test]
fn a_success_must_be_signed_and_a_failure_need_not() {
    for rest in ["", r#","sign":"""#, r#","sign":null"#] {
        assert_unavailable(
            &format!(r#"{{"alipay_system_oauth_token_response":{RESPONSE}{rest}}}"#),
            "without a signature",
        );
        let error = r#"{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.code-invalid"}"#;
        for name in ["error_response", "alipay_system_oauth_token_response"] {
            let told = outcome(judged(&format!(r#"{{"{name}":{error}{rest}}}"#)));
            assert_eq!(told.unwrap_err().0, "InvalidCode", "{name}{rest}");
        }
    }
}

#[test]
fn every_documented_failure_has_its_meaning() {
    for (code, sub_code, meaning) in [
        ("20000", "isp.unknow-error", "busy"),
        ("20000", "aop.unknow-error", "busy"),
        ("20001", "aop.invalid-auth-token", "unavailable"),
        ("20001", "aop.auth-token-time-out", "unavailable"),
        ("40001", "isv.missing-signature", "operator"),
        ("40002", "isv.code-invalid", "InvalidCode"),
        ("40002", "isv.invalid-parameter", "InvalidCode"),
        ("40002", "isv.suspected-attack", "InvalidCode"),
        ("40002", "isv.invalid-signature", "operator"),
        ("40002", "isv.invalid-timestamp", "operator"),
        ("40002", "isv.invalid-app-id", "operator"),
        ("40002", "isv.grant-type-invalid", "operator"),
        ("40002", "app-cert-expired", "operator"),
        ("40003", "isv.missing-signature-config", "operator"),
        ("40004", "isv.code-invalid", "unavailable"),
        ("40004", "ACQ.SYSTEM_ERROR", "unavailable"),
        ("40005", "isv.app-call-limited", "TooMany(60)"),
        ("40005", "isv.method-call-limited", "TooMany(60)"),
        ("40006", "isv.insufficient-isv-permissions", "operator"),
        ("50000", "new.word", "unavailable"),
        ("0", "new.word", "unavailable"),
    ] {
        let quoted = format!(r#"{{"code":"{code}","sub_code":"{sub_code}","sub_msg":"hush"}}"#);
        let plain = format!(r#"{{"code":{code},"sub_code":"{sub_code}","sub_msg":"hush"}}"#);
        for raw in [quoted, plain] {
            for body in [
                format!(r#"{{"error_response":{raw}}}"#),
                signed("error_response", &raw),
            ] {
                let (kind, cause) = outcome(judged(&body)).unwrap_err();
                assert_eq!(kind, meaning, "{body}");
                assert!(!cause.contains("hush"), "{cause}");
                if ["busy", "unavailable", "operator"].contains(&meaning) {
                    let said = format!("code {code} sub_code {sub_code}");
                    assert!(cause.contains(&said), "{cause}");
                }
            }
        }
    }
    assert_unavailable(r#"{"error_response":{"msg":"x"}}"#, "code 0 sub_code ");
}

#[test]
fn an_operator_is_told_where_to_look() {
    for (sub_code, hint) in [
        ("isv.invalid-signature", "key in the providers secret"),
        ("isv.invalid-app-id", "appid in the providers secret"),
        ("isv.invalid-timestamp", "the clock"),
        ("isv.invalid-charset", "Alipay's console"),
    ] {
        let body = format!(r#"{{"error_response":{{"code":"40002","sub_code":"{sub_code}"}}}}"#);
        let (_, cause) = outcome(judged(&body)).unwrap_err();
        assert!(
            cause.contains("app 2021000000000001: code 40002"),
            "{cause}"
        );
        assert!(cause.contains(hint), "{cause}");
    }
}

#[test]
fn alipays_words_are_cut_and_cleaned_before_a_log() {
    assert_eq!(word("isv.code-invalid"), "isv.code-invalid");
    assert_eq!(word("a\nb 员\u{7}"), "a?b???");
    assert_eq!(word(&"x".repeat(100)), "x".repeat(64));
}

#[test]
fn a_person_is_their_open_id_or_else_their_user_id() {
    for (raw, openid, unionid) in [
        (
            r#"{"open_id":"o-1_A","user_id":"2088"}"#,
            "o-1_A",
            Some("2088"),
        ),
        (r#"{"open_id":"o-1_A"}"#, "o-1_A", None),
        (r#"{"open_id":"o-1_A","user_id":null}"#, "o-1_A", None),
        (r#"{"open_id":"o-1_A","user_id":""}"#, "o-1_A", None),
        (
            r#"{"user_id":"2088","alipay_user_id":"20880"}"#,
            "2088",
            Some("2088"),
        ),
        (
            r#"{"open_id":"","user_id":"2088","expires_in":1296000}"#,
            "2088",
            Some("2088"),
        ),
        (
            r#"{"code":"10000","open_id":null,"user_id":"2088"}"#,
            "2088",
            Some("2088"),
        ),
    ] {
        let told = outcome(judged(&success(raw))).unwrap();
        assert_eq!(
            (told.0.as_str(), told.1.as_deref()),
            (openid, unionid),
            "{raw}"
        );
    }
    for raw in [
        "{}",
        r#"{"alipay_user_id":"20880"}"#,
        r#"{"open_id":"","user_id":""}"#,
        r#"{"open_id":"a/b","user_id":"2088"}"#,
        r#"{"open_id":"o-1_A","user_id":"a b"}"#,
    ] {
        assert_unavailable(&success(raw), "without a usable");
    }
}

#[test]
fn an_answer_of_another_form_is_nobodys() {
    for body in [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"sign":"x"}"#,
        r#"{"alipay_system_oauth_token_response":null}"#,
        r#"{"alipay_system_oauth_token_response":{},"error_response":{}}"#,
        r#"{"error_response":{},"error_response":{}}"#,
        r#"{"error_response":"40002"}"#,
        r#"{"error_response":{"code":"hush"}}"#,
        r#"{"error_response":{"code":"20000"},"sign":7}"#,
        &success(r#""hush""#),
        &success(r#"{"user_id":2088}"#),
        // The fields' values in their order, without their names.
        &success(r#"[0,null,"1","1"]"#),
        &format!(r#"[{{"user_id":"1"}},null,"{RESPONSE_SIGNATURE}"]"#),
    ] {
        assert_unavailable(body, "not of the documented form");
    }
}
