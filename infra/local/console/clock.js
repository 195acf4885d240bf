// The stack's clock: what it shows, and ways to move it, so that an expiry can be tried.

import { ask, call } from "./call.js";
import { field, h, say } from "./dom.js";
import { words } from "./words.js";

const STEPS = [
  ["clock_minute", 60],
  ["clock_ten", 600],
  ["clock_hour", 3600],
  ["clock_day", 86_400],
  ["clock_fortnight", 15 * 86_400],
];
const EVERY = 1000;

let ahead = 0;
let offset = 0;
let ticking;

/** The clock for the head of the page. */
export function widget() {
  const shown = h("time", {});
  const moved = h("span", { class: "badge", hidden: true });
  const seconds = h("input", { type: "number", value: "60", step: "1", id: "clock-seconds" });
  const tick = () => {
    shown.textContent = new Date(Date.now() + ahead).toLocaleTimeString(document.documentElement.lang, { hour12: false });
    moved.hidden = offset === 0;
    moved.textContent = `${offset > 0 ? "+" : ""}${offset} s`;
  };
  const took = (state) => {
    ahead = state.now_ms - Date.now();
    offset = state.offset_seconds;
    tick();
  };
  const advance = async (by) => {
    const { status, body } = await call("POST", "/_local/clock", { json: { advance: by } });
    if (status !== 200) return say(String(body));
    took(body);
    say(words("clock_moved"));
  };
  const button = (label, by) => h("button", { type: "button", onclick: () => advance(by()) }, label);
  clearInterval(ticking);
  ticking = setInterval(tick, EVERY);
  tick();
  ask("/_local/clock").then(took, () => {});
  return h(
    "details",
    { class: "clock" },
    h("summary", {}, `${words("clock")} `, shown, " ", moved),
    h(
      "div",
      { class: "panel" },
      h("p", { class: "small" }, words("clock_about")),
      h("div", { class: "row" }, STEPS.map(([label, by]) => button(words(label), () => by))),
      h("div", { class: "row" }, field(words("clock_seconds"), seconds), button(words("clock_move"), () => Math.trunc(Number(seconds.value)))),
      button(words("clock_back"), () => -offset),
    ),
  );
}
