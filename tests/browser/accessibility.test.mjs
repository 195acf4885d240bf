// axe on every tab, in both languages, on a desk and on a phone, with everything open that can be opened.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";

import { openPage, startBrowser, startStack } from "./stack.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const GRAVE = ["serious", "critical"];

let browser;
let stack;
before(async () => {
  browser = await startBrowser();
  stack = await startStack();
  // Something to show on each tab, by the page's own doing.
  const { page, context } = await openPage(browser);
  await page.goto(`${stack.url}/`);
  await page.click("#all");
  await page.waitForSelector("li[data-outcome=good]:has([data-step=login])");
  await context.close();
});
after(async () => {
  await browser.close();
  await stack.stop();
});

/** What each tab waits for, and what of it is opened. */
const TABS = {
  start: async (page) => {
    await page.click("[data-step=boss_proof]");
    await page.waitForSelector("li[data-outcome=good]");
    await page.click(".clock summary");
  },
  people: async (page) => {
    await page.click("[data-code=fail_invalid]");
    await page.waitForSelector("section[aria-live] .exchange");
    await page.click("[data-code=plain]");
    await page.waitForSelector("section[aria-live] a");
  },
  inbox: (page) => page.waitForSelector(".mail iframe"),
  users: async (page) => {
    await page.waitForSelector("section:nth-of-type(2) table");
    await open(page.locator("td summary"));
  },
  audit: async (page) => {
    await page.waitForSelector("tbody tr");
    await open(page.locator("td summary"));
  },
  api: async (page) => {
    await page.click(".direct summary");
    await page.click("[data-family=account]");
    for (const operation of ["account-account-user-get", "account-account-user-pk-put", "account-account-user-pk-patch", "account-account-user-pk-delete"]) {
      const block = page.locator(`#operations-${operation}`);
      await block.locator(".opblock-summary-control").click();
      await block.locator(".try-out__btn").click();
    }
    await page.locator("#operations-account-account-user-get .execute").click();
    await page.waitForSelector(".live-responses-table");
  },
};

async function open(summaries) {
  for (const summary of await summaries.all()) await summary.click();
}

async function findings(page, part = "html") {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((part) => globalThis.axe.run(part), part);
  const grave = violations.filter(({ impact }) => GRAVE.includes(impact));
  return grave.flatMap(({ id, impact, nodes }) => nodes.map(({ target, html }) => `${impact} ${id}: ${target.join(" ")}: ${html.slice(0, 160)}`));
}

for (const [width, viewport] of Object.entries(WIDTHS)) {
  for (const locale of ["zh-CN", "en-US"]) {
    describe(`${width}, ${locale}`, () => {
      for (const [tab, prepare] of Object.entries(TABS)) {
        it(`${tab} has no serious finding and fits its width`, async () => {
          const { page, context } = await openPage(browser, { viewport, locale });
          await page.goto(`${stack.url}/#${tab}`);
          await prepare(page);
          assert.deepEqual(await findings(page), []);
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= viewport.width, "nothing sticks out");
          if (tab === "api") {
            await page.locator(".btn.authorize").first().click();
            await page.waitForSelector(".modal-ux");
            assert.deepEqual(await findings(page, ".modal-ux"), []);
          }
          await context.close();
        });
      }
    });
  }
}
