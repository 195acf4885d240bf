//! `POST /updateuserinfo`.

use serde_json::{Value, json};
use tests::TestStack;

use super::{FORBIDDEN, Member, NOT_SIGNED_IN, failure, success};

const DONE: &str = "修改个人信息成功";

/// Someone of each permission, and two students.
struct School {
    root: Member,
    administrator: Member,
    teacher: Member,
    other_teacher: Member,
    student: Member,
    other_student: Member,
}

impl School {
    async fn open(stack: &TestStack) -> Self {
        let root = Member::superuser(stack).await;
        Self {
            administrator: Member::with_permission(stack, &root, "administrator", "管理员").await,
            teacher: Member::with_permission(stack, &root, "teacher", "老师").await,
            other_teacher: Member::with_permission(stack, &root, "other teacher", "老师").await,
            student: Member::sign_in(stack, "student").await,
            other_student: Member::sign_in(stack, "other student").await,
            root,
        }
    }
}

impl School {
    /// Gives everyone a username and a password, and signs them in by these.
    async fn with_credentials(stack: &TestStack) -> Self {
        let mut school = Self::open(stack).await;
        let root = school.root.clone();
        for (name, member) in [
            ("administrator", &mut school.administrator),
            ("teacher", &mut school.teacher),
            ("other-teacher", &mut school.other_teacher),
            ("student", &mut school.student),
            ("other-student", &mut school.other_student),
        ] {
            let credentials = json!({ "ID": member.id, "Username": name, "Password": "123456" });
            assert_eq!(
                root.update(stack, &credentials).await.outcome(),
                success(DONE)
            );
            let credentials = json!({ "Username": name, "Password": "123456" });
            *member = Member::of(&stack.post("/login_account_password", &credentials).await);
        }
        school
    }
}

/// One of the school's people.
type Pick = fn(&School) -> &Member;

/// A change of one field.
fn change(field: &str, subject: &str, id: i64) -> Value {
    let value = match field {
        "Permission" if ["teacher", "other teacher"].contains(&subject) => "学生",
        "Permission" => "老师",
        "Username" => "newusername",
        _ => "20221002111",
    };
    json!({ "ID": id, field: value })
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let id = school.student.id;
    let body = json!({
        "ID": id, "Username": "newusername", "Password": "newpassword", "Avatar": "new_avatar.jpg",
        "PhoneNumber": "1234567890", "RegistrationNumber": "20221002111", "Permission": "老师",
    });
    assert_eq!(
        school.administrator.update(&stack, &body).await.outcome(),
        success(DONE)
    );
    let credentials = json!({ "Username": "newusername", "Password": "newpassword" });
    let student = Member::of(&stack.post("/login_account_password", &credentials).await);
    let expected = json!({
        "ID": id, "Username": "newusername", "Password": "", "Avatar": "new_avatar.jpg", "Name": "",
        "PhoneNumber": "1234567890", "RegistrationNumber": "20221002111", "Permission": "老师",
    });
    assert_eq!(student.profile(&stack).await, expected);
}

#[tokio::test]
async fn every_right_of_the_table_both_ways() {
    const FIELDS: [&str; 7] = [
        "Username",
        "Password",
        "Avatar",
        "PhoneNumber",
        "Name",
        "RegistrationNumber",
        "Permission",
    ];
    const OWN: &[&str] = &["Username", "Password", "Avatar", "PhoneNumber"];
    const OF_STUDENTS: &[&str] = &["Name", "RegistrationNumber"];
    let pick: [(&str, Pick); 6] = [
        ("root", |s| &s.root),
        ("administrator", |s| &s.administrator),
        ("teacher", |s| &s.teacher),
        ("other teacher", |s| &s.other_teacher),
        ("student", |s| &s.student),
        ("other student", |s| &s.other_student),
    ];
    for (actor, get_actor) in &pick {
        for (subject, get_subject) in &pick {
            // A world of its own for each pair: what is changed once is no change the next time.
            let stack = TestStack::start().await;
            let school = School::with_credentials(&stack).await;
            let (who, whom) = (get_actor(&school), get_subject(&school));
            for field in FIELDS {
                let allowed = match *actor {
                    "root" => true,
                    "administrator" => {
                        *subject != "root" || !["Username", "Password"].contains(&field)
                    }
                    _ if actor == subject => OWN.contains(&field),
                    "teacher" | "other teacher" => {
                        subject.contains("student") && OF_STUDENTS.contains(&field)
                    }
                    _ => false,
                };
                // 管理员's own demotion is another test's.
                if field == "Permission" && actor == subject && *actor == "administrator" {
                    continue;
                }
                let before = stack.user_item(whom.id).await;
                let answer = who.update(&stack, &change(field, subject, whom.id)).await;
                let expected = if allowed {
                    success(DONE)
                } else {
                    failure(FORBIDDEN)
                };
                assert_eq!(
                    answer.outcome(),
                    expected,
                    "{actor} changes {field} of {subject}"
                );
                let is_written = stack.user_item(whom.id).await != before;
                assert_eq!(is_written, allowed, "{actor} changes {field} of {subject}");
            }
        }
    }
}

