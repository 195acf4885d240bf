// The part of the description that the client uses: JSON bodies, one path for each operation, no token beside the header.

const METHODS = ["get", "post", "put", "patch", "delete"];

/** The fields of a body in which documents carry a token; the client sends it in `Authorization`. */
const TOKEN_FIELDS = ["token", "Token"];

/** All operations of the document, with the method and the path of each. */
export function* operationsOf(document) {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      if (item[method]) yield { path, item, method, operation: item[method] };
    }
  }
}

/** A copy of `document` without what no client method needs. */
export function narrow(document) {
  const copy = structuredClone(document);
  for (const { path, item, method, operation } of [...operationsOf(copy)]) {
    // The documents let some forms come as a GET too, which would put an email code into a URL.
    if (method === "get" && item.post?.summary === operation.summary) {
      delete item.get;
      continue;
    }
    if (!operation.operationId) throw new Error(`${method} ${path} has no operationId`);
    // A second path of the same endpoint, as one of the documents spells it.
    if (operation.operationId.endsWith("-alias")) {
      delete item[method];
      continue;
    }
    const content = operation.requestBody?.content;
    if (content) {
      if (!content["application/json"]) throw new Error(`${operation.operationId} takes no JSON`);
      operation.requestBody.content = { "application/json": content["application/json"] };
      if (operation.security) withoutToken(content["application/json"].schema);
    }
    // The gateway's own answers have no family's shape: the client throws them as `GatewayError`.
    delete operation.responses.default;
  }
  for (const [path, item] of Object.entries(copy.paths)) {
    if (!METHODS.some((method) => item[method])) delete copy.paths[path];
  }
  delete copy.components.responses.gateway;
  return copy;
}

function withoutToken(schema) {
  for (const field of TOKEN_FIELDS) delete schema.properties?.[field];
}
