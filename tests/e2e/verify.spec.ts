/** The verdicts of the verify page that need no record of this installation, and how the page behaves around them. */

import { expect, type Page, test } from "@playwright/test";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { FILE, receipt, receiptBytes, without } from "#tests/core/receipt/receipt-fixture.ts";
import { baseUrl } from "./support/installation.ts";
import { settled } from "./support/settled.ts";

const LARGE_FILE_BYTES = 48 * 1024 * 1024;

const json = (bytes: Uint8Array) => ({
  name: "receipt.json",
  mimeType: "application/json",
  buffer: Buffer.from(bytes),
});
const file = (bytes: Uint8Array) => ({ name: "contract.txt", mimeType: "text/plain", buffer: Buffer.from(bytes) });
const verdict = (page: Page, name: string) => page.getByRole("heading", { level: 2, name });

async function give(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles(files);
}

test.beforeEach(async ({ page }) => {
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
});

test("a receipt of a ledger that this site does not know is never called valid", async ({ page }) => {
  await give(page, json(receiptBytes));
  await expect(verdict(page, "Signatures hold, ledger unproven")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What the receipt says about itself" })).toBeVisible();
  await give(page, file(FILE));
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Whose key that is" })).toHaveCount(1);
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeFocused();
});

test("a receipt without proof proves nothing, and is called recorded only by the site that knows it", async ({
  page,
}) => {
  await give(page, file(FILE), json(formatReceipt(without(receipt(), "proof"))));
  await expect(verdict(page, "This receipt proves nothing yet")).toBeVisible();
  await expect(page.getByText("nothing in it is signed yet").first()).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Example Ltd");
  await page.getByRole("button", { name: "Ask this site about it" }).click();
  await expect(verdict(page, "No public record has this id")).toBeVisible();
});

test("a changed receipt shows the step that failed, expected and found, and nothing of its content", async ({
  page,
}) => {
  const changed = Buffer.from(receiptBytes).toString().replace("Example Ltd", "Example Inc");
  await give(page, json(Buffer.from(changed)));
  await expect(verdict(page, "This receipt was altered or forged")).toBeVisible();
  await expect(page.getByText("Expected", { exact: true })).toBeVisible();
  await expect(page.getByText("Found", { exact: true })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Example Inc");
});

test("of several files at once each is named with what it came to, and none is looked up; one file with its receipt has a verdict", async ({
  page,
}) => {
  const other = { ...file(new Uint8Array([1])), name: "other.pdf" };
  const row = (name: string) => page.getByRole("row").filter({ hasText: name }).first();
  const requests: string[] = [];
  page.on("request", (request) => /lookup|records/.test(request.url()) && requests.push(request.url()));
  for (const given of [
    [other, file(FILE), json(receiptBytes)],
    [json(receiptBytes), file(FILE), other],
    [file(FILE), json(receiptBytes), { ...json(receiptBytes), name: "other.pdf" }],
  ]) {
    await page.reload({ waitUntil: "networkidle" });
    await give(page, ...given);
    await expect(row("contract.txt")).toContainText("The file fits the receipt, ledger unproven");
    await expect(row("contract.txt")).not.toContainText("Example Ltd");
    for (const { name } of given) await expect(row(name)).toBeVisible();
    await expect(page.locator("#verdict")).toHaveCount(0);
    expect(requests, "nothing is looked up").toEqual([]);
  }
  await give(page, file(FILE), other);
  await expect(row("other.pdf")).toContainText("Not checked: no receipt given for it");
  await give(page, file(FILE), json(receiptBytes));
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
});

test("a receipt that waits for its file is compared with the files that follow, however many", async ({ page }) => {
  await give(page, json(receiptBytes));
  await expect(verdict(page, "Signatures hold, ledger unproven")).toBeVisible();
  await give(page, { ...file(new Uint8Array([1])), name: "other.pdf" }, file(FILE));
  const row = page.getByRole("row").filter({ hasText: "contract.txt" });
  await expect(row).toContainText("receipt.json");
  await expect(row).toContainText("The file fits the receipt, ledger unproven");
});

test("when the site cannot be reached nothing is confirmed, and trying again works", async ({ page }) => {
  await page.route("**/api/**", (route) => route.abort());
  await give(page, file(FILE));
  await expect(verdict(page, "Could not check")).toBeVisible();
  await page.unroute("**/api/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(verdict(page, "No public receipt found for this file")).toBeVisible();
});

test("a receipt with its file is checked without a single request", async ({ page }) => {
  await give(page, json(receiptBytes));
  await expect(verdict(page, "Signatures hold, ledger unproven")).toBeVisible();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await give(page, file(FILE), json(receiptBytes));
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeVisible();
  expect(requests).toEqual([]);
});

test("a check that is over at once shows its verdict alone; the old one is gone when the next begins", async ({
  page,
}) => {
  // Time stands still: whatever waits for 150 ms to pass is never shown.
  await page.clock.install();
  await page.clock.pauseAt(new Date());
  await give(page, json(receiptBytes));
  await expect(verdict(page, "Signatures hold, ledger unproven")).toBeVisible();
  await page.evaluate(() => {
    const seen = Object.assign(window, { seen: { bars: 0, spoken: 0, stale: "" } }).seen;
    const status = document.querySelector("p[role=status].sr-only");
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof Element)) continue;
        if (node.matches("[role=progressbar]") || node.querySelector("[role=progressbar]")) seen.bars++;
        if (node.parentElement === status) seen.spoken++;
      }
    }).observe(document.body, { childList: true, subtree: true });
    document.addEventListener("change", () =>
      queueMicrotask(() => {
        const old = document.querySelector("#verdict");
        const isSeen = old?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        seen.stale = old ? (isSeen ? "shown" : "hidden") : "gone";
      }),
    );
  });
  await page.locator("#verdict").evaluate((old) => Object.assign(old, { old: true }));
  await give(page, json(receiptBytes));
  const isNew = () => page.locator("#verdict").evaluate((now) => !("old" in now));
  await expect.poll(isNew, "each verdict is drawn and read out as one of its own").toBe(true);
  const seen = await page.evaluate(() => (window as unknown as { seen: object }).seen);
  expect(seen).toEqual({ bars: 0, spoken: 1, stale: "hidden" });
});

