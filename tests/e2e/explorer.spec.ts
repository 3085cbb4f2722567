/** The explorer in a browser: blocks as they come, a checkpoint that was kept, the pictures and their words. */
import { randomBytes } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

/** Records something, and waits until it is in a block. */
async function record(page: Page): Promise<void> {
  const sha256 = randomBytes(32).toString("hex");
  const answer = await page.request.post(`${baseUrl()}/api/v1/evidence`, {
    data: { sha256, name: "explorer.txt" },
    headers: { origin: baseUrl() },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { id } = await answer.json();
  const receipt = await page.request.get(`${baseUrl()}/api/v1/evidence/${id}/receipt?format=json&wait=30`);
  expect(receipt.ok()).toBe(true);
}

const heights = (page: Page) => page.getByRole("table", { name: "Blocks, newest first" }).getByRole("link");

test("blocks appear as they come, not while paused, and none is missed", async ({ page, browser }) => {
  await signInAsOwner(page);
  await record(page);
  const reader = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await reader.goto(`${baseUrl()}/explorer`);
  await expect(reader.getByText("Live", { exact: true })).toBeVisible();
  const newest = async () => Number((await heights(reader).first().textContent()) ?? "");
  const before = await newest();
  await record(page);
  await expect.poll(newest).toBe(before + 1);
  await expect(reader.getByText("the ledger’s key signed this root and tree size")).toBeVisible();
  await reader.getByRole("button", { name: "Pause" }).click();
  await record(page);
  await record(page);
  expect(await newest()).toBe(before + 1);
  await reader.getByRole("button", { name: "Resume" }).click();
  await expect.poll(newest).toBeGreaterThanOrEqual(before + 3);
  const violations = await axeViolations(reader);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});

test("without script the page is whole, only not live", async ({ page, browser }) => {
  await signInAsOwner(page);
  await record(page);
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const plain = await context.newPage();
  await plain.goto(`${baseUrl()}/explorer`);
  await expect(heights(plain).first()).toBeVisible();
  await expect(plain.getByRole("button", { name: "Pause" })).toHaveCount(0);
  await expect(plain.getByRole("img", { name: /^Records per hour\. \d+ in all/ })).toBeVisible();
  await plain.getByRole("link", { name: "30 days" }).click();
  await expect(plain.getByRole("img", { name: /^Blocks per day\./ })).toBeVisible();
  await context.close();
});

test("a checkpoint that was kept is checked against the ledger, and a forged one is not believed", async ({ page }) => {
  await signInAsOwner(page);
  await record(page);
  const checkpoint = await (await page.request.get(`${baseUrl()}/ledger/main/checkpoint`)).text();
  await record(page);
  await page.goto(`${baseUrl()}/explorer`);
  await page.getByLabel("Search the ledger").fill(checkpoint.split("\n")[0] ?? "");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check a checkpoint");
  await page.getByLabel("Checkpoint", { exact: true }).fill(checkpoint);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText("This ledger contains it")).toBeVisible();
  await expect(page.getByText("the consistency proof leads from that root to the present one")).toBeVisible();
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const [origin, size] = checkpoint.split("\n");
  await page
    .getByLabel("Checkpoint", { exact: true })
    .fill(`${origin}\n${size}\n${randomBytes(32).toString("base64")}`);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText("This ledger does not contain it")).toBeVisible();
  await expect(page.getByText("anyone can have written it")).toBeVisible();
});

test("a block's place in the tree is a picture with words, and a file's digest is explained", async ({ page }) => {
  await signInAsOwner(page);
  await record(page);
  await record(page);
  await page.goto(`${baseUrl()}/explorer/blocks/1`);
  await expect(page.getByRole("img", { name: /^The Merkle tree of \d+ entries after block 1\./ })).toBeVisible();
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await page.goto(`${baseUrl()}/explorer?q=${randomBytes(32).toString("hex")}`);
  await expect(page.getByText("If it is the digest of a file")).toBeVisible();
});

test("open pages do not keep the server's events from a client that comes back", async ({ page }) => {
  await signInAsOwner(page);
  await record(page);
  const read = (lastEventId: string) =>
    page.evaluate(async (id) => {
      const response = await fetch("/api/v1/ledgers/main/events", { headers: { "Last-Event-ID": id } });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      while (reader && !text.includes("event: block")) text += (await reader.read()).value ?? "";
      await reader?.cancel();
      return text;
    }, lastEventId);
  await page.goto(`${baseUrl()}/verify`);
  const { height } = await (await page.request.get(`${baseUrl()}/api/v1/ledgers/main`)).json();
  expect(await read(String(height - 1))).toContain(`event: block\nid: ${height}\n`);
});
