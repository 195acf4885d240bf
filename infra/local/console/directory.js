// The users and their sessions.

import { ask } from "./call.js";
import { copyButton, h, moment, table } from "./dom.js";
import { words } from "./words.js";

/** Shows the first users; more are added page by page. */
export function show(main) {
  const users = h("section", {});
  const sessions = h("section", {});
  let shown = [];
  main.append(h("div", { class: "row" }, h("button", { type: "button", onclick: reload }, words("reload"))), users, sessions);

  async function reload() {
    shown = [];
    await Promise.all([page(null), standing(null, null)]);
  }

  async function page(after) {
    const { users: more, next } = await ask(`/_local/users${after ? `?after=${after}` : ""}`);
    shown = shown.concat(more);
    const heads = ["user_id", "user_name", "user_state", "user_doors", "user_roles", "user_sections", "user_last"].map((key) => words(key));
    users.replaceChildren(
      shown.length ? table(words("users"), heads, shown.map(row)) : h("p", { class: "none" }, words("users_none")),
      next ? h("button", { type: "button", onclick: () => page(next) }, words("more")) : "",
    );
  }

  function row(user) {
    const { username, name, email, email_verified: verified, phone } = user;
    const roles = [user.is_superuser && words("superuser"), user.is_staff && words("staff"), user.groups.length && `${words("groups")} ${user.groups.join(", ")}`];
    return [
      String(user.id),
      [
        [name, username].filter(Boolean).map((text) => h("div", {}, text)),
        email && h("div", { class: "small" }, `${email}${verified ? " ✓" : ""}`),
        phone && h("div", { class: "small" }, phone),
      ],
      words(`state_${user.state}`),
      [
        user.has_password && h("div", {}, words("password")),
        user.identities.map(({ provider, app, openid }) =>
          h("details", {}, h("summary", {}, `${provider} ${app}`), h("code", {}, openid), " ", copyButton(openid)),
        ),
      ],
      roles.filter(Boolean).join(", "),
      Object.entries(user.profiles).map(([family, section]) =>
        h("details", {}, h("summary", {}, [family, section.status].filter(Boolean).join(" ")), h("pre", { tabindex: "0", "aria-label": family }, JSON.stringify(section, null, 2))),
      ),
      [moment(user.last_login), " ", h("button", { type: "button", class: "quiet", onclick: () => standing(user.id, null) }, words("sessions_of"))],
    ];
  }

  async function standing(user, after, before = []) {
    const query = user ? `?user=${user}` : after ? `?after=${after}` : "";
    const { sessions: found, next } = await ask(`/_local/sessions${query}`);
    const all = before.concat(found);
    const heads = ["user", "session_issuer", "session_opened", "session_closes", "session_from"].map((key) => words(key));
    const rows = all.map((session) => [
      String(session.user),
      session.issuer.replace(/^https?:\/\/[^/]+/, ""),
      moment(session.opened_at),
      moment(session.closes_at),
      [h("div", {}, session.source_ip), h("div", { class: "small" }, session.user_agent)],
    ]);
    const caption = user ? `${words("sessions")} · ${words("user")} ${user}` : words("sessions");
    sessions.replaceChildren(
      rows.length ? table(caption, heads, rows) : h("p", { class: "none" }, `${caption}: ${words("sessions_none")}`),
      user ? h("button", { type: "button", onclick: () => standing(null, null) }, words("sessions_all")) : "",
      next ? h("button", { type: "button", onclick: () => standing(null, next, all) }, words("more")) : "",
    );
  }

  reload();
}
