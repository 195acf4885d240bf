// Every word of the page, Chinese and English.

const WORDS = {
  // Tabs
  tabs: ["页面", "Pages"],
  tab_start: ["第一步", "First steps"],
  tab_api: ["接口", "API"],
  tab_people: ["沙箱人物", "Sandbox people"],
  tab_inbox: ["收件箱", "Inbox"],
  tab_users: ["用户与会话", "Users and sessions"],
  tab_audit: ["审计记录", "Audit trail"],
  lead_start: [
    "一名新员工从微信 code 到审核通过. 每一步就是客户端会发的请求; 在这里点一下就发.",
    "A new employee gets from a WeChat code to an approved account. Each step is the request that a client would send; one click sends it.",
  ],
  lead_api: [
    "全部接口, 可直接试用. 在「沙箱人物」登录之后, 令牌已经填好.",
    "Every endpoint, with a form to try it. Once you have signed in under “Sandbox people”, the token is filled in.",
  ],
  lead_people: [
    "在本地, code 就是人名: 任何名字都是一个人. 复制 code, 或者直接用它登录.",
    "On the local stack a code is the name of a person, and any name is one. Copy the code, or sign in with it here.",
  ],
  lead_inbox: ["所有寄出的邮件, 最新的在前. 邮件不会离开这台机器.", "Every mail that would have gone out, newest first. None leaves this machine."],
  lead_users: ["目录里的所有用户, 以及仍然有效的会话.", "Everyone in the directory, and the sessions that stand."],
  lead_audit: ["发生过什么: 谁, 对谁, 从哪里, 前后各是什么.", "What happened: who, to whom, from where, before and after."],
  // Everywhere
  copy: ["复制", "Copy"],
  copied: ["已复制", "Copied"],
  more: ["更多", "More"],
  reload: ["刷新", "Reload"],
  request: ["请求", "Request"],
  response: ["响应", "Response"],
  send: ["发送", "Send"],
  waiting: ["请稍候…", "One moment…"],
  // Clock
  clock: ["时钟", "Clock"],
  clock_about: ["把时钟往前拨, 看看过期之后会怎样.", "Move the clock ahead, to see what happens when something expires."],
  clock_minute: ["+1 分钟", "+1 min"],
  clock_ten: ["+10 分钟", "+10 min"],
  clock_hour: ["+1 小时", "+1 h"],
  clock_day: ["+1 天", "+1 day"],
  clock_fortnight: ["+15 天", "+15 days"],
  clock_seconds: ["秒数", "Seconds"],
  clock_move: ["拨动", "Move"],
  clock_back: ["回到现在", "Back to now"],
  clock_moved: ["时钟已拨动", "The clock was moved"],
  // First steps
  start_boss: ["审核人", "Who reviews"],
  start_person: ["新员工的 code", "The new employee's code"],
  start_name: ["姓名", "Name"],
  start_email: ["邮箱", "Email"],
  start_all: ["全部执行", "Do all"],
  start_another: ["换一个人重来", "Again with somebody else"],
  step_good: ["✓ 如预期", "✓ As expected"],
  step_bad: ["✗ 与预期不同, 看响应", "✗ Not as expected: see the response"],
  step_boss_proof: ["审核人认证微信", "The reviewer proves an openid"],
  why_boss_proof: ["审核人的小程序用 code 换 openid. 十分钟内可以登录.", "The reviewer's mini-program exchanges its code for an openid. It can sign in for ten minutes."],
  step_superuser: ["运维人员设超级用户", "An operator makes a superuser"],
  why_superuser: [
    "create-superuser 没有路由, 只能直接调用. 生成的密码只显示这一次.",
    "create-superuser has no route and is invoked directly. The generated password is shown this once.",
  ],
  step_boss_login: ["审核人登录", "The reviewer signs in"],
  why_boss_login: ["响应中的令牌留给后面的步骤.", "The token in the answer is kept for the steps below."],
  step_proof: ["新员工认证微信", "The new employee proves an openid"],
  why_proof: ["第一次登录: 这个 openid 还没有人用过.", "The first sign-in: nobody has used this openid yet."],
  step_mail: ["索取邮箱验证码", "They ask for an email code"],
  why_mail: ["每 60 秒最多一封; 太快就拨动时钟.", "At most one in 60 seconds; move the clock if that is too slow."],
  step_inbox: ["查看收件箱", "They read the mail"],
  why_inbox: ["邮件也在「收件箱」一页.", "The mail is on the page “Inbox” too."],
  step_register: ["注册", "They register"],
  why_register: ["用四位验证码登记为员工, 等待审核.", "With the four digits they become an employee under review."],
  step_waiting: ["还不能登录", "They cannot sign in yet"],
  why_waiting: ["应答是 1002: 审核中.", "The answer is 1002: under review."],
  step_list: ["审核人查看待审名单", "The reviewer lists who waits"],
  why_list: ["名单里有新员工的编号.", "The list has the new employee's id."],
  step_approve: ["审核通过", "The reviewer approves"],
  why_approve: ["给部门, 职位和一个应用的权限.", "With a department, a position and the right to one application."],
  step_proof_again: ["再次认证微信", "Another proof"],
  why_proof_again: ["小程序每次打开都会换一次.", "A mini-program does so each time it is opened."],
  step_login: ["新员工登录", "The new employee signs in"],
  why_login: ["状态是在职, 令牌可用.", "They are 在职, and the token is good."],
  // Sandbox people
  person_name: ["或者任意名字", "Or any name"],
  person_bad: ["名字不能为空, 也不能有冒号.", "A name is not empty and has no colon."],
  door: ["从哪里登录", "Where to sign in"],
  sign_in: ["登录", "Sign in"],
  signed_in: ["已登录", "Signed in"],
  signed_in_as: ["已登录:", "Signed in:"],
  signed_in_not: ["还没有登录.", "Nobody has signed in here."],
  not_signed_in: ["没有登录成功", "Not signed in"],
  forget: ["忘掉令牌", "Forget the token"],
  try_it: ["去试用接口", "Try the API"],
  code_fresh: ["换一个", "Another"],
  code_plain: ["这个人, 随便用几次", "this person, as often as you like"],
  code_once: ["只能用一次, 和真的一样", "works once, as real codes do"],
  code_fail_used: ["微信 40163: code 已用过", "WeChat's 40163: the code was used"],
  code_fail_invalid: ["微信 40029: code 无效", "WeChat's 40029: no such code"],
  code_fail_busy: ["微信 -1: 系统繁忙 (503)", "WeChat's -1: busy (503)"],
  code_fail_often: ["微信 45011: 太频繁 (429)", "WeChat's 45011: too often (429)"],
  code_fail_code: ["code 已用过或无效, 用该平台自己的错误码", "used or no code, in the provider's own word"],
  code_fail_app: ["平台不认我们的应用 (500)", "the provider refuses our app (500)"],
  code_slow: ["10 秒才答复; 接口 4.5 秒后放弃 (503)", "takes 10 s; the endpoint gives up after 4.5 s (503)"],
  code_snapshot: ["快照页的虚拟用户, 会被拒绝", "the made-up user of a snapshot page: refused"],
  // Inbox
  mail: ["邮件", "Mail"],
  mail_html: ["原样", "As it looks"],
  mail_text: ["纯文本", "As text"],
  inbox_to: ["收件人", "To"],
  inbox_empty: ["清空", "Empty"],
  inbox_none: ["还没有邮件.", "No mail yet."],
  // Users and sessions
  users: ["用户", "Users"],
  users_none: ["还没有用户.", "Nobody yet."],
  user: ["用户", "User"],
  user_id: ["编号", "Id"],
  user_name: ["名字", "Name"],
  user_state: ["状态", "State"],
  user_doors: ["登录方式", "Ways in"],
  user_roles: ["角色", "Roles"],
  user_sections: ["各家族资料", "Families"],
  user_last: ["上次登录", "Last sign-in"],
  state_active: ["可用", "active"],
  state_pending: ["待批准", "pending"],
  state_disabled: ["已停用", "disabled"],
  superuser: ["超级用户", "superuser"],
  staff: ["职员", "staff"],
  groups: ["用户组", "groups"],
  password: ["密码", "password"],
  sessions: ["会话", "Sessions"],
  sessions_of: ["会话", "Sessions"],
  sessions_all: ["所有人的会话", "Everyone's sessions"],
  sessions_none: ["没有有效的会话.", "none that stands."],
  session_issuer: ["登录接口", "Opened at"],
  session_opened: ["开始", "Since"],
  session_closes: ["到期", "Until"],
  session_from: ["来自", "From"],
  // Audit trail
  every_kind: ["全部", "All"],
  audit_kind: ["事件", "Event"],
  audit_user: ["被操作者编号", "Id of whom it was about"],
  audit_at: ["时间", "When"],
  audit_actor: ["操作者", "Who"],
  audit_subject: ["被操作者", "Whom"],
  audit_from: ["来自", "From"],
  audit_changes: ["变化", "Changes"],
  audit_nobody: ["运维 / 未知", "operator / unknown"],
  audit_none: ["没有记录.", "No records."],
  family: ["家族", "Family"],
  endpoints: ["接口一览", "Endpoints"],
  // Swagger UI's controls
  swagger_example: ["选择示例", "Which example"],
  swagger_type: ["内容类型", "Content type"],
  swagger_body: ["请求体", "Request body"],
  swagger_close: ["关闭", "Close"],
  swagger_value: ["值", "Value"],
  // Direct invocation
  direct: ["直接调用没有路由的函数", "Invoke a function without a route"],
  function: ["函数", "Function"],
  event: ["事件 (JSON)", "Event (JSON)"],
  invoke: ["调用", "Invoke"],
};

