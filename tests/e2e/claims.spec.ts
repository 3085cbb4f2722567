/** A claim, as the verify page, the page of a record and "How to check us" show it: both languages, both schemes, a phone's width. */

import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { CLAIM, sampleReceipt } from "#tests/features/evidence/receipts/pdf-samples.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const WORDS = {
  "en-GB": {
    kind: "Event in a chain",
    unknown: "A kind this program does not know: sculpture",
    field: "Own field “sum”",
  },
  "zh-CN": { kind: "事件链中的事件", unknown: "本程序不认识的类别：sculpture", field: "自有字段“sum”" },
} as const;

async function give(page: Page, receipt: Uint8Array): Promise<void> {
  const files = { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(receipt) };
  await page.locator('input[type="file"]').setInputFiles([files]);
}

async function expectSound(page: Page, name: string): Promise<void> {
  expect((await axeViolations(page)).map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  for (const [size, width] of [
    ["desktop", 1280],
    ["phone", 320],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      name,
    ).toBeLessThanOrEqual(0);
    if (process.env.PICTURES)
      await page.screenshot({ path: join(process.env.PICTURES, `${name}-${size}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

for (const locale of ["en-GB", "zh-CN"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`the verify page and "How to check us" (${locale}, ${colorScheme})`, async ({ browser }) => {
      const context = await browser.newContext({ locale, colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(`${baseUrl()}/verify`);
      await settled(page);
      await give(page, sampleReceipt(CLAIM));
      const main = page.getByRole("main");
      const { kind, unknown, field } = WORDS[locale];
      for (const text of [kind, "SHA3-256", "SM3", "did:web:example.org", field, "12.50 CNY"])
        await expect(main.getByText(text, { exact: true }).first()).toBeVisible();
      await expectSound(page, `verify-${locale}-${colorScheme}`);
      await give(page, sampleReceipt({ claim: { kind: "sculpture" } }));
      await expect(main.getByText(unknown, { exact: true })).toBeVisible();
      await page.goto(`${baseUrl()}/check-us#claims`);
      await expect(page.locator("#run-blinded")).toBeVisible();
      await expectSound(page, `check-us-${locale}-${colorScheme}`);
      await context.close();
    });
  }
}

test("what a part of the page that cannot be loaded would say is not passed over", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  // Of version 1: whatever every receipt needs is there afterwards.
  await give(page, sampleReceipt());
  await expect(page.getByText("Signatures hold, ledger unproven").first()).toBeVisible();
  await page.route(/_next\/static\/chunks\/.*\.js/, (route) => route.abort());
  await give(page, sampleReceipt(CLAIM));
  await expect(page.getByText("It is a claim of the kind “event”.", { exact: false })).toBeVisible();
  await context.close();
});

test("a record's own page says what it claims", async ({ page }) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  const file = { name: "claim.txt", mimeType: "text/plain", buffer: Buffer.from(`a claim, ${Date.now()}\n`) };
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page.getByRole("button", { name: "Record this file" }).click();
  await page
    .getByRole("link", { name: /Open (the )?record/ })
    .first()
    .click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  const term = page.getByRole("term").filter({ hasText: /^Kind$/ });
  await expect(term).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^Content$/ })).toBeVisible();
  await expectSound(page, "record");
});
