// The people of the sandbox: a code of each, and what it does at a family's own sign-in.

import { ask, call } from "./call.js";
import { copyButton, exchange, field, h, say } from "./dom.js";
import { current, remember, tokenIn } from "./token.js";
import { words } from "./words.js";

const PEOPLE = ["alice", "boss", "bob", "wangfang", "xiaoming", "王芳"];
/** What a code can say beside a name; `{name}` is the person, `{n}` a number that was not there before. */
const KINDS = [
  ["plain", "{name}"],
  ["once", "once:{name}:{n}"],
  ["slow", "slow:{name}"],
];
const MINI_PROGRAM_FAILURES = [
  ["fail_used", "fail:40163"],
  ["fail_invalid", "fail:40029"],
  ["fail_busy", "fail:-1"],
  ["fail_often", "fail:45011"],
];
/** What else it can say, in the words of each provider. */
const OF_PROVIDER = {
  WeChat: [...MINI_PROGRAM_FAILURES, ["snapshot", "snapshot:{name}"]],
  Alipay: [["fail_code", "fail:isv.code-invalid"], ["fail_app", "fail:isv.invalid-signature"]],
  QQ: MINI_PROGRAM_FAILURES,
  qq_connect: [["fail_code", "fail:100020"]],
  Apple: [["fail_code", "fail:invalid_grant"], ["fail_app", "fail:invalid_client"]],
};

let chosenDoor = 0;
let person = PEOPLE[0];
let count = 0;

/** The ways in, of every family and app: what each is called, and what it does with a code. */
export function doors(apps) {
  const seen = new Set();
  return apps.flatMap((app) =>
    app.families.map((family) => {
      const label = [family, app.method, app.type, app.appid].filter(Boolean).join(" · ");
      const kind = `${family} ${app.method} ${app.type}`;
      const isFirst = !seen.has(kind);
      seen.add(kind);
      return { family, label, kinds: [...KINDS, ...(OF_PROVIDER[app.type] ?? OF_PROVIDER[app.method])], requests: requests(family, app, isFirst) };
    }),
  );
}

/** What a sign-in sends with a code: one request, or for mjpm two, the second with the openid that the first one gave. */
function requests(family, app, isFirst) {
  const post = (path, json) => ({ method: "POST", path, json });
  switch (family) {
    case "attendance":
      return [(code) => post("/user/user/login/", { code })];
    case "mjpm":
      return [
        (code) => post("/api/v1/weixinmp", { code }),
        (_, first) => first.body.data?.openid && { method: "GET", path: `/mjpm/v1/auth/login/${encodeURIComponent(first.body.data.openid)}` },
      ];
    case "campus":
      return [(code) => post("/login_wx", { code })];
    default:
      return [
        (code) =>
          post("/module/iot/codeGetInfo", {
            login_method: app.method,
            ...(app.type && { login_type: app.type }),
            ...(!isFirst && { appid: app.appid }),
            ...(app.redirect_uris && { redirect_uri: app.redirect_uris[0] }),
            code,
          }),
      ];
  }
}

/** Goes in by `door` with `code` and returns what went to and fro; remembers who has come in. */
export async function signIn(door, code) {
  const done = [];
  for (const request of door.requests) {
    const next = request(code, done.at(-1));
    if (!next) break;
    done.push(await call(next.method, next.path, { json: next.json }));
  }
  const token = tokenIn(done.at(-1).body);
  if (token) {
    const openid = done.map(({ body }) => body.data?.openid).find(Boolean);
    remember({ token, who: `${code} · ${door.label}`, openid });
  }
  return { done, token };
}

/** Shows the people and the codes. */
export async function show(main) {
  const apps = await ask("/_local/apps");
  const all = doors(apps);
  const door = h("select", { onchange: () => { chosenDoor = Number(door.value); draw(); } }, all.map(({ label }, i) => h("option", { value: i, selected: i === chosenDoor }, label)));
  const name = h("input", { type: "text", value: person, maxlength: "64", spellcheck: "false", oninput: () => { person = name.value.trim(); draw(); } });
  const codes = h("section", {});
  const result = h("section", { "aria-live": "polite" });
  main.append(
    h("div", { class: "row" }, PEOPLE.map((who) => h("button", { type: "button", class: "person", onclick: () => { person = name.value = who; draw(); } }, who)), field(words("person_name"), name)),
    field(words("door"), door),
    codes,
    result,
  );
  if (current()) told(words("signed_in_as"), current().who);

  function told(head, text) {
    result.replaceChildren(h("h2", {}, head), h("p", {}, text, " ", h("a", { href: "#api" }, words("try_it"))));
  }

  function draw() {
    count += 1;
    // A name with a colon in it would be another kind of code.
    const usable = person && !person.includes(":");
    const rows = all[chosenDoor].kinds.map(([kind, form]) => {
      const code = form.replace("{name}", person).replace("{n}", `${Date.now() % 100_000}${count}`);
      return h(
        "li",
        {},
        h("code", {}, code),
        h("span", { class: "small" }, words(`code_${kind}`)),
        copyButton(code),
        // Used once more it is refused, which is what it is for.
        kind === "once" && h("button", { type: "button", class: "quiet", "data-fresh": true, onclick: draw }, words("code_fresh")),
        h("button", { type: "button", "data-code": kind, onclick: (event) => use(code, event.target) }, words("sign_in")),
      );
    });
    codes.replaceChildren(usable ? h("ul", { class: "codes" }, rows) : h("p", { class: "none" }, words("person_bad")));
  }

  async function use(code, button) {
    button.disabled = true;
    result.replaceChildren(h("p", {}, words("waiting")));
    const { done, token } = await signIn(all[chosenDoor], code);
    button.disabled = false;
    if (token) told(words("signed_in_as"), current().who);
    else result.replaceChildren(h("h2", {}, words("not_signed_in")));
    say(words(token ? "signed_in" : "not_signed_in"));
    result.append(...done.map(exchange));
  }

  draw();
}
