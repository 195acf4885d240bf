// The first steps of the README, one request each: what it sends, and what it takes from the answer for the next ones.

const post = (path, json) => ({ method: "POST", path, json });
const openid = (text) => encodeURIComponent(text);
const is = (code) => (state, { body }) => body.code === code;
const STAFF = encodeURI("员工管理");

/**
 * `needs` are the names that earlier steps must have set; `take` says whether the answer is the one that leads on, and keeps what is in it.
 */
export const STEPS = [
  {
    id: "boss_proof",
    needs: [],
    request: ({ boss }) => post("/api/v1/weixinmp", { code: boss }),
    take: (state, { body }) => Boolean((state.bossOpenid = body.data?.openid)),
  },
  {
    id: "superuser",
    needs: ["bossOpenid"],
    request: ({ boss, bossOpenid }) => post("/2015-03-31/functions/create-superuser/invocations", { username: boss, openid: bossOpenid }),
    take: (state, { body }) => Boolean((state.superuser = body.id)),
  },
  {
    id: "boss_login",
    needs: ["superuser"],
    request: ({ bossOpenid }) => ({ method: "GET", path: `/mjpm/v1/auth/login/${openid(bossOpenid)}` }),
    take: (state, { body }) => Boolean((state.token = body.data?.token)),
  },
  {
    id: "proof",
    needs: [],
    request: ({ person }) => post("/api/v1/weixinmp", { code: person }),
    take: (state, { body }) => Boolean((state.openid = body.data?.openid)),
  },
  {
    id: "mail",
    needs: ["openid"],
    request: ({ openid: of, email }) => post(`/mjpm/v1/auth/code/${openid(of)}`, { email }),
    take: (state, answer) => (state.mailed = is("1000")(state, answer)),
  },
  {
    id: "inbox",
    needs: ["mailed"],
    request: ({ email }) => ({ method: "GET", path: `/_local/inbox?to=${encodeURIComponent(email)}` }),
    take: (state, { body }) => Boolean((state.code = body[0]?.text.match(/(?<!\d)\d{4}(?!\d)/)?.[0])),
  },
  {
    id: "register",
    needs: ["code"],
    request: ({ openid: of, name, email, code }) => post(`/mjpm/v1/auth/register/${openid(of)}`, { name, email, avatar_url: "", code }),
    take: (state, answer) => (state.registered = is("1000")(state, answer)),
  },
  {
    id: "waiting",
    needs: ["registered"],
    request: ({ openid: of }) => ({ method: "GET", path: `/mjpm/v1/auth/login/${openid(of)}` }),
    take: is("1002"),
  },
  {
    id: "list",
    needs: ["token", "registered"],
    request: ({ bossOpenid, token }) => ({ method: "GET", path: `/mjpm/v1/${STAFF}/${openid(bossOpenid)}?status=${encodeURI("审核")}`, token }),
    take: (state, { body }) => Boolean((state.id = [body.data].flat().find((employee) => employee?.openid === state.openid)?.id)),
  },
  {
    id: "approve",
    needs: ["id"],
    request: ({ bossOpenid, token, id }) => ({
      ...post(`/mjpm/v1/${STAFF}/${encodeURI("审核")}/${openid(bossOpenid)}`, { id, status: "在职", dept: "IT", station: "engineer", rights: ["员工管理"] }),
      token,
    }),
    take: (state, answer) => (state.approved = is("1003")(state, answer)),
  },
  {
    id: "proof_again",
    needs: ["approved"],
    request: ({ person }) => post("/api/v1/weixinmp", { code: person }),
    take: (state, { body }) => (state.provenAgain = Boolean(body.data?.openid)),
  },
  {
    id: "login",
    needs: ["provenAgain"],
    request: ({ openid: of }) => ({ method: "GET", path: `/mjpm/v1/auth/login/${openid(of)}` }),
    take: (state, { body }) => Boolean((state.personToken = body.data?.token)),
  },
];
