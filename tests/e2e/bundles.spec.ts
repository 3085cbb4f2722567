/** A folder becomes one record in the browser, found by any of its files; a stranger checks one file of it and sees nothing of the others. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

const COUNT = 120;
const FIELD = "案号 Case number";
const nameOf = (at: number) => `附件/${at % 3}/contract ${at}.txt`;
const contentOf = (at: number) => `content ${at}`;

function makeFolder(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "sealbook-bundle-")), "案卷 Case 17");
  for (let at = 0; at < COUNT; at++) {
    mkdirSync(join(folder, nameOf(at), ".."), { recursive: true });
    writeFileSync(join(folder, nameOf(at)), contentOf(at));
  }
  return folder;
}

async function addField(page: Page): Promise<void> {
  await page.goto(`${baseUrl()}/settings/fields`);
  await page.getByLabel("Name", { exact: true }).fill(FIELD);
  await page.getByLabel("Required").check();
  await page.getByRole("button", { name: "Add a field" }).click();
  await expect(page.getByRole("cell", { name: FIELD, exact: true })).toBeVisible();
}

test.afterEach(async ({ page }) => {
  await page.goto(`${baseUrl()}/settings/fields`);
  const remove = page.getByRole("button", { name: `Remove: ${FIELD}` });
  if (!(await remove.isVisible())) return;
  await remove.click();
  await page.getByRole("button", { name: "Remove the field" }).click();
  await expect(page.getByText("No fields yet")).toBeVisible();
});

async function recordFolder(page: Page): Promise<string> {
  await signInAsOwner(page);
  await addField(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  await page.getByRole("radio", { name: /All files as one bundle/ }).check();
  const folders = page.locator('input[type="file"][webkitdirectory]');
  await folders.setInputFiles(makeFolder());
  await expect(page.getByLabel("Name of the bundle")).toHaveValue("案卷 Case 17");
  expect(await axeViolations(page)).toEqual([]);
  const record = page.getByRole("button", { name: `Record ${COUNT} files as one` });
  await expect(record).toBeDisabled();
  await expect(page.getByText(`Still without: ${FIELD}`)).toBeVisible();
  await page.getByLabel(FIELD, { exact: true }).fill("2026-17");
  await record.click();
  await page.getByRole("link", { name: "Open the record" }).click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { name: `${COUNT} files in this bundle` })).toBeVisible();
  await expect(page.getByText("2026-17").first()).toBeVisible();
  return page.url().slice(-36);
}

test("a folder is recorded as one, its files are found, and one of them is proven to a stranger by its link alone", async ({
  page,
  browser,
}) => {
  test.setTimeout(480_000);
  const id = await recordFolder(page);
  await expect(page.getByRole("link", { name: "PDF, English" })).toBeVisible({ timeout: 60_000 });
  await page.reload();
  const name = nameOf(42);
  await page.getByLabel("Part of a file’s path").fill("contract 42");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByText(name, { exact: true })).toBeVisible();
  await expect(page.getByText(nameOf(43), { exact: true })).toHaveCount(0);
  expect(await axeViolations(page)).toEqual([]);

  const [received] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: `Receipt of ${name}`, exact: true }).click(),
  ]);
  const receipt = readFileSync(await received.path());

  await page.getByRole("button", { name: "Link to this file" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = page.getByText(new RegExp(`/v/${id}\\?link=`)).first();
  await expect(link).toBeVisible();
  const address = (await link.textContent()) ?? "";

  const stranger = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await stranger.goto(new URL(address).pathname.replace(/^/, baseUrl()) + new URL(address).search);
  await expect(stranger.getByText(name).first()).toBeVisible();
  const html = await stranger.content();
  for (const at of [0, 7, 43, 119]) expect(html).not.toContain(nameOf(at));
  await stranger
    .locator('input[type="file"]')
    .first()
    .setInputFiles({
      name: "mine.txt",
      mimeType: "text/plain",
      buffer: Buffer.from(contentOf(42)),
    });
  await expect(
    stranger.getByText(createHash("sha256").update(contentOf(42)).digest("hex").slice(0, 8)).first(),
  ).toBeVisible();
  await expect(stranger.getByRole("heading", { name: /This file is in the bundle/ }).first()).toBeVisible();

  // The receipt that was downloaded, with the file, on the page for checking; and with another file.
  await stranger.goto(`${baseUrl()}/verify`);
  const asReceipt = { name: "receipt.json", mimeType: "application/json", buffer: receipt };
  const another = { name: "other.txt", mimeType: "text/plain", buffer: Buffer.from(contentOf(43)) };
  const right = { name: "mine.txt", mimeType: "text/plain", buffer: Buffer.from(contentOf(42)) };
  await stranger.locator('input[type="file"]').first().setInputFiles([asReceipt, right]);
  await expect(stranger.getByRole("heading", { name: "This file is in the bundle that was recorded" })).toBeVisible();
  await expect(stranger.getByText(`It is “${name}”, one of ${COUNT} files of the bundle`).first()).toBeVisible();
  await stranger.goto(`${baseUrl()}/verify`);
  await stranger.locator('input[type="file"]').first().setInputFiles([asReceipt, another]);
  await expect(stranger.getByRole("heading", { name: "This file is not the one that was recorded" })).toBeVisible();

  // The file alone: nothing is told of the bundle, but for members, whose list finds it.
  for (const reader of [stranger, page]) {
    await reader.goto(`${baseUrl()}/verify`);
    await reader
      .locator('input[type="file"]')
      .first()
      .setInputFiles({ name: "found.txt", mimeType: "text/plain", buffer: Buffer.from(contentOf(42)) });
    await expect(reader.getByRole("heading", { name: "No public receipt found for this file" })).toBeVisible();
    expect(await reader.content()).not.toContain(id);
  }
  await page.getByRole("link", { name: "Look in your records" }).click();
  await page
    .getByRole("link", { name: `Contains ${name}` })
    .first()
    .click();
  await page.waitForURL(new RegExp(`/evidence/${id}`));
  await expect(page.getByRole("link", { name: `Receipt of ${name}`, exact: true })).toBeVisible();
});
