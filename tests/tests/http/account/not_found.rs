//! Anything else below `/account`.

use tests::TestStack;

use super::failure;

#[tokio::test]
async fn an_unknown_path_is_a_404_in_the_familys_envelope() {
    let stack = TestStack::start().await;
    for path in ["/account", "/account/nothing/", "/account/login/more"] {
        assert_eq!(
            stack.get(path).await.outcome(),
            failure(404, "接口不存在"),
            "{path}"
        );
    }
}
