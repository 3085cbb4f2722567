/** The pictures of the README, made of the real pages: SCREENS=1 writes them to docs/screens. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const FOLDER = "docs/screens";
/** A README is read over slow lines, too. */
const BYTES_MAX = 200 * 1024;
const SIZE = { width: 1200, height: 800 };

test.skip(!process.env.SCREENS, "set SCREENS=1 to make the pictures of the README anew");
test.use({ viewport: SIZE, colorScheme: "light", contextOptions: { reducedMotion: "reduce" } });

async function take(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await settled(page);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  expect(statSync(path).size, name).toBeLessThanOrEqual(BYTES_MAX);
}

test("front door, verdict and record, as a reader sees them", async ({ page }) => {
  const file = {
    name: "Loan agreement 借款合同.txt",
    mimeType: "text/plain",
    buffer: Buffer.from(`Loan agreement between Ada and First Bank, ${new Date().toISOString()}\n`),
  };
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page.getByRole("button", { name: "Record this file" }).click();
  const open = page.getByRole("link", { name: /Open (the )?record/ }).first();
  await open.click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("link", { name: "PDF, English" })).toBeVisible();
  await page.reload();
  await take(page, "record");
  await page.goto(`${baseUrl()}/`);
  await take(page, "front-door");
  await page.goto(`${baseUrl()}/verify`);
  await page.locator('input[type="file"]').setInputFiles(file);
  await expect(page.getByRole("heading", { name: "This file is the one that was recorded" })).toBeVisible();
  await take(page, "verdict");
});
