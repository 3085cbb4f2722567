/** The page that a stranger opens by a link or a QR code: the verdict comes by itself, first things first. */
import { randomBytes } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { OWNER, signInAsOwner } from "./support/owner.ts";

const PHONE = { width: 390, height: 844 };
const content = randomBytes(256);
const NAME = "salary of Ms Li 工资.txt";

/** A record with its proof, made by the first journey that needs one. */
let known: string | undefined;
async function recordId(page: Page): Promise<string> {
  if (known) return known;
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: NAME, mimeType: "text/plain", buffer: content });
  await page.getByRole("button", { name: "Record this file" }).click();
  await page.getByRole("link", { name: /Open (the )?record/ }).click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  known = page.url().slice(-36);
  const receipt = `${baseUrl()}/api/v1/records/${known}/receipt?format=json`;
  await expect.poll(async () => (await page.request.get(receipt)).status()).toBe(200);
  return known;
}

test("a stranger's phone has the verdict without asking for anything more, first things first, focus on the headline", async ({
  page,
  browser,
}) => {
  const id = await recordId(page);
  const stranger = await (await browser.newContext({ locale: "en-GB", viewport: PHONE })).newPage();
  const asked: string[] = [];
  stranger.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await stranger.goto(`${baseUrl()}/v/${id}`);
  const headline = stranger.getByRole("heading", { level: 2, name: "The receipt is valid" });
  await expect(headline).toBeFocused();
  expect(
    asked.filter((path) => path.startsWith("/api/")),
    "the receipt came with the page",
  ).toEqual([]);
  const card = stranger.getByRole("region", { name: "The receipt is valid" });
  await expect(card).toContainText(`Recorded by ${OWNER.organisation} on`);
  const compare = card.getByRole("button", { name: "Compare a file" });
  const zone = stranger.getByRole("region", { name: "Drop the file to compare it with this receipt" });
  const [above, below] = [await card.boundingBox(), await zone.boundingBox()];
  expect((below?.y ?? 0) - ((above?.y ?? 0) + (above?.height ?? 0))).toBeLessThan(48);
  expect((await compare.boundingBox())?.height).toBeGreaterThanOrEqual(44);

  const steps = stranger.locator("details", { hasText: "What was checked" });
  await expect(steps.getByRole("listitem").first()).toBeHidden();
  await expect(steps.locator("summary")).toContainText(/\d hold, \d not checked/);
  await steps.locator("summary").focus();
  await stranger.keyboard.press("Enter");
  await expect(steps.getByText("Ledger key", { exact: true })).toBeVisible();
  await stranger.keyboard.press("Enter");
  await stranger.emulateMedia({ media: "print" });
  await expect(steps.getByText("Ledger key", { exact: true })).toBeVisible();
  await stranger.emulateMedia({ media: "screen" });
  expect((await axeViolations(stranger)).map(({ id: rule }) => rule)).toEqual([]);

  const [chooser] = await Promise.all([stranger.waitForEvent("filechooser"), compare.click()]);
  await chooser.setFiles({ name: "mine.txt", mimeType: "text/plain", buffer: content });
  await expect(
    stranger.getByRole("heading", { level: 2, name: "This file is the one that was recorded" }),
  ).toBeFocused();
});

test("a link's preview and page say nothing of what the public page does not show", async ({ page, request }) => {
  const id = await recordId(page);
  const answer = await request.get(`${baseUrl()}/v/${id}`, { headers: { cookie: "", "accept-language": "en" } });
  const html = await answer.text();
  const property = (name: string) => new RegExp(`<meta property="og:${name}" content="([^"]*)"`).exec(html)?.[1] ?? "";
  expect(property("title")).toBe("A record to be checked");
  expect(property("description")).toContain("your own browser checks its receipt");
  expect(html).not.toContain("salary");
  expect(Buffer.from(/receipt\\":\\"([A-Za-z0-9+/=]+)/.exec(html)?.[1] ?? "", "base64").toString()).not.toContain(
    "salary",
  );
  const image = new URL(property("image"));
  expect(image.origin).toBe(baseUrl());
  const picture = await request.get(image.href);
  expect([picture.status(), picture.headers()["content-type"]]).toEqual([200, "image/png"]);
});

test("the worker's program is sent for together, once the page has been drawn", async ({ page }) => {
  const response = await page.goto(`${baseUrl()}/v/${await recordId(page)}`);
  await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
  expect(response?.headers().link).not.toContain("turbopack-worker");
  const preloads = page.locator('link[rel="preload"][as="fetch"]');
  const preloaded = await preloads.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(preloaded.some((href) => href.includes("turbopack-worker"))).toBe(true);
  const [worker] = page.workers();
  const loaded = await worker?.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  for (const href of preloaded) {
    expect([href, (await page.request.get(`${baseUrl()}${href}`)).status()]).toEqual([href, 200]);
  }
  const own = loaded?.filter((name) => name.includes("/_next/")).map((name) => new URL(name).pathname) ?? [];
  expect(own.filter((path) => preloaded.includes(path)).length).toBeGreaterThan(2);
  // A page without a record has nothing to check: what nobody is going to use is not sent for.
  const absent = await page.request.get(`${baseUrl()}/v/01980000-0000-7000-8000-000000000000`);
  expect([absent.status(), absent.headers().link?.includes("worker")]).toEqual([404, false]);
  expect(await absent.text()).not.toMatch(/as="?fetch/);
});
