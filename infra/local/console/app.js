// The page: tabs by the address's fragment, the language, the clock.

import * as audit from "./audit.js";
import * as clock from "./clock.js";
import * as directory from "./directory.js";
import { h } from "./dom.js";
import * as inbox from "./inbox.js";
import * as people from "./people.js";
import * as reference from "./reference.js";
import * as start from "./start.js";
import { language, setLanguage, words } from "./words.js";

const TABS = { start, api: reference, people, inbox, users: directory, audit };
const main = document.getElementById("main");
let leave = () => {};

function here() {
  const name = location.hash.slice(1);
  return name in TABS ? name : "start";
}

function show() {
  const tab = here();
  document.documentElement.lang = language();
  document.title = `${words(`tab_${tab}`)} · 通行 Tongxing`;
  document.getElementById("tabs").setAttribute("aria-label", words("tabs"));
  document.getElementById("tabs").replaceChildren(
    ...Object.keys(TABS).map((name) =>
      h("a", { href: `#${name}`, "aria-current": name === tab && "page" }, words(`tab_${name}`)),
    ),
  );
  const other = language() === "zh-CN" ? "en" : "zh-CN";
  const switchLanguage = () => {
    setLanguage(other);
    show();
    document.getElementById("language").focus();
  };
  document.getElementById("tools").replaceChildren(
    clock.widget(),
    h("button", { type: "button", id: "language", class: "quiet", lang: other, onclick: switchLanguage }, other === "en" ? "English" : "中文"),
  );
  leave();
  // What a tab still waits for goes into a place that is gone by then, if somebody has gone on.
  const place = h("div", {});
  main.replaceChildren(h("h1", {}, words(`tab_${tab}`)), h("p", { class: "lead" }, words(`lead_${tab}`)), place);
  const left = TABS[tab].show(place);
  leave = typeof left === "function" ? left : () => {};
}

addEventListener("hashchange", () => {
  show();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
show();
performance.mark("interactive");
