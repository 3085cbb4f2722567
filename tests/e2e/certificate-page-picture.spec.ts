/** The certificate as designed, drawn by the reader's browser: from pages that are proven, and from no others. */

import { expect, type Page, test } from "@playwright/test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { deliver } from "#tests/support/delivered-pdf.ts";
import { makeCertificate } from "#tests/support/whole-certificates.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { settled } from "./support/settled.ts";

const PHONE = { width: 390, height: 844 };
/** Of a page of A4 with two words on it. */
const INK_PIXELS_MIN = 2_000;

const made = await makeCertificate();

async function give(page: Page, pdf: Uint8Array): Promise<void> {
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  const file = { name: "certificate.pdf", mimeType: "application/pdf", buffer: Buffer.from(pdf) };
  await page.locator('input[type="file"]').first().setInputFiles(file);
}

const show = (page: Page) => page.getByRole("button", { name: "Show the page", exact: true });

/** How many of a canvas's pixels are dark, and how many there are. */
async function inkOf(page: Page): Promise<{ ink: number; all: number }> {
  return await page.locator("figure canvas").evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128 && data[at + 3] === 255) ink += 1;
    return { ink, all: data.length / 4 };
  });
}

test("pages that are whole are drawn, in the browser alone and under the page's own policy", async ({ page }) => {
  const refused: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") refused.push(message.text());
  });
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(baseUrl())) foreign.push(request.url());
  });
  await page.setViewportSize(PHONE);
  await give(page, made.delivered);
  await expect(page.getByRole("heading", { name: "What the certificate says" })).toBeVisible();
  refused.length = 0;
  await show(page).click();
  const picture = page.getByRole("img", { name: "Page 1 of 1 of the certificate" });
  await expect(picture).toBeVisible({ timeout: 30_000 });
  const { ink, all } = await inkOf(page);
  expect(ink).toBeGreaterThan(INK_PIXELS_MIN);
  expect(all).toBeLessThanOrEqual(4_000_000);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  expect([refused, foreign]).toEqual([[], []]);
  expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);
  await picture.screenshot({ path: test.info().outputPath("picture.png") });
  await page.getByRole("link", { name: "Go to what it says, in words" }).click();
  await expect(page.locator("#certificate-content")).toBeInViewport();
  await page.getByRole("button", { name: "Hide the page" }).click();
  await expect(picture).toBeHidden();
});

test("pages that were changed, or written over behind their end, are not drawn", async ({ page }) => {
  const altered = Buffer.from(Buffer.from(made.delivered).toString("latin1").replace("(D:2026", "(D:2025"), "latin1");
  const over = await deliver(made.pages, {
    credential: utf8(made.credential),
    receipt: made.receipt,
    more: (document) => document.getPage(0).drawText("Forged", { x: 72, y: 400, size: 36 }),
  });
  expect(altered.equals(made.delivered)).toBe(false);
  for (const [pdf, why] of [
    [altered, "They are not the pages that were designed"],
    [over, "Something was added behind the pages"],
  ] as const) {
    await give(page, pdf);
    await expect(page.getByText(why)).toBeVisible();
    await expect(page.getByRole("heading", { name: "What the certificate says" })).toBeVisible();
    await expect(show(page)).toHaveCount(0);
  }
});
