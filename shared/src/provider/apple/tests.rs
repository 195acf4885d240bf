//! Sign in with Apple, against keys and signatures that OpenSSL made.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::identity_token::*;
use super::keys::*;
use super::*;
use crate::provider::{AppKind, Providers, Wanted};

// Keys and signatures are OpenSSL 3.0's. The keys open nothing, and the RSA keys' private halves are thrown away.
//
//   openssl genrsa -out a.pem 2048; openssl rsa -in a.pem -pubout -out a.pub; openssl genrsa -out b.pem 2048
//   b64u() { base64 -w0 | tr '+/' '-_' | tr -d =; }
//   m=$(printf %s "$header" | b64u).$(printf %s "$payload" | b64u)
//   printf %s "$m" | openssl dgst -sha256 -sign a.pem | b64u

/// `openssl rsa -in a.pem -noout -modulus | cut -d= -f2 | xxd -r -p | b64u`
const MODULUS: &str = "\
    sFWfY-klsTtALpb7CD13k7OQJgP-3di7kVpOp7ggyQ3ckMllg2k2gM3UgwbDcWcM8SxNh4IQUzN6-ZXRicltCubUrYa\
    YnZMq5txxzqdK4TFZeEfjoky7Jo-xxqU4W8rBaY_webqBerbkSuCqf1vJL0fzHRYbORrHTeO64aNm5C-6l2bd7HV9FA\
    5_ddxMxgc9dOVUsCyF9JCssxJkHjbO7r4t0s9bdfBI0YEeUMIKDcjFc7390f2O-CsOV8XpBl2OLd2Qfh7V6xRqPjOjh\
    24RpOQEE3YoUDb_TohLfrE3WWs1eR-StsrJYcYcHx46Ca8UIGlBtzu70R2UwuD-5HZRAw";

/// A token, in parts.
struct Vector {
    header: &'static str,
    payload: &'static str,
    signature: &'static str,
}

