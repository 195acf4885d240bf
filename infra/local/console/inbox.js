// The mails, as they would look. A mail is shown by a frame without rights: see `mails.rs` for what its own policy takes away.

import { ask, call } from "./call.js";
import { copyButton, field, h, moment } from "./dom.js";
import { words } from "./words.js";

const EVERY = 2000;

let chosen = null;
let address = "";
let asText = false;

/** Shows the inbox; what it returns stops looking for new mails. */
export function show(main) {
  const list = h("ul", { class: "mails" });
  const reader = h("section", { class: "mail", "aria-label": words("mail") });
  const filter = h("input", { type: "search", value: address, oninput: () => { address = filter.value.trim(); look(); } });
  const empty = h("button", { type: "button", class: "quiet", onclick: clear }, words("inbox_empty"));
  main.append(h("div", { class: "row" }, field(words("inbox_to"), filter), empty), h("div", { class: "split" }, list, reader));
  let known = null;
  let mails = [];

  async function clear() {
    await call("DELETE", "/_local/inbox");
    chosen = null;
    look();
  }

  async function look() {
    const found = await ask("/_local/mails").catch(() => null);
    if (!found) return;
    mails = found.filter((mail) => mail.to.toLowerCase().includes(address.toLowerCase()));
    const state = mails.map((mail) => mail.number).join();
    if (state === known) return;
    known = state;
    if (!mails.some((mail) => mail.number === chosen)) chosen = mails[0]?.number ?? null;
    drawList();
    drawMail();
  }

  function drawList() {
    const choose = (number) => () => {
      chosen = number;
      for (const button of list.querySelectorAll("button")) button.setAttribute("aria-pressed", button.dataset.number === String(number));
      drawMail();
    };
    const rows = mails.map(({ number, to, subject, sent_at }) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", "data-number": number, "aria-pressed": String(number === chosen), onclick: choose(number) },
          h("strong", {}, subject),
          h("span", {}, to),
          moment(sent_at),
        ),
      ),
    );
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "none" }, words("inbox_none"))]));
  }

  function drawMail() {
    const mail = mails.find(({ number }) => number === chosen);
    if (!mail) return reader.replaceChildren();
    const codes = [...new Set(mail.text.match(/(?<!\d)\d{4,8}(?!\d)/g) ?? [])];
    const body = asText
      ? h("pre", { tabindex: "0", "aria-label": words("mail_text") }, mail.text)
      : h("iframe", { src: `/_local/mails/${mail.number}`, sandbox: "", referrerpolicy: "no-referrer", title: mail.subject });
    const view = (text, label) =>
      h("button", { type: "button", class: "quiet", "aria-pressed": String(asText === text), onclick: () => { asText = text; drawMail(); } }, label);
    reader.replaceChildren(
      h("h2", {}, mail.subject),
      h("p", { class: "small" }, `${words("inbox_to")}: ${mail.to} · `, moment(mail.sent_at)),
      h("div", { class: "row" }, view(false, words("mail_html")), view(true, words("mail_text")), codes.map((code) => copyButton(code, `${words("copy")} ${code}`))),
      body,
    );
  }

  look();
  const timer = setInterval(() => document.visibilityState === "visible" && look(), EVERY);
  return () => clearInterval(timer);
}
