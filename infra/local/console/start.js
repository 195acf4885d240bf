// The first steps by clicking: an employee gets from a WeChat code to an approved account, each step the request that a client would send.

import { call } from "./call.js";
import { exchange, field, h, say } from "./dom.js";
import { STEPS } from "./steps.js";
import { remember } from "./token.js";
import { words } from "./words.js";

const FIELDS = ["boss", "person", "name", "email"];
let state;
let results;
reset("alice");

function reset(person) {
  state = { boss: state?.boss ?? "reviewer", person, name: "王芳", email: `${person}@example.com` };
  results = {};
}

/** Shows the steps. */
export function show(main) {
  const list = h("ol", { class: "steps" });
  const form = h("div", { class: "row" });
  main.append(form, list);

  const ready = (step) => step.needs.every((name) => state[name]);

  async function run(step) {
    const { method, path, json, token } = step.request(state);
    const answer = await call(method, path, { json, token });
    const good = step.take(state, answer);
    results[step.id] = { answer, good };
    if (good && step.id === "boss_login") remember({ token: state.token, who: `${state.boss} · mjpm`, openid: state.bossOpenid });
    if (good && step.id === "login") remember({ token: state.personToken, who: `${state.person} · mjpm`, openid: state.openid });
    say(`${words(`step_${step.id}`)}: ${words(good ? "step_good" : "step_bad")}`);
    draw();
    return good;
  }

  async function runAll() {
    for (const step of STEPS) {
      if (results[step.id]?.good) continue;
      if (!ready(step) || !(await run(step))) return;
    }
  }

  function another() {
    reset(`person${Math.floor(Math.random() * 9000) + 1000}`);
    draw();
  }

  function draw() {
    const begun = Object.keys(results).length > 0;
    const focused = document.activeElement?.dataset.step;
    form.replaceChildren(
      ...FIELDS.map((name) => {
        const input = h("input", { type: "text", value: state[name], readonly: begun, spellcheck: "false", "data-field": name, oninput: () => (state[name] = input.value.trim()) });
        return field(words(`start_${name}`), input);
      }),
      h("button", { type: "button", id: "all", onclick: runAll }, words("start_all")),
      h("button", { type: "button", class: "quiet", id: "another", onclick: another }, words("start_another")),
    );
    list.replaceChildren(
      ...STEPS.map((step) => {
        const result = results[step.id];
        const outcome = result && (result.good ? "good" : "bad");
        return h(
          "li",
          { class: outcome, "data-outcome": outcome },
          h("h2", {}, words(`step_${step.id}`)),
          h("p", {}, words(`why_${step.id}`)),
          h("div", { class: "row" }, h("button", { type: "button", "data-step": step.id, disabled: !ready(step), onclick: () => run(step) }, words("send")), outcome && h("span", { class: "outcome" }, words(`step_${outcome}`))),
          result && exchange(result.answer),
        );
      }),
    );
    if (focused) list.querySelector(`[data-step="${focused}"]`)?.focus();
  }

  draw();
}
