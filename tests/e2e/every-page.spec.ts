/** Every page, in both languages and schemes: axe finds nothing, and nothing runs out of a 320-pixel screen. */

import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

// Many pages in one test, on machines that are shared.
test.describe.configure({ timeout: 480_000 });

const PUBLIC_PAGES = [
  "/",
  "/verify",
  "/v/01980000-0000-7000-8000-000000000000",
  "/explorer",
  "/explorer/checkpoint",
  "/explorer/nodes",
  "/contracts/check",
  "/contracts/check/not-a-number",
  `/sign/${"A".repeat(43)}`,
  "/privacy",
  "/sign-in",
  "/nowhere",
];
const MEMBERS_PAGES = [
  "/overview",
  "/evidence",
  "/evidence?q=nothing-like-this",
  "/evidence/new",
  "/certificates/templates",
  "/certificates/templates/gallery",
  "/contracts",
  "/contracts/new",
  "/contracts/composed",
  "/contracts/templates",
  "/contracts/templates/new",
  "/contracts/seals",
  "/contracts/seals/new",
  "/contracts/requests",
  "/settings/organisation",
  "/settings/fields",
  "/settings/authorities",
  "/settings/units",
  "/settings/issuer",
];
/** What differs in the dark. */
const COLOURS = ["color-contrast", "link-in-text-block"];
const LANGUAGES = ["en-GB", "zh-CN"] as const;

async function expectSound(page: Page, path: string): Promise<void> {
  await page.goto(`${baseUrl()}${path}`);
  await settled(page);
  for (const [colorScheme, rules] of [
    ["light", undefined],
    ["dark", COLOURS],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const violations = await axeViolations(page, rules);
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
      `${path}, ${colorScheme}`,
    ).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${path} is wider than 320 pixels`).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });
}

for (const locale of LANGUAGES) {
  test(`public pages are accessible in both schemes (${locale})`, async ({ browser }) => {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    for (const path of PUBLIC_PAGES) await expectSound(page, path);
    expect(await page.locator("html").getAttribute("lang")).toBe(locale === "zh-CN" ? "zh-CN" : "en");
    await context.close();
  });
}

test("members' pages are accessible in both schemes", async ({ page }) => {
  await signInAsOwner(page);
  for (const path of MEMBERS_PAGES) await expectSound(page, path);
});

test("no page complains on the console", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  for (const path of PUBLIC_PAGES) {
    await page.goto(`${baseUrl()}${path}`);
    await settled(page);
  }
  expect(complaints).toEqual([]);
});
