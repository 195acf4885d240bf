//! Anything else below `/module`.

use tests::TestStack;

use super::rejection;

#[tokio::test]
async fn an_unknown_path_is_a_404_in_the_familys_words() {
    let stack = TestStack::start().await;
    for path in [
        "/module",
        "/module/",
        "/module/iot",
        "/module/iot/codegetinfo",
        "/module/iot/codeGetInfo/1",
    ] {
        assert_eq!(
            stack.get(path).await.outcome(),
            rejection(404, "接口不存在"),
            "{path}"
        );
    }
}
