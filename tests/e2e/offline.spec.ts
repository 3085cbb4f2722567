/** The verify page without a network: it opens, checks a file with its receipt, and never pretends to have asked. */
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { checkpointText, FILE, fullReceipt, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { makeTsa, OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { baseUrl } from "./support/installation.ts";

const json = { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(receiptBytes) };
const file = { name: "contract.txt", mimeType: "text/plain", buffer: Buffer.from(FILE) };
const KEPT = "This page is kept in your browser";

async function keepPage(page: Page): Promise<void> {
  await page.goto(`${baseUrl()}/verify`);
  await expect(page.getByText(KEPT)).toBeVisible();
}

/** Without a network and without what the browser itself happens to have kept. */
async function cutOff(context: BrowserContext, page: Page): Promise<void> {
  const tools = await context.newCDPSession(page);
  await tools.send("Network.clearBrowserCache");
  await context.setOffline(true);
}

test("after the first load it opens and checks without a network; look-ups say that nobody was asked", async ({
  page,
  context,
}) => {
  await keepPage(page);
  await cutOff(context, page);
  await page.reload();
  await expect(page.getByText(/You are offline\.|This page is kept/)).toBeVisible();
  const serif = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].some(({ status }) => status === "loaded");
  });
  expect(serif, "the headlines' typeface is kept too").toBe(true);
  await page.locator('input[type="file"]').setInputFiles([file, json]);
  const matches = page.getByRole("heading", { level: 2, name: "The file fits the receipt, ledger unproven" });
  await expect(matches).toBeVisible();

  await page.reload();
  await page.locator('input[type="file"]').setInputFiles([file]);
  await expect(page.getByRole("heading", { level: 2, name: "Could not check" })).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "No public receipt found for this file" })).toBeVisible();
});

test("timestamps are looked into without a network, with a part of the program that only they need", async ({
  page,
  context,
}) => {
  test.skip(OPENSSL_MISSING !== false, OPENSSL_MISSING || "");
  const tsa = await makeTsa();
  const stamped = formatReceipt(fullReceipt([await tsa.stamp(checkpointText())]));
  tsa.remove();
  await keepPage(page);
  await cutOff(context, page);
  await page.reload();
  const given = { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(stamped) };
  await page.locator('input[type="file"]').setInputFiles([given]);
  await expect(page.getByRole("heading", { level: 2, name: "Signatures hold, ledger unproven" })).toBeVisible();
  await page.locator("summary", { hasText: "What was checked" }).click();
  await expect(page.getByText("A timestamp is there and intact")).toBeVisible();
});

test("it opens offline in the language that was chosen", async ({ page, context }) => {
  await keepPage(page);
  await page.getByRole("button", { name: "切换到中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await cutOff(context, page);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("核验");
  await page.locator('input[type="file"]').setInputFiles([json]);
  await expect(page.getByRole("heading", { level: 2, name: "签名完整，账本未证实" })).toBeVisible();
});

test("no other page is kept, and no answer of the API", async ({ page, context }) => {
  await keepPage(page);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return { names, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
  });
  expect(kept.names).toHaveLength(1);
  expect(kept.paths.filter((path) => !/^\/verify$|^\/_next\/static\/|^\/icon\.svg$/.test(path))).toEqual([]);
  await cutOff(context, page);
  for (const path of ["/", "/explorer", "/api/v1/ledgers/main"]) {
    await expect(page.goto(`${baseUrl()}${path}`)).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  }
});
