// The documentation with forms to try it: Swagger UI on the stack's own description. It is loaded when somebody wants it.

import { ask, call } from "./call.js";
import { exchange, field, h } from "./dom.js";
import { current, onChange, remember } from "./token.js";
import { language, words } from "./words.js";

const VENDOR = "/_console/vendor/swagger-ui";
let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    document.head.append(
      h("link", { rel: "stylesheet", href: `${VENDOR}/swagger-ui.css` }),
      h("link", { rel: "stylesheet", href: "/_console/reference.css" }),
      h("script", { src: `${VENDOR}/swagger-ui-bundle.js`, onload: () => resolve(globalThis.SwaggerUIBundle), onerror: reject }),
    );
  });
  return loading;
}

/** Shows the endpoints, and the functions without a route. */
export function show(main) {
  const place = h("div", { id: "swagger", "aria-busy": "true" }, h("p", {}, words("waiting")));
  const who = h("p", { class: "row" });
  main.append(who, direct(), h("h2", {}, words("endpoints")), place);
  let stop = () => {};
  let left = false;
  const drawWho = (known) =>
    who.replaceChildren(
      ...(known
        ? [h("span", {}, `${words("signed_in_as")} ${known.who}`), h("button", { type: "button", class: "quiet", onclick: () => remember(null) }, words("forget"))]
        : [h("span", {}, words("signed_in_not"), " "), h("a", { href: "#people" }, words("tab_people"))]),
    );
  Promise.all([load(), ask("/openapi.json"), import("./labels.js")]).then(([SwaggerUI, description, { tend }]) => {
    if (left) return;
    const ui = SwaggerUI({
      spec: adapted(description, current()),
      domNode: place,
      docExpansion: "list",
      filter: true,
      defaultModelsExpandDepth: -1,
      displayRequestDuration: true,
      queryConfigEnabled: false,
      syntaxHighlight: false,
      validatorUrl: null,
      requestInterceptor: asOneCaller,
      onComplete: () => place.removeAttribute("aria-busy"),
    });
    const authorise = (known) => (known ? ui.preauthorizeApiKey("bearer", known.token) : ui.authActions.logout(["bearer"]));
    if (current()) authorise(current());
    changed = (known) => {
      drawWho(known);
      ui.specActions.updateJsonSpec(adapted(description, known));
      authorise(known);
    };
    stop = tend(place, language() === "zh-CN");
  }, (problem) => place.replaceChildren(h("p", { class: "none" }, String(problem))));
  changed = drawWho;
  drawWho(current());
  return () => {
    left = true;
    changed = () => {};
    stop();
  };
}

let changed = () => {};
onChange((known) => changed(known));

/** A token that a request carries is the caller; the cookie of an earlier sign-in stays at home then, for two that differ are refused. */
function asOneCaller(request) {
  const named = request.headers.Authorization || /[?&][Tt]oken=/.test(request.url) || /"[Tt]oken"\s*:/.test(request.body ?? "");
  request.credentials = named ? "omit" : "same-origin";
  return request;
}

/** The description in one language, for this address, with the token and openid of who has signed in where the documents have examples. */
function adapted(description, known) {
  const spec = structuredClone(description);
  const mine = language() === "zh-CN" ? 0 : 1;
  spec.servers = [{ url: location.origin }];
  delete spec.info.license;
  for (const item of Object.values(spec.paths)) {
    for (const parameter of item.parameters ?? []) {
      if (known?.openid && parameter.name === "openid") parameter.example = known.openid;
    }
    for (const operation of Object.values(item)) {
      if (!operation.operationId) continue;
      operation.summary = operation.summary.split(" · ")[mine] ?? operation.summary;
      for (const { example } of Object.values(operation.requestBody?.content ?? {})) {
        for (const name of ["token", "Token"]) {
          if (known && example && name in example) example[name] = known.token;
        }
      }
    }
  }
  return spec;
}

/** A form for the functions that are invoked directly. */
function direct() {
  const chosen = h("select", {});
  const event = h("textarea", { rows: "3", spellcheck: "false" }, '{"username":"admin"}');
  const result = h("div", { "aria-live": "polite" });
  const invoke = async () => {
    let json;
    try {
      json = JSON.parse(event.value);
    } catch (problem) {
      return result.replaceChildren(h("p", { class: "none" }, String(problem)));
    }
    result.replaceChildren(exchange(await call("POST", `/2015-03-31/functions/${chosen.value}/invocations`, { json })));
  };
  ask("/_local/functions").then((functions) =>
    chosen.append(...functions.filter(({ is_http }) => !is_http).map(({ name, description }) => h("option", { value: name }, `${name} · ${description}`))),
  );
  return h(
    "details",
    { class: "direct" },
    h("summary", {}, words("direct")),
    field(words("function"), chosen),
    field(words("event"), event),
    h("button", { type: "button", onclick: invoke }, words("invoke")),
    result,
  );
}
