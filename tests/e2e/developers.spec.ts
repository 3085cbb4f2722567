/** An engineer reads the reference, takes a test key, and tries a request; every page of it is sound in both languages and schemes. */

import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { settled } from "./support/settled.ts";

test.describe.configure({ timeout: 480_000 });

test("a test key from the sandbox records from the page, without an account", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${baseUrl()}/`);
  await page.getByRole("link", { name: "API reference" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
  await page.getByRole("button", { name: "Make me a test key" }).click();
  await expect(page.getByText(/^sealbook_test_/)).toBeVisible();
  await page.getByRole("radio", { name: "Python" }).check();
  await expect(page.locator('[data-language="Python"]').first()).toBeVisible();
  await expect(page.locator('[data-language="curl"]').first()).toBeHidden();
  await page.getByLabel("Search by address or word").fill("labels record");
  await page.getByRole("link", { name: "/api/v1/evidence/{id}/tags" }).waitFor();
  await page.getByLabel("Search by address or word").fill("records digest event");
  await page.getByRole("link", { name: "/api/v1/evidence", exact: true }).click();
  const operation = page.locator("#postEvidence");
  await operation.getByText("Try it").click();
  await expect(operation.getByLabel("Key", { exact: true })).toHaveValue(/^sealbook_test_/);
  await operation.getByLabel("Body (JSON)").fill(JSON.stringify({ sha256: "ab".repeat(32), name: "tried.pdf" }));
  await operation.getByRole("button", { name: "Send POST" }).click();
  await expect(operation.getByText(/"test": true/)).toBeVisible();
  await expect(operation.getByText(/sealbook-test: true/)).toBeVisible();
  const [, id] = /"id": "([0-9a-f-]{36})"/.exec((await operation.locator("pre").textContent()) ?? "") ?? [];
  await page.goto(`${baseUrl()}/v/${id}`);
  await expect(page.getByRole("heading", { name: /^TEST 测试 · / })).toBeVisible();
  await context.close();
});

async function expectSound(page: Page, path: string): Promise<void> {
  await page.goto(`${baseUrl()}${path}`);
  await settled(page);
  const violations = await axeViolations(page);
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)]),
    path,
  ).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${path} is wider than 320 pixels`).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });
}

for (const [locale, colorScheme] of [
  ["en-GB", "dark"],
  ["zh-CN", "light"],
] as const) {
  test(`the reference is accessible (${locale}, ${colorScheme})`, async ({ browser }) => {
    const context = await browser.newContext({ locale, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const path of ["/developers", "/developers/evidence"]) await expectSound(page, path);
    await context.close();
  });
}