test("a check that takes a while says what is under way", async ({ page }) => {
  await page.clock.install();
  await page.clock.pauseAt(new Date());
  const gate = Promise.withResolvers<void>();
  const asked = page.waitForRequest("**/api/**");
  await page.route("**/api/**", async (route) => {
    await gate.promise;
    await route.continue();
  });
  await give(page, file(FILE));
  await asked;
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await page.clock.runFor(150);
  await expect(page.getByRole("progressbar", { name: "Looking" })).toBeVisible();
  gate.resolve();
  await expect(verdict(page, "No public receipt found for this file")).toBeVisible();
});

test("hashing a large file can be cancelled", async ({ page }) => {
  await give(page, file(new Uint8Array(LARGE_FILE_BYTES)));
  await expect(page.getByRole("progressbar")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(verdict(page, "No public receipt found for this file")).toHaveCount(0);
});

test("what is pasted is understood or refused beside the field, by keyboard alone", async ({ page }) => {
  const field = page.getByLabel("Or paste a link");
  await field.focus();
  await page.keyboard.type("https://elsewhere.example/v/0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c");
  await page.keyboard.press("Enter");
  await expect(page.getByText("This link leads to another site, elsewhere.example.")).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c");
  await page.keyboard.press("Enter");
  await expect(verdict(page, "No public record has this id")).toBeVisible();
});

test("the language changes around a verdict without losing it", async ({ page }) => {
  await give(page, json(receiptBytes));
  await expect(verdict(page, "Signatures hold, ledger unproven")).toBeVisible();
  await page.getByRole("button", { name: "切换到中文" }).click();
  await expect(verdict(page, "签名完整，账本未证实")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("a link that was cut off is told apart from a record that is missing", async ({ page }) => {
  const response = await page.goto(`${baseUrl()}/v/0190a5b2-7c3d`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "This link is not complete" })).toBeVisible();
});

test("the page of a record is what the framework renders for it, whoever's page was rendered before", async ({
  request,
}) => {
  const ask = async (id: string, headers: Record<string, string>) => {
    const answer = await request.get(`${baseUrl()}/v/${id}`, { headers: { ...headers, cookie: "" } });
    const text = await answer.text();
    const nonce = /'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"] ?? "")?.[1];
    expect(new Set([...text.matchAll(/nonce(?:="|\\":\\")([^"\\]+)/g)].map(([, found]) => found))).toEqual(
      new Set([nonce]),
    );
    expect(text).toMatch(/<title>[^<]+<.*<\/head>/s);
    return text.replaceAll(/<script.*?<\/script>/gs, "").replaceAll(nonce ?? "none", "");
  };
  for (const language of ["en", "zh-CN"]) {
    for (const id of ["0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c", "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1d"]) {
      const sent = await ask(id, { "accept-language": language });
      // Such credentials are nobody's, but who brings any gets a rendering of their own.
      const rendered = await ask(id, { "accept-language": language, authorization: "Basic eDp5" });
      expect(sent).toBe(rendered);
      expect(sent).toContain(`>${id}</code>`);
    }
  }
});
