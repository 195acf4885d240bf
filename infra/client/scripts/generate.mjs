// Writes src/generated from infra/openapi.json; with --check it only compares, and fails when they differ.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import { operationsSource } from "./operations.mjs";
import { narrow } from "./narrow.mjs";

const HEAD = "// Written by scripts/generate.mjs from infra/openapi.json. Run `npm run generate`; do not edit.\n\n";
const document = narrow(JSON.parse(await readFile(new URL("../../openapi.json", import.meta.url), "utf8")));

const written = {
  "schema.ts": HEAD + astToString(await openapiTS(document, { alphabetize: true })),
  "operations.ts": HEAD + operationsSource(document),
};

let stale = false;
for (const [name, text] of Object.entries(written)) {
  const file = new URL(`../src/generated/${name}`, import.meta.url);
  if (!process.argv.includes("--check")) {
    await writeFile(file, text);
  } else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`src/generated/${name} is not what infra/openapi.json says: run \`npm run generate\``);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
