/** What a visitor finds besides records: a sample to try, who runs the site, and blocks by the name one gives them. */

import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

async function expectSound(page: Page): Promise<void> {
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}
const card = (page: Page, name: string) =>
  page.locator("section", { has: page.getByRole("heading", { level: 2, name, exact: true }) });

test("a visitor tries the sample: it holds, and the altered copy is refused", async ({ page, browser }) => {
  await signInAsOwner(page);
  const visitor = await (await browser.newContext({ locale: "en-GB" })).newPage();
  // The worker records it within some seconds of the first run.
  await expect(async () => {
    await visitor.goto(baseUrl());
    await expect(visitor.getByRole("link", { name: "Check the sample" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
  await visitor.getByRole("link", { name: "Check the sample" }).click();
  await expect(visitor.getByRole("heading", { name: "This file is the one that was recorded" })).toBeVisible();
  await expectSound(visitor);
  await visitor.goto(baseUrl());
  const saved = visitor.waitForEvent("download");
  await visitor.getByRole("link", { name: "Receipt", exact: true }).click();
  expect((await saved).suggestedFilename()).toBe("sealbook-sample-receipt.json");
  await visitor.getByRole("link", { name: "Check the altered copy" }).click();
  await expect(visitor.getByText("sealbook-sample-altered.txt", { exact: true })).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "This file is the one that was recorded" })).toHaveCount(0);
  await visitor.context().close();
});

test("operators write the imprint and name a contact; visitors find both, and no markup in them", async ({
  page,
  request,
}) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/operations/site`);
  await settled(page);
  const imprint = card(page, "Imprint");
  await imprint.getByLabel("In English").fill("First Bank Ltd.\n\n# Contact\n\nWrite to info@bank.example. <b>x</b>");
  await imprint.getByLabel("Or an address elsewhere").fill("javascript:alert(1)");
  await imprint.getByRole("button", { name: "Save" }).click();
  await expect(imprint.getByText("An http or https address, without a user.")).toBeVisible();
  await imprint.getByLabel("Or an address elsewhere").fill("");
  await imprint.getByRole("button", { name: "Save" }).click();
  await expect(imprint.getByText("Saved.")).toBeVisible();
  const contact = card(page, "Reports of weaknesses");
  await contact.getByLabel("Contact").fill("security@bank.example");
  const day = new Date(Date.now() + 100 * DAY_MS).toISOString().slice(0, 10);
  await contact.getByLabel("Holds up to and including").fill(day);
  await contact.getByRole("button", { name: "Save" }).click();
  await expect(contact.getByText("Saved.")).toBeVisible();
  await expectSound(page);

  await page.goto(`${baseUrl()}/verify`);
  await page.getByRole("link", { name: "Imprint" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Contact" })).toBeVisible();
  await expect(page.getByRole("link", { name: "info@bank.example" })).toHaveAttribute(
    "href",
    "mailto:info@bank.example",
  );
  await expect(page.getByText("<b>x</b>")).toBeVisible();
  await expectSound(page);
  const text = await (await request.get(`${baseUrl()}/.well-known/security.txt`)).text();
  expect(text).toMatch(/^Contact: mailto:security@bank\.example\nExpires: \d{4}-/);
  for (const path of ["/favicon.ico", "/apple-icon.png", "/manifest.webmanifest", "/robots.txt"])
    expect((await request.get(`${baseUrl()}${path}`)).status(), path).toBe(200);
});

test("a block is found by the words that people use, and the charts have axes of one scale", async ({ page }) => {
  await signInAsOwner(page);
  for (const query of ["block 0", "#0", "区块 0"]) {
    await page.goto(`${baseUrl()}/explorer`);
    await page.getByLabel("Search the ledger").fill(query);
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/\/explorer\/blocks\/0$/);
  }
  await page.goto(`${baseUrl()}/explorer?q=block+99,999`);
  await expect(page.getByText("There is no block 99999 in this ledger.")).toBeVisible();
  const tops = await page
    .locator("figure")
    .evaluateAll((figures) =>
      figures.map((figure) => figure.querySelector("[aria-hidden] > span:last-child")?.textContent),
    );
  expect(tops.length).toBe(2);
  expect(tops[0]).toBe(tops[1]);
  expect(Number(tops[0]?.replaceAll(",", ""))).toBeGreaterThan(0);
});