const GOOD: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039","nonce":"nonce-of-ours"}"#,
    signature: "\
        jQX2OCeHcoGPlGcnfrADnjtPVfD24_xeTTAzKS46s_yz3RYDC-eV4d2Nc5uh8gJ22AON-BZoQcjWWOelTE4deB5\
        aWM1IY4-5WSn-kmkx0oSqDazRpwizPTfmjiZdYC0bynf593u-4mPnsIpOAIjr-4cPEbYDtTHer6MDfQPPTUXm37\
        QEOo6PYWzh9DaGd966B1jkFbLjmjE_GFeglZQEG4XJnRo7wIzJmQkKCpPhZGqc6oOkhRf3RonCS3VkmZvybCSPU\
        fCf3aEU-pdA2KnmZj6WefYye6ND-MYpF7CPVy_69TGY-Bv5AeB23kaoNlDsWIpATXjmaz3Lr-EgLIC7nw",
};
/// The nonce: `printf nonce-of-ours | openssl dgst -sha256`.
const HASHED_NONCE: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039","nonce":"af05106775c960aafe3b0fc109b9db35d3708994df5594e51b369e6f9706c7b1"}"#,
    signature: "\
        ghVk-71nfsAa1GHGjixOiAGQADxJ1k43lc0gJN8-9VGd47Qb4Cqrjsj5Mzanbt2PTv3Yem4X9UgE4ABMDfPAKFW\
        YoBCRWtcPumerBVYSbIMrKcBNeqtFWqimFt7tmKKLCWAroNIrbuqI7nlHBZV_qjMIZPxLyuVHcCBNSFT1xnE9X-\
        uj0sG9MeNqzgTJ4rozgymQGucub9NaQqdtMuEgEHtobu_T8ClfarrW9YK6YhSIiYdD58UCaeO-aOxsoWX8-MwnT\
        uJnH6z09r7OlcaudZeC6EhpwhANco-05I48z8oE5OmrVpCetAeGavKrHCr-s-D5EimCxqF3ZvgflsVTzQ",
};
const NO_NONCE: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        MibG5DrDyAEMFYpNl5_c8ddBe0jU_tXUdx1MslQZGBIZnDq8fIE9leeFu66TwPuuqIzkwdda5FKWKVNyJWvnKTu\
        RzZt-655-fCg5mAaQhe7WLTq3BwBoDWU2WUj-FwdbJlz3SJml203VIzz0yQrZRJiUDbwmvgOLjxlUzLvVfjvlsg\
        BGqJwbcNEuzBNd5C8feE47Z_qtsXBlTFlD9XLPzbOB7JOo8h0H5K8yLBzP9CUuYJKJfRLUEb6ZIqoEGTucWZm4Q\
        Tp7y8t1pnS4OTHKDx36ASwlQJoGiPx_K1Wp3zztlXSRr6WB5K-TCPjSzl3t8cQPfpeDP-6pqCaXFyvz3A",
};
const ACCOUNT_ISSUER: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://account.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        khL-lO8QengXmt6vqGi2lrlWJTJ-ogMIeNKxOSQCFfuXefcqHbqajfRNZw7zvhklGJwBH9KRmHspVI8C7qNg8Ut\
        nls8cBxcb_uVCHazEdzUu8wpTWKQhCdOM_wIt2NOrnayXj5Wbs7Aj4DaCLWnY4F403Gu_yD837yxhf4IaAXQ9Rf\
        sN6HcexiSrisgi2i7O1bE8zk4XSc7WX-UFW2kF9irtpuZv-_9hF9ob31LmtYt9SijwOaoEtBay_Zya6rqhN7y81\
        fUHFp92Gu-di0Zt5HnkmOuNhtw7u3GUBxlOil9vWZ6PU4Gf4cyKpQEVhM0-Qg_upZgTEwy2JUFec7Hohg",
};
const OTHER_ISSUER: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com.example.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        d6CZpKdfWeXz5su2DX36YAmTJitoIdKwp0A9dS2i4fGQBSdhHhAkFHgQNtYW-WK4FEexMnQ5QSmWa6wfqjUYyW1\
        pxTC0ekYC3zY3YvcFFCBLskog9x_NVv8YKITIQYoXi1QXOBSKe-WdfVR-9rogIYOkeR8Ye7h6zafHa2kqyo_HVT\
        bLESPeMuJYgFsHgFMdg1LBWe4CdETmwhlBEzjEiu4UTjVYbN4ChTccFzYnLOoSjR2T0G1LMIz_7P1TwOvlWkmSQ\
        z7K0yR4wiypkVAStro8YDhzaY-6_v6fPeZGwUKcCNsKSyjmOQtkANcpEZemLEg2ntQmV8C7fH_OBUxNbg",
};
const ONE_AUDIENCE: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":["com.example.app"],"exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        X8JHxXtg-NE-9Fy2xzL7LECOjrzfpOIdlX-lLBI8Wufj2bX-Oh6dTzL8R3I7-DVVcagPepMdekiwuDE-ywGg-f1\
        1lfhHZt-lNNYdFYKRWLYzMBbAH4HimEhA-9J6NDNQLmVAbMIGP2IGAGVwmbjTMKQNWLX8O7OopMy2vlwdde0VT1\
        Hz_hx6-AmJVXxIHaYVfMC0AD-LeS32HoJTY423AJH4Cp5bWnQ7MAX4Lgt6TSzfY1uXhBMZjbV9T_biy6JGXCxnK\
        Y5maHqbnBLw9ND96T6DZT-105MLgBRhND_7feIfbv62XQ00T6cDk_bt8hr_oFZ1phX7YcKXXGDZ9FQAOg",
};
const TWO_AUDIENCES: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":["com.example.app","com.example.other"],"exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        CHzlAsF7qvHWNq4rtt7fMTMo7zAHqq6M5rRfupQfOiSqHwFTH52_5PMAEZRp7WvAFANjTkdQVXAUtWZXDbSVUY_\
        AKfv4kq2zg3pvgx9n36-9eNNXn-0xZjnS3ysDPRio-6_yAfYba_gTkf_LPAJMEv5GQFnY63xjUgZpUGImsKZnUm\
        xeW33gM5Iju8rMbekKhFktpgaBuneTfTdPnvhyTT7yH6wOHy1MJ6LaRtBT4Ykusk2EsFbiTzYsmu1_ztKW7UsqG\
        pFow0W-K1fAAU1pmoI8_XNgzo20XFZiMav-dQCJcTdhHZ9WBuVW83kkii95rmOQgUDUlkUcpO6ipF-02Q",
};
const NO_AUDIENCE: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":[],"exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        oJrilDKIwNJX9nva3Bnm7WwzcKVmYhms_TO3dBvsvqPC-Qhb1USgHibItrJ-Z2rBb6o-0UKrmixQLD8YyVOVuUL\
        DS4zGSE-PebvTfq03YhUoif7u05k9znTZvxXMHwaHJFI4u5bsviEVfz9BLFTCSuaLophkYq-4hTiMgQIJCkVRJr\
        voT7CFtVi3eDc9sObzWRDkR6UrrgOeliPDLjfhURJ2WvVa_ndU81WBpFinHe7G1ip-c2kWVdNA_V8qLinlw1yCJ\
        nDViLY-VChw0Pjm5PTAjh9winehRy5wBwnkolKydEHVLFXUXwsnmx3HToFheuwkdR-c710hOLn2Pn7cLA",
};
const OTHER_AUDIENCE: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.other","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        UtfsP5QD_86RfBbiZuhuVgdWhrjSlg29t1wd2KdM88ivHkJ8_vz8H6bdqYBbCdKEj0eNKNcFscF3-3jwhm8sGIH\
        Vnt4emDXS45FDh3EbDFNCM_TzMbFLMK2w4Q-evKfC1vpGuSe4lB_68b5kjKyz9wUGB7P-Q800CyHz3LBpewghzy\
        84M7tCaFZ7P-rTuI62EZ0zbpV71MzHWIuAkZP9oUtGQ-kvJVCoeDTSp_3xWJc1f7HxNhQgYvQ8ykkZmUdrIOaJ7\
        SEDe0Op75bFmDm7N1R_kEjNQ7d0IUY42PWpTGjtZDvhBjf003JhvOvgtrKRk4DOXhAF2RZ4vTKVOLUzww",
};
const NO_SUBJECT: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000}"#,
    signature: "\
        MWXQTqTx5WWbTZqMpfgcN_naoGDKyIVbo4GBq8pr-6hw6Qh9YjJI90gIxmVvbRZpBJYXXRX16E0Lsefc4lhmC-L\
        Y2Ryu51Kk_HweOLdK-IHxVFmBMelupOAUCwFYbtANBLuSlFMUwaEIin0O_O4OZfqVJz461jyErZvP8jrBK3RDus\
        -5Ohk6mWxcLEzS8LIGNfi-bQX4YCDu-1TOs08EsVbuT61OPzI1eQi8HqrrecGfG3vSJWycC5dk7cNAXfgWOLCqn\
        EvsKxz6zN5RnAPwVbQvMYnJeCDc7oa-CbD4FwvAGtDkY8g0WaxDLqq8xUXWHhhOSEWhiLNoKsebZ7-ZtA",
};
const ODD_SUBJECT: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"a b"}"#,
    signature: "\
        cyWVoHjduFqoX0xVrFLSw25BvMtAI9GRb-4JlJXBK-ITHutDorho7t0bFSboIF6O1j6bxJtvR5AIkatB41ftcJc\
        5ogVLlVKF8Sa68IewpZwF7EakdzHG7V2x3f5RcdkmVJK-m_ezYNcqNI4T10Zrar-bzj4jwbZU12bgGP7KUMjsa-\
        vizRoOS5TsVJvJ6pmPlCAQ1DZt2zZl3zkvP6swtG-jQ1yl2zNa4KnQleJPWh4opNbU2mDt_o-xmXdX42UtFZ3ii\
        t2uOgHvc4ZZlQmZb38zKeYgt7VTK6wVW4014pCI9Kt1ihenYBZXejkqPZogPyTpwcsHBx_Ose64eRQKVw",
};
const NO_EXPIRY: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        Cy__QGRJVhlnAXtjcrlWDPi3fiJzS6wSas1rZHsvzfiuWNHUavYbfpdmdulj8K9LP-_8qGwNGExWJIyUTkJlqLS\
        AJS0u6UshO1bHSHlAoYChdDKiiQRwDe0Ow7nKiHf1DtbZuFJFHF5HhT_GUIdm7Orf4_5m7qh6lRyvZtjeM4q1v3\
        idV1_dg4Tfm6P-GRE-F-s3SWctMC4OwTB6FQ9qNHLhXfNu4l5ycw-NHj5oV7qG924KWnJxytRd911qOk8KIK7NZ\
        rnRK3-GyhZJl2Z8PQqyzRRKNhiHWFsk4EPn5hYGXkP_ksULZnTQ_vI4hAhxa9V8kR6jVGrDg2CVcGfeCg",
};
const UNKNOWN_KEY: Vector = Vector {
    header: r#"{"kid":"kZ","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        aWBvUh9i41C-hkyuHlpubTMaT9P39OmmsAoPHzYTuSJzqWxrHeod7Q5Mt0g0Wfq-YVhOKnXSGwl8z86J1rzlv79\
        f_zWSQBVfRXppguDmFQ7S27n0yaP8taD_zZ6G2mpE_ugoQ-WbxCMFKqZB8FGhU0MLO9EavWVSSOV8yd14FhwYs9\
        usMcNkgB1xX5izJE1_ZBcxIGUI-v2RhbFv6jX4Bf8Yqrn0pMWUJUeRXX-n9lGxc-lcw9G6C5AcqtGhGsCSh0wAh\
        vbxJESW3yK-CqDDZAJCcIASYzy_bBLlMcm8M6D9_aTwJrq5uP_9i7sAalCtgTgHw_r2fbQbFTXWknd5VQ",
};
const NO_KEY_ID: Vector = Vector {
    header: r#"{"alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        MdhQGMHt4Qbfpzx1DaBtq2dVNsY0iA1FCAtNxqxLW-m4soCiS0HonGuRwlZqPvYoBWum4xwFt0nevLssxxiX6Yg\
        _2b747tfAnHs-laAX7F8yN9wTRzQ3VVtds57BcYQBIl2uJmP0MYw_JpaYZ_dgIr19Sp93o-eNluQMrv5md1Ep44\
        RvRg-5R8Im9Ckqxvl5lhPMYm3eOKG1JQDSPOoA3ZowXDZf3k4ybQQkjpRAtiUDjcrGBK0anxiUR2R8AHeFe8N0J\
        Rm7An_JlUZfp01eMD_ilcsOH0nrbantlIJQM1X3B_fQZTYBBAcoZZ8U516POQRWic7XKMl3DuVyfmt6NA",
};
const CRITICAL: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256","crit":["x"],"x":1}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        cL4mcAc_e81F7OLRKirzVg1lNM-n9N6vBysQCmgAMdDDtBD_Dd1F8HaueSjXW_uVu2ikv5diMnsiyy2seJODARk\
        oGZajLm2nGit7nxh234a4biKu580YtlAgqOuVCux3J6Kt9XqcMHxMql93001LZtJ4Gp-YXKXPBmf26nTvFNlgP3\
        IrRjZhFF9cDkE4wScjiZYeZ71aLVBvtdLm-QM5LcTV1s-q1UebS7bw2nEGLveBSaPvqTCqudDPGQQDo2PBM46OV\
        nKpayxob35ZRyMMWBmKtQrHi59U9yTHki7SrwwsFn8TIA-uD5J1ygHfca1H-Q77nJllZRBl9WMAphRuuQ",
};
/// Signed with `b.pem`.
const OTHER_SIGNER: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        drQS7Q-ZeZ1FRQDVW5Rpaod4VHWk3vJ_9ogjaUYdNOZrPc5HLoiqzzpBqkkwX-7jKewBK9ydQeN9MxRG-N_IOVV\
        AlaADEDKkc7PZ71jPbwQJVSBe7ARKqkwZiFG3sGDBZbOPT76zHgHbkLNSbHcUoyTgRD7360rlTyn6-IPojAnaZm\
        ABXmui3BcbXSFmd2xllCKTWxH6YlZagWq2JVvOrg_Z2GaPrGgcBfQ4kQ5OxFzvPF9R91asCc3Zai-76Akx1j0p7\
        7YrKz91HYsyIf5slZSp4M9Jt0NvJZMeaZPfupAsM9LG3KIgYaBxqYmUQ6Hoc93wUUlm6DdQlQha9_NIDA",
};
/// `openssl dgst -sha512 -sign a.pem`.
const RS512: Vector = Vector {
    header: r#"{"kid":"kA","alg":"RS512"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        rh9Uea3M3OAzwYQSL7fdBI_-en1DjlONtpK3Bg_-MirMA6hx7bdUfz1YzEe7OcoiFnMKrkiSEz8k7MhA6firPL8\
        F5LdQCitzwPx98Q3NNSqHA-W6kY94zllF518IbVaJ-0cUaiaukD_Zki7gQzin_6OusLaCvadBo2HW9rOY2yFh6h\
        y9Z0Ih6Nam6wbxIV8f0FWKOeZ8FuhzfQNdynUMYdNFUG3bf_QsRFBRDUM-rr33Goa4qW8fGkCqpvBsMa__dKfwy\
        _-VqxxElsGOMq0t-57PMHJ7UVfGpDM4RxLUdeKgj_za3bq0N1_kGto3Ij8qaDHK2Ugsit3vV5yE2eCxDw",
};
/// Signed with the key of [`PKCS8`]; r and s out of OpenSSL's DER.
const ES256: Vector = Vector {
    header: r#"{"kid":"kA","alg":"ES256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "\
        4FPfSNRO9BQU3iZUQs2nhSuL6SWAZYS7GY73VMTjf1IHqRwoD8zcs5qIg7GKUr5t7FIGfc4ZmIk9D4O-7vyMhw",
};
/// `openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary`, the key being the bytes of the modulus.
const HS256_MODULUS: Vector = Vector {
    header: r#"{"kid":"kA","alg":"HS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "sy6BQoEt2l50P6eTzH2ikOFGpwns_cS1mdZkQ0xjESM",
};
/// The same, the key being the bytes of `a.pub`.
const HS256_PEM: Vector = Vector {
    header: r#"{"kid":"kA","alg":"HS256"}"#,
    payload: r#"{"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1700086400,"iat":1700000000,"sub":"001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"}"#,
    signature: "dUOHaC3W790RmB4CGTYX78X-335kS2hJ2E4IwEbA0c4",
};

