/** Whom a reader of the verify page trusts: named there, kept in that browser, and what a signed document comes to by them. */

import { expect, type Page, test } from "@playwright/test";
import { makeSigner, type Signer, signedPdf } from "#tests/verify/pdf/signed-pdf.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { settled } from "./support/settled.ts";

let signer: Signer;
test.beforeAll(() => {
  signer = makeSigner("Customer 客户");
});
test.afterAll(() => signer.remove());

async function give(page: Page): Promise<void> {
  const pdf = { name: "contract.pdf", mimeType: "application/pdf", buffer: signedPdf(signer) };
  await page.locator('input[type="file"]').first().setInputFiles(pdf);
}

const authority = () => ({
  name: "authority.cer",
  mimeType: "application/pkix-cert",
  buffer: Buffer.from(signer.certificate),
});

test("an authority that a reader names makes a signature valid, now and when the page is opened again, until it is removed", async ({
  page,
}) => {
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  await give(page);
  await expect(page.getByText("nobody whom you named vouches for").first()).toBeVisible();
  await page.getByText("Authorities that you trust: none named").click();
  await page.getByLabel("Authorities of signers").setInputFiles(authority());
  await expect(page.getByText("The signatures are valid", { exact: true })).toBeVisible();
  await expect(page.getByText("1 of 1", { exact: true })).toBeVisible();
  await expect(page.getByText("not asked: you named this very certificate")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByLabel("Trusted to").fill("2020-01-01");
  await expect(page.getByText("not within the dates between which it counts for you")).toBeVisible();
  await page.getByLabel("Trusted to").fill("");
  await page.reload();
  await settled(page);
  await give(page);
  await expect(page.getByText("The signatures are valid", { exact: true })).toBeVisible();
  await page.getByText("Authorities that you trust: 1 named").click();
  await page.getByRole("button", { name: "Remove Customer" }).click();
  await expect(page.getByText("nobody whom you named vouches for").first()).toBeVisible();
  await page.getByLabel("Time-stamping authorities").setInputFiles({ ...authority(), buffer: Buffer.from("nothing") });
  await expect(page.getByText("Nothing of the kind could be read in authority.cer")).toBeVisible();
});