#[tokio::test]
async fn one_refusal_changes_nothing() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let before = school.student.profile(&stack).await;
    for forbidden in [
        json!({ "Permission": "管理员" }),
        json!({ "Name": "x" }),
        json!({ "RegistrationNumber": "1" }),
    ] {
        let mut body = forbidden;
        body["Avatar"] = json!("new.jpg");
        body["PhoneNumber"] = json!("1");
        assert_eq!(
            school.student.update(&stack, &body).await.outcome(),
            failure(FORBIDDEN)
        );
    }
    assert_eq!(school.student.profile(&stack).await, before);
}

#[tokio::test]
async fn a_field_equal_to_what_is_stored_needs_no_right() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let mut profile = school.student.profile(&stack).await;
    assert_eq!(
        school.student.update(&stack, &profile).await.outcome(),
        success(DONE)
    );
    profile["Avatar"] = json!("new.jpg");
    assert_eq!(
        school.student.update(&stack, &profile).await.outcome(),
        success(DONE)
    );
    profile["Name"] = json!("王芳");
    assert_eq!(
        school.teacher.update(&stack, &profile).await.outcome(),
        success(DONE)
    );
    assert_eq!(school.student.profile(&stack).await, profile);
    assert_eq!(
        stack
            .audit_records_of(school.student.id, "profile_changed")
            .await
            .len(),
        2,
        "what changed nothing left no record"
    );
}

#[tokio::test]
async fn whoever_may_change_nothing_of_a_person_learns_nothing_of_them() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let equal = school.other_student.profile(&stack).await;
    let unequal = json!({ "ID": school.other_student.id, "PhoneNumber": "1" });
    let unknown = json!({ "ID": 999, "PhoneNumber": "1" });
    for body in [&equal, &unequal, &unknown] {
        assert_eq!(
            school.student.update(&stack, body).await.outcome(),
            failure(FORBIDDEN)
        );
    }
    let teachers = school.other_teacher.profile(&stack).await;
    assert_eq!(
        school.teacher.update(&stack, &teachers).await.outcome(),
        failure(FORBIDDEN)
    );
    assert_eq!(
        school.teacher.update(&stack, &unknown).await.outcome(),
        failure((5, "用户不存在,请检查ID"))
    );
}

#[tokio::test]
async fn without_an_id_it_is_oneself_and_without_a_token_nobody() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    assert_eq!(
        member
            .update(&stack, &json!({ "Avatar": "a.jpg" }))
            .await
            .outcome(),
        success(DONE)
    );
    assert_eq!(member.profile(&stack).await["Avatar"], "a.jpg");
    let answer = stack
        .post(
            "/updateuserinfo",
            &json!({ "ID": member.id, "Avatar": "b.jpg" }),
        )
        .await;
    assert_eq!(answer.outcome(), failure(NOT_SIGNED_IN));
}

#[tokio::test]
async fn a_first_name_and_a_first_password_come_together() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    let half = failure((1, "参数错误:首次设置时须同时提供 Username 和 Password"));
    assert_eq!(
        member
            .update(&stack, &json!({ "Username": "alice" }))
            .await
            .outcome(),
        half
    );
    assert_eq!(
        member
            .update(&stack, &json!({ "Password": "123456" }))
            .await
            .outcome(),
        half
    );
    let both = json!({ "Username": "alice", "Password": "12345" });
    assert_eq!(
        member.update(&stack, &both).await.outcome(),
        failure((1, "参数错误:密码强度不足,至少需要 6 个字符"))
    );
}

