/** A day's post on the verify page: hundreds of files and receipts at once, paired by what they say. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const COUNT = 200;
const contents = Array.from({ length: COUNT }, (_, at) => Buffer.from(`contract number ${at}`));
const file = (at: number, buffer: Buffer = contents[at] ?? Buffer.alloc(0)) => ({
  name: `合同-${at}.txt`,
  mimeType: "text/plain",
  buffer,
});
type Given = { name: string; mimeType: string; buffer: Buffer };

let made: { receipts: Given[]; zip: Buffer; pdf: Buffer } | undefined;

/** Records all of them, by digest alone, and fetches their receipts one by one and as one archive. */
async function receipts(page: Page): Promise<{ receipts: Given[]; zip: Buffer; pdf: Buffer }> {
  if (made) return made;
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/settings/keys/new`);
  await page.getByLabel("Name", { exact: true }).fill("many");
  for (const box of await page.getByRole("group", { name: "May" }).getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Make the key" }).click();
  const shown = page.getByText(/^sealbook_[A-Za-z0-9_-]{43}$/).first();
  const headers = { authorization: `Bearer ${await shown.textContent()}` };
  const ids: string[] = [];
  for (const [at, content] of contents.entries()) {
    const sha256 = createHash("sha256").update(content).digest("hex");
    const answer = await page.request.post(`${baseUrl()}/api/v1/evidence`, {
      headers,
      data: { sha256, name: `c-${at}` },
    });
    ids.push((await answer.json()).id);
  }
  const all: Given[] = [];
  for (const [at, id] of ids.entries()) {
    const answer = await page.request.get(`${baseUrl()}/api/v1/evidence/${id}/receipt?format=json&wait=20`, {
      headers,
    });
    all.push({ name: `receipt-${at}.json`, mimeType: "application/json", buffer: await answer.body() });
  }
  const zip = await page.request.get(`${baseUrl()}/api/v1/evidence/receipts.zip`, { headers });
  const pdf = await page.request.post(`${baseUrl()}/api/v1/evidence/receipts.pdf`, {
    headers,
    data: { ids: ids.slice(0, 8) },
    timeout: 120_000,
  });
  made = {
    receipts: all,
    zip: zip.ok() ? await zip.body() : Buffer.alloc(0),
    pdf: pdf.ok() ? await pdf.body() : Buffer.alloc(0),
  };
  return made;
}

const table = (page: Page) => page.getByRole("table", { name: "Files and receipts" });

async function give(page: Page, files: readonly Given[]): Promise<void> {
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([...files]);
}

test("200 files and their receipts are paired, what is left over is named, and the page goes on answering", async ({
  page,
}) => {
  const { receipts: all } = await receipts(page);
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  const falsified = {
    ...all[7],
    name: "falsified.json",
    buffer: Buffer.from(String(all[7]?.buffer).replace("合同", "X").replace("First Bank", "Worst Bank")),
  };
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.evaluate(() => {
    const seen = Object.assign(window, { longest: 0, last: performance.now() });
    const tick = () => {
      const now = performance.now();
      seen.longest = Math.max(seen.longest, now - seen.last);
      seen.last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const shuffled = [...contents.keys()]
    .map((at) => file((at * 77) % COUNT))
    .filter(({ name }) => name !== "合同-3.txt");
  await give(page, [
    ...all.slice(0, 7),
    falsified as Given,
    ...all.slice(8),
    ...shuffled,
    { ...file(0), name: "=stranger.txt", buffer: Buffer.from("unknown") },
  ]);
  const headline = page.getByRole("heading", {
    level: 2,
    name: `One receipt failed, ${COUNT - 2} files fit their receipts`,
  });
  await expect(headline).toBeFocused({ timeout: 120_000 });
  expect(await page.evaluate(() => (window as unknown as { longest: number }).longest)).toBeLessThan(20_000);
  expect(
    asked.filter((url) => /lookup|records/.test(url)),
    "nothing is looked up",
  ).toEqual([]);

  const rowOf = (name: string) => table(page).getByRole("row").filter({ hasText: name });
  await expect(rowOf("合同-12.txt")).toContainText("receipt-12.json");
  await expect(rowOf("合同-12.txt")).toContainText("This file is the one that was recorded");
  await expect(rowOf("合同-12.txt")).toContainText("First Bank 第一银行");
  await expect(rowOf("falsified.json")).toContainText("This receipt was altered or forged");
  await expect(rowOf("falsified.json")).not.toContainText("Worst Bank");
  await expect(rowOf("receipt-3.json")).toContainText("none given");
  await expect(rowOf("合同-7.txt")).toContainText("Not checked: no receipt given for it");
  expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);

  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save as CSV" }).click(),
  ]);
  const lines = (await readFile(await csv.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines[0]).toBe('\ufeff"Verdict","File","Receipt","Recorded by","Recorded on"');
  expect(lines).toHaveLength(1 + COUNT + 2);
  expect(
    lines.some((line) => line.includes(`,"'=stranger.txt",`)),
    "no name is run as a formula",
  ).toBe(true);
  expect(lines.find((line) => line.includes("合同-12.txt"))).toMatch(
    /^"This file is the one.*","合同-12.txt","receipt-12.json","First Bank 第一银行","\d{4}-\d\d-\d\dT/,
  );
});

test("receipts may come as the archive in which they were handed out", async ({ page }) => {
  const { zip } = await receipts(page);
  expect(zip.length).toBeGreaterThan(0);
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  await give(page, [{ name: "receipts.zip", mimeType: "application/zip", buffer: zip }, file(5), file(6)]);
  await expect(page.getByRole("heading", { level: 2, name: "2 files fit their receipts" })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText(/\d+ receipts without their files/)).toBeVisible();
  await give(page, [{ name: "bad.zip", mimeType: "application/zip", buffer: zip.subarray(0, 200) }]);
  await expect(page.getByRole("heading", { level: 2, name: "No public receipt found for this file" })).toBeVisible();
});

test("a document of many receipts is taken apart: each is checked, and paired with the file that is given beside it", async ({
  page,
}) => {
  const { pdf } = await receipts(page);
  expect(pdf.length).toBeGreaterThan(0);
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  await give(page, [{ name: "all.pdf", mimeType: "application/pdf", buffer: pdf }, file(2), file(5)]);
  await expect(page.getByRole("heading", { level: 2, name: "2 files fit their receipts" })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText(/6 receipts without their files/)).toBeVisible();
  const rowOf = (name: string) => table(page).getByRole("row").filter({ hasText: name });
  await expect(rowOf("合同-5.txt")).toContainText(/[0-9a-f]{12}-receipt\.json/);
  await expect(rowOf("合同-5.txt")).toContainText("This file is the one that was recorded");
  await expect(table(page).getByRole("row").filter({ hasText: "all.pdf" })).toHaveCount(0);
  expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);
});
