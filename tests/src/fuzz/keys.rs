//! A key pair that plays Alipay's part and Apple's, so that what comes behind a signature is reached. Made for these targets with
//! OpenSSL 3.0, and good for nothing else:
//!
//! `openssl genrsa 2048`, `openssl pkcs8 -topk8 -nocrypt`, `openssl rsa -pubout`, `openssl rsa -noout -modulus`

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The private key, PKCS#8, DER in base64.
pub(super) const PRIVATE: &str = "\
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCkZCKBpn+chg1cC3w48CimDSIKyoXzaa9PhVfe\
    OMDyc0F1AuKoeR3fsgVkbdyVgt5jQg6Ey9n9js7tluknBFCJKSkPE5jXYo0s/n4/w8JJJm2cldZqL6LRMMcY5sgo\
    M/qjK+wSEi/J9GjYArCbD9eSCvCAU7i93lAcwqgTLKcp+Z2FbtVpHM1vFbkabB/MXjz9YU/jh+gqcW3rkYr0rBs5\
    QTiPUrh0ojbZHyaT6P/+Q95bVWHMeOFrXc/KInlejOSgNnmMU5aoPYk9gTa8xgF2jXHRgYtkeE4EViPcoruwMn7k\
    UDFMpiGerZOw0M+RT54osDgKY5sthWMy0bcMsdvRAgMBAAECggEAFRWx1lK6ZeNMtdxUQcJN2GRxVBR/Q0XwIiEu\
    cLZzSvWM9PragvTL59vftK6hnvyS1QTNM2upCUxGjrMvMt2rDbidh01Caoe9p0J6A2gylGrNHssaHfL/rViWBMPe\
    8scd881HoVa7UeobA2+u4qiQw+7Kw47ZcGLiABpYb+MniqrAjfFd0jDKVaGomMmZAIoX1v36W8sy96RLMkrexPPX\
    snYRVjMsmIFt1uxCMOQuiH8wwpVMmmETxeN7IrZF6LlJc3ID3peYAM/4qs+npekga43mDhCyjxQFopI/AL4Z7KOl\
    vIli3j9gkZ2t0o310eKUK2U6PEewWMcoMLtTHOBexQKBgQDR2ACIZhwNiECwHnQDEjJQ7Z9CGp5R9i8aqioi/Xqx\
    NY4u2CaHe8eEA3bhBzCNKgGi8RmvghvTVVf6qTcuR8gNp+heFV0C38COIM0k5094xab/BTEBgE0+QpeCO+S7wZdo\
    IIb/DL7mVEQYwkxJnaCSAKTfrGVaRnG1+V3EOBIdnQKBgQDIjMMmJDAwz0R+pHr0bEtbD6JW0tyqbHjA+8QIvqgp\
    nW//JaBO+vhd5i8YEVOybAyIEA+Ltp5/uTubushEF4gsyyvbt+kLaiNpkKb9hpct+1yFPWsF/QhUDsUT+QtWA63B\
    FKgGlIf7AdwfpG8d8aldq8Ja3zPIVLk9kDRa3CG6xQKBgQClJsYMk6iCcfjPY7hUbm7RSKLtyLtPsFyUNNai4TI9\
    4/N6JL32JVH6MSvPoPPyNdxB3FUlz1WM9v8eFS2LrAzjyoFUAqZIS8dlVKV/5NikKZLr5K8UCmFAnfJWGkNEDfHW\
    jrsQYnygFDPf9JNL4NXt8rnQHANMkGKQIKlOc/619QKBgAwpLPQ1IY70Io0jYClOH8unyQpGwwa6iR/6pEp7dSsA\
    1ve7ylq/sSvQd26YLmEVWDUv9CFes4G/M7QfwWEPpDxDHae3ITSF/Ru7n8Sj0qsBIP0bWlAEpeqi8qRhZ6SRmImq\
    vP2ZKB26YSSyDeLc8o4xihmEi1lMeecXxXT1AD6ZAoGAG9lHid97+c+nADJFi+Dow4EQNehEqKj8RVdrcdXVjiP6\
    l0+BKOVkYEYczlPfqCmO+/PA4YxAqTxYjRLJLPjCnW/StekhOu28OZIGjgPSrFrS7Cim1etx2lf2y7FeC5X4dmPL\
    +tooZX8JO5I8lTaWRcKFBH10l5iCBG5/ULqKSxo=";
/// The public key, DER in base64.
pub(super) const PUBLIC: &str = "\
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApGQigaZ/nIYNXAt8OPAopg0iCsqF82mvT4VX3jjA8nNB\
    dQLiqHkd37IFZG3clYLeY0IOhMvZ/Y7O7ZbpJwRQiSkpDxOY12KNLP5+P8PCSSZtnJXWai+i0TDHGObIKDP6oyvs\
    EhIvyfRo2AKwmw/XkgrwgFO4vd5QHMKoEyynKfmdhW7VaRzNbxW5GmwfzF48/WFP44foKnFt65GK9KwbOUE4j1K4\
    dKI22R8mk+j//kPeW1VhzHjha13PyiJ5XozkoDZ5jFOWqD2JPYE2vMYBdo1x0YGLZHhOBFYj3KK7sDJ+5FAxTKYh\
    nq2TsNDPkU+eKLA4CmObLYVjMtG3DLHb0QIDAQAB";
/// The public key's modulus, big-endian, in URL-safe base64.
pub(super) const MODULUS: &str = "\
    pGQigaZ_nIYNXAt8OPAopg0iCsqF82mvT4VX3jjA8nNBdQLiqHkd37IFZG3clYLeY0IOhMvZ_Y7O7ZbpJwRQiSkp\
    DxOY12KNLP5-P8PCSSZtnJXWai-\
    i0TDHGObIKDP6oyvsEhIvyfRo2AKwmw_XkgrwgFO4vd5QHMKoEyynKfmdhW7VaRzNbxW5GmwfzF48_WFP44foKnF\
    t65GK9KwbOUE4j1K4dKI22R8mk-j__kPeW1VhzHjha13PyiJ5XozkoDZ5jFOWqD2JPYE2vMYBdo1x0YGLZHhOBFY\
    j3KK7sDJ-5FAxTKYhnq2TsNDPkU-eKLA4CmObLYVjMtG3DLHb0Q";

static PAIR: LazyLock<KeyPair> = LazyLock::new(|| {
    let der = STANDARD.decode(PRIVATE).expect("base64");
    KeyPair::from_pkcs8(&der).expect("a key")
});

/// The signature of the pair over `message`: SHA-256 with RSA, PKCS#1 v1.5, which uses no randomness.
pub(super) fn sign(message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; PAIR.public_modulus_len()];
    PAIR.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        message,
        &mut signature,
    )
    .expect("a signature");
    signature
}
