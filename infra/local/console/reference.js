// The documentation with forms to try it: Swagger UI on the stack's own description. It is loaded when somebody wants it.

import { ask, call } from "./call.js";
import { exchange, field, h } from "./dom.js";
import { current, onChange, remember } from "./token.js";
import { language, words } from "./words.js";

const VENDOR = "/_console/vendor/swagger-ui";
let loading;
let family = "attendance";

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

/** Shows the endpoints of a family, and the functions without a route. */
export function show(main) {
  const place = h("div", { id: "swagger", "aria-busy": "true" }, h("p", {}, words("waiting")));
  const who = h("p", { class: "row" });
  const families = h("div", { class: "row", role: "group", "aria-label": words("family") });
  main.append(who, direct(), h("h2", {}, words("endpoints")), families, place);
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
    const draw = () => {
      stop();
      families.replaceChildren(
        ...description.tags.map(({ name }) =>
          h("button", { type: "button", class: "quiet", "data-family": name, "aria-pressed": String(name === family), onclick: () => { family = name; draw(); } }, name),
        ),
      );
      // A part of its own for each: what another family's is still doing goes on where nobody sees it.
      const part = h("div", {});
      place.replaceChildren(part);
      const ui = SwaggerUI({
        spec: adapted(description, current()),
        domNode: part,
        docExpansion: "list",
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
      stop = tend(part, language() === "zh-CN");
    };
    draw();
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

/**
 * What the description says of the family, in one language, for this address, with the token and openid of who has signed in where the
 * documents have examples. Swagger UI takes several times as long for all families at once.
 */
function adapted(description, known) {
  const mine = language() === "zh-CN" ? 0 : 1;
  const isOfFamily = (item) => Object.values(item).some((operation) => operation.tags?.includes(family));
  const keep = (map, wanted) => Object.fromEntries(Object.entries(map).filter(wanted));
  const isShared = ([name]) => !name.includes(".") || name.startsWith(`${family}.`);
  const { info, openapi, tags, components, paths } = description;
  const { license, ...told } = info;
  const spec = structuredClone({
    openapi,
    info: told,
    servers: [{ url: location.origin }],
    tags: tags.filter(({ name }) => name === family),
    paths: keep(paths, ([, item]) => isOfFamily(item)),
    components: { ...components, schemas: keep(components.schemas, isShared), responses: keep(components.responses, isShared) },
  });
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
