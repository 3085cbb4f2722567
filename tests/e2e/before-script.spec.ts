/** A page that is seen before its script runs, as on a slow network: what is given to it then is not lost. */
import { expect, type Page, test } from "@playwright/test";
import { FILE, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

const UNKNOWN_ID = "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c";
const contract = { name: "contract.txt", mimeType: "text/plain", buffer: Buffer.from(FILE) };
const receipt = { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(receiptBytes) };

/** Opens the page and keeps its scripts back. @returns lets them come */
async function openWithoutScript(page: Page, path: string): Promise<() => void> {
  const gate = Promise.withResolvers<void>();
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await gate.promise;
    await route.continue();
  });
  await page.goto(`${baseUrl()}${path}`, { waitUntil: "commit" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return gate.resolve;
}

const fileInput = (page: Page) => page.locator('input[type="file"]:not([webkitdirectory])');

test("verify: files chosen before the script are checked, what needs it cannot be pressed", async ({ page }) => {
  const letScriptsCome = await openWithoutScript(page, "/verify");
  await fileInput(page).setInputFiles([contract, receipt]);
  const buttons = [/切换到中文/, "Look up"].map((name) => page.getByRole("button", { name }));
  for (const button of buttons) await expect(button).toBeDisabled();
  const field = page.getByLabel("Or paste a link");
  await field.fill(UNKNOWN_ID);
  await field.press("Enter");
  expect(new URL(page.url()).search, "a form that needs script sends nothing without").toBe("");
  letScriptsCome();
  await expect(
    page.getByRole("heading", { level: 2, name: "The file fits the receipt, ledger unproven" }),
  ).toBeVisible();
  for (const button of buttons) await expect(button).toBeEnabled();
  await expect(field).toHaveValue(UNKNOWN_ID);
});

test("a record's page: files chosen before the script wait for the record, and are checked then", async ({ page }) => {
  const letScriptsCome = await openWithoutScript(page, `/v/${UNKNOWN_ID}`);
  await fileInput(page).setInputFiles([contract, receipt]);
  letScriptsCome();
  await expect(
    page.getByRole("heading", { level: 2, name: "The file fits the receipt, ledger unproven" }),
  ).toBeVisible();
});

test("record files: one that was chosen before the script is ready to be recorded", async ({ page }) => {
  await signInAsOwner(page);
  const letScriptsCome = await openWithoutScript(page, "/evidence/new");
  await fileInput(page).setInputFiles(contract);
  letScriptsCome();
  await expect(page.getByRole("button", { name: "Record this file" })).toBeEnabled();
});
