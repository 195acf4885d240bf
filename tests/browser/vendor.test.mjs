// What is vendored is what the package has, byte for byte; npm holds the package against the hash in package-lock.json.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { it } from "node:test";

import { FILES, KEPT, PACKAGE } from "./vendor.mjs";

it("the vendored files are the package's", () => {
  assert.deepEqual(readdirSync(KEPT).sort(), [...FILES].sort());
  for (const file of FILES) {
    assert.ok(readFileSync(new URL(file, KEPT)).equals(readFileSync(new URL(file, PACKAGE))), `${file}: npm run vendor`);
  }
});

it("the lock names no place that packages come from", () => {
  const lock = JSON.parse(readFileSync(new URL("./package-lock.json", import.meta.url), "utf8"));
  for (const [name, { resolved, integrity }] of Object.entries(lock.packages)) {
    assert.equal(resolved, undefined, name);
    assert.ok(name === "" || integrity.startsWith("sha512-"), name);
  }
});
