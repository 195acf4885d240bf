// Written by scripts/generate.mjs from infra/openapi.json. Run `npm run generate`; do not edit.

export interface paths {
    "/account/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 审计记录 · What happened, for superusers */
        get: operations["account-audit-get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/backendapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 后端接口列表 · List backend APIs */
        get: operations["account-backendapi-get"];
        put?: never;
        /** 新建后端接口,一个或多个 · Create a backend API, or several */
        post: operations["account-backendapi-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/backendapi/{pk}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        /** 查看后端接口 · Show a backend API */
        get: operations["account-backendapi-pk-get"];
        /** 更新后端接口 · Update a backend API */
        put: operations["account-backendapi-pk-put"];
        post?: never;
        /** 删除后端接口 · Delete a backend API */
        delete: operations["account-backendapi-pk-delete"];
        options?: never;
        head?: never;
        /** 修改后端接口 · Change a backend API */
        patch: operations["account-backendapi-pk-patch"];
        trace?: never;
    };
    "/account/group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 用户组列表 · List groups */
        get: operations["account-group-get"];
        put?: never;
        /** 新建用户组,一个或多个 · Create a group, or several */
        post: operations["account-group-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/group/{pk}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        /** 查看用户组 · Show a group */
        get: operations["account-group-pk-get"];
        /** 更新用户组 · Update a group */
        put: operations["account-group-pk-put"];
        post?: never;
        /** 删除用户组 · Delete a group */
        delete: operations["account-group-pk-delete"];
        options?: never;
        head?: never;
        /** 修改用户组 · Change a group */
        patch: operations["account-group-pk-patch"];
        trace?: never;
    };
    "/account/group/{pk}/permission": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 为用户组添加成员和权限 · Add members and permissions to a group */
        post: operations["account-group-permission-post"];
        /** 移除用户组的成员和权限 · Take members and permissions from a group */
        delete: operations["account-group-permission-delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/group/multiple_delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 批量删除用户组 · Delete several groups */
        delete: operations["account-group-multiple-delete-delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登录 · Sign in */
        post: operations["account-login-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 退出登录 · Sign out */
        post: operations["account-logout-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/permission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 权限列表 · List permissions */
        get: operations["account-permission-get"];
        put?: never;
        /** 新建权限,一个或多个 · Create a permission, or several */
        post: operations["account-permission-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/permission/{pk}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        /** 查看权限 · Show a permission */
        get: operations["account-permission-pk-get"];
        /** 更新权限 · Update a permission */
        put: operations["account-permission-pk-put"];
        post?: never;
        /** 删除权限 · Delete a permission */
        delete: operations["account-permission-pk-delete"];
        options?: never;
        head?: never;
        /** 修改权限 · Change a permission */
        patch: operations["account-permission-pk-patch"];
        trace?: never;
    };
    "/account/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 会话列表 · List sessions */
        get: operations["account-session-get"];
        put?: never;
        post?: never;
        /** 结束所有会话 · End all sessions */
        delete: operations["account-session-delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/session/{jti}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 会话编号. The session's `jti`. */
                jti: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 结束一个会话 · End a session */
        delete: operations["account-session-jti-delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 用户列表 · List users */
        get: operations["account-user-get"];
        put?: never;
        /** 新建用户,一个或多个 · Create a user, or several */
        post: operations["account-user-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/user/{pk}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        /** 查看用户 · Show a user */
        get: operations["account-user-pk-get"];
        /** 更新用户 · Update a user */
        put: operations["account-user-pk-put"];
        post?: never;
        /** 删除用户 · Delete a user */
        delete: operations["account-user-pk-delete"];
        options?: never;
        head?: never;
        /** 修改用户 · Change a user */
        patch: operations["account-user-pk-patch"];
        trace?: never;
    };
    "/account/user/multiple_delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 批量删除用户 · Delete several users */
        delete: operations["account-user-multiple-delete-delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/user/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 管理后台登录 · Sign in to the admin panel */
        post: operations["attendance-login-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/user/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 管理后台注册 · Ask for an account at the admin panel */
        post: operations["attendance-register-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/weixinmp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 微信认证 · Prove an openid by a WeChat code */
        post: operations["mjpm-weixinmp-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login_account_password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 账号密码登录 · Sign in by username and password */
        post: operations["campus-login-account-password-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login_wx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 微信登录 · Sign in by a WeChat code */
        post: operations["campus-login-wx-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 注销 · Sign out */
        post: operations["campus-logout-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mjpm/v1/auth/code/{openid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发送邮箱验证码 · Mail a code */
        post: operations["mjpm-code-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mjpm/v1/auth/login/{openid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        /** 员工登录 · An employee signs in */
        get: operations["mjpm-login-get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mjpm/v1/auth/register/{openid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 员工注册 · Register as an employee */
        post: operations["mjpm-register-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mjpm/v1/\u5458\u5DE5\u7BA1\u7406/{openid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        /** 员工列表 · List employees */
        get: operations["mjpm-employees-get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mjpm/v1/\u5458\u5DE5\u7BA1\u7406/\u5BA1\u6838/{openid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 员工审核 · Review an employee */
        post: operations["mjpm-review-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/module/iot/bindPhone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 绑定微信手机号 · Bind the telephone number that WeChat knows */
        post: operations["member-bind-phone-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/module/iot/codeGetInfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 第三方登录(微信、支付宝、QQ、苹果) · Sign in by WeChat, Alipay, QQ or Apple */
        post: operations["member-code-get-info-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/module/iot/decryptData": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 解密 encryptedData · Decrypt a mini-program's encryptedData */
        post: operations["member-decrypt-data-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/module/iot/nonce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 获取苹果登录的 nonce · A nonce for Sign in with Apple */
        post: operations["member-nonce-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updateuserinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 修改个人信息 · Change a profile */
        post: operations["campus-updateuserinfo-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/user/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 微信小程序登录 · Sign in by a WeChat mini-program */
        post: operations["attendance-wechat-login-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/userinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 获取个人信息 · One's own profile */
        post: operations["campus-userinfo-post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What kind of event it was. */
        "account.AuditKind": "signed_in" | "sign_in_failed" | "registered" | "employee_reviewed" | "profile_changed" | "identity_linked" | "state_changed" | "rights_changed" | "password_changed" | "user_deleted" | "sessions_revoked" | "signed_out" | "superuser_made" | "token_keys_rotated";
        /** @description A record as it is printed. */
        "account.AuditView": {
            /** @description 操作者id. */
            actor: number | null;
            /** @description 时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间. */
            at: string;
            /** @description 各字段的前后值. */
            changes: {
                [key: string]: components["schemas"]["account.Change"];
            };
            /** @description 补充说明. */
            detail: string;
            /** @description 记录编号. */
            id: string;
            /** @description 事件. */
            kind: components["schemas"]["account.AuditKind"];
            /** @description 操作者的 IP 地址. */
            source_ip: string;
            /** @description 被操作者id. */
            subject: number | null;
        };
        /** @description A backend API as it is printed. */
        "account.BackendApiView": {
            /** @description app名称. */
            app_name: string | null;
            /** @description 备注. */
            comment: string | null;
            /**
             * Format: int32
             * @description 接口id.
             */
            id: number;
            /** @description 接口名称. */
            name: string | null;
            /** @description 接口正则; must match the whole path. */
            pattern: string;
        };
        /** @description One field's value before and after. */
        "account.Change": {
            /** @description What stands there now. */
            after: unknown;
            /** @description What stood there. */
            before: unknown;
        };
        /** @description A group as it is printed. */
        "account.GroupView": {
            /**
             * Format: int32
             * @description 组id.
             */
            id: number;
            /** @description 组名称; unique. */
            name: string;
            /** @description 权限id列表. */
            permissions: number[];
        };
        /** @description `{}`. */
        "account.NoView": Record<string, never>;
        /** @description A permission as it is printed. */
        "account.PermissionView": {
            /**
             * Format: int32
             * @description 后端接口id.
             */
            api_id: number;
            /**
             * Format: int32
             * @description 权限id.
             */
            id: number;
            /** @description http请求方法, or `ALL`. */
            method: string;
        };
        /** @description `{}`, or Django's errors by field, or a list of such for a list of records. */
        "account.Problems": {
            [key: string]: string[];
        } | {
            [key: string]: string[];
        }[];
        /** @description A session as it is printed. */
        "account.SessionView": {
            /** @description 到期时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间. */
            closes_at: string;
            /** @description 是否为当前会话. */
            current: boolean;
            /** @description 登录接口的地址. */
            issuer: string;
            /** @description 会话编号, the `jti` of its token. */
            jti: string;
            /** @description 登录时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间. */
            opened_at: string;
            /** @description 登录时的 IP 地址. */
            source_ip: string;
            /** @description 登录时的 User-Agent. */
            user_agent: string;
        };
        /** @description A user as the family prints one. */
        "account.UserView": {
            /** @description 注册时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间. */
            date_joined: string;
            /** @description 钉钉账号. */
            dingding: string | null;
            /** @description 邮箱. */
            email: string;
            /** @description 名. */
            first_name: string;
            /** @description 性别. */
            gender: string;
            /** @description 所属组id列表. */
            groups: number[];
            /** @description 用户id. */
            id: number;
            /** @description 是否启用. */
            is_active: boolean;
            /** @description 是否职员. */
            is_staff: boolean;
            /** @description 是否超级用户. */
            is_superuser: boolean;
            /** @description 上次登录时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间. */
            last_login: string | null;
            /** @description 姓. */
            last_name: string;
            /** @description 直接授予的权限id列表. */
            permissions: number[];
            /** @description 手机号. */
            phone: string | null;
            /** @description 同 `permissions`. */
            user_permissions: number[];
            /** @description 用户名; empty for someone who has none. */
            username: string;
        };
        /** @description What it gets. */
        "attendance.WechatLoginData": {
            /** @description The user. */
            id: number;
            /** @description The user's openid in this mini-program. */
            openid: string;
            /** @description The token for later requests. */
            token: string;
        };
        /** @description Permission, in the document's words. */
        "campus.Permission": "学生" | "老师" | "管理员";
        /** @description A profile as `/userinfo` prints it. */
        "campus.ProfileView": {
            /** @description 头像链接. */
            Avatar: string;
            /** @description 用户ID. */
            ID: number;
            /** @description 姓名. */
            Name: string;
            /** @description Always empty; the document prints it so. */
            Password: string;
            /** @description 权限. */
            Permission: components["schemas"]["campus.Permission"];
            /** @description 手机号. */
            PhoneNumber: string;
            /** @description 学号. */
            RegistrationNumber: string;
            /** @description 用户名. */
            Username: string;
        };
        /** @description What it gets. */
        "member.BindPhoneData": {
            /** @description 手机区号. */
            c_code: string;
            /** @description 手机号. */
            phone: string;
            /**
             * Format: uint8
             * @description 手机是否认证: 1.
             */
            phone_active: number;
        };
        /**
         * @description A member as the family prints one: every field of the document's example and of its table. What no endpoint of the document
         *     takes is printed as the example has it, empty.
         */
        "member.MemberData": {
            /** @description 别名; 总为空. */
            alias_name: string;
            /** @description 头像. */
            avatar: string;
            /** @description 生日; 总为空. */
            birthday: string;
            /** @description 手机区号. */
            c_code: string;
            /**
             * Format: uint8
             * @description 是否修改过用户名; 总为 0.
             */
            change_username: number;
            /** @description 公司名; 总为空. */
            company_name: string;
            /** @description 注册时间, `YYYY-MM-DD HH:MM:SS`, 北京时间. */
            create_at: string;
            /** @description 邮箱. */
            email: string;
            /**
             * Format: uint8
             * @description 邮箱是否认证: 0 否, 1 是.
             */
            email_active: number;
            /** @description 是否首次登录. */
            first_login: boolean;
            /**
             * Format: int64
             * @description 积分; 总为 null.
             */
            integral: number | null;
            /** @description 邀请码. */
            invite_code: string;
            /** @description 性别; 总为空. */
            male: string;
            /** @description 昵称. */
            nickname: string;
            /** @description 手机号. */
            phone: string;
            /**
             * Format: uint8
             * @description 手机是否认证: 0 否, 1 是.
             */
            phone_active: number;
            /** @description Always empty: WeChat forbids handing it out, since its holder can forge what WeChat says of the person. */
            session_key: string;
            /** @description 是否设置过密码. */
            set_password: boolean;
            /**
             * Format: uint8
             * @description 入驻状态: 0 待审核, 1 入驻成功, 2 审核失败, 3 未提交.
             */
            settled_in_status: number;
            /** @description 个性签名; 总为空. */
            signature: string;
            /** @description 小程序码; 总为空. */
            small_code_url: string;
            /**
             * Format: uint8
             * @description 状态: 0 禁用, 1 正常.
             */
            status: number;
            /** @description 登录凭证. */
            token: string;
            /** @description 用户类型: admin, `General_admin`, merchant, member. */
            type: string;
            /** @description 用户id. */
            uid: number;
            /** @description 更新时间, `YYYY-MM-DD HH:MM:SS`, 北京时间. */
            update_at: string;
            /** @description 用户名. */
            username: string;
        };
        /** @description What the app gets. */
        "member.NonceData": {
            /**
             * Format: uint64
             * @description For how many seconds it is good.
             */
            expires_in: number;
            /** @description What to hand to Sign in with Apple, as it is or as its SHA-256 in hex, and to send back as it is. */
            nonce: string;
        };
        /** @description An employee as the document prints one; where its example and its table name a field differently, both come out. */
        "mjpm.EmployeeView": {
            /** @description 头像. */
            avatar_url: string;
            /** @description 所属部. */
            dept: string;
            /** @description 同 `dept`. */
            dept_name: string;
            /** @description 同 `station`. */
            duty: string;
            /** @description 员工邮箱. */
            email: string;
            /** @description 员工序号. */
            id: number;
            /** @description 同 `phone`. */
            mobile: string;
            /** @description 员工姓名. */
            name: string;
            /** @description 同 `openid`. */
            open_id: string;
            /** @description 微信唯一标识. */
            openid: string;
            /** @description 项目授权. */
            permission: string[];
            /** @description 员工手机. */
            phone: string;
            /** @description 注册时间, `YYYY-MM-DD HH:MM:SS`, 北京时间. */
            register_time: string;
            /** @description 用户授权应用. */
            rights: string[];
            /** @description 职位. */
            station: string;
            /** @description 员工状态: 审核, 在职, 停用, 离职, 拒绝. */
            status: string;
            /** @description 登录时的凭证; 列表中为空. */
            token: string;
        };
        /** @description Where an employee stands; document 001 prints the words. */
        "mjpm.Status": "审核" | "在职" | "停用" | "离职" | "拒绝";
        /** @description What it gets. */
        "mjpm.WeixinmpData": {
            /** @description 微信唯一标识. */
            openid: string;
        };
    };
    responses: {
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 400 | 请求无法识别 |
         *     | 400 | 请求不是有效的 UTF-8 |
         *     | 400 | JSON 格式错误:第 3 行第 1 列:… |
         *     | 400 | 请求体应为 JSON 对象 |
         *     | 400 | 请求异常 `{"…":["This field is required."]}` |
         *     | 400 | 请求异常 `{"…":["…"]}` |
         *     | 400 | 字段 … 与 …… 的值不一致 |
         *     | 400 | 字段 … 在查询参数和请求体中的值不一致 |
         *     | 400 | 请求中的登录凭证不一致 |
         */
        "account.400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description The HTTP status, or 204 with HTTP status 200.
                     * @constant
                     */
                    code: 400;
                    data: components["schemas"]["account.Problems"];
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 404 | 接口不存在 |
         */
        "account.404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description The HTTP status, or 204 with HTTP status 200.
                     * @constant
                     */
                    code: 404;
                    data: components["schemas"]["account.Problems"];
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 405 | 请求方法不支持,应为 GET, POST |
         */
        "account.405": {
            headers: {
                /** @description 支持的方法. The methods there are. */
                Allow?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description The HTTP status, or 204 with HTTP status 200.
                     * @constant
                     */
                    code: 405;
                    data: components["schemas"]["account.Problems"];
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 413 | 请求体超过 64 KiB |
         */
        "account.413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description The HTTP status, or 204 with HTTP status 200.
                     * @constant
                     */
                    code: 413;
                    data: components["schemas"]["account.Problems"];
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 415 | Content-Type 应为 application/json |
         *     | 415 | Content-Type 应为 application/json 或 application/x-www-form-urlencoded |
         */
        "account.415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description The HTTP status, or 204 with HTTP status 200.
                     * @constant
                     */
                    code: 415;
                    data: components["schemas"]["account.Problems"];
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 500 | 系统异常 |
         */
        "account.500": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description The HTTP status, or 204 with HTTP status 200.
                     * @constant
                     */
                    code: 500;
                    data: components["schemas"]["account.Problems"];
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 503 | 系统异常 |
         */
        "account.503": {
            headers: {
                /** @description 多少秒后重试. Seconds to wait. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description The HTTP status, or 204 with HTTP status 200.
                     * @constant
                     */
                    code: 503;
                    data: components["schemas"]["account.Problems"];
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 0 | 请求无法识别 |
         *     | 0 | 请求不是有效的 UTF-8 |
         *     | 0 | JSON 格式错误:第 3 行第 1 列:… |
         *     | 0 | 请求体应为 JSON 对象 |
         *     | 0 | 缺少字段 … |
         *     | 0 | 字段 …:… |
         *     | 0 | 字段 … 与 …… 的值不一致 |
         *     | 0 | 字段 … 在查询参数和请求体中的值不一致 |
         *     | 0 | 请求中的登录凭证不一致 |
         */
        "attendance.400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 1 成功, 0 失败.
                     * @constant
                     */
                    code: 0;
                    data: null;
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 0 | 接口不存在 |
         */
        "attendance.404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 1 成功, 0 失败.
                     * @constant
                     */
                    code: 0;
                    data: null;
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 0 | 请求方法不支持,应为 GET, POST |
         */
        "attendance.405": {
            headers: {
                /** @description 支持的方法. The methods there are. */
                Allow?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 1 成功, 0 失败.
                     * @constant
                     */
                    code: 0;
                    data: null;
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 0 | 请求体超过 64 KiB |
         */
        "attendance.413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 1 成功, 0 失败.
                     * @constant
                     */
                    code: 0;
                    data: null;
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 0 | Content-Type 应为 application/json |
         *     | 0 | Content-Type 应为 application/json 或 application/x-www-form-urlencoded |
         */
        "attendance.415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 1 成功, 0 失败.
                     * @constant
                     */
                    code: 0;
                    data: null;
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 0 | 系统异常 |
         */
        "attendance.500": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 1 成功, 0 失败.
                     * @constant
                     */
                    code: 0;
                    data: null;
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 0 | 系统异常 |
         */
        "attendance.503": {
            headers: {
                /** @description 多少秒后重试. Seconds to wait. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 1 成功, 0 失败.
                     * @constant
                     */
                    code: 0;
                    data: null;
                    msg: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | message |
         *     |---|---|
         *     | 1 | 参数错误:请求无法识别 |
         *     | 1 | 参数错误:请求不是有效的 UTF-8 |
         *     | 1 | 参数错误:JSON 格式错误:第 3 行第 1 列:… |
         *     | 1 | 参数错误:请求体应为 JSON 对象 |
         *     | 1 | 参数错误:缺少字段 … |
         *     | 1 | 参数错误:字段 …:… |
         *     | 1 | 参数错误:字段 … 与 …… 的值不一致 |
         *     | 1 | 参数错误:字段 … 在查询参数和请求体中的值不一致 |
         *     | 1 | 参数错误:请求中的登录凭证不一致 |
         */
        "campus.400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 0 成功; 1 到 9 失败.
                     * @constant
                     */
                    code: 1;
                    message: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | message |
         *     |---|---|
         *     | 1 | 参数错误:接口不存在 |
         */
        "campus.404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 0 成功; 1 到 9 失败.
                     * @constant
                     */
                    code: 1;
                    message: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | message |
         *     |---|---|
         *     | 1 | 参数错误:请求方法不支持,应为 GET, POST |
         */
        "campus.405": {
            headers: {
                /** @description 支持的方法. The methods there are. */
                Allow?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 0 成功; 1 到 9 失败.
                     * @constant
                     */
                    code: 1;
                    message: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | message |
         *     |---|---|
         *     | 1 | 参数错误:请求体超过 64 KiB |
         */
        "campus.413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 0 成功; 1 到 9 失败.
                     * @constant
                     */
                    code: 1;
                    message: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | message |
         *     |---|---|
         *     | 1 | 参数错误:Content-Type 应为 application/json |
         *     | 1 | 参数错误:Content-Type 应为 application/json 或 application/x-www-form-urlencoded |
         */
        "campus.415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 0 成功; 1 到 9 失败.
                     * @constant
                     */
                    code: 1;
                    message: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | message |
         *     |---|---|
         *     | 9 | 系统异常,请稍后再试 |
         */
        "campus.500": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 0 成功; 1 到 9 失败.
                     * @constant
                     */
                    code: 9;
                    message: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | message |
         *     |---|---|
         *     | 9 | 系统异常,请稍后再试 |
         */
        "campus.503": {
            headers: {
                /** @description 多少秒后重试. Seconds to wait. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description 0 成功; 1 到 9 失败.
                     * @constant
                     */
                    code: 9;
                    message: string;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | status | msg |
         *     |---|---|
         *     | 0 | 请求无法识别 |
         *     | 0 | 请求不是有效的 UTF-8 |
         *     | 0 | JSON 格式错误:第 3 行第 1 列:… |
         *     | 0 | 请求体应为 JSON 对象 |
         *     | 0 | 缺少字段 … |
         *     | 0 | 字段 …:… |
         *     | 0 | 字段 … 与 …… 的值不一致 |
         *     | 0 | 字段 … 在查询参数和请求体中的值不一致 |
         *     | 0 | 请求中的登录凭证不一致 |
         */
        "member.400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                    /**
                     * @description 0 失败.
                     * @constant
                     */
                    status: 0;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | status | msg |
         *     |---|---|
         *     | 0 | 接口不存在 |
         */
        "member.404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                    /**
                     * @description 0 失败.
                     * @constant
                     */
                    status: 0;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | status | msg |
         *     |---|---|
         *     | 0 | 请求方法不支持,应为 GET, POST |
         */
        "member.405": {
            headers: {
                /** @description 支持的方法. The methods there are. */
                Allow?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                    /**
                     * @description 0 失败.
                     * @constant
                     */
                    status: 0;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | status | msg |
         *     |---|---|
         *     | 0 | 请求体超过 64 KiB |
         */
        "member.413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                    /**
                     * @description 0 失败.
                     * @constant
                     */
                    status: 0;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | status | msg |
         *     |---|---|
         *     | 0 | Content-Type 应为 application/json |
         *     | 0 | Content-Type 应为 application/json 或 application/x-www-form-urlencoded |
         */
        "member.415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                    /**
                     * @description 0 失败.
                     * @constant
                     */
                    status: 0;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | status | msg |
         *     |---|---|
         *     | 0 | 系统繁忙 |
         */
        "member.500": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                    /**
                     * @description 0 失败.
                     * @constant
                     */
                    status: 0;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | status | msg |
         *     |---|---|
         *     | 0 | 系统繁忙 |
         */
        "member.503": {
            headers: {
                /** @description 多少秒后重试. Seconds to wait. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                    /**
                     * @description 0 失败.
                     * @constant
                     */
                    status: 0;
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 400 | 400:请求无法识别 |
         *     | 400 | 400:请求不是有效的 UTF-8 |
         *     | 400 | 400:JSON 格式错误:第 3 行第 1 列:… |
         *     | 400 | 400:请求体应为 JSON 对象 |
         *     | 400 | 400:缺少字段 … |
         *     | 400 | 400:字段 …:… |
         *     | 400 | 400:字段 … 与 …… 的值不一致 |
         *     | 400 | 400:字段 … 在查询参数和请求体中的值不一致 |
         *     | 400 | 400:请求中的登录凭证不一致 |
         */
        "mjpm.400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description msg 中冒号前的编号.
                     * @constant
                     */
                    code: "400";
                    data: unknown[];
                    msg: string;
                    /**
                     * @description success 或 error.
                     * @constant
                     */
                    result: "error";
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 404 | 404:接口不存在 |
         */
        "mjpm.404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description msg 中冒号前的编号.
                     * @constant
                     */
                    code: "404";
                    data: unknown[];
                    msg: string;
                    /**
                     * @description success 或 error.
                     * @constant
                     */
                    result: "error";
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 405 | 405:请求方法不支持,应为 GET, POST |
         */
        "mjpm.405": {
            headers: {
                /** @description 支持的方法. The methods there are. */
                Allow?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description msg 中冒号前的编号.
                     * @constant
                     */
                    code: "405";
                    data: unknown[];
                    msg: string;
                    /**
                     * @description success 或 error.
                     * @constant
                     */
                    result: "error";
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 413 | 413:请求体超过 64 KiB |
         */
        "mjpm.413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description msg 中冒号前的编号.
                     * @constant
                     */
                    code: "413";
                    data: unknown[];
                    msg: string;
                    /**
                     * @description success 或 error.
                     * @constant
                     */
                    result: "error";
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 415 | 415:Content-Type 应为 application/json |
         *     | 415 | 415:Content-Type 应为 application/json 或 application/x-www-form-urlencoded |
         */
        "mjpm.415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description msg 中冒号前的编号.
                     * @constant
                     */
                    code: "415";
                    data: unknown[];
                    msg: string;
                    /**
                     * @description success 或 error.
                     * @constant
                     */
                    result: "error";
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 2000 | 2000:系统异常 |
         */
        "mjpm.500": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description msg 中冒号前的编号.
                     * @constant
                     */
                    code: "2000";
                    data: unknown[];
                    msg: string;
                    /**
                     * @description success 或 error.
                     * @constant
                     */
                    result: "error";
                };
            };
        };
        /**
         * @description 失败. A failure.
         *
         *     | code | msg |
         *     |---|---|
         *     | 2000 | 2000:系统异常 |
         */
        "mjpm.503": {
            headers: {
                /** @description 多少秒后重试. Seconds to wait. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description msg 中冒号前的编号.
                     * @constant
                     */
                    code: "2000";
                    data: unknown[];
                    msg: string;
                    /**
                     * @description success 或 error.
                     * @constant
                     */
                    result: "error";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "account-audit-get": {
        parameters: {
            query?: {
                /** @description 从哪里继续, 见响应头 `Link`. Where to go on, as a `Link` header gave it. */
                cursor?: string;
                /** @description 事件. What it was. */
                kind?: "signed_in" | "sign_in_failed" | "registered" | "employee_reviewed" | "profile_changed" | "identity_linked" | "state_changed" | "rights_changed" | "password_changed" | "user_deleted" | "sessions_revoked" | "signed_out" | "superuser_made" | "token_keys_rotated";
                /** @description 每页至多几条. How many at most. */
                limit?: number;
                /** @description 被操作者id. Whom it happened to. */
                user?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 还有下一页时:`<…>; rel="next"` (RFC 8288). The next page, if there is one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.AuditView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-backendapi-get": {
        parameters: {
            query?: {
                /** @description 从哪里继续, 见响应头 `Link`. Where to go on, as a `Link` header gave it. */
                cursor?: string;
                /** @description 每页至多几条. How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 还有下一页时:`<…>; rel="next"` (RFC 8288). The next page, if there is one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.BackendApiView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-backendapi-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "app_name": "account",
                 *       "comment": null,
                 *       "name": "用户",
                 *       "pattern": "/account/user/"
                 *     }
                 */
                "application/json": {
                    /** @description app名称. */
                    app_name?: string | null;
                    /** @description 备注. */
                    comment?: string | null;
                    /** @description 接口名称. */
                    name?: string | null;
                    /** @description 接口正则; must match the whole path. */
                    pattern: string;
                } | {
                    /** @description app名称. */
                    app_name?: string | null;
                    /** @description 备注. */
                    comment?: string | null;
                    /** @description 接口名称. */
                    name?: string | null;
                    /** @description 接口正则; must match the whole path. */
                    pattern: string;
                }[];
            };
        };
        responses: {
            /** @description 成功. Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 201;
                        data: components["schemas"]["account.BackendApiView"] | components["schemas"]["account.BackendApiView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-backendapi-pk-get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.BackendApiView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-backendapi-pk-put": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "app_name": "account",
                 *       "comment": null,
                 *       "name": "用户",
                 *       "pattern": "/account/user/"
                 *     }
                 */
                "application/json": {
                    /** @description app名称. */
                    app_name?: string | null;
                    /** @description 备注. */
                    comment?: string | null;
                    /** @description 接口名称. */
                    name?: string | null;
                    /** @description 接口正则; must match the whole path. */
                    pattern: string;
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.BackendApiView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-backendapi-pk-delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-backendapi-pk-patch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "app_name": "account",
                 *       "comment": null,
                 *       "name": "用户",
                 *       "pattern": "/account/user/"
                 *     }
                 */
                "application/json": {
                    /** @description app名称. */
                    app_name?: string | null;
                    /** @description 备注. */
                    comment?: string | null;
                    /** @description 接口名称. */
                    name?: string | null;
                    /** @description 接口正则; must match the whole path. */
                    pattern?: string;
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.BackendApiView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-get": {
        parameters: {
            query?: {
                /** @description 从哪里继续, 见响应头 `Link`. Where to go on, as a `Link` header gave it. */
                cursor?: string;
                /** @description 每页至多几条. How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 还有下一页时:`<…>; rel="next"` (RFC 8288). The next page, if there is one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.GroupView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "编辑",
                 *       "permissions": []
                 *     }
                 */
                "application/json": {
                    /** @description 组名称; unique. */
                    name: string;
                    /** @description 权限id列表. */
                    permissions?: (number | string)[];
                } | {
                    /** @description 组名称; unique. */
                    name: string;
                    /** @description 权限id列表. */
                    permissions?: (number | string)[];
                }[];
            };
        };
        responses: {
            /** @description 成功. Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 201;
                        data: components["schemas"]["account.GroupView"] | components["schemas"]["account.GroupView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-pk-get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.GroupView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-pk-put": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "编辑",
                 *       "permissions": []
                 *     }
                 */
                "application/json": {
                    /** @description 组名称; unique. */
                    name: string;
                    /** @description 权限id列表. */
                    permissions?: (number | string)[];
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.GroupView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-pk-delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-pk-patch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "编辑",
                 *       "permissions": []
                 *     }
                 */
                "application/json": {
                    /** @description 组名称; unique. */
                    name?: string;
                    /** @description 权限id列表. */
                    permissions?: (number | string)[];
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.GroupView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-permission-post": {
        parameters: {
            query?: {
                /** @description 权限id, 以逗号分隔. The ids of permissions, with commas between them. */
                perm_ids?: string;
                /** @description 用户id, 以逗号分隔. The ids of users, with commas between them. */
                user_ids?: string;
            };
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.GroupView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-permission-delete": {
        parameters: {
            query?: {
                /** @description 权限id, 以逗号分隔. The ids of permissions, with commas between them. */
                perm_ids?: string;
                /** @description 用户id, 以逗号分隔. The ids of users, with commas between them. */
                user_ids?: string;
            };
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.GroupView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-group-multiple-delete-delete": {
        parameters: {
            query: {
                /** @description 要删除的id, 以逗号分隔. The ids, with commas between them. */
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-login-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "12345678",
                 *       "username": "admin"
                 *     }
                 */
                "application/json": {
                    password: string;
                    username: string;
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 会话 cookie `sessionid`. The session cookie. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.NoView"];
                        /** @constant */
                        msg: "Login Successful.";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | account or password error. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 429 | Request was throttled. Expected available in 60 seconds. |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 429;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-logout-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 会话 cookie `sessionid`. The session cookie. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-permission-get": {
        parameters: {
            query?: {
                /** @description 从哪里继续, 见响应头 `Link`. Where to go on, as a `Link` header gave it. */
                cursor?: string;
                /** @description 每页至多几条. How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 还有下一页时:`<…>; rel="next"` (RFC 8288). The next page, if there is one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.PermissionView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-permission-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "api_id": 1,
                 *       "method": "GET"
                 *     }
                 */
                "application/json": {
                    /** @description 后端接口id. */
                    api_id: number | string;
                    /**
                     * @description http请求方法, or `ALL`.
                     * @enum {string}
                     */
                    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "ALL";
                } | {
                    /** @description 后端接口id. */
                    api_id: number | string;
                    /**
                     * @description http请求方法, or `ALL`.
                     * @enum {string}
                     */
                    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "ALL";
                }[];
            };
        };
        responses: {
            /** @description 成功. Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 201;
                        data: components["schemas"]["account.PermissionView"] | components["schemas"]["account.PermissionView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-permission-pk-get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.PermissionView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-permission-pk-put": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "api_id": 1,
                 *       "method": "GET"
                 *     }
                 */
                "application/json": {
                    /** @description 后端接口id. */
                    api_id: number | string;
                    /**
                     * @description http请求方法, or `ALL`.
                     * @enum {string}
                     */
                    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "ALL";
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.PermissionView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-permission-pk-delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-permission-pk-patch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "api_id": 1,
                 *       "method": "GET"
                 *     }
                 */
                "application/json": {
                    /** @description 后端接口id. */
                    api_id?: number | string;
                    /**
                     * @description http请求方法, or `ALL`.
                     * @enum {string}
                     */
                    method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "ALL";
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.PermissionView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-session-get": {
        parameters: {
            query?: {
                /** @description 从哪里继续, 见响应头 `Link`. Where to go on, as a `Link` header gave it. */
                cursor?: string;
                /** @description 每页至多几条. How many at most. */
                limit?: number;
                /** @description 他人的用户id, 仅限超级用户. Somebody else, for superusers. */
                user?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 还有下一页时:`<…>; rel="next"` (RFC 8288). The next page, if there is one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.SessionView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-session-delete": {
        parameters: {
            query?: {
                /** @description 保留当前会话. Keep the present one. */
                keep_current?: "true" | "false" | "True" | "False" | "1" | "0";
                /** @description 他人的用户id, 仅限超级用户. Somebody else, for superusers. */
                user?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 会话 cookie `sessionid`. The session cookie. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-session-jti-delete": {
        parameters: {
            query?: {
                /** @description 他人的用户id, 仅限超级用户. Somebody else, for superusers. */
                user?: number | string;
            };
            header?: never;
            path: {
                /** @description 会话编号. The session's `jti`. */
                jti: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 会话 cookie `sessionid`. The session cookie. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-user-get": {
        parameters: {
            query?: {
                /** @description 从哪里继续, 见响应头 `Link`. Where to go on, as a `Link` header gave it. */
                cursor?: string;
                /** @description 所属组id. A group they belong to. */
                group?: number | string;
                /** @description 是否启用. Whether the account may be used. */
                is_active?: "true" | "false" | "True" | "False" | "1" | "0";
                /** @description 每页至多几条. How many at most. */
                limit?: number;
                /** @description 在用户名、姓名、邮箱、手机号中查找. A text in names, addresses and numbers. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    /** @description 还有下一页时:`<…>; rel="next"` (RFC 8288). The next page, if there is one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.UserView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-user-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dingding": null,
                 *       "email": "admin20@ksjgs.com",
                 *       "first_name": "",
                 *       "gender": "male",
                 *       "groups": [
                 *         1
                 *       ],
                 *       "is_staff": false,
                 *       "is_superuser": true,
                 *       "last_name": "",
                 *       "password": "123456789",
                 *       "permissions": [],
                 *       "phone": null,
                 *       "username": "admin200"
                 *     }
                 */
                "application/json": {
                    /** @description 钉钉账号. */
                    dingding?: string | null;
                    /** @description 邮箱. */
                    email?: string;
                    /** @description 名. */
                    first_name?: string;
                    /** @description 性别. */
                    gender?: string;
                    /** @description 所属组id列表. */
                    groups?: (number | string)[];
                    /** @description 是否启用. */
                    is_active?: boolean;
                    /** @description 是否职员. */
                    is_staff?: boolean;
                    /** @description 是否超级用户. */
                    is_superuser?: boolean;
                    /** @description 姓. */
                    last_name?: string;
                    password: string;
                    /** @description 直接授予的权限id列表. */
                    permissions?: (number | string)[];
                    /** @description 手机号. */
                    phone?: string | null;
                    /** @description 同 `permissions`. */
                    user_permissions?: (number | string)[];
                    /** @description 用户名; empty for someone who has none. */
                    username: string;
                } | {
                    /** @description 钉钉账号. */
                    dingding?: string | null;
                    /** @description 邮箱. */
                    email?: string;
                    /** @description 名. */
                    first_name?: string;
                    /** @description 性别. */
                    gender?: string;
                    /** @description 所属组id列表. */
                    groups?: (number | string)[];
                    /** @description 是否启用. */
                    is_active?: boolean;
                    /** @description 是否职员. */
                    is_staff?: boolean;
                    /** @description 是否超级用户. */
                    is_superuser?: boolean;
                    /** @description 姓. */
                    last_name?: string;
                    password: string;
                    /** @description 直接授予的权限id列表. */
                    permissions?: (number | string)[];
                    /** @description 手机号. */
                    phone?: string | null;
                    /** @description 同 `permissions`. */
                    user_permissions?: (number | string)[];
                    /** @description 用户名; empty for someone who has none. */
                    username: string;
                }[];
            };
        };
        responses: {
            /** @description 成功. Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 201;
                        data: components["schemas"]["account.UserView"] | components["schemas"]["account.UserView"][];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-user-pk-get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.UserView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-user-pk-put": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dingding": null,
                 *       "email": "admin20@ksjgs.com",
                 *       "first_name": "",
                 *       "gender": "male",
                 *       "groups": [
                 *         1
                 *       ],
                 *       "is_staff": false,
                 *       "is_superuser": true,
                 *       "last_name": "",
                 *       "password": "123456789",
                 *       "permissions": [],
                 *       "phone": null,
                 *       "username": "admin200"
                 *     }
                 */
                "application/json": {
                    /** @description 钉钉账号. */
                    dingding?: string | null;
                    /** @description 邮箱. */
                    email?: string;
                    /** @description 名. */
                    first_name?: string;
                    /** @description 性别. */
                    gender?: string;
                    /** @description 所属组id列表. */
                    groups?: (number | string)[];
                    /** @description 是否启用. */
                    is_active?: boolean;
                    /** @description 是否职员. */
                    is_staff?: boolean;
                    /** @description 是否超级用户. */
                    is_superuser?: boolean;
                    /** @description 姓. */
                    last_name?: string;
                    password?: string;
                    /** @description 直接授予的权限id列表. */
                    permissions?: (number | string)[];
                    /** @description 手机号. */
                    phone?: string | null;
                    /** @description 同 `permissions`. */
                    user_permissions?: (number | string)[];
                    /** @description 用户名; empty for someone who has none. */
                    username: string;
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.UserView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-user-pk-delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-user-pk-patch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 记录的id. The record's id. */
                pk: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "dingding": null,
                 *       "email": "admin20@ksjgs.com",
                 *       "first_name": "",
                 *       "gender": "male",
                 *       "groups": [
                 *         1
                 *       ],
                 *       "is_staff": false,
                 *       "is_superuser": true,
                 *       "last_name": "",
                 *       "password": "123456789",
                 *       "permissions": [],
                 *       "phone": null,
                 *       "username": "admin200"
                 *     }
                 */
                "application/json": {
                    /** @description 钉钉账号. */
                    dingding?: string | null;
                    /** @description 邮箱. */
                    email?: string;
                    /** @description 名. */
                    first_name?: string;
                    /** @description 性别. */
                    gender?: string;
                    /** @description 所属组id列表. */
                    groups?: (number | string)[];
                    /** @description 是否启用. */
                    is_active?: boolean;
                    /** @description 是否职员. */
                    is_staff?: boolean;
                    /** @description 是否超级用户. */
                    is_superuser?: boolean;
                    /** @description 姓. */
                    last_name?: string;
                    password?: string;
                    /** @description 直接授予的权限id列表. */
                    permissions?: (number | string)[];
                    /** @description 手机号. */
                    phone?: string | null;
                    /** @description 同 `permissions`. */
                    user_permissions?: (number | string)[];
                    /** @description 用户名; empty for someone who has none. */
                    username?: string;
                };
            };
        };
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 200;
                        data: components["schemas"]["account.UserView"];
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 404 | Not found. |
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 404;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "account-user-multiple-delete-delete": {
        parameters: {
            query: {
                /** @description 要删除的id, 以逗号分隔. The ids, with commas between them. */
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 204;
                        data: null;
                        /** @constant */
                        msg: "请求成功";
                    };
                };
            };
            400: components["responses"]["account.400"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 401 | Authentication credentials were not provided. |
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 401;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 403 | You do not have permission to perform this action. |
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The HTTP status, or 204 with HTTP status 200.
                         * @constant
                         */
                        code: 403;
                        data: components["schemas"]["account.Problems"];
                        msg: string;
                    };
                };
            };
            413: components["responses"]["account.413"];
            415: components["responses"]["account.415"];
            500: components["responses"]["account.500"];
            503: components["responses"]["account.503"];
        };
    };
    "attendance-login-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "12345678",
                 *       "username": "admin"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: password
                     * @description 密码.
                     */
                    password: string;
                    /** @description 用户名; as typed, since one that cannot exist gets the same answer as one that does not. */
                    username: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 0 | 用户名或密码错误 |
             *     | 0 | 账号已停用 |
             *     | 0 | 账号待审核 |
             */
            200: {
                headers: {
                    /** @description 会话 cookie `sessionid`. The session cookie. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 1;
                        data: null;
                        /** @constant */
                        msg: "success";
                    } | {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 0;
                        data: null;
                        msg: string;
                    };
                };
            };
            400: components["responses"]["attendance.400"];
            413: components["responses"]["attendance.413"];
            415: components["responses"]["attendance.415"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 0 | 请求过于频繁 |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 0;
                        data: null;
                        msg: string;
                    };
                };
            };
            500: components["responses"]["attendance.500"];
            503: components["responses"]["attendance.503"];
        };
    };
    "attendance-register-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirm_password": "12345678",
                 *       "password": "12345678",
                 *       "username": "admin"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: password
                     * @description 确认密码.
                     */
                    confirm_password: string;
                    /**
                     * Format: password
                     * @description 密码.
                     */
                    password: string;
                    /** @description 用户名. */
                    username: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 0 | 密码强度不足:至少需要 6 个字符 |
             *     | 0 | 密码强度不足:至少需要 8 个字符 |
             *     | 0 | 密码强度不足:过于常见,容易被猜到 |
             *     | 0 | 密码强度不足:不能包含用户名 |
             *     | 0 | 两次输入的密码不一致 |
             *     | 0 | 用户名已存在 |
             *     | 0 | 注册未开放 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 1;
                        data: null;
                        /** @constant */
                        msg: "success";
                    } | {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 0;
                        data: null;
                        msg: string;
                    };
                };
            };
            400: components["responses"]["attendance.400"];
            413: components["responses"]["attendance.413"];
            415: components["responses"]["attendance.415"];
            500: components["responses"]["attendance.500"];
            503: components["responses"]["attendance.503"];
        };
    };
    "mjpm-weixinmp-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "0a3kevin"
                 *     }
                 */
                "application/json": {
                    /** @description The code from `wx.login`. */
                    code: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 1001 | 1001:微信认证失败! |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1002";
                        data: components["schemas"]["mjpm.WeixinmpData"];
                        /** @constant */
                        msg: "1002:微信认证成功!";
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "success";
                    } | {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1001";
                        data: unknown[];
                        msg: string;
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "error";
                    };
                };
            };
            400: components["responses"]["mjpm.400"];
            413: components["responses"]["mjpm.413"];
            415: components["responses"]["mjpm.415"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 1001 | 1001:微信认证失败! |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1001";
                        data: unknown[];
                        msg: string;
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "error";
                    };
                };
            };
            500: components["responses"]["mjpm.500"];
            503: components["responses"]["mjpm.503"];
        };
    };
    "campus-login-account-password-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "Password": "password123",
                 *       "Username": "user123"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: password
                     * @description 用户密码.
                     */
                    Password: string;
                    /** @description 用户名称. */
                    Username: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | message |
             *     |---|---|
             *     | 2 | 用户名或密码错误 |
             *     | 4 | 权限不足:账号已停用,请联系管理员 |
             *     | 4 | 权限不足:账号待审核,请联系管理员 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 0;
                        /** @constant */
                        message: "登录成功";
                        /** @description The name that the document's table has. */
                        token: string;
                        /** @description 登录凭证. */
                        Token: string;
                        /** @description 用户ID. */
                        UserID: number;
                    } | {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @enum {unknown}
                         */
                        code: 2 | 4;
                        message: string;
                    };
                };
            };
            400: components["responses"]["campus.400"];
            413: components["responses"]["campus.413"];
            415: components["responses"]["campus.415"];
            /**
             * @description 失败. A failure.
             *
             *     | code | message |
             *     |---|---|
             *     | 8 | 请求过于频繁,请稍后再试 |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 8;
                        message: string;
                    };
                };
            };
            500: components["responses"]["campus.500"];
            503: components["responses"]["campus.503"];
        };
    };
    "campus-login-wx-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": {
                    /** @description The code from `wx.login`. */
                    code: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | message |
             *     |---|---|
             *     | 7 | 微信登录失败,请重新获取code |
             *     | 4 | 权限不足:账号已停用,请联系管理员 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 0;
                        /** @constant */
                        message: "登录成功";
                        /** @description The name that the document's table has. */
                        token: string;
                        /** @description 登录凭证. */
                        Token: string;
                        /** @description 用户ID. */
                        UserID: number;
                    } | {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @enum {unknown}
                         */
                        code: 7 | 4;
                        message: string;
                    };
                };
            };
            400: components["responses"]["campus.400"];
            413: components["responses"]["campus.413"];
            415: components["responses"]["campus.415"];
            /**
             * @description 失败. A failure.
             *
             *     | code | message |
             *     |---|---|
             *     | 8 | 请求过于频繁,请稍后再试 |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 8;
                        message: string;
                    };
                };
            };
            500: components["responses"]["campus.500"];
            503: components["responses"]["campus.503"];
        };
    };
    "campus-logout-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "Token": "abcd1234",
                 *       "UserID": 1
                 *     }
                 */
                "application/json": {
                    /** @description 用户ID; must be the token's owner. */
                    UserID?: (number | string) | null;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | message |
             *     |---|---|
             *     | 3 | Token无效或已过期,请重新登录 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 0;
                        /** @constant */
                        message: "注销成功";
                    } | {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 3;
                        message: string;
                    };
                };
            };
            400: components["responses"]["campus.400"];
            413: components["responses"]["campus.413"];
            415: components["responses"]["campus.415"];
            500: components["responses"]["campus.500"];
            503: components["responses"]["campus.503"];
        };
    };
    "mjpm-code-post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "zs@163.com"
                 *     }
                 */
                "application/json": {
                    /** @description 待验证邮箱; text, because the document has its own answer to an address that is none. */
                    email: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 1001 | 1001:邮箱格式错误! |
             *     | 1002 | 1002:验证码发送过于频繁! |
             *     | 1005 | 1005:微信认证已过期! |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1000";
                        data: unknown[];
                        /** @constant */
                        msg: "1000:验证码发送成功";
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "success";
                    } | {
                        /**
                         * @description msg 中冒号前的编号.
                         * @enum {unknown}
                         */
                        code: "1001" | "1002" | "1005";
                        data: unknown[];
                        msg: string;
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "error";
                    };
                };
            };
            400: components["responses"]["mjpm.400"];
            413: components["responses"]["mjpm.413"];
            415: components["responses"]["mjpm.415"];
            500: components["responses"]["mjpm.500"];
            503: components["responses"]["mjpm.503"];
        };
    };
    "mjpm-login-get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 1001 | 1001:员工信息不存在! |
             *     | 1002 | 1002:用户信息审核中! |
             *     | 1004 | 1004:员工账号已停用! |
             *     | 1005 | 1005:微信认证已过期! |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1000";
                        data: components["schemas"]["mjpm.EmployeeView"];
                        /** @constant */
                        msg: "1000:员工登录成功";
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "success";
                    } | {
                        /**
                         * @description msg 中冒号前的编号.
                         * @enum {unknown}
                         */
                        code: "1001" | "1002" | "1004" | "1005";
                        data: unknown[];
                        msg: string;
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "error";
                    };
                };
            };
            400: components["responses"]["mjpm.400"];
            413: components["responses"]["mjpm.413"];
            415: components["responses"]["mjpm.415"];
            500: components["responses"]["mjpm.500"];
            503: components["responses"]["mjpm.503"];
        };
    };
    "mjpm-register-post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "avatar_url": "",
                 *       "code": "1234",
                 *       "email": "123@qq.com",
                 *       "name": "施海泉"
                 *     }
                 */
                "application/json": {
                    /** @description 微信头像; may be empty, as in the document's example. */
                    avatar_url: string;
                    /** @description 用户输入的验证码 4位. */
                    code: string;
                    /** @description 待注册邮箱. */
                    email: string;
                    /** @description 员工姓名. */
                    name: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 1001 | 1001:随机码过期 |
             *     | 1002 | 1002:随机码验证失败! |
             *     | 1003 | 1003:员工重复注册! |
             *     | 1004 | 1004:员工注册失败 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1000";
                        data: unknown[];
                        /** @constant */
                        msg: "1000:员工注册成功";
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "success";
                    } | {
                        /**
                         * @description msg 中冒号前的编号.
                         * @enum {unknown}
                         */
                        code: "1001" | "1002" | "1003" | "1004";
                        data: unknown[];
                        msg: string;
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "error";
                    };
                };
            };
            400: components["responses"]["mjpm.400"];
            413: components["responses"]["mjpm.413"];
            415: components["responses"]["mjpm.415"];
            500: components["responses"]["mjpm.500"];
            503: components["responses"]["mjpm.503"];
        };
    };
    "mjpm-employees-get": {
        parameters: {
            query?: {
                /** @description The id after which to go on. */
                cursor?: number | string;
                /**
                 * @description How many at most, 1 to 1000.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Only those who stand here.
                 * @example 在职
                 */
                status?: components["schemas"]["mjpm.Status"] | "";
            };
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 1001 | 1001:验证失败 |
             */
            200: {
                headers: {
                    /** @description 还有下一页时:`<…>; rel="next"` (RFC 8288). The next page, if there is one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1000";
                        data: components["schemas"]["mjpm.EmployeeView"][];
                        /** @constant */
                        msg: "1000:操作成功";
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "success";
                    } | {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1001";
                        data: unknown[];
                        msg: string;
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "error";
                    };
                };
            };
            400: components["responses"]["mjpm.400"];
            413: components["responses"]["mjpm.413"];
            415: components["responses"]["mjpm.415"];
            500: components["responses"]["mjpm.500"];
            503: components["responses"]["mjpm.503"];
        };
    };
    "mjpm-review-post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 微信唯一标识. The person's openid in the family's mini-program. */
                openid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": 17,
                 *       "rights": [
                 *         "员工管理"
                 *       ],
                 *       "status": "在职",
                 *       "token": "d6197bcab0899b361a6599ac190a5f0a"
                 *     }
                 */
                "application/json": {
                    /** @description 头像. */
                    avatar_url?: string | null;
                    /** @description 所属部. */
                    dept?: string | null;
                    /** @description 同 `dept`. The same as `dept`. */
                    dept_name?: string | null;
                    /** @description 同 `station`. The same as `station`. */
                    duty?: string | null;
                    /** @description 员工邮箱; becomes an address to write to, not a verified one. */
                    email?: string | null;
                    /** @description 员工序号. */
                    id: number | string;
                    /** @description 同 `phone`. The same as `phone`. */
                    mobile?: string | null;
                    /** @description 员工姓名. */
                    name?: string | null;
                    /** @description 项目授权. */
                    permission?: (string | string[]) | null;
                    /** @description 员工手机. */
                    phone?: string | null;
                    /** @description 用户授权应用. */
                    rights?: (string | string[]) | null;
                    /** @description 职位. */
                    station?: string | null;
                    /** @description 员工状态. */
                    status?: string | null;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 1001 | 1001:操作授权失败! |
             *     | 1002 | 1002:操作出现错误!员工不存在 |
             *     | 1002 | 1002:操作出现错误!员工信息正在被他人修改,请稍后重试 |
             *     | 1002 | 1002:操作出现错误!邮箱格式错误 |
             *     | 1002 | 1002:操作出现错误!状态应为 审核、在职、停用、离职、拒绝 之一 |
             *     | 1002 | 1002:操作出现错误!应用不存在 |
             *     | 1002 | 1002:操作出现错误!项目最多 100 个 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description msg 中冒号前的编号.
                         * @constant
                         */
                        code: "1003";
                        data: unknown[];
                        /** @constant */
                        msg: "1003:操作成功!";
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "success";
                    } | {
                        /**
                         * @description msg 中冒号前的编号.
                         * @enum {unknown}
                         */
                        code: "1001" | "1002";
                        data: unknown[];
                        msg: string;
                        /**
                         * @description success 或 error.
                         * @constant
                         */
                        result: "error";
                    };
                };
            };
            400: components["responses"]["mjpm.400"];
            413: components["responses"]["mjpm.413"];
            415: components["responses"]["mjpm.415"];
            500: components["responses"]["mjpm.500"];
            503: components["responses"]["mjpm.503"];
        };
    };
    "member-bind-phone-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "token": "eyJ0eXAiOiJKV1Qi…"
                 *     }
                 */
                "application/json": {
                    /** @description Which mini-program's button it is, in a deployment with several. */
                    appid?: string | null;
                    /** @description The code of the button with `open-type="getPhoneNumber"`; not that of `wx.login`. */
                    code: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | status | msg |
             *     |---|---|
             *     | 0 | 登录已失效,请重新登录 |
             *     | 0 | 请先通过该小程序登录 |
             *     | 0 | 登录方式不支持 |
             *     | 0 | 授权码无效或已使用 |
             *     | 0 | 该授权码正在另一请求中使用,请勿重复提交 |
             *     | 0 | 该账号无法登录,请使用完整服务或联系平台客服 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["member.BindPhoneData"];
                        /** @constant */
                        msg: "手机号绑定成功";
                        /**
                         * @description 200 成功.
                         * @constant
                         */
                        status: 200;
                    } | {
                        msg: string;
                        /**
                         * @description 0 失败.
                         * @constant
                         */
                        status: 0;
                    };
                };
            };
            400: components["responses"]["member.400"];
            413: components["responses"]["member.413"];
            415: components["responses"]["member.415"];
            /**
             * @description 失败. A failure.
             *
             *     | status | msg |
             *     |---|---|
             *     | 0 | 请求过于频繁 |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        msg: string;
                        /**
                         * @description 0 失败.
                         * @constant
                         */
                        status: 0;
                    };
                };
            };
            500: components["responses"]["member.500"];
            503: components["responses"]["member.503"];
        };
    };
    "member-code-get-info-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "login_method": "WeChat",
                 *       "login_type": "wx_small",
                 *       "pid": 1
                 *     }
                 */
                "application/json": {
                    /** @description QQ's, in place of a code. */
                    access_token?: string | "" | null;
                    /** @description Which of several apps of one kind. */
                    appid?: string | null;
                    /** @description 头像路径, of a new user. */
                    avatarUrl?: string | null;
                    /** @description 小程序code, and the code of every other kind of app. */
                    code?: string | "" | null;
                    /** @description Apple's, in place of a code. */
                    identity_token?: string | "" | null;
                    /** @description 邀请码, in place of `pid`. */
                    invite_code?: string | null;
                    /** @description 登录方式: WeChat, Alipay, QQ, Apple. */
                    login_method: string;
                    /** @description 登录类型: `wx_public`, `wx_small`, `wx_pc`, `wx_app`, `apple`; ours: `alipay`, `qq_small`, `qq_connect`. */
                    login_type?: string | null;
                    /** @description 昵称, of a new user. */
                    nickName?: string | null;
                    /** @description The nonce that the identity token was asked for with. */
                    nonce?: string | null;
                    /** @description 同 `openid`. The same as `openid`. */
                    open_id?: string | null;
                    /** @description The person's openid; proves nothing. */
                    openid?: string | null;
                    /** @description 邀请人id; counts on registration. */
                    pid?: (number | string) | null;
                    /** @description Where the code was sent, for pages with QQ Connect and Sign in with Apple. */
                    redirect_uri?: string | null;
                    /** @description The person's unionid; proves nothing. */
                    unionid?: string | null;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | status | msg |
             *     |---|---|
             *     | 0 | 登录方式不支持 |
             *     | 0 | 登录方式不支持:login_type 与 login_method 不一致 |
             *     | 0 | 授权码无效或已使用 |
             *     | 0 | 该授权码正在另一请求中使用,请勿重复提交 |
             *     | 0 | 该账号无法登录,请使用完整服务或联系平台客服 |
             *     | 0 | openid 或 unionid 与授权结果不一致 |
             *     | 0 | 账号已禁用 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["member.MemberData"];
                        /** @enum {unknown} */
                        msg: "注册成功" | "登录成功";
                        /**
                         * @description 200 成功.
                         * @constant
                         */
                        status: 200;
                    } | {
                        msg: string;
                        /**
                         * @description 0 失败.
                         * @constant
                         */
                        status: 0;
                    };
                };
            };
            /**
             * @description 失败. A failure.
             *
             *     | status | msg |
             *     |---|---|
             *     | 0 | 请求无法识别 |
             *     | 0 | 请求不是有效的 UTF-8 |
             *     | 0 | JSON 格式错误:第 3 行第 1 列:… |
             *     | 0 | 请求体应为 JSON 对象 |
             *     | 0 | 缺少字段 … |
             *     | 0 | 字段 …:… |
             *     | 0 | 字段 … 与 …… 的值不一致 |
             *     | 0 | 字段 … 在查询参数和请求体中的值不一致 |
             *     | 0 | 请求中的登录凭证不一致 |
             *     | 0 | 缺少字段 code 或 identity_token |
             *     | 0 | 缺少字段 code 或 access_token |
             *     | 0 | 缺少字段 code |
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        msg: string;
                        /**
                         * @description 0 失败.
                         * @constant
                         */
                        status: 0;
                    };
                };
            };
            413: components["responses"]["member.413"];
            415: components["responses"]["member.415"];
            /**
             * @description 失败. A failure.
             *
             *     | status | msg |
             *     |---|---|
             *     | 0 | 请求过于频繁 |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        msg: string;
                        /**
                         * @description 0 失败.
                         * @constant
                         */
                        status: 0;
                    };
                };
            };
            500: components["responses"]["member.500"];
            503: components["responses"]["member.503"];
        };
    };
    "member-decrypt-data-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "encryptedData": "AAAA",
                 *       "iv": "AAAA",
                 *       "token": "eyJ0eXAiOiJKV1Qi…"
                 *     }
                 */
                "application/json": {
                    /** @description The data, in base64. */
                    encryptedData: string;
                    /** @description The initial vector, in base64. */
                    iv: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | status | msg |
             *     |---|---|
             *     | 0 | 登录已失效,请重新登录 |
             *     | 0 | 数据解密失败,请重新登录后重试 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            [key: string]: unknown;
                        };
                        /** @constant */
                        msg: "解密成功";
                        /**
                         * @description 200 成功.
                         * @constant
                         */
                        status: 200;
                    } | {
                        msg: string;
                        /**
                         * @description 0 失败.
                         * @constant
                         */
                        status: 0;
                    };
                };
            };
            400: components["responses"]["member.400"];
            413: components["responses"]["member.413"];
            415: components["responses"]["member.415"];
            500: components["responses"]["member.500"];
            503: components["responses"]["member.503"];
        };
    };
    "member-nonce-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成功. Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["member.NonceData"];
                        /** @constant */
                        msg: "获取成功";
                        /**
                         * @description 200 成功.
                         * @constant
                         */
                        status: 200;
                    };
                };
            };
            400: components["responses"]["member.400"];
            413: components["responses"]["member.413"];
            415: components["responses"]["member.415"];
            500: components["responses"]["member.500"];
            503: components["responses"]["member.503"];
        };
    };
    "campus-updateuserinfo-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "Avatar": "new_avatar.jpg",
                 *       "ID": 1,
                 *       "Password": "newpassword",
                 *       "Permission": "老师",
                 *       "PhoneNumber": "1234567890",
                 *       "RegistrationNumber": "20221002111",
                 *       "Token": "abcd1234",
                 *       "Username": "newusername"
                 *     }
                 */
                "application/json": {
                    /** @description 修改后的头像链接. */
                    Avatar?: string | null;
                    /** @description 需要修改的用户; oneself when absent. */
                    ID?: (number | string) | null;
                    /** @description 姓名. */
                    Name?: string | null;
                    /**
                     * Format: password
                     * @description 修改后的密码.
                     */
                    Password?: string | null;
                    /** @description 权限. */
                    Permission?: components["schemas"]["campus.Permission"] | "" | null;
                    /** @description 修改后的手机号. */
                    PhoneNumber?: string | null;
                    /** @description 学号. */
                    RegistrationNumber?: string | null;
                    /** @description 修改后的用户名; empty for someone who has none. */
                    Username?: string | "" | null;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | message |
             *     |---|---|
             *     | 1 | 参数错误:密码强度不足,至少需要 6 个字符 |
             *     | 1 | 参数错误:密码强度不足,至少需要 8 个字符 |
             *     | 1 | 参数错误:密码强度不足,过于常见,容易被猜到 |
             *     | 1 | 参数错误:密码强度不足,不能包含用户名 |
             *     | 1 | 参数错误:首次设置时须同时提供 Username 和 Password |
             *     | 3 | Token无效或已过期,请重新登录 |
             *     | 4 | 权限不足,请联系管理员 |
             *     | 4 | 权限不足:请先指定另一位管理员 |
             *     | 5 | 用户不存在,请检查ID |
             *     | 6 | 用户名已存在,请换一个 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 0;
                        /** @constant */
                        message: "修改个人信息成功";
                    } | {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @enum {unknown}
                         */
                        code: 1 | 3 | 4 | 5 | 6;
                        message: string;
                    };
                };
            };
            400: components["responses"]["campus.400"];
            413: components["responses"]["campus.413"];
            415: components["responses"]["campus.415"];
            500: components["responses"]["campus.500"];
            503: components["responses"]["campus.503"];
        };
    };
    "attendance-wechat-login-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "0a3kevin"
                 *     }
                 */
                "application/json": {
                    /** @description 微信授权码, from `wx.login`. */
                    code: string;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | msg |
             *     |---|---|
             *     | 0 | 授权码无效或已使用 |
             *     | 0 | 该微信账号无法登录 |
             *     | 0 | 账号已停用 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 1;
                        data: components["schemas"]["attendance.WechatLoginData"];
                        /** @constant */
                        msg: "success";
                    } | {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 0;
                        data: null;
                        msg: string;
                    };
                };
            };
            400: components["responses"]["attendance.400"];
            413: components["responses"]["attendance.413"];
            415: components["responses"]["attendance.415"];
            /**
             * @description 失败. A failure.
             *
             *     | code | msg |
             *     |---|---|
             *     | 0 | 请求过于频繁 |
             */
            429: {
                headers: {
                    /** @description 多少秒后重试. Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 1 成功, 0 失败.
                         * @constant
                         */
                        code: 0;
                        data: null;
                        msg: string;
                    };
                };
            };
            500: components["responses"]["attendance.500"];
            503: components["responses"]["attendance.503"];
        };
    };
    "campus-userinfo-post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "Token": "abcd1234",
                 *       "UserID": 1
                 *     }
                 */
                "application/json": {
                    /** @description 用户ID; must be the token's owner. */
                    UserID?: (number | string) | null;
                };
            };
        };
        responses: {
            /**
             * @description 成功, 或失败. Success, or a failure:
             *
             *     | code | message |
             *     |---|---|
             *     | 3 | Token无效或已过期,请重新登录 |
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 0;
                        data: components["schemas"]["campus.ProfileView"];
                        /** @constant */
                        message: "获取个人信息成功";
                    } | {
                        /**
                         * @description 0 成功; 1 到 9 失败.
                         * @constant
                         */
                        code: 3;
                        message: string;
                    };
                };
            };
            400: components["responses"]["campus.400"];
            413: components["responses"]["campus.413"];
            415: components["responses"]["campus.415"];
            500: components["responses"]["campus.500"];
            503: components["responses"]["campus.503"];
        };
    };
}
