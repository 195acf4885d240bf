// How long the console page takes, and infra/performance/console.md, which says so. Each round is a browser that knows nothing yet.
//
//   cargo build --workspace --bin local
//   node tests/browser/measure.mjs

import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

import { openPage, startBrowser, startStack } from "./stack.mjs";

const ROUNDS = 20;
const PAGE = new URL("../../infra/performance/console.md", import.meta.url);

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const row = (what, values) => `| ${what} | ${[0.5, 0.9, 1].map((share) => Math.round(quantile(values, share))).join(" | ")} |`;

const stack = await startStack();
const figures = { interactive: [], painted: [], steps: [], api: [] };
let requests;
let version;
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    const browser = await startBrowser();
    version = browser.version();
    const opened = await openPage(browser);
    const { page } = opened;
    await page.goto(`${stack.url}/`);
    const times = await page.evaluate(async () => {
      const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
      return { interactive: performance.getEntriesByName("interactive")[0].startTime, painted };
    });
    figures.interactive.push(times.interactive);
    if (times.painted) figures.painted.push(times.painted);
    requests = opened.requests.length;
    let started = performance.now();
    await page.click("[data-step=boss_proof]");
    await page.waitForSelector("li[data-outcome=good]");
    figures.steps.push(performance.now() - started);
    started = performance.now();
    await page.click('nav a[href="#api"]');
    await page.waitForSelector(".opblock");
    figures.api.push(performance.now() - started);
    await browser.close();
  }
} finally {
  await stack.stop();
}

const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
const text = `# The console page in a browser

\`\`\`
cargo build --workspace --bin local
node tests/browser/measure.mjs
\`\`\`

${ROUNDS} rounds, each with a browser that has just started and has nothing in its cache, on the machine that runs the stack too;
the stack as \`cargo run -p local\` has it, without optimisation. Milliseconds. **Interactive** is
from the start of the navigation until every tab can be used, **first paint** until something is to be seen; a **click** goes from the click until the answer
of an endpoint stands on the page, the **API tab** until Swagger UI shows the first of its endpoints. The target is one second until interactive.
No test asserts a time.

${day}, ${cpus().length} cores of an ${cpus()[0].model.trim()}, headless Chromium ${version.split(".")[0]}, ${requests} requests for the page,
load average ${loadavg()[0].toFixed(1)} from other work and this:

| | median | nine in ten | most |
|---|---:|---:|---:|
${row("first paint", figures.painted)}
${row("interactive", figures.interactive)}
${row("click to answer", figures.steps)}
${row("API tab, loading Swagger UI", figures.api)}
`;
process.stdout.write(text);
writeFileSync(PAGE, text);
