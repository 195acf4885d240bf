//! The people of the organisation that `--seed` plants. Nobody of that name is meant; numbers and addresses lead nowhere.

/// An employee of mjpm, who has proved an openid and registered with an email code.
pub(super) struct Employee {
    /// The sandbox code, and what stands before the `@` of their address.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) dept: &'static str,
    pub(super) station: &'static str,
    /// 审核 for one whom nobody has reviewed yet.
    pub(super) status: &'static str,
    pub(super) rights: &'static [&'static str],
    pub(super) projects: &'static [&'static str],
}

const fn employee(
    code: &'static str,
    name: &'static str,
    [dept, station, status]: [&'static str; 3],
    rights: &'static [&'static str],
    projects: &'static [&'static str],
) -> Employee {
    Employee {
        code,
        name,
        dept,
        station,
        status,
        rights,
        projects,
    }
}

/// The status of somebody whom nobody has reviewed.
pub(super) const WAITS: &str = "审核";
const STAFF: &[&str] = &["员工管理"];

/// Staff in every status.
pub(super) const EMPLOYEES: [Employee; 9] = [
    employee(
        "wangfang",
        "王芳",
        ["人事部", "人事经理", "在职"],
        STAFF,
        &[],
    ),
    employee(
        "liming",
        "李明",
        ["技术部", "工程师", "在职"],
        &[],
        &["滨江一期"],
    ),
    employee(
        "zhangwei",
        "张伟",
        ["技术部", "高级工程师", "在职"],
        &[],
        &["滨江一期", "云栖二期"],
    ),
    employee("liuyang", "刘洋", ["市场部", "市场专员", "停用"], &[], &[]),
    employee("zhaolei", "赵磊", ["市场部", "市场经理", "离职"], &[], &[]),
    employee("sunli", "孙丽", ["财务部", "会计", "拒绝"], &[], &[]),
    employee("zhouqiang", "周强", ["", "", WAITS], &[], &[]),
    employee("wuxia", "吴霞", ["", "", WAITS], &[], &[]),
    employee("zhengshuang", "郑爽", ["", "", WAITS], &[], &[]),
];

/// Somebody on campus, who has signed in by WeChat once.
pub(super) struct Member {
    /// The sandbox code.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) permission: &'static str,
    pub(super) number: &'static str,
    pub(super) phone: &'static str,
    /// Whether they also have a username, which is the code, and [`super::PASSWORD`].
    pub(super) has_password: bool,
}

const fn member(
    code: &'static str,
    [name, permission, number, phone]: [&'static str; 4],
    has_password: bool,
) -> Member {
    Member {
        code,
        name,
        permission,
        number,
        phone,
        has_password,
    }
}

/// Students and teachers.
pub(super) const CAMPUS: [Member; 7] = [
    member(
        "linlaoshi",
        ["林静", "老师", "T2019007", "13800000101"],
        true,
    ),
    member(
        "gaolaoshi",
        ["高翔", "老师", "T2021012", "13800000102"],
        false,
    ),
    member(
        "xiaoming",
        ["陈小明", "学生", "S2024001", "13800000103"],
        true,
    ),
    member(
        "xiaohong",
        ["黄小红", "学生", "S2024002", "13800000104"],
        false,
    ),
    member(
        "xiaogang",
        ["何小刚", "学生", "S2024003", "13800000105"],
        false,
    ),
    member(
        "tingting",
        ["罗婷婷", "学生", "S2025018", "13800000106"],
        false,
    ),
    member(
        "haoran",
        ["谢浩然", "学生", "S2025019", "13800000107"],
        false,
    ),
];

/// A customer, by the provider that they come from.
pub(super) struct Customer {
    /// The sandbox code.
    pub(super) code: &'static str,
    pub(super) method: &'static str,
    pub(super) login_type: &'static str,
    pub(super) nickname: &'static str,
}

/// Customers of the member family.
pub(super) const CUSTOMERS: [Customer; 3] = [
    Customer {
        code: "chenxi",
        method: "WeChat",
        login_type: "wx_small",
        nickname: "晨曦",
    },
    Customer {
        code: "moli",
        method: "Alipay",
        login_type: "",
        nickname: "茉莉花茶",
    },
    Customer {
        code: "heping",
        method: "QQ",
        login_type: "qq_small",
        nickname: "和平鸽",
    },
];

/// Somebody with a username and a password at the panel of the account family.
pub(super) struct Operator {
    pub(super) username: &'static str,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    /// The position of their group in [`GROUPS`].
    pub(super) group: usize,
}

/// Operators of the panel, none a superuser.
pub(super) const OPERATORS: [Operator; 2] = [
    Operator {
        username: "hr",
        first_name: "倩",
        last_name: "宋",
        group: 0,
    },
    Operator {
        username: "auditor",
        first_name: "博",
        last_name: "唐",
        group: 1,
    },
];

/// What can be called at the panel, as a pattern over the path.
pub(super) const APIS: [(&str, &str); 4] = [
    ("用户列表", "/account/user/"),
    ("单个用户", "/account/user/\\d+/"),
    ("用户组列表", "/account/group/"),
    ("单个用户组", "/account/group/\\d+/"),
];

/// Groups by name, each with the methods that its members may use and the position of the API in [`APIS`].
pub(super) const GROUPS: [(&str, &[(&str, usize)]); 2] = [
    (
        "人事",
        &[
            ("GET", 0),
            ("POST", 0),
            ("GET", 1),
            ("PATCH", 1),
            ("GET", 2),
        ],
    ),
    ("只读", &[("GET", 0), ("GET", 1), ("GET", 2), ("GET", 3)]),
];
