/** An owner gives the organisation a logo, is told what is wrong with a bad one, and takes it away again. */
import { expect, type Page, test } from "@playwright/test";
import { blank, drawing, png } from "#tests/infra/pictures/pictures.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { OWNER, signInAsOwner } from "./support/owner.ts";

async function choose(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.getByLabel("Picture").setInputFiles(file);
  await page.getByRole("button", { name: "Upload" }).click();
}

test("a logo is set, seen, refused with a reason, and removed", async ({ page }) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/settings/organisation`);
  await expect(page.getByText("No logo yet.")).toBeVisible();
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This is needed." })).toBeVisible();
  await choose(page, { name: "logo.png", mimeType: "image/png", buffer: drawing({ width: 200, height: 100 }) });
  await expect(page.getByRole("alert").filter({ hasText: "neither a PNG nor a JPEG" })).toBeVisible();
  await choose(page, { name: "logo.png", mimeType: "image/png", buffer: await blank("#ffffff00") });
  await expect(page.getByRole("alert").filter({ hasText: "white paper" })).toBeVisible();
  await choose(page, { name: "logo.png", mimeType: "image/png", buffer: Buffer.alloc(600 * 1024, 7) });
  await expect(page.getByRole("alert").filter({ hasText: "512 KiB" })).toBeVisible();
  await choose(page, { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(4 * 1024 * 1024, 7) });
  await expect(page.getByRole("alert").filter({ hasText: "512 KiB" })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);

  await choose(page, { name: "logo.png", mimeType: "image/png", buffer: await png(900, 200) });
  const picture = page.getByRole("img", { name: `Logo of ${OWNER.organisation}` });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(720);
  await expect(page.getByRole("status").filter({ hasText: "on your receipts from now on" })).toBeVisible();
  await expect(page.getByLabel("Picture")).toHaveValue("");
  expect(await axeViolations(page)).toEqual([]);

  await page.getByRole("button", { name: "Remove the logo" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("No logo yet.")).toBeVisible();
});
