/** What people drop that is no receipt as it was issued: saved anew, printed, and what goes along with receipts. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { FILE, ledger, proof, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { lacks, PRINTED, RESAVINGS, resave } from "#tests/support/resaved-pdfs.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { settled } from "./support/settled.ts";

const GOLDEN = join(import.meta.dirname, "..", "core", "golden");
const pdf = readFileSync(join(GOLDEN, "receipt.pdf"));
const packed = RESAVINGS.find(({ what }) => what.includes("object streams"));
const missingTool = (packed && lacks(packed)) || lacks(PRINTED);

const named = (name: string, content: Uint8Array | string) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content),
});
const goldenProof = () => JSON.parse(readFileSync(join(GOLDEN, "receipt.json"), "utf8")).proof as string;
const saved = () => named("receipt.pdf", packed ? resave(pdf, packed) : "");
const verdict = (page: Page, name: string) => page.getByRole("heading", { level: 2, name });
const give = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator('input[type="file"]').first().setInputFiles(files);

test.beforeEach(async ({ page }) => {
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
});

test("a receipt PDF that a program saved anew: the receipt inside, with all of its steps", async ({ page }) => {
  test.skip(missingTool !== false, String(missingTool));
  await give(page, saved());
  await expect(verdict(page, "The receipt inside holds, ledger unproven")).toBeVisible();
  await expect(page.getByText("Nothing vouches for what its pages show").first()).toBeVisible();
  const steps = page.getByRole("listitem");
  await expect(steps.filter({ hasText: "Document" }).filter({ hasText: "Failed" })).toHaveCount(1);
  await expect(steps.filter({ hasText: "Signature" }).filter({ hasText: "Holds" })).toHaveCount(1);
  await expect(page.getByText("示例银行 Example Bank", { exact: true })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await give(page, named("content.txt", readFileSync(join(GOLDEN, "content.txt"))));
  await expect(page.getByText("The file is the one that it describes").first()).toBeVisible();
});

test("pages without the receipt say so, and lead to the record that they name", async ({ page }) => {
  test.skip(missingTool !== false, String(missingTool));
  await give(page, named("printed.pdf", resave(pdf, PRINTED)));
  await expect(verdict(page, "Pages of a receipt, without the receipt")).toBeVisible();
  await page.getByRole("button", { name: "Look up the record that the pages name" }).click();
  await expect(verdict(page, "No public record has this id")).toBeVisible();
});

test("a proof alone is looked into, and beside receipt and file it is no second file", async ({ page }) => {
  await give(page, named("receipt.tlog-proof", proof()));
  await expect(verdict(page, "Neither a receipt nor evidence to compare")).toBeVisible();
  await expect(page.getByText("tlog-proof: that an entry is in a ledger")).toBeVisible();
  await expect(page.getByText("the receipt that belongs to it, in JSON or PDF")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await give(page, named("a.txt", FILE), named("receipt.json", receiptBytes), named("receipt.tlog-proof", proof()));
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeVisible();
  await expect(page.getByText("tlog-proof: that an entry is in a ledger")).toBeVisible();
});

test("a private key is called one, and nothing of it is shown or sent", async ({ page }) => {
  const requests: string[] = [];
  page.on("request", (request) => request.url().includes("/api/") && requests.push(request.url()));
  await give(page, named("w1.key", `PRIVATE+KEY+w1.example+01020304+${Buffer.alloc(33, 7).toString("base64")}\n`));
  await expect(verdict(page, "This is a private key: keep it secret")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("w1.example");
  await expect(page.getByRole("button", { name: "Look it up as a recorded file" })).toHaveCount(0);
  expect(requests).toEqual([]);
});

test("the saved verifier finds the receipt inside, and whose it is by the reader's policy", async ({
  page,
  browser,
}, info) => {
  test.skip(missingTool !== false, String(missingTool));
  const link = page.getByRole("link", { name: "Save the file" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const path = info.outputPath("verifier.html");
  await download.saveAs(path);
  const offline = await (await browser.newContext({ locale: "en-GB", offline: true })).newPage();
  await offline.goto(pathToFileURL(path).href);
  await offline
    .getByLabel("Policy: keys of ledgers and witnesses")
    .fill(readFileSync(join(GOLDEN, "policy.txt"), "utf8"));
  await give(offline, saved());
  await expect(verdict(offline, "The receipt inside is intact")).toBeVisible();
  await give(offline, named("golden.tlog-proof", goldenProof()));
  await expect(offline.locator("dl > div").filter({ hasText: "Signature" }).filter({ hasText: "holds" })).toHaveCount(
    1,
  );
  await give(offline, named("key.txt", ledger.key.text));
  await expect(offline.getByText("Verifier key: the public key of a ledger or a witness")).toBeVisible();
  await offline.context().close();
});
