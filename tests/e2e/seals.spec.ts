/** A seal from its drawing to its end: made, asked for, approved by a second person, put onto a document by a press on its page, seen in use, revoked. */

import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { contract } from "#tests/pades/sealed-pdf.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { inviteMember, joinAs } from "./support/members.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

test.describe.configure({ timeout: 480_000 });

const SEAL = "Contract seal 合同专用章";
const FILE = "贷款合同 loan.pdf";

async function make(page: Page): Promise<void> {
  await page.goto(`${baseUrl()}/contracts/seals`);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "New seal" }).click();
  await page.getByLabel("Name of the seal").fill(SEAL);
  await page.getByLabel("Text", { exact: true }).fill("第一银行股份有限公司");
  await page.getByLabel("Caption").fill("合同专用章");
  const preview = page.getByRole("img", { name: "Preview of a seal with the text “第一银行股份有限公司”" });
  await expect(preview).toBeVisible();
  await expect.poll(async () => preview.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Make the seal" }).click();
  await expect(page.getByRole("heading", { level: 1, name: SEAL })).toBeVisible();
  await expect(page.getByText("Not used yet")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
}

async function give(page: Page, buffer: Buffer): Promise<void> {
  await settled(page);
  await page.locator('input[type="file"]').setInputFiles({ name: FILE, mimeType: "application/pdf", buffer });
}

test("a seal is made, asked for, approved by somebody else, put onto the document, and revoked", async ({
  page,
  browser,
}) => {
  const pdf = Buffer.from(await contract({ pages: 2 }));
  await signInAsOwner(page);
  await make(page);

  await page.getByRole("link", { name: "Seal a document" }).click();
  await give(page, pdf);
  await page.getByLabel("Purpose").fill("loan contracts");
  const picture = page.getByRole("img", { name: "Page 2 of the document" });
  await expect(picture).toBeVisible();
  const { width = 0, height = 0 } = (await picture.boundingBox()) ?? {};
  await picture.click({ position: { x: width / 2, y: height / 2 } });
  // A page of 210 by 297 mm, a seal of 42.
  await expect.poll(async () => Number(await page.getByLabel("From the left, in mm").inputValue())).toBeCloseTo(84, 0);
  await page.getByLabel("Across the edges of all pages").check();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Ask for approval" }).click();
  await expect(page.getByText("A second person is asked")).toBeVisible();

  const link = await inviteMember(page, { email: "second@example.org", role: "admin" });
  const second = await joinAs(browser, { link, name: "Second" });
  await second.goto(`${baseUrl()}/contracts/requests`);
  const request = second.getByRole("article", { name: FILE });
  await expect(request.getByText("On page 2, 8")).toBeVisible();
  expect(await axeViolations(second)).toEqual([]);
  await request.getByRole("button", { name: `Approve ${FILE}` }).click();
  await expect(second.getByText("Nothing waits")).toBeVisible();

  await page.goto(`${baseUrl()}/contracts/requests?state=approved`);
  await page.getByRole("link", { name: "Seal the document" }).click();
  await give(page, Buffer.concat([pdf, Buffer.from("\n")]));
  await expect(page.getByText("This is not the file that was approved")).toBeVisible();
  await give(page, pdf);
  await page.getByRole("button", { name: "Seal the document" }).click();
  await expect(page.getByText("The document is sealed")).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save the sealed PDF" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("贷款合同 loan.sealed.pdf");
  const report = await verifyPdfSignatures(readFileSync(await download.path()), { anchors: [], authorities: [] });
  expect([report?.headline, report?.signatures.length]).toEqual(["untrusted", 1]);

  await page.getByRole("link", { name: "To the seal" }).click();
  await expect(page.getByRole("row", { name: new RegExp(FILE) })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Revoke the seal" }).click();
  await page.getByLabel("Reason", { exact: true }).fill("The branch is closed");
  await page.getByRole("button", { name: "Revoke for good" }).click();
  await expect(page.getByText("This seal is revoked")).toBeVisible();
  await expect(page.getByText("Reason: The branch is closed")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
});
