/** Many contracts in, their receipts out: one bar to the end, through a lost connection, and while one looks at something else. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

const run = promisify(execFile);
const contracts = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    name: `借款合同 ${at + 1}.pdf`,
    mimeType: "application/pdf",
    buffer: randomBytes(2_000),
  }));

/** A row leads to its record more than once. */
const recordsShown = (page: Page): Promise<number> =>
  page
    .getByRole("main")
    .locator('a[href^="/evidence/0"]')
    .evaluateAll((links) => new Set(links.map((link) => link.getAttribute("href"))).size);

async function chooseOnNewList(page: Page, files: ReturnType<typeof contracts>): Promise<void> {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  await page.locator('input[type="file"]').first().setInputFiles(files);
  await expect(page.getByText(`${files.length} files are ready`)).toBeVisible();
}

test("twelve contracts become twelve receipts in one ZIP, and twelve rows of the list", async ({ page }) => {
  const files = contracts(11);
  const twin = { ...files[0], name: "Kopie.pdf" } as (typeof files)[number];
  await chooseOnNewList(page, [...files, twin]);
  const names = page.getByRole("listitem").getByRole("button", { expanded: false });
  await expect(names.nth(0)).toContainText("Kopie.pdf");
  await expect(names.nth(2)).toContainText("借款合同 2.pdf"); // before 10
  await expect(page.getByText("One has the same content as another in this list.")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Record 12 files" }).click();
  await expect(page.getByText("12 recorded")).toBeInViewport();

  const [zip] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Receipts (ZIP)" }).click(),
  ]);
  const { stdout } = await run("unzip", ["-Z1", await zip.path()], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
  const entries = stdout.trimEnd().split("\n");
  for (const { name } of files) expect(entries).toContain(`${name.slice(0, -4)} – receipt.json`);

  await page.getByRole("link", { name: "Show them" }).click();
  await page.waitForURL(/\/evidence\?upload=/);
  await expect.poll(() => recordsShown(page)).toBe(12);
});

test("when the network is back files go on by themselves, and none is recorded twice", async ({ page, context }) => {
  await chooseOnNewList(page, contracts(6));
  await context.setOffline(true);
  await page.getByRole("button", { name: "Record 6 files" }).click();
  await expect(page.getByText("· waits for the connection")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("6 recorded")).toBeVisible();
  await page.getByRole("link", { name: "Show them" }).click();
  await expect.poll(() => recordsShown(page)).toBe(6);
});

test("files are recorded while one looks at another page, which says so", async ({ page }) => {
  await chooseOnNewList(page, contracts(8));
  const held = Promise.withResolvers<void>();
  await page.route("**/api/v1/uploads?*", async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.getByRole("button", { name: "Record 8 files" }).click();
  await page.getByRole("link", { name: "Explorer" }).first().click();
  await page.waitForURL(/\/explorer$/);
  const pill = page.getByRole("link", { name: "0 of 8 recorded" });
  await expect(pill).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  held.resolve();
  await expect(page.getByRole("link", { name: /of 8 recorded/ })).toBeHidden();
  await page.goto(`${baseUrl()}/evidence`);
  await expect(page.getByRole("main")).toContainText("借款合同 8.pdf");
});

test("what was recorded before is named before it is recorded again, and can be left out", async ({ page }) => {
  const files = contracts(5);
  await chooseOnNewList(page, files);
  await page.getByRole("button", { name: "Record 5 files" }).click();
  await expect(page.getByText("5 recorded")).toBeVisible();
  await page.getByRole("button", { name: "Clear the list" }).click();
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([...files, ...contracts(6).slice(5)]);
  await expect(page.getByText("The content of 5 is recorded already.")).toBeVisible();
  await page.getByRole("button", { name: "Leave these 5 out" }).click();
  await expect(page.getByRole("button", { name: "Record this file" })).toBeVisible();
});
