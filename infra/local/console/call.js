// Requests to the stack that this page is of.

/**
 * Sends a request and returns what went to and fro. Without `cookies` it carries none and keeps none: a token in it and the cookie of an
 * earlier sign-in would be two callers.
 */
export async function call(method, path, { json, token, cookies = false } = {}) {
  const started = performance.now();
  const headers = {};
  if (json !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch(path, {
    method,
    headers,
    body: json === undefined ? undefined : JSON.stringify(json),
    credentials: cookies ? "same-origin" : "omit",
  });
  const text = await response.text();
  let body = text;
  try {
    body = JSON.parse(text);
  } catch {
    // What is no JSON is shown as it is.
  }
  return { method, path, sent: json, status: response.status, body, took: Math.round(performance.now() - started) };
}

/** The JSON at `path` of the stack's own interface. */
export async function ask(path) {
  const { status, body } = await call("GET", path);
  if (status !== 200) throw new Error(body.message ?? `HTTP ${status}`);
  return body;
}
