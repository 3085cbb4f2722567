/** Alerts, as those who run the installation meet them: a mirror that nobody can reach. */

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl, installation } from "./support/installation.ts";
import { OWNER, signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

test.describe.configure({ timeout: 480_000, mode: "serial" });

const PATH = "/operations/alerts";
/** Failures in a row before anyone is called take some seconds. */
const ALERT_TIMEOUT_MS = 60_000;
/** Port 1 of this machine: nothing listens there. */
const NOWHERE = "http://127.0.0.1:1";
/** A second attempt does not meet the first one's. */
const nameOf = (word: string) => `${word}-${randomBytes(3).toString("hex")}`;
const SCHEMES = ["light", "dark"] as const;

function sealbook(...args: string[]): void {
  const { dataDir: DATA_DIR, url } = installation();
  const env = { ...process.env, DATA_DIR, PORT: new URL(url).port, DATABASE_URL: "", APP_DATABASE_URL: "" };
  execFileSync(process.execPath, ["bin/start/sealbook.mjs", ...args], { env, stdio: "pipe" });
}

function addMirror(name: string): void {
  sealbook("node", "add", "--kind", "mirror", "--name", name, "--url", NOWHERE);
  sealbook("node", "activate", name);
}

const cardOf = (page: Page, name: string) =>
  page.getByRole("article", { name: `Mirror ${name} cannot be reached` }).first();

async function openAlert(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await page.goto(`${baseUrl()}${PATH}?q=${name}`);
    await expect(cardOf(page, name).getByRole("button", { name: "I look after it" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: ALERT_TIMEOUT_MS });
}

test("an alert says what it means and what to do; who looks after it is noted, and it ends by itself", async ({
  page,
}) => {
  await signInAsOwner(page);
  const name = nameOf("away");
  addMirror(name);
  await openAlert(page, name);
  const card = cardOf(page, name);
  await expect(card.getByText("What it means")).toBeVisible();
  await expect(card.getByText("Ask whoever runs it", { exact: false })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Operations" }).getByText("not resolved")).toBeAttached();
  await card.getByRole("button", { name: "I look after it" }).click();
  await expect(card.getByText("being looked after")).toBeVisible();
  await expect(card.getByText(OWNER.name, { exact: true })).toBeVisible();
  sealbook("node", "suspend", name);
  await page.reload();
  await expect(card.getByText("resolved", { exact: true })).toBeVisible();
  await card.locator("summary").click();
  await expect(card.getByText("by itself: its cause is gone")).toBeVisible();
});

test("a person resolves one with a note, which is asked for", async ({ page }) => {
  await signInAsOwner(page);
  const name = nameOf("noted");
  addMirror(name);
  await openAlert(page, name);
  await cardOf(page, name).getByRole("button", { name: "Resolve" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Resolve the alert" }).click();
  await expect(dialog.getByText("Write what was found and done.")).toBeVisible();
  await dialog.getByLabel("What was found and done").fill("The line was cut; a new one is ordered.");
  await dialog.getByRole("button", { name: "Resolve the alert" }).click();
  await expect(dialog).toBeHidden();
  sealbook("node", "retire", name);
  await page.goto(`${baseUrl()}${PATH}?state=resolved&q=${name}`);
  // It may have opened anew before the mirror retired.
  await page.locator("details", { hasText: "a new one is ordered" }).locator("summary").click();
  await expect(page.getByText("The line was cut; a new one is ordered.")).toBeVisible();
  await page.goto(`${baseUrl()}/settings/audit-log?action=alert.resolve`);
  await expect(page.getByRole("listitem").filter({ hasText: "resolved the alert about" }).first()).toBeVisible();
});

test("the page is accessible in both schemes, on a narrow screen, full and empty", async ({ page }) => {
  await signInAsOwner(page);
  const name = nameOf("shown");
  addMirror(name);
  await openAlert(page, name);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of [PATH, `${PATH}?q=nothing-like-this`, `${PATH}?state=resolved`]) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${baseUrl()}${path}`);
      await settled(page);
      const violations = await axeViolations(page);
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
        path,
      ).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} is wider than 320 pixels`).toBeLessThanOrEqual(0);
    }
  }
  sealbook("node", "retire", name);
});
