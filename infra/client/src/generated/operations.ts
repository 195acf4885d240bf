// Written by scripts/generate.mjs from infra/openapi.json. Run `npm run generate`; do not edit.

import type { Method } from "../types.js";

/** Every operation, by its `operationId`. */
export const operations = {
  "account-audit-get": {"family":"account","name":"audit","method":"GET","path":"/account/audit","query":["user","kind","limit","cursor"],"body":false,"token":true,"session":""},
  "account-backendapi-get": {"family":"account","name":"backendapiList","method":"GET","path":"/account/backendapi","query":["limit","cursor"],"body":false,"token":true,"session":""},
  "account-backendapi-pk-delete": {"family":"account","name":"backendapiRemove","method":"DELETE","path":"/account/backendapi/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-backendapi-pk-get": {"family":"account","name":"backendapiRead","method":"GET","path":"/account/backendapi/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-backendapi-pk-patch": {"family":"account","name":"backendapiUpdate","method":"PATCH","path":"/account/backendapi/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-backendapi-pk-put": {"family":"account","name":"backendapiReplace","method":"PUT","path":"/account/backendapi/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-backendapi-post": {"family":"account","name":"backendapiCreate","method":"POST","path":"/account/backendapi","query":[],"body":true,"token":true,"session":""},
  "account-group-get": {"family":"account","name":"groupList","method":"GET","path":"/account/group","query":["limit","cursor"],"body":false,"token":true,"session":""},
  "account-group-multiple-delete-delete": {"family":"account","name":"groupMultipleDelete","method":"DELETE","path":"/account/group/multiple_delete","query":["ids"],"body":false,"token":true,"session":""},
  "account-group-permission-delete": {"family":"account","name":"groupPermissionDelete","method":"DELETE","path":"/account/group/{pk}/permission","query":["user_ids","perm_ids"],"body":false,"token":true,"session":""},
  "account-group-permission-post": {"family":"account","name":"groupPermissionPost","method":"POST","path":"/account/group/{pk}/permission","query":["user_ids","perm_ids"],"body":false,"token":true,"session":""},
  "account-group-pk-delete": {"family":"account","name":"groupRemove","method":"DELETE","path":"/account/group/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-group-pk-get": {"family":"account","name":"groupRead","method":"GET","path":"/account/group/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-group-pk-patch": {"family":"account","name":"groupUpdate","method":"PATCH","path":"/account/group/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-group-pk-put": {"family":"account","name":"groupReplace","method":"PUT","path":"/account/group/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-group-post": {"family":"account","name":"groupCreate","method":"POST","path":"/account/group","query":[],"body":true,"token":true,"session":""},
  "account-login-post": {"family":"account","name":"login","method":"POST","path":"/account/login","query":[],"body":true,"token":false,"session":"opens"},
  "account-logout-post": {"family":"account","name":"logout","method":"POST","path":"/account/logout","query":[],"body":false,"token":true,"session":"closes"},
  "account-permission-get": {"family":"account","name":"permissionList","method":"GET","path":"/account/permission","query":["limit","cursor"],"body":false,"token":true,"session":""},
  "account-permission-pk-delete": {"family":"account","name":"permissionRemove","method":"DELETE","path":"/account/permission/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-permission-pk-get": {"family":"account","name":"permissionRead","method":"GET","path":"/account/permission/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-permission-pk-patch": {"family":"account","name":"permissionUpdate","method":"PATCH","path":"/account/permission/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-permission-pk-put": {"family":"account","name":"permissionReplace","method":"PUT","path":"/account/permission/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-permission-post": {"family":"account","name":"permissionCreate","method":"POST","path":"/account/permission","query":[],"body":true,"token":true,"session":""},
  "account-session-delete": {"family":"account","name":"sessionRemoveAll","method":"DELETE","path":"/account/session","query":["user","keep_current"],"body":false,"token":true,"session":""},
  "account-session-get": {"family":"account","name":"sessionList","method":"GET","path":"/account/session","query":["user","limit","cursor"],"body":false,"token":true,"session":""},
  "account-session-jti-delete": {"family":"account","name":"sessionRemove","method":"DELETE","path":"/account/session/{jti}","query":["user"],"body":false,"token":true,"session":""},
  "account-user-get": {"family":"account","name":"userList","method":"GET","path":"/account/user","query":["search","is_active","group","limit","cursor"],"body":false,"token":true,"session":""},
  "account-user-multiple-delete-delete": {"family":"account","name":"userMultipleDelete","method":"DELETE","path":"/account/user/multiple_delete","query":["ids"],"body":false,"token":true,"session":""},
  "account-user-pk-delete": {"family":"account","name":"userRemove","method":"DELETE","path":"/account/user/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-user-pk-get": {"family":"account","name":"userRead","method":"GET","path":"/account/user/{pk}","query":[],"body":false,"token":true,"session":""},
  "account-user-pk-patch": {"family":"account","name":"userUpdate","method":"PATCH","path":"/account/user/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-user-pk-put": {"family":"account","name":"userReplace","method":"PUT","path":"/account/user/{pk}","query":[],"body":true,"token":true,"session":""},
  "account-user-post": {"family":"account","name":"userCreate","method":"POST","path":"/account/user","query":[],"body":true,"token":true,"session":""},
  "attendance-login-post": {"family":"attendance","name":"login","method":"POST","path":"/admin/user/login","query":[],"body":true,"token":false,"session":"opens"},
  "attendance-register-post": {"family":"attendance","name":"register","method":"POST","path":"/admin/user/register","query":[],"body":true,"token":false,"session":""},
  "attendance-wechat-login-post": {"family":"attendance","name":"wechatLogin","method":"POST","path":"/user/user/login","query":[],"body":true,"token":false,"session":"opens"},
  "campus-login-account-password-post": {"family":"campus","name":"loginAccountPassword","method":"POST","path":"/login_account_password","query":[],"body":true,"token":false,"session":"opens"},
  "campus-login-wx-post": {"family":"campus","name":"loginWx","method":"POST","path":"/login_wx","query":[],"body":true,"token":false,"session":"opens"},
  "campus-logout-post": {"family":"campus","name":"logout","method":"POST","path":"/logout","query":[],"body":true,"token":true,"session":"closes"},
  "campus-updateuserinfo-post": {"family":"campus","name":"updateuserinfo","method":"POST","path":"/updateuserinfo","query":[],"body":true,"token":true,"session":""},
  "campus-userinfo-post": {"family":"campus","name":"userinfo","method":"POST","path":"/userinfo","query":[],"body":true,"token":true,"session":""},
  "member-bind-phone-post": {"family":"member","name":"bindPhone","method":"POST","path":"/module/iot/bindPhone","query":[],"body":true,"token":true,"session":""},
  "member-code-get-info-post": {"family":"member","name":"codeGetInfo","method":"POST","path":"/module/iot/codeGetInfo","query":[],"body":true,"token":false,"session":"opens"},
  "member-decrypt-data-post": {"family":"member","name":"decryptData","method":"POST","path":"/module/iot/decryptData","query":[],"body":true,"token":true,"session":""},
  "member-nonce-post": {"family":"member","name":"nonce","method":"POST","path":"/module/iot/nonce","query":[],"body":false,"token":false,"session":""},
  "mjpm-code-post": {"family":"mjpm","name":"code","method":"POST","path":"/mjpm/v1/auth/code/{openid}","query":[],"body":true,"token":false,"session":""},
  "mjpm-employees-get": {"family":"mjpm","name":"employees","method":"GET","path":"/mjpm/v1/员工管理/{openid}","query":["cursor","limit","status"],"body":false,"token":true,"session":""},
  "mjpm-login-get": {"family":"mjpm","name":"login","method":"GET","path":"/mjpm/v1/auth/login/{openid}","query":[],"body":false,"token":false,"session":"opens"},
  "mjpm-register-post": {"family":"mjpm","name":"register","method":"POST","path":"/mjpm/v1/auth/register/{openid}","query":[],"body":true,"token":false,"session":""},
  "mjpm-review-post": {"family":"mjpm","name":"review","method":"POST","path":"/mjpm/v1/员工管理/审核/{openid}","query":[],"body":true,"token":true,"session":""},
  "mjpm-weixinmp-post": {"family":"mjpm","name":"weixinmp","method":"POST","path":"/api/v1/weixinmp","query":[],"body":true,"token":false,"session":""},
} as const;

/** The texts of the failures that an operation answers with HTTP status 200. */
export interface Messages {
  "account-audit-get": never;
  "account-backendapi-get": never;
  "account-backendapi-pk-delete": never;
  "account-backendapi-pk-get": never;
  "account-backendapi-pk-patch": never;
  "account-backendapi-pk-put": never;
  "account-backendapi-post": never;
  "account-group-get": never;
  "account-group-multiple-delete-delete": never;
  "account-group-permission-delete": never;
  "account-group-permission-post": never;
  "account-group-pk-delete": never;
  "account-group-pk-get": never;
  "account-group-pk-patch": never;
  "account-group-pk-put": never;
  "account-group-post": never;
  "account-login-post": never;
  "account-logout-post": never;
  "account-permission-get": never;
  "account-permission-pk-delete": never;
  "account-permission-pk-get": never;
  "account-permission-pk-patch": never;
  "account-permission-pk-put": never;
  "account-permission-post": never;
  "account-session-delete": never;
  "account-session-get": never;
  "account-session-jti-delete": never;
  "account-user-get": never;
  "account-user-multiple-delete-delete": never;
  "account-user-pk-delete": never;
  "account-user-pk-get": never;
  "account-user-pk-patch": never;
  "account-user-pk-put": never;
  "account-user-post": never;
  "attendance-login-post": "用户名或密码错误" | "账号已停用" | "账号待审核";
  "attendance-register-post": "密码强度不足:至少需要 6 个字符" | "密码强度不足:至少需要 8 个字符" | "密码强度不足:过于常见,容易被猜到" | "密码强度不足:不能包含用户名" | "两次输入的密码不一致" | "用户名已存在" | "注册未开放";
  "attendance-wechat-login-post": "授权码无效或已使用" | "该微信账号无法登录" | "账号已停用";
  "campus-login-account-password-post": "用户名或密码错误" | "权限不足:账号已停用,请联系管理员" | "权限不足:账号待审核,请联系管理员";
  "campus-login-wx-post": "微信登录失败,请重新获取code" | "权限不足:账号已停用,请联系管理员";
  "campus-logout-post": "Token无效或已过期,请重新登录";
  "campus-updateuserinfo-post": "参数错误:密码强度不足,至少需要 6 个字符" | "用户名已存在,请换一个" | "参数错误:密码强度不足,至少需要 8 个字符" | "参数错误:密码强度不足,过于常见,容易被猜到" | "参数错误:密码强度不足,不能包含用户名" | "参数错误:首次设置时须同时提供 Username 和 Password" | "Token无效或已过期,请重新登录" | "权限不足,请联系管理员" | "权限不足:请先指定另一位管理员" | "用户不存在,请检查ID";
  "campus-userinfo-post": "Token无效或已过期,请重新登录";
  "member-bind-phone-post": "登录已失效,请重新登录" | "请先通过该小程序登录" | "登录方式不支持" | "授权码无效或已使用" | "该授权码正在另一请求中使用,请勿重复提交" | "该账号无法登录,请使用完整服务或联系平台客服";
  "member-code-get-info-post": "登录方式不支持" | "登录方式不支持:login_type 与 login_method 不一致" | "授权码无效或已使用" | "该授权码正在另一请求中使用,请勿重复提交" | "该账号无法登录,请使用完整服务或联系平台客服" | "openid 或 unionid 与授权结果不一致" | "账号已禁用";
  "member-decrypt-data-post": "登录已失效,请重新登录" | "数据解密失败,请重新登录后重试";
  "member-nonce-post": never;
  "mjpm-code-post": "1001:邮箱格式错误!" | "1002:验证码发送过于频繁!" | "1005:微信认证已过期!";
  "mjpm-employees-get": "1001:验证失败";
  "mjpm-login-get": "1001:员工信息不存在!" | "1002:用户信息审核中!" | "1004:员工账号已停用!" | "1005:微信认证已过期!";
  "mjpm-register-post": "1001:随机码过期" | "1002:随机码验证失败!" | "1003:员工重复注册!" | "1004:员工注册失败";
  "mjpm-review-post": "1001:操作授权失败!" | "1002:操作出现错误!员工不存在" | "1002:操作出现错误!员工信息正在被他人修改,请稍后重试" | "1002:操作出现错误!邮箱格式错误" | "1002:操作出现错误!状态应为 审核、在职、停用、离职、拒绝 之一" | "1002:操作出现错误!应用不存在" | "1002:操作出现错误!项目最多 100 个";
  "mjpm-weixinmp-post": "1001:微信认证失败!";
}

/** 考勤:管理后台的登录与注册,微信小程序登录(文档 000). Attendance: sign-in and registration for an admin panel, sign-in for a WeChat mini-program (document 000). */
export interface Attendance {
  /**
   * 管理后台登录 · Sign in to the admin panel.
   *
   * `POST /admin/user/login`, `attendance-login-post`.
   *
   * Failures:
   * - `0` 用户名或密码错误
   * - `0` 账号已停用
   * - `0` 账号待审核
   * - HTTP 429, `0` 请求过于频繁
   */
  login: Method<"attendance-login-post">;
  /**
   * 管理后台注册 · Ask for an account at the admin panel.
   *
   * `POST /admin/user/register`, `attendance-register-post`.
   *
   * Failures:
   * - `0` 密码强度不足:至少需要 6 个字符
   * - `0` 密码强度不足:至少需要 8 个字符
   * - `0` 密码强度不足:过于常见,容易被猜到
   * - `0` 密码强度不足:不能包含用户名
   * - `0` 两次输入的密码不一致
   * - `0` 用户名已存在
   * - `0` 注册未开放
   */
  register: Method<"attendance-register-post">;
  /**
   * 微信小程序登录 · Sign in by a WeChat mini-program.
   *
   * `POST /user/user/login`, `attendance-wechat-login-post`.
   *
   * Failures:
   * - `0` 授权码无效或已使用
   * - `0` 该微信账号无法登录
   * - `0` 账号已停用
   * - HTTP 429, `0` 请求过于频繁
   */
  wechatLogin: Method<"attendance-wechat-login-post">;
}

/** 置创明匠:员工的微信认证、注册、登录与审核(文档 001). Mjpm: employees prove their openid, register, sign in and are reviewed (document 001). */
export interface Mjpm {
  /**
   * 发送邮箱验证码 · Mail a code.
   *
   * `POST /mjpm/v1/auth/code/{openid}`, `mjpm-code-post`.
   *
   * Failures:
   * - `1001` 1001:邮箱格式错误!
   * - `1002` 1002:验证码发送过于频繁!
   * - `1005` 1005:微信认证已过期!
   */
  code: Method<"mjpm-code-post">;
  /**
   * 员工列表 · List employees.
   *
   * `GET /mjpm/v1/员工管理/{openid}`, `mjpm-employees-get`.
   *
   * Failures:
   * - `1001` 1001:验证失败
   */
  employees: Method<"mjpm-employees-get">;
  /**
   * 员工登录 · An employee signs in.
   *
   * `GET /mjpm/v1/auth/login/{openid}`, `mjpm-login-get`.
   *
   * Failures:
   * - `1001` 1001:员工信息不存在!
   * - `1002` 1002:用户信息审核中!
   * - `1004` 1004:员工账号已停用!
   * - `1005` 1005:微信认证已过期!
   */
  login: Method<"mjpm-login-get">;
  /**
   * 员工注册 · Register as an employee.
   *
   * `POST /mjpm/v1/auth/register/{openid}`, `mjpm-register-post`.
   *
   * Failures:
   * - `1001` 1001:随机码过期
   * - `1002` 1002:随机码验证失败!
   * - `1003` 1003:员工重复注册!
   * - `1004` 1004:员工注册失败
   */
  register: Method<"mjpm-register-post">;
  /**
   * 员工审核 · Review an employee.
   *
   * `POST /mjpm/v1/员工管理/审核/{openid}`, `mjpm-review-post`.
   *
   * Failures:
   * - `1001` 1001:操作授权失败!
   * - `1002` 1002:操作出现错误!员工不存在
   * - `1002` 1002:操作出现错误!员工信息正在被他人修改,请稍后重试
   * - `1002` 1002:操作出现错误!邮箱格式错误
   * - `1002` 1002:操作出现错误!状态应为 审核、在职、停用、离职、拒绝 之一
   * - `1002` 1002:操作出现错误!应用不存在
   * - `1002` 1002:操作出现错误!项目最多 100 个
   */
  review: Method<"mjpm-review-post">;
  /**
   * 微信认证 · Prove an openid by a WeChat code.
   *
   * `POST /api/v1/weixinmp`, `mjpm-weixinmp-post`.
   *
   * Failures:
   * - `1001` 1001:微信认证失败!
   * - HTTP 429, `1001` 1001:微信认证失败!
   */
  weixinmp: Method<"mjpm-weixinmp-post">;
}

/** 校园:账号密码与微信登录、个人信息(文档 002). Campus: sign-in by password or WeChat, profiles (document 002). */
export interface Campus {
  /**
   * 账号密码登录 · Sign in by username and password.
   *
   * `POST /login_account_password`, `campus-login-account-password-post`.
   *
   * Failures:
   * - `2` 用户名或密码错误
   * - `4` 权限不足:账号已停用,请联系管理员
   * - `4` 权限不足:账号待审核,请联系管理员
   * - HTTP 429, `8` 请求过于频繁,请稍后再试
   */
  loginAccountPassword: Method<"campus-login-account-password-post">;
  /**
   * 微信登录 · Sign in by a WeChat code.
   *
   * `POST /login_wx`, `campus-login-wx-post`.
   *
   * Failures:
   * - `7` 微信登录失败,请重新获取code
   * - `4` 权限不足:账号已停用,请联系管理员
   * - HTTP 429, `8` 请求过于频繁,请稍后再试
   */
  loginWx: Method<"campus-login-wx-post">;
  /**
   * 注销 · Sign out.
   *
   * `POST /logout`, `campus-logout-post`.
   *
   * Failures:
   * - `3` Token无效或已过期,请重新登录
   */
  logout: Method<"campus-logout-post">;
  /**
   * 修改个人信息 · Change a profile.
   *
   * `POST /updateuserinfo`, `campus-updateuserinfo-post`.
   *
   * Failures:
   * - `1` 参数错误:密码强度不足,至少需要 6 个字符
   * - `6` 用户名已存在,请换一个
   * - `1` 参数错误:密码强度不足,至少需要 8 个字符
   * - `1` 参数错误:密码强度不足,过于常见,容易被猜到
   * - `1` 参数错误:密码强度不足,不能包含用户名
   * - `1` 参数错误:首次设置时须同时提供 Username 和 Password
   * - `3` Token无效或已过期,请重新登录
   * - `4` 权限不足,请联系管理员
   * - `4` 权限不足:请先指定另一位管理员
   * - `5` 用户不存在,请检查ID
   */
  updateuserinfo: Method<"campus-updateuserinfo-post">;
  /**
   * 获取个人信息 · One's own profile.
   *
   * `POST /userinfo`, `campus-userinfo-post`.
   *
   * Failures:
   * - `3` Token无效或已过期,请重新登录
   */
  userinfo: Method<"campus-userinfo-post">;
}

/** 会员:微信、支付宝、QQ、苹果登录,手机号与加密数据(文档 003). Member: sign-in by WeChat, Alipay, QQ and Apple, telephone numbers and encrypted data (document 003). */
export interface Member {
  /**
   * 绑定微信手机号 · Bind the telephone number that WeChat knows.
   *
   * `POST /module/iot/bindPhone`, `member-bind-phone-post`.
   *
   * Failures:
   * - `0` 登录已失效,请重新登录
   * - `0` 请先通过该小程序登录
   * - `0` 登录方式不支持
   * - `0` 授权码无效或已使用
   * - `0` 该授权码正在另一请求中使用,请勿重复提交
   * - `0` 该账号无法登录,请使用完整服务或联系平台客服
   * - HTTP 429, `0` 请求过于频繁
   */
  bindPhone: Method<"member-bind-phone-post">;
  /**
   * 第三方登录(微信、支付宝、QQ、苹果) · Sign in by WeChat, Alipay, QQ or Apple.
   *
   * `POST /module/iot/codeGetInfo`, `member-code-get-info-post`.
   *
   * Failures:
   * - `0` 登录方式不支持
   * - `0` 登录方式不支持:login_type 与 login_method 不一致
   * - `0` 授权码无效或已使用
   * - `0` 该授权码正在另一请求中使用,请勿重复提交
   * - `0` 该账号无法登录,请使用完整服务或联系平台客服
   * - `0` openid 或 unionid 与授权结果不一致
   * - `0` 账号已禁用
   * - HTTP 400, `0` 请求无法识别
   * - HTTP 400, `0` 缺少字段 code 或 identity_token
   * - HTTP 400, `0` 缺少字段 code 或 access_token
   * - HTTP 400, `0` 缺少字段 code
   * - HTTP 400, `0` 请求不是有效的 UTF-8
   * - HTTP 400, `0` JSON 格式错误:第 3 行第 1 列:…
   * - HTTP 400, `0` 请求体应为 JSON 对象
   * - HTTP 400, `0` 缺少字段 …
   * - HTTP 400, `0` 字段 …:…
   * - HTTP 400, `0` 字段 … 与 …… 的值不一致
   * - HTTP 400, `0` 字段 … 在查询参数和请求体中的值不一致
   * - HTTP 400, `0` 请求中的登录凭证不一致
   * - HTTP 429, `0` 请求过于频繁
   */
  codeGetInfo: Method<"member-code-get-info-post">;
  /**
   * 解密 encryptedData · Decrypt a mini-program's encryptedData.
   *
   * `POST /module/iot/decryptData`, `member-decrypt-data-post`.
   *
   * Failures:
   * - `0` 登录已失效,请重新登录
   * - `0` 数据解密失败,请重新登录后重试
   */
  decryptData: Method<"member-decrypt-data-post">;
  /**
   * 获取苹果登录的 nonce · A nonce for Sign in with Apple.
   *
   * `POST /module/iot/nonce`, `member-nonce-post`.
   */
  nonce: Method<"member-nonce-post">;
}

/** 账户:用户、用户组、权限、会话与审计(文档 004). Account: users, groups, permissions, sessions and what happened (document 004). */
export interface Account {
  /**
   * 审计记录 · What happened, for superusers.
   *
   * `GET /account/audit`, `account-audit-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  audit: Method<"account-audit-get">;
  /**
   * 后端接口列表 · List backend APIs.
   *
   * `GET /account/backendapi`, `account-backendapi-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  backendapiList: Method<"account-backendapi-get">;
  /**
   * 删除后端接口 · Delete a backend API.
   *
   * `DELETE /account/backendapi/{pk}`, `account-backendapi-pk-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  backendapiRemove: Method<"account-backendapi-pk-delete">;
  /**
   * 查看后端接口 · Show a backend API.
   *
   * `GET /account/backendapi/{pk}`, `account-backendapi-pk-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  backendapiRead: Method<"account-backendapi-pk-get">;
  /**
   * 修改后端接口 · Change a backend API.
   *
   * `PATCH /account/backendapi/{pk}`, `account-backendapi-pk-patch`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  backendapiUpdate: Method<"account-backendapi-pk-patch">;
  /**
   * 更新后端接口 · Update a backend API.
   *
   * `PUT /account/backendapi/{pk}`, `account-backendapi-pk-put`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  backendapiReplace: Method<"account-backendapi-pk-put">;
  /**
   * 新建后端接口,一个或多个 · Create a backend API, or several.
   *
   * `POST /account/backendapi`, `account-backendapi-post`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  backendapiCreate: Method<"account-backendapi-post">;
  /**
   * 用户组列表 · List groups.
   *
   * `GET /account/group`, `account-group-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  groupList: Method<"account-group-get">;
  /**
   * 批量删除用户组 · Delete several groups.
   *
   * `DELETE /account/group/multiple_delete`, `account-group-multiple-delete-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  groupMultipleDelete: Method<"account-group-multiple-delete-delete">;
  /**
   * 移除用户组的成员和权限 · Take members and permissions from a group.
   *
   * `DELETE /account/group/{pk}/permission`, `account-group-permission-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  groupPermissionDelete: Method<"account-group-permission-delete">;
  /**
   * 为用户组添加成员和权限 · Add members and permissions to a group.
   *
   * `POST /account/group/{pk}/permission`, `account-group-permission-post`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  groupPermissionPost: Method<"account-group-permission-post">;
  /**
   * 删除用户组 · Delete a group.
   *
   * `DELETE /account/group/{pk}`, `account-group-pk-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  groupRemove: Method<"account-group-pk-delete">;
  /**
   * 查看用户组 · Show a group.
   *
   * `GET /account/group/{pk}`, `account-group-pk-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  groupRead: Method<"account-group-pk-get">;
  /**
   * 修改用户组 · Change a group.
   *
   * `PATCH /account/group/{pk}`, `account-group-pk-patch`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  groupUpdate: Method<"account-group-pk-patch">;
  /**
   * 更新用户组 · Update a group.
   *
   * `PUT /account/group/{pk}`, `account-group-pk-put`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  groupReplace: Method<"account-group-pk-put">;
  /**
   * 新建用户组,一个或多个 · Create a group, or several.
   *
   * `POST /account/group`, `account-group-post`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  groupCreate: Method<"account-group-post">;
  /**
   * 登录 · Sign in.
   *
   * `POST /account/login`, `account-login-post`.
   *
   * Failures:
   * - HTTP 401, `401` account or password error.
   * - HTTP 429, `429` Request was throttled. Expected available in 60 seconds.
   */
  login: Method<"account-login-post">;
  /**
   * 退出登录 · Sign out.
   *
   * `POST /account/logout`, `account-logout-post`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   */
  logout: Method<"account-logout-post">;
  /**
   * 权限列表 · List permissions.
   *
   * `GET /account/permission`, `account-permission-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  permissionList: Method<"account-permission-get">;
  /**
   * 删除权限 · Delete a permission.
   *
   * `DELETE /account/permission/{pk}`, `account-permission-pk-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  permissionRemove: Method<"account-permission-pk-delete">;
  /**
   * 查看权限 · Show a permission.
   *
   * `GET /account/permission/{pk}`, `account-permission-pk-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  permissionRead: Method<"account-permission-pk-get">;
  /**
   * 修改权限 · Change a permission.
   *
   * `PATCH /account/permission/{pk}`, `account-permission-pk-patch`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  permissionUpdate: Method<"account-permission-pk-patch">;
  /**
   * 更新权限 · Update a permission.
   *
   * `PUT /account/permission/{pk}`, `account-permission-pk-put`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  permissionReplace: Method<"account-permission-pk-put">;
  /**
   * 新建权限,一个或多个 · Create a permission, or several.
   *
   * `POST /account/permission`, `account-permission-post`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  permissionCreate: Method<"account-permission-post">;
  /**
   * 结束所有会话 · End all sessions.
   *
   * `DELETE /account/session`, `account-session-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  sessionRemoveAll: Method<"account-session-delete">;
  /**
   * 会话列表 · List sessions.
   *
   * `GET /account/session`, `account-session-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  sessionList: Method<"account-session-get">;
  /**
   * 结束一个会话 · End a session.
   *
   * `DELETE /account/session/{jti}`, `account-session-jti-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  sessionRemove: Method<"account-session-jti-delete">;
  /**
   * 用户列表 · List users.
   *
   * `GET /account/user`, `account-user-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  userList: Method<"account-user-get">;
  /**
   * 批量删除用户 · Delete several users.
   *
   * `DELETE /account/user/multiple_delete`, `account-user-multiple-delete-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  userMultipleDelete: Method<"account-user-multiple-delete-delete">;
  /**
   * 删除用户 · Delete a user.
   *
   * `DELETE /account/user/{pk}`, `account-user-pk-delete`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  userRemove: Method<"account-user-pk-delete">;
  /**
   * 查看用户 · Show a user.
   *
   * `GET /account/user/{pk}`, `account-user-pk-get`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  userRead: Method<"account-user-pk-get">;
  /**
   * 修改用户 · Change a user.
   *
   * `PATCH /account/user/{pk}`, `account-user-pk-patch`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  userUpdate: Method<"account-user-pk-patch">;
  /**
   * 更新用户 · Update a user.
   *
   * `PUT /account/user/{pk}`, `account-user-pk-put`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   * - HTTP 404, `404` Not found.
   */
  userReplace: Method<"account-user-pk-put">;
  /**
   * 新建用户,一个或多个 · Create a user, or several.
   *
   * `POST /account/user`, `account-user-post`.
   *
   * Failures:
   * - HTTP 401, `401` Authentication credentials were not provided.
   * - HTTP 403, `403` You do not have permission to perform this action.
   */
  userCreate: Method<"account-user-post">;
}

/** All operations, by family. */
export interface Api {
  readonly attendance: Attendance;
  readonly mjpm: Mjpm;
  readonly campus: Campus;
  readonly member: Member;
  readonly account: Account;
}
