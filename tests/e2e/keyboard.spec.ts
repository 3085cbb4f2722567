/** Whole journeys without a pointer: every step is a key, and one always sees where one is. */

import { randomBytes } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { FILE, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { baseUrl } from "./support/installation.ts";
import { OWNER, signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

/** No page of ours has as many stops before what one looks for. */
const STOPS_MAX = 80;

interface Stop {
  name: string;
  /** It has an outline, or stands in something that has one on its behalf. */
  visible: boolean;
}

const stop = (page: Page): Promise<Stop> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement;
    const label = element.labels?.[0]?.textContent ?? "";
    if (element === document.body) return { name: "", visible: true };
    const name = element.getAttribute("aria-label") || label || element.textContent || "";
    const outlined = (each: Element | null) => {
      if (!each) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    };
    return { name: name.trim(), visible: outlined(element) || outlined(element.closest("label")) };
  });

/** Presses Tab until the stop of this name; each stop on the way must be seen. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let at = 0; at < STOPS_MAX; at++) {
    await page.keyboard.press("Tab");
    const here = await stop(page);
    if (here.name === "") continue; // the browser's own controls
    expect(here.visible, `the focus cannot be seen on “${here.name}”`).toBe(true);
    if (typeof name === "string" ? here.name.startsWith(name) : name.test(here.name)) return;
  }
  throw new Error(`no stop is called ${name}`);
}

/** Opens the file picker with a key and chooses. */
async function choose(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  const opened = page.waitForEvent("filechooser");
  // Keys overtake what the browser is told about pickers: on a busy page the picker would open where nobody sees it.
  await page.evaluate(() => undefined);
  const [chooser] = await Promise.all([opened, page.keyboard.press("Enter")]);
  await chooser.setFiles(files);
}

test("verify: the skip link leads past the navigation, a file and its receipt to their verdict", async ({ page }) => {
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  await page.keyboard.press("Tab");
  expect((await stop(page)).name).toBe("Skip to content");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
  await tabTo(page, "Choose files");
  await choose(
    page,
    { name: "contract.txt", mimeType: "text/plain", buffer: Buffer.from(FILE) },
    { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(receiptBytes) },
  );
  await expect(page.getByRole("heading", { level: 2, name: /ledger unproven$/ })).toBeVisible();
});

test("sign in, record a file, open its record and fetch its receipt", async ({ page }) => {
  await signInAsOwner(page);
  await page.context().clearCookies();
  await page.goto(`${baseUrl()}/sign-in?next=/evidence/new`);
  await tabTo(page, "E-mail address");
  await page.keyboard.type(OWNER.email);
  await tabTo(page, "Password");
  await page.keyboard.type(OWNER.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/evidence/new");
  await settled(page);
  await tabTo(page, /^Choose/);
  await choose(page, { name: "by-keyboard.txt", mimeType: "text/plain", buffer: randomBytes(64) });
  await expect(page.getByRole("button", { name: "Record this file" })).toBeEnabled();
  await tabTo(page, "Record this file");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: /Open (the )?record/ }).first()).toBeVisible();
  // Whatever had the focus may be gone: the way begins anew at the top of the page.
  await page.getByRole("main").focus();
  await tabTo(page, /^Open (the )?record/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("link", { name: "JSON" }).first()).toBeVisible();
  await tabTo(page, "JSON");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/\.json$/);
});
