// Runs the tests, one file after the other: each starts stacks and a browser of its own.

import { readdirSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const TIMEOUT_MS = 300_000;

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));

run({ files: files.map((name) => fileURLToPath(new URL(name, folder))), concurrency: 1, timeout: TIMEOUT_MS * files.length })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
