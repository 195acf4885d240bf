// The audit trail: what happened, newest first.

import { ask } from "./call.js";
import { field, h, moment, table } from "./dom.js";
import { kinds, words } from "./words.js";

let kind = "";
let user = "";

/** Shows the newest records; older ones are added page by page. */
export function show(main) {
  const list = h("section", {});
  const chosen = h("select", { onchange: () => { kind = chosen.value; look(); } });
  chosen.append(h("option", { value: "" }, words("every_kind")), ...Object.entries(kinds()).map(([value, label]) => h("option", { value, selected: value === kind }, label)));
  const about = h("input", { type: "number", min: "1", step: "1", value: user, oninput: () => { user = about.value; look(); } });
  main.append(
    h("div", { class: "row" }, field(words("audit_kind"), chosen), field(words("audit_user"), about), h("button", { type: "button", onclick: () => look() }, words("reload"))),
    list,
  );

  async function look(before = null, shown = []) {
    const query = new URLSearchParams(Object.entries({ kind, user, before }).filter(([, value]) => value));
    const { records, next } = await ask(`/_local/audit?${query}`);
    const all = shown.concat(records);
    const heads = ["audit_at", "audit_kind", "audit_actor", "audit_subject", "audit_from", "audit_changes"].map((key) => words(key));
    list.replaceChildren(
      all.length ? table(words("tab_audit"), heads, all.map(row)) : h("p", { class: "none" }, words("audit_none")),
      next ? h("button", { type: "button", onclick: () => look(next, all) }, words("more")) : "",
    );
  }

  function row(record) {
    const changes = Object.entries(record.changes);
    return [
      moment(record.at),
      [h("div", {}, kinds()[record.kind] ?? record.kind), record.detail && h("div", { class: "small" }, record.detail)],
      record.actor === null ? words("audit_nobody") : String(record.actor),
      record.subject === null ? "–" : String(record.subject),
      record.source_ip || "–",
      changes.length
        ? h("details", {}, h("summary", {}, changes.map(([name]) => name).join(", ")), h("dl", {}, changes.map(([name, { before, after }]) => [h("dt", {}, name), h("dd", {}, `${JSON.stringify(before)} → ${JSON.stringify(after)}`)])))
        : "–",
    ];
  }

  look();
}