const KINDS = {
  signed_in: ["登录", "signed in"],
  sign_in_failed: ["登录失败", "sign-in failed"],
  registered: ["注册", "registered"],
  employee_reviewed: ["审核员工", "employee reviewed"],
  profile_changed: ["修改资料", "profile changed"],
  identity_linked: ["绑定登录方式", "identity linked"],
  state_changed: ["状态变化", "state changed"],
  rights_changed: ["权限变化", "rights changed"],
  password_changed: ["改密码", "password changed"],
  user_deleted: ["删除用户", "user deleted"],
  sessions_revoked: ["结束会话", "sessions revoked"],
  signed_out: ["退出", "signed out"],
  superuser_made: ["设超级用户", "superuser made"],
  token_keys_rotated: ["轮换令牌密钥", "token keys rotated"],
};

const KEPT = "tongxing.language";
const LANGUAGES = ["zh-CN", "en"];

let chosen = localStorage.getItem(KEPT);
if (!LANGUAGES.includes(chosen)) chosen = /^zh\b/i.test(navigator.language) ? "zh-CN" : "en";

/** The language of the page: what was chosen here, or else the browser's; English for a browser that speaks neither. */
export const language = () => chosen;

/** Chooses the language, for the next visit too. */
export function setLanguage(language) {
  chosen = language;
  localStorage.setItem(KEPT, language);
}

const of = (pair) => pair[LANGUAGES.indexOf(chosen)];

/** The text that `key` stands for. */
export function words(key) {
  if (!WORDS[key]) throw new Error(`there is no word for ${key}`);
  return of(WORDS[key]);
}

/** The words for the kinds of audit records, by kind. */
export const kinds = () => Object.fromEntries(Object.entries(KINDS).map(([kind, pair]) => [kind, of(pair)]));