#[tokio::test]
async fn a_new_name_keeps_the_password_and_frees_the_old_name() {
    let stack = TestStack::start().await;
    let alice = Member::sign_in(&stack, "alice").await;
    let bob = Member::sign_in(&stack, "bob").await;
    alice
        .update(
            &stack,
            &json!({ "Username": "first", "Password": "123456" }),
        )
        .await;
    assert_eq!(
        alice
            .update(&stack, &json!({ "Username": "second" }))
            .await
            .outcome(),
        success(DONE)
    );
    let sign_in = async |name: &str| {
        stack
            .post(
                "/login_account_password",
                &json!({ "Username": name, "Password": "123456" }),
            )
            .await
    };
    assert_eq!(Member::of(&sign_in("second").await).id, alice.id);
    assert_eq!(sign_in("first").await.body["code"], 2);
    let taken = json!({ "Username": "SECOND", "Password": "654321" });
    assert_eq!(
        bob.update(&stack, &taken).await.outcome(),
        failure((6, "用户名已存在,请换一个"))
    );
    assert_eq!(
        bob.update(
            &stack,
            &json!({ "Username": "first", "Password": "654321" })
        )
        .await
        .outcome(),
        success(DONE)
    );
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_keeps_this_one() {
    let stack = TestStack::start().await;
    let here = Member::sign_in(&stack, "alice").await;
    here.update(
        &stack,
        &json!({ "Username": "alice", "Password": "123456" }),
    )
    .await;
    let there = Member::sign_in(&stack, "alice").await;
    // The password there is already ends nothing.
    assert_eq!(
        here.update(&stack, &json!({ "Password": "123456" }))
            .await
            .outcome(),
        success(DONE)
    );
    assert_eq!(there.profile(&stack).await["ID"], here.id);
    assert_eq!(
        here.update(&stack, &json!({ "Password": "654321" }))
            .await
            .outcome(),
        success(DONE)
    );
    assert_eq!(here.profile(&stack).await["ID"], here.id);
    let ended = stack
        .post("/userinfo", &json!({ "Token": there.token }))
        .await;
    assert_eq!(ended.outcome(), failure(NOT_SIGNED_IN));
    for (password, code) in [("123456", 2), ("654321", 0)] {
        let answer = stack
            .post(
                "/login_account_password",
                &json!({ "Username": "alice", "Password": password }),
            )
            .await;
        assert_eq!(answer.body["code"], code, "{password}");
    }
}

#[tokio::test]
async fn a_password_set_by_an_administrator_ends_every_session() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let body = json!({ "ID": school.student.id, "Username": "student", "Password": "123456" });
    assert_eq!(
        school.administrator.update(&stack, &body).await.outcome(),
        success(DONE)
    );
    let ended = stack
        .post("/userinfo", &json!({ "Token": school.student.token }))
        .await;
    assert_eq!(ended.outcome(), failure(NOT_SIGNED_IN));
}

