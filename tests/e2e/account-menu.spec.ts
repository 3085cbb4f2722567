/** Who is signed in finds the way on and out on every public page; nobody else sees a trace of it. */
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { OWNER, signInAsOwner } from "./support/owner.ts";

const PUBLIC = ["/", "/verify", "/explorer", "/problems/not_found", "/nowhere"];

const menuButton = (page: Page) => page.getByRole("button", { name: `Account: ${OWNER.name}` });

test("a signed-in person leads on from public pages, by keyboard, and signs out", async ({ page }) => {
  await signInAsOwner(page);
  for (const path of PUBLIC) {
    await page.goto(`${baseUrl()}${path}`);
    await expect(menuButton(page), path).toBeVisible();
  }
  await page.goto(`${baseUrl()}/verify`);
  await menuButton(page).focus();
  await page.keyboard.press("Enter");
  const settings = page
    .getByRole("navigation", { name: `Account: ${OWNER.name}` })
    .getByRole("link", { name: "Settings" });
  await expect(settings).toBeVisible();
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  await page.keyboard.press("Enter");
  // Evidence, operations, settings.
  for (let link = 0; link < 3; link++) await page.keyboard.press("Tab");
  await expect(settings).toBeFocused();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.startsWith("/settings"));
  await expect(menuButton(page)).toBeVisible();

  await page.goto(`${baseUrl()}/`);
  await menuButton(page).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await page.goto(`${baseUrl()}/verify`);
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Evidence" })).toBeHidden();
  await expect(menuButton(page)).toBeHidden();
});

test.describe("at 320 pixels, with a clock in UTC", () => {
  test.use({ viewport: { width: 320, height: 640 }, timezoneId: "UTC" });

  test("the menu stays on the screen, and a time is written once", async ({ page }) => {
    await signInAsOwner(page);
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles({
        name: "clock.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("what time is it"),
      });
    await page.getByRole("button", { name: "Record this file" }).click();
    await page
      .getByRole("link", { name: /Open (the )?record/ })
      .first()
      .click();
    await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
    const id = page.url().slice(-36);
    // The page of a record that is not in the ledger yet says so, and the next block may be a second away.
    const receipt = await page.request.get(`${baseUrl()}/api/v1/evidence/${id}/receipt?format=json&wait=30`);
    expect(receipt.status()).toBe(200);
    await page.goto(`${baseUrl()}/v/${id}`);
    await expect(page.getByRole("heading", { name: "The receipt is valid" })).toBeVisible();
    const received = page.locator("dd time").first();
    await expect(received).toHaveText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    await menuButton(page).click();
    const box = await page.getByRole("button", { name: "Sign out" }).boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 320).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
});
