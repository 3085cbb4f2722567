/** What an issuer sees of all its certificates: figures drawn, as a table and as CSV say the same; the list is found in, and leaves as CSV as it is found. */
import { readFile } from "node:fs/promises";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { at, becomeIssuer, designTemplate, expectAccessible } from "./support/certificates.ts";
import { signInAsOwner } from "./support/owner.ts";

test.describe.configure({ timeout: 480_000 });

const HOLDER = `Figures Holder 王㛃 ${Date.now()}`;

/** One certificate, by the form. */
async function issueOne(page: Page, template: string): Promise<void> {
  await page.goto(at(`/certificates/batches/new?template=${template}`));
  await page.getByRole("radio", { name: "a form" }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Name", { exact: true }).fill(HOLDER);
  await page.getByLabel("Course").fill("Data structures");
  await page.getByLabel("From").fill("2026-06-01");
  await page.getByLabel("To", { exact: true }).fill("2026-06-30");
  await page.getByLabel("Hours").fill("40");
  await page.getByLabel("Result").selectOption("Merit");
  await page.getByRole("button", { name: "Add to the list" }).click();
  await page.getByRole("button", { name: "Check the list" }).click();
  await page.getByRole("button", { name: "Keep one draft" }).click();
  await page.waitForURL(/\/certificates\/batches\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Issue the certificate" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Issue/ })
    .click();
  await expect(page.getByRole("link", { name: "Show the certificates" })).toBeVisible({ timeout: 120_000 });
}

/** Presses a link that hands out a table. @returns its cells, and the name of its file */
async function takeTable(page: Page, name: string): Promise<{ rows: string[][]; file: string }> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name }).click();
  const taken = await download;
  const text = (await readFile(await taken.path(), "utf8")).replace(/^\uFEFF/, "");
  const rows = text.trimEnd().split("\r\n");
  return { rows: rows.map((row) => row.slice(1, -1).split('","')), file: taken.suggestedFilename() };
}

async function expectSound(browser: Browser, page: Page): Promise<void> {
  await expectAccessible(page);
  const state = await page.context().storageState();
  for (const locale of ["en-GB", "zh-CN"]) {
    const context = await browser.newContext({ locale, storageState: state, viewport: { width: 390, height: 844 } });
    const phone = await context.newPage();
    await phone.goto(page.url());
    const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${page.url()} is wider than a phone`).toBeLessThanOrEqual(0);
    await expectAccessible(phone);
    await context.close();
  }
}

test("figures say the same drawn, as a table and as CSV", async ({ page, browser }) => {
  await signInAsOwner(page);
  await becomeIssuer(page);
  await issueOne(page, await designTemplate(page));
  await page.goto(at("/certificates/figures"));
  const issued = page.getByRole("region", { name: "Issued" });
  const total = Number(/^(\d+) in all$/.exec((await issued.getByText(/in all$/).textContent()) ?? "")?.[1]);
  expect(total).toBeGreaterThan(0);
  await expectSound(browser, page);

  await page.getByText("The same as a table").click();
  const days = page.getByRole("table", { name: "Figures of each day, newest first" }).getByRole("row");
  await expect(days).toHaveCount(31);
  const cells = await days.locator("td:nth-child(2)").allTextContents();
  expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(total);

  const { rows, file } = await takeTable(page, "Download as CSV");
  expect(file).toBe("certificate-figures.csv");
  expect(rows[0]?.[0]).toMatch(/^Day \(Asia\/Kath?mandu\)$/);
  expect(rows[0]?.slice(1)).toEqual(["Issued", "Claimed", "Viewed", "Verified"]);
  expect(rows.slice(-30).reduce((sum, row) => sum + Number(row[1]), 0)).toBe(total);

  await page.getByRole("link", { name: "365 days" }).click();
  await expect(page.getByRole("link", { name: "365 days" })).toHaveAttribute("aria-current", "page");
  await expect(issued.getByText(`${total} in all`)).toBeVisible();
});

test("the list is found in by a name, and leaves as CSV as it was found", async ({ page, browser }) => {
  await signInAsOwner(page);
  await page.goto(at("/certificates"));
  await page.getByLabel("Name", { exact: true }).fill(HOLDER.slice(8));
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByRole("link", { name: HOLDER })).toBeVisible();
  await expectSound(browser, page);
  const { rows, file } = await takeTable(page, "Download as CSV");
  expect(file).toBe("certificates.csv");
  expect(rows).toHaveLength(2);
  expect(rows[1]?.slice(1, 3)).toEqual([HOLDER, ""]);

  await page.getByLabel("State", { exact: true }).selectOption("revoked");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByText("No certificate fits these filters.")).toBeVisible();
  await expectSound(browser, page);
});