/// `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.p8`, then
/// `openssl pkcs8 -topk8 -nocrypt -in ec.p8 -outform DER | base64 -w0`.
const PKCS8: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdOwNJcl5D+trLCFLhVHpzffmt4Q6x0CW/5bga9fvaPe\
    hRANCAATgnHZO912RJtW5KPa4mPUh3AJcWT313drzWQVwKRZ0b/TlVjKlxLCfFgEzoCUGWs4RkKdzsY6OVc0UBkOWSK\
    sC";
/// The same key in the form of Apple's `.p8` files, with the curve named once more inside: `openssl ec -outform DER`,
/// wrapped with `openssl asn1parse -genconf`.
const PKCS8_AS_APPLES: &str = "\
    MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQgdOwNJcl5D+trLCFLhVHpzffmt4Q6x0CW/5bga9fvaPe\
    gCgYIKoZIzj0DAQehRANCAATgnHZO912RJtW5KPa4mPUh3AJcWT313drzWQVwKRZ0b/TlVjKlxLCfFgEzoCUGWs4RkK\
    dzsY6OVc0UBkOWSKsC";
/// Its public half: `openssl pkey -pubout -outform DER | tail -c 65 | base64 -w0`.
const PUBLIC_POINT: &str = "\
    BOCcdk73XZEm1bko9riY9SHcAlxZPfXd2vNZBXApFnRv9OVWMqXEsJ8WATOgJQZazhGQp3Oxjo5VzRQGQ5ZIqwI=";

