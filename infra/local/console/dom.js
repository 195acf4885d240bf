// Elements without markup in strings: what comes from the stack is only ever text.

import { words } from "./words.js";

/** An element with attributes, listeners (`onclick`), and children: elements, texts, lists; `null` and `false` are nothing. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A labelled field: what `make` gives, below its name. */
export function field(label, control) {
  return h("label", { class: "field" }, h("span", {}, label), control);
}

/** Says something to those who do not see the page change. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** A button that copies `text`. */
export function copyButton(text, label = words("copy")) {
  const button = h("button", { type: "button", class: "quiet", onclick: copy }, label);
  async function copy() {
    await navigator.clipboard.writeText(text);
    button.textContent = words("copied");
    say(words("copied"));
    setTimeout(() => (button.textContent = label), 1500);
  }
  return button;
}

/** A moment in RFC 3339 as the reader's own clock has it. */
export function moment(text) {
  if (!text) return "";
  const shown = new Date(text).toLocaleString(document.documentElement.lang, { hour12: false });
  return h("time", { datetime: text, title: text }, shown);
}

/** A table that becomes a list of cards where there is no room; `rows` are lists of cells in the order of `heads`. */
export function table(caption, heads, rows) {
  return h(
    "table",
    {},
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, i) => h("td", { "data-head": heads[i] }, cell))))),
  );
}

/** What went to and fro, to read. */
export function exchange({ method, path, sent, status, body, took }) {
  const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
  return h(
    "div",
    { class: "exchange" },
    block(words("request"), `${method} ${decodeURI(path)}${sent === undefined ? "" : `\n\n${JSON.stringify(sent, null, 2)}`}`),
    block(`${words("response")} · HTTP ${status} · ${took} ms`, text),
  );
}

function block(head, text) {
  return h("div", {}, h("p", { class: "small" }, head), h("pre", { tabindex: "0", "aria-label": head }, text));
}