#[tokio::test]
async fn the_last_administrator_does_not_demote_themselves() {
    let stack = TestStack::start().await;
    let root = Member::superuser(&stack).await;
    let first = Member::with_permission(&stack, &root, "first", "管理员").await;
    let last = failure((4, "权限不足:请先指定另一位管理员"));
    assert_eq!(
        first
            .update(&stack, &json!({ "Permission": "学生" }))
            .await
            .outcome(),
        last
    );
    let second = Member::with_permission(&stack, &first, "second", "管理员").await;
    assert_eq!(
        first
            .update(&stack, &json!({ "Permission": "学生" }))
            .await
            .outcome(),
        success(DONE)
    );
    assert_eq!(
        second
            .update(&stack, &json!({ "Permission": "老师" }))
            .await
            .outcome(),
        last
    );
    // A superuser, who counts as one, may.
    assert_eq!(
        root.update(&stack, &json!({ "ID": second.id, "Permission": "老师" }))
            .await
            .outcome(),
        success(DONE)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_who_demote_themselves_at_the_same_moment_one_stays() {
    let stack = TestStack::start().await;
    let root = Member::superuser(&stack).await;
    for round in 0..4 {
        let a = Member::with_permission(&stack, &root, &format!("a{round}"), "管理员").await;
        let b = Member::with_permission(&stack, &root, &format!("b{round}"), "管理员").await;
        let demotion = json!({ "Permission": "学生" });
        let (by_a, by_b) =
            tests::both(a.update(&stack, &demotion), b.update(&stack, &demotion)).await;
        let mut codes = [by_a.body["code"].as_i64(), by_b.body["code"].as_i64()];
        codes.sort_unstable();
        assert_eq!(codes, [Some(0), Some(4)]);
        for one in [&a, &b] {
            root.update(&stack, &json!({ "ID": one.id, "Permission": "学生" }))
                .await;
        }
    }
}

#[tokio::test]
async fn whoever_is_known_in_another_family_keeps_their_password() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let employee = tests::Employee::register(&stack, "student").await;
    assert_eq!(employee.name, "student");
    let body = json!({ "ID": school.student.id, "Username": "student", "Password": "123456" });
    assert_eq!(
        school.administrator.update(&stack, &body).await.outcome(),
        failure(FORBIDDEN)
    );
    assert_eq!(
        school.root.update(&stack, &body).await.outcome(),
        success(DONE)
    );
}

#[tokio::test]
async fn a_superusers_profile_sent_back_changes_nothing() {
    let stack = TestStack::start().await;
    let root = Member::superuser(&stack).await;
    let before = stack.user_item(root.id).await;
    let mut profile = root.profile(&stack).await;
    profile["Password"] = json!("root password");
    assert_eq!(root.update(&stack, &profile).await.outcome(), success(DONE));
    assert_eq!(stack.user_item(root.id).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_change_many_times_at_the_same_moment_is_one_change() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    let body = json!({ "Username": "alice", "Password": "123456", "Avatar": "a.jpg" });
    for body in [body, json!({ "Username": "alice2" })] {
        let answers = tests::together((0..3).map(|_| member.update(&stack, &body))).await;
        for answer in answers {
            assert_eq!(answer.outcome(), success(DONE), "{body}");
        }
    }
}

#[tokio::test]
async fn a_change_of_permission_is_effective_on_the_next_request() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let body = json!({ "ID": school.student.id, "Name": "王芳" });
    assert_eq!(
        school.teacher.update(&stack, &body).await.outcome(),
        success(DONE)
    );
    school
        .administrator
        .update(
            &stack,
            &json!({ "ID": school.teacher.id, "Permission": "学生" }),
        )
        .await;
    let body = json!({ "ID": school.student.id, "Name": "李雷" });
    assert_eq!(
        school.teacher.update(&stack, &body).await.outcome(),
        failure(FORBIDDEN)
    );
}

#[tokio::test]
async fn a_change_leaves_a_record_without_the_password() {
    let stack = TestStack::start().await;
    let school = School::open(&stack).await;
    let body = json!({ "ID": school.student.id, "Username": "student", "Password": "hunter2 hunter2", "Name": "王芳" });
    school.administrator.update(&stack, &body).await;
    for (kind, expected) in [
        ("profile_changed", &["Name", "Username"][..]),
        ("password_changed", &[]),
    ] {
        let mut records = stack.audit_records_of(school.student.id, kind).await;
        let record = records.pop().unwrap();
        assert_eq!(record["actor"]["N"], school.administrator.id.to_string());
        let mut fields: Vec<&String> = record["changes"]["M"].as_object().unwrap().keys().collect();
        fields.sort();
        assert_eq!(fields, expected, "{kind}");
        assert!(!record.to_string().contains("hunter2") && !record.to_string().contains("argon2"));
    }
}

#[tokio::test]
async fn values_that_are_none_are_refused_by_name() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    for (body, field) in [
        (json!({ "ID": 0 }), "ID"),
        (json!({ "ID": "x" }), "ID"),
        (json!({ "Username": "a b" }), "Username"),
        (json!({ "Password": 123_456 }), "Password"),
        (json!({ "Avatar": "a\0" }), "Avatar"),
        (json!({ "PhoneNumber": "1".repeat(33) }), "PhoneNumber"),
        (json!({ "Permission": "校长" }), "Permission"),
    ] {
        let answer = member.update(&stack, &body).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body["code"]),
            (400, &json!(1)),
            "{body}"
        );
        assert!(
            answer
                .text("message")
                .starts_with(&format!("参数错误:字段 {field}:")),
            "{}",
            answer.text("message")
        );
    }
}
