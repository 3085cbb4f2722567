/** The product's main job: a file becomes evidence, and its receipt convinces a stranger. */
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { PDFDocument } from "pdf-lib";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

interface Recorded {
  file: { name: string; mimeType: string; buffer: Buffer };
  sha256: string;
  id: string;
  json: Buffer;
  pdf: Buffer;
}

async function makeContract(): Promise<Recorded["file"]> {
  const document = await PDFDocument.create();
  document.addPage().drawText(`Loan agreement ${randomBytes(8).toString("hex")}`);
  return { name: "借款合同 loan.pdf", mimeType: "application/pdf", buffer: Buffer.from(await document.save()) };
}

async function download(page: Page, link: string): Promise<Buffer> {
  const [received] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: link }).first().click(),
  ]);
  return await readFile(await received.path());
}

/** Uploads a fresh contract in the browser and keeps its receipts. */
async function recordContract(page: Page): Promise<Recorded> {
  const file = await makeContract();
  const sha256 = createHash("sha256").update(file.buffer).digest("hex");
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.locator('input[type="file"]').first().setInputFiles(file);
  const shown = page.getByRole("main").getByText(sha256.slice(0, 4)).first();
  await expect(shown).toBeVisible();
  expect(sent.filter((line) => line.startsWith("PUT"))).toEqual([]); // the digest is shown before anything is sent
  await page.getByRole("button", { name: "Record this file" }).click();
  await page
    .getByRole("link", { name: /Open (the )?record/ })
    .first()
    .click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  const id = page.url().slice(-36);
  await expect(page.getByRole("link", { name: "PDF, English" })).toBeVisible();
  const json = await download(page, "JSON");
  const pdf = await download(page, "PDF, English");
  return { file, sha256, id, json, pdf };
}

async function drop(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.goto(`${baseUrl()}/verify`);
  await page.locator('input[type="file"]').first().setInputFiles(files);
}

const asJson = (buffer: Buffer) => ({ name: "receipt.json", mimeType: "application/json", buffer });
const asPdf = (buffer: Buffer) => ({ name: "receipt.pdf", mimeType: "application/pdf", buffer });

test("a file becomes evidence, and a stranger checks it in their own browser", async ({ page, browser }) => {
  const { file, sha256, id, json, pdf } = await recordContract(page);

  const stranger = await (await browser.newContext({ locale: "en-GB" })).newPage();
  const uploads: string[] = [];
  stranger.on("request", (request) => {
    if (request.method() !== "GET") uploads.push(`${request.method()} ${request.url()}`);
  });
  const verdict = stranger.getByRole("heading", { name: "This file is the one that was recorded" });

  for (const receipt of [asJson(json), asPdf(pdf)]) {
    await drop(stranger, file, receipt);
    await expect(verdict).toBeVisible();
    await expect(stranger.getByText("Nobody but the operator has signed it").first()).toBeVisible();
  }
  // The file alone: only its digest is looked up.
  await drop(stranger, file);
  await expect(verdict).toBeVisible();
  // A shared link.
  await stranger.goto(`${baseUrl()}/v/${id}`);
  await expect(stranger.getByRole("heading", { name: "The receipt is valid" })).toBeVisible();
  await expect(stranger.getByRole("main")).not.toContainText(file.name); // private details stay private
  expect(uploads, "nothing was sent").toEqual([]);

  const other = { ...file, buffer: Buffer.concat([file.buffer, Buffer.from("!")]) };
  await drop(stranger, other, asJson(json));
  await expect(stranger.getByRole("heading", { name: "This file is not the one that was recorded" })).toBeVisible();
  await expect(stranger.getByRole("main")).toContainText(sha256.slice(0, 4));

  const tampered = Buffer.from(pdf);
  const page1 = tampered.indexOf("stream");
  tampered[page1 + 40] = (tampered[page1 + 40] ?? 0) ^ 1;
  await drop(stranger, asPdf(tampered));
  await expect(stranger.getByRole("heading", { name: "This PDF was altered or forged" })).toBeVisible();

  await drop(stranger, { ...file, buffer: randomBytes(100) });
  await expect(stranger.getByRole("heading", { name: "No public receipt found for this file" })).toBeVisible();
});

test("the explorer recomputes an entry's path to the root in the browser", async ({ page }) => {
  await recordContract(page);
  await page.goto(`${baseUrl()}/explorer`);
  await page.getByRole("main").getByRole("row").nth(1).getByRole("link").first().click();
  await page.waitForURL(/\/explorer\/blocks\/\d+$/);
  await expect(page.getByText("the header hashes to the block hash")).toBeVisible();
  await expect(page.getByText("the ledger’s key signed this root and tree size")).toBeVisible();
  await page.getByRole("main").locator('a[href*="/explorer/entries/"]').first().click();
  await page.waitForURL(/\/explorer\/entries\/\d+$/);
  await expect(page.getByText("Checked by your browser: leaf and path lead to the root")).toBeVisible();
});

test("the same content again points to the earlier record", async ({ page }) => {
  const { file, id } = await recordContract(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page.getByRole("button", { name: "Record this file" }).click();
  await page
    .getByRole("link", { name: /Open (the )?record/ })
    .first()
    .click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  expect(page.url().slice(-36)).not.toBe(id);
  await expect(page.getByRole("heading", { name: "Earlier records of the same content" })).toBeVisible();
  await expect(page.locator(`a[href$="/evidence/${id}"]`).first()).toBeVisible();
});