const APPID: &str = "com.example.app";
const SUB: &str = "001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039";
const IAT: i64 = 1_700_000_000;
const EXP: i64 = 1_700_086_400;

impl Vector {
    fn token(&self) -> String {
        let encode = |text| URL_SAFE_NO_PAD.encode(text);
        let Self {
            header,
            payload,
            signature,
        } = self;
        format!("{}.{}.{signature}", encode(header), encode(payload))
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn published(kid: &str) -> Value {
    json!({"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256", "n": MODULUS, "e": "AQAB"})
}

fn keys(kid: &str) -> Keys {
    parse_keys(json!({"keys": [published(kid)]}).to_string().as_bytes())
}

fn verified(token: &str) -> Result<Claimed, Flaw> {
    verify(token, &keys("kA"), APPID, at(IAT))
}

fn app(key: &str) -> ProviderApp {
    let secret = json!({"apps": [{
        "method": "Apple", "appid": APPID, "key": key, "key_id": "KEY1234567", "team_id": "TEAM123456",
        "redirect_uris": ["https://example.com/back"], "families": ["mjpm"],
    }]});
    let providers = Providers::parse(&secret.to_string()).unwrap();
    let wanted = Wanted {
        family: "mjpm",
        kind: AppKind::Apple,
        appid: None,
    };
    providers.app(wanted).unwrap().clone()
}

fn code() -> ProviderCode {
    serde_json::from_value(json!("c1.0.abc&d=e")).unwrap()
}

#[test]
fn a_token_of_apples_names_a_person_of_the_team() {
    for good in [GOOD, HASHED_NONCE, NO_NONCE, ACCOUNT_ISSUER, ONE_AUDIENCE] {
        let claimed = verified(&good.token()).unwrap();
        assert_eq!(claimed.openid.as_str(), SUB, "{}", good.payload);
    }
    let openid = verified(&GOOD.token()).unwrap().openid;
    let identity = identity(&app(PKCS8), openid).unwrap();
    assert_eq!(
        (identity.app.as_str(), identity.openid.as_str()),
        (APPID, SUB)
    );
    assert_eq!(identity.unionid, Some(format!("TEAM123456.{SUB}")));
}

#[test]
fn a_token_for_others_or_by_others_is_refused() {
    for (bad, flaw) in [
        (OTHER_ISSUER, Flaw::Issuer),
        (TWO_AUDIENCES, Flaw::Audience),
        (NO_AUDIENCE, Flaw::Audience),
        (OTHER_AUDIENCE, Flaw::Audience),
        (NO_SUBJECT, Flaw::Subject),
        (ODD_SUBJECT, Flaw::Subject),
        (NO_EXPIRY, Flaw::Malformed),
        (UNKNOWN_KEY, Flaw::UnknownKey),
        (NO_KEY_ID, Flaw::NoKeyId),
        (CRITICAL, Flaw::Malformed),
        (OTHER_SIGNER, Flaw::Signature),
        (RS512, Flaw::Algorithm),
        (ES256, Flaw::Algorithm),
        (HS256_MODULUS, Flaw::Algorithm),
        (HS256_PEM, Flaw::Algorithm),
    ] {
        let told = verified(&bad.token()).unwrap_err();
        assert_eq!(told, flaw, "{} {}", bad.header, bad.payload);
    }
    let of_other_app = verify(&GOOD.token(), &keys("kA"), "com.example", at(IAT));
    assert_eq!(of_other_app.unwrap_err(), Flaw::Audience);
    // What refuses the key that is unknown is its id and not its signature.
    assert!(verify(&UNKNOWN_KEY.token(), &keys("kZ"), APPID, at(IAT)).is_ok());
}

#[test]
fn a_token_that_was_touched_is_refused() {
    let with = |change: fn(&mut Vector)| {
        let mut vector = NO_NONCE;
        change(&mut vector);
        verified(&vector.token()).unwrap_err()
    };
    assert_eq!(with(|v| v.payload = GOOD.payload), Flaw::Signature);
    assert_eq!(with(|v| v.signature = GOOD.signature), Flaw::Signature);
    assert_eq!(with(|v| v.signature = ""), Flaw::Signature);
    assert_eq!(with(|v| v.signature = "?"), Flaw::Malformed);
    for header in [
        r#"{"kid":"kA","alg":"none"}"#,
        r#"{"kid":"kA","alg":"None"}"#,
        r#"{"kid":"kA"}"#,
    ] {
        for signature in ["", NO_NONCE.signature] {
            let forged = Vector {
                header,
                signature,
                ..NO_NONCE
            };
            let told = verified(&forged.token()).unwrap_err();
            assert_eq!(told, Flaw::Malformed, "{header}");
        }
    }
    let long = format!("{}{}", GOOD.token(), "A".repeat(MAX_TOKEN_BYTES));
    for token in ["", ".", "..", "a.b.c", &long] {
        assert_eq!(verified(token).unwrap_err(), Flaw::Malformed);
    }
}

#[test]
fn clocks_may_be_a_minute_apart() {
    let good = GOOD.token();
    for (now, flaw) in [
        (IAT - 61, Some(Flaw::Future)),
        (IAT - 60, None),
        (EXP + 59, None),
        (EXP + 60, Some(Flaw::Expired)),
    ] {
        let told = verify(&good, &keys("kA"), APPID, at(now)).err();
        assert_eq!(told, flaw, "{now}");
    }
}

#[test]
fn the_nonce_is_repeated_as_it_is_or_hashed() {
    let repeating = |vector: Vector, nonce: &str| {
        let claimed = verified(&vector.token()).unwrap();
        claimed.repeating(nonce).err()
    };
    assert_eq!(repeating(GOOD, "nonce-of-ours"), None);
    assert_eq!(repeating(HASHED_NONCE, "nonce-of-ours"), None);
    for (vector, nonce) in [
        (GOOD, "nonce-of-theirs"),
        (GOOD, "nonce-of-our"),
        (GOOD, ""),
        (HASHED_NONCE, "nonce-of-theirs"),
        (NO_NONCE, "nonce-of-ours"),
        (NO_NONCE, ""),
    ] {
        assert_eq!(repeating(vector, nonce), Some(Flaw::Nonce), "{nonce}");
    }
}

#[test]
fn the_audience_is_read_before_anything_is_believed() {
    let audience = |token: &str| {
        let token: IdentityToken = serde_json::from_value(json!(token)).unwrap();
        unverified_audience(&token)
    };
    for token in [GOOD, ONE_AUDIENCE, OTHER_SIGNER, HS256_PEM] {
        assert_eq!(audience(&token.token()).as_deref(), Some(APPID));
    }
    for token in [TWO_AUDIENCES, NO_AUDIENCE] {
        assert_eq!(audience(&token.token()), None);
    }
    for token in ["a", "a.b.c", "a.e30.c"] {
        assert_eq!(audience(token), None, "{token}");
    }
}

#[test]
fn only_keys_for_signatures_are_taken_and_not_without_end() {
    let mut listed: Vec<Value> = (0..30).map(|n| published(&format!("k{n}"))).collect();
    for (name, other) in [
        ("kty", json!("EC")),
        ("use", json!("enc")),
        ("alg", json!("RS512")),
        ("n", json!("?")),
        ("e", json!(3)),
        ("kid", Value::Null),
    ] {
        let mut odd = published("odd");
        odd[name] = other;
        listed.insert(0, odd);
    }
    let taken = parse_keys(json!({"keys": listed}).to_string().as_bytes());
    assert_eq!(taken.len(), MAX_KEYS);
    assert!(!taken.contains_key("odd"));
    for body in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#] {
        assert!(parse_keys(body.as_bytes()).is_empty(), "{body}");
    }
}

#[test]
fn keys_are_asked_for_seldom_and_missed_as_little_as_possible() {
    const MINUTE: i64 = 60;
    const DAY: i64 = 24 * 60 * MINUTE;
    let (known, unknown) = (Some("kA"), Some("kZ"));
    let nothing = Held::default();
    assert!(!nothing.is_fresh(at(IAT)) && !nothing.is_too_soon(at(IAT)));
    assert!(nothing.resort(None).is_none());

    let mut held = Held {
        keys: Arc::new(keys("kA")),
        fetched_at: Some(at(IAT)),
        tried_at: Some(at(IAT)),
    };
    assert!(held.has(None) && held.has(known) && !held.has(unknown));
    assert!(held.is_fresh(at(IAT + DAY - 1)) && !held.is_fresh(at(IAT + DAY)));
    assert!(held.is_too_soon(at(IAT + MINUTE - 1)) && !held.is_too_soon(at(IAT + MINUTE)));
    assert!(!held.is_fresh(at(IAT - 1)) && !held.is_too_soon(at(IAT - 1)));
    // Apple has just said which keys there are: another one is nobody's.
    assert!(held.resort(unknown).is_some());

    held.tried_at = Some(at(IAT + DAY));
    assert!(held.is_too_soon(at(IAT + DAY)));
    assert!(held.resort(None).is_some() && held.resort(known).is_some());
    assert!(held.resort(unknown).is_none());

    let failed = Held {
        tried_at: Some(at(IAT)),
        ..Held::default()
    };
    assert!(!failed.is_too_soon(at(IAT)) && failed.resort(None).is_none());
}

#[test]
fn a_client_secret_is_signed_by_the_apps_key() {
    let pem =
        format!("-----BEGIN PRIVATE KEY-----\n{PKCS8_AS_APPLES}\n-----END PRIVATE KEY-----\n");
    let point = STANDARD.decode(PUBLIC_POINT).unwrap();
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    for key in [PKCS8, PKCS8_AS_APPLES, &pem] {
        let secret = client_secret(&app(key), at(IAT)).unwrap();
        let (message, signature) = secret.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        public.verify(message.as_bytes(), &signature).unwrap();
        let (header, claims) = message.split_once('.').unwrap();
        let decode = |part| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        let expected = json!({"typ": "JWT", "alg": "ES256", "kid": "KEY1234567"});
        assert_eq!(decode(header), expected);
        let expected = json!({
            "iss": "TEAM123456", "iat": IAT, "exp": IAT + 300, "aud": "https://appleid.apple.com", "sub": APPID,
        });
        assert_eq!(decode(claims), expected);
    }
}

#[test]
fn a_key_that_cannot_sign_is_the_operators() {
    for key in ["hush", "aHVzaA==", MODULUS, PUBLIC_POINT] {
        let failure = client_secret(&app(key), at(IAT)).unwrap_err();
        let told = failure.to_string();
        assert!(matches!(failure, Failure::Misconfigured { .. }), "{told}");
        assert!(
            told.contains(APPID) && told.contains(SECRET_PARTS),
            "{told}"
        );
        assert!(!told.contains(key), "{told}");
    }
}

#[test]
fn the_redirect_uri_is_told_only_when_there_was_one() {
    for redirect_uri in [None, Some("https://example.com/back")] {
        let form = token_form(&app(PKCS8), &code(), redirect_uri, at(IAT)).unwrap();
        let mut told: BTreeMap<_, _> = form_urlencoded::parse(form.as_bytes()).collect();
        assert!(told.remove("client_secret").unwrap().starts_with("eyJ"));
        let mut expected = BTreeMap::from([
            ("client_id".into(), APPID.into()),
            ("code".into(), "c1.0.abc&d=e".into()),
            ("grant_type".into(), "authorization_code".into()),
        ]);
        expected.extend(redirect_uri.map(|uri| ("redirect_uri".into(), uri.into())));
        assert_eq!(told, expected);
    }
}

fn judged(status: u16, body: &str) -> String {
    let reply = Reply {
        status: StatusCode::from_u16(status).unwrap(),
        body: body.into(),
    };
    match judge_error(&app(PKCS8), &reply) {
        ExchangeError::Failure(Failure::Misconfigured { .. }) => "operator".into(),
        ExchangeError::Failure(Failure::Unavailable { cause, .. }) => cause,
        other => format!("{other:?}"),
    }
}

#[test]
fn every_documented_error_has_its_meaning() {
    for (error, description, meaning) in [
        (
            "invalid_grant",
            "The code has already been used.",
            "UsedCode",
        ),
        (
            "invalid_grant",
            "The code has expired or has been revoked.",
            "InvalidCode",
        ),
        (
            "invalid_grant",
            "client_id mismatch. The code was not issued to x.",
            "InvalidCode",
        ),
        (
            "invalid_grant",
            "redirect_uri mismatch. The code was not issued to x.",
            "InvalidCode",
        ),
        ("invalid_grant", "", "InvalidCode"),
        (
            "invalid_client",
            "The code has already been used.",
            "operator",
        ),
        ("invalid_request", "", "operator"),
        ("invalid_scope", "", "operator"),
        ("unauthorized_client", "", "operator"),
        ("unsupported_grant_type", "", "operator"),
        ("server_error", "", "server_error"),
        (&"x".repeat(1000), "", &"x".repeat(64)),
    ] {
        let body = json!({"error": error, "error_description": description}).to_string();
        for status in [400, 401] {
            assert_eq!(judged(status, &body), meaning, "{body}");
        }
    }
    assert_eq!(judged(400, r#"{"error":"invalid_grant"}"#), "InvalidCode");
}

#[test]
fn an_answer_that_decides_nothing_is_no_refusal_of_the_code() {
    let used = r#"{"error":"invalid_grant","error_description":"The code has already been used."}"#;
    assert_eq!(judged(429, used), "TooMany(60)");
    for status in [302, 404, 500, 503] {
        let told = judged(status, used);
        assert!(told.starts_with(&format!("HTTP {status}")), "{told}");
    }
    for body in ["", "<html>hush</html>", "{}", r#"{"error":7}"#] {
        let told = judged(400, body);
        assert!(
            told.starts_with("HTTP 400") && !told.contains("hush"),
            "{told}"
        );
    }
}
