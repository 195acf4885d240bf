// The table of operations, and one documented interface for each family.
import { operationsOf } from "./narrow.mjs";

/** What the methods of a collection and of its items are called: `userList`, `userRead`. */
const COLLECTION = { get: "List", post: "Create", delete: "RemoveAll" };
const ITEM = { get: "Read", put: "Replace", patch: "Update", delete: "Remove" };

const camel = (text) => text.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const comment = (text) => text.replaceAll("*/", "*\\/");

/** The source of `operations.ts`. */
export function operationsSource(document) {
  const rows = [...operationsOf(document)].map((found) => describe(document, found));
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const families = document.tags.map((tag) => tag.name);
  for (const family of families) {
    const names = rows.filter((row) => row.family === family).map((row) => row.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) throw new Error(`two operations would be ${family}.${twice}`);
  }
  return [
    'import type { Method } from "../types.js";\n',
    "/** Every operation, by its `operationId`. */",
    "export const operations = {",
    ...rows.map(({ id, documentation, messages, ...row }) => `  ${JSON.stringify(id)}: ${JSON.stringify(row)},`),
    "} as const;\n",
    "/** The texts of the failures that an operation answers with HTTP status 200. */",
    "export interface Messages {",
    ...rows.map((row) => `  ${JSON.stringify(row.id)}: ${row.messages.map((text) => JSON.stringify(text)).join(" | ") || "never"};`),
    "}\n",
    ...families.flatMap((family) => familySource(document, family, rows)),
    "/** All operations, by family. */",
    "export interface Api {",
    ...families.map((family) => `  readonly ${family}: ${capital(family)};`),
    "}\n",
  ].join("\n");
}

function familySource(document, family, rows) {
  const tag = document.tags.find(({ name }) => name === family);
  return [
    `/** ${comment(tag.description.split("\n\n")[0])} */`,
    `export interface ${capital(family)} {`,
    ...rows.filter((row) => row.family === family).flatMap((row) => [...row.documentation, `  ${row.name}: Method<${JSON.stringify(row.id)}>;`]),
    "}\n",
  ];
}

const capital = (family) => family[0].toUpperCase() + family.slice(1);

function describe(document, { path, item, method, operation }) {
  const id = operation.operationId;
  const family = operation.tags[0];
  if (!id.startsWith(`${family}-`) || !id.endsWith(`-${method}`)) throw new Error(`${id} is not ${family}-…-${method}`);
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
  const query = parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const names = parameters.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new Error(`${id} has a parameter twice`);
  const failures = failuresOf(document, operation);
  return {
    id,
    family,
    name: nameOf(document, { path, item, method, id, family }),
    method: method.toUpperCase(),
    path,
    query,
    body: Boolean(operation.requestBody),
    token: Boolean(operation.security),
    session: sessionOf(document, id, operation),
    messages: failures.filter(({ status, text }) => status === "200" && !text.includes("…")).map(({ text }) => text),
    documentation: documentationOf(operation, method, path, failures),
  };
}

function nameOf(document, { path, item, method, id, family }) {
  const parameter = path.match(/\/\{(\w+)\}$/)?.[1];
  const collection = parameter && document.paths[path.slice(0, path.lastIndexOf("/"))];
  const isCollection = Object.keys(document.paths).some((other) => other.startsWith(`${path}/{`) && other.lastIndexOf("/") === path.length);
  let base = id.slice(family.length + 1, -method.length - 1);
  if (collection) base = base.slice(0, -parameter.length - 1);
  const verbs = collection ? ITEM : isCollection ? COLLECTION : undefined;
  if (verbs && !verbs[method]) throw new Error(`${id}: no word for ${method}`);
  const single = ["get", "post", "put", "patch", "delete"].filter((other) => item[other]).length === 1;
  return camel(base) + (verbs?.[method] ?? (single ? "" : capital(method)));
}

/** Whether a success opens a session or ends it; the token is in the body, in the cookie or in both. */
function sessionOf(document, id, operation) {
  if (/-logout-/.test(id)) return "closes";
  if (operation.security) return "";
  const success = operation.responses["200"];
  const bodies = success.content["application/json"].schema;
  const tokenIn = (schema) => {
    const resolved = schema?.$ref ? document.components.schemas[schema.$ref.split("/").pop()] : schema;
    return Boolean(resolved?.properties?.token);
  };
  const inBody = (bodies.oneOf ?? [bodies]).some((body) => tokenIn(body) || tokenIn(body.properties?.data));
  return inBody || success.headers?.["Set-Cookie"] ? "opens" : "";
}

/** The failures that the document prints, of this operation alone. */
function failuresOf(document, operation) {
  const found = [];
  for (const [status, response] of Object.entries(operation.responses)) {
    for (const { value } of Object.values(response.content?.["application/json"].examples ?? {})) {
      const text = value.message ?? value.msg;
      if (isFailure(operation.tags[0], value)) found.push({ status, code: value.code ?? value.status, text });
    }
  }
  return found;
}

function isFailure(family, value) {
  switch (family) {
    case "attendance": return value.code !== 1;
    case "mjpm": return value.result !== "success";
    case "campus": return value.code !== 0;
    case "member": return value.status !== 200;
    case "account": return value.code >= 400;
    default: throw new Error(`unknown family ${family}`);
  }
}

function documentationOf(operation, method, path, failures) {
  const lines = [`${operation.summary}.`, "", `\`${method.toUpperCase()} ${path}\`, \`${operation.operationId}\`.`];
  if (failures.length) lines.push("", "Failures:", ...failures.map(({ status, code, text }) => `- ${status === "200" ? "" : `HTTP ${status}, `}\`${code}\` ${text}`));
  return ["  /**", ...lines.map((line) => `   * ${comment(line)}`.trimEnd()), "   */"];
}
