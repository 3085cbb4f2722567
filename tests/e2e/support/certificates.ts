/** Issuing as an organisation does in its browsers: an issuer, a designed template, approvers with a key, and their seal. */

import { type Browser, expect, type Page } from "@playwright/test";
import { axeViolations } from "./axe.ts";
import { baseUrl } from "./installation.ts";
import { inviteMember, joinAs } from "./members.ts";
import { settled } from "./settled.ts";

export const PHRASE = "three words for the approver";
export const at = (path: string): string => `${baseUrl()}${path}`;

export async function expectAccessible(page: Page): Promise<void> {
  await settled(page);
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

export async function becomeIssuer(page: Page): Promise<void> {
  await page.goto(at("/settings/issuer"));
  const submit = page.getByRole("button", { name: "Become an issuer" });
  if (!(await submit.isVisible())) return;
  await page.getByLabel("Short name").fill("first-school");
  await page.getByLabel("Name", { exact: true }).fill("First School 第一学校");
  await submit.click();
  await expect(page.getByText("did:web:").first()).toBeVisible();
}

/** Takes a design from the gallery, makes it bilingual, and publishes it. @returns the template's id */
export async function designTemplate(page: Page): Promise<string> {
  await page.goto(at("/certificates/templates/gallery"));
  await page.getByRole("button", { name: "Use this: Training, English" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}\/design$/);
  const elements = page.getByRole("list", { name: "Elements, the topmost first" });
  await elements.getByRole("button", { name: "Text: Certificate of Training", exact: true }).click();
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("Certificate of Training 培训证书");
  await expect(page.getByRole("status").filter({ hasText: /^Saved at/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Done with version 1" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("In use for new batches")).toBeVisible();
  return page.url().split("/").at(-1) ?? "";
}

export async function approversOf(page: Page, browser: Browser): Promise<Page[]> {
  const pages = [page];
  for (const name of ["Bo 博", "Cy 晨"]) {
    const email = `${name.slice(0, 2).toLowerCase()}-${Date.now()}@example.org`;
    const link = await inviteMember(page, { email, role: "admin" });
    pages.push(await joinAs(browser, { link, name }));
  }
  return pages;
}

export async function makeKey(pages: readonly Page[]): Promise<void> {
  const [owner] = pages as [Page];
  await owner.goto(at("/settings/approvers"));
  for (const name of ["Ada", "Bo 博", "Cy 晨"]) await owner.getByRole("checkbox", { name }).first().check();
  await owner.getByLabel("How many of them have to agree").fill("2");
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Name them" }).click();
  await owner.getByRole("link", { name: "Take part" }).first().click();
  await owner.waitForURL(/\/settings\/approvers\/[0-9a-f-]{36}$/);
  const path = owner.url();
  for (const page of pages) {
    if (page !== owner) await page.goto(path);
    await page.getByLabel("Passphrase", { exact: true }).fill(PHRASE);
    await page.getByLabel("Passphrase, once more").fill(PHRASE);
    await page.getByRole("button", { name: "Begin" }).click();
  }
  const numbers = new Set<string>();
  for (const page of pages) {
    const compare = page.getByRole("checkbox", { name: "All approvers see this number" });
    await expect(compare).toBeVisible({ timeout: 60_000 });
    numbers.add((await page.getByText(/^\d{5}( \d{5}){4}$/).textContent()) ?? "");
    await compare.check();
    await page.getByRole("button", { name: "Go on" }).click();
  }
  expect(numbers.size).toBe(1);
  for (const page of pages) {
    await expect(page.getByText("The seal is asked for", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("Your part of the key is in this browser.")).toBeVisible();
  }
  const saved = owner.waitForEvent("download");
  await owner.getByRole("button", { name: "Save your part as a file" }).click();
  expect((await saved).suggestedFilename()).toMatch(/^sealbook-approver-[123]-[0-9a-f]{8}\.json$/);
  await expectAccessible(owner);
}

export interface SealedBatch {
  /** Its page. */
  address: string;
  size: number;
  /** A holder whom approvers see in it. */
  holder: string;
}

async function approveIn(page: Page, batch: SealedBatch, by: "passphrase" | "passkey"): Promise<void> {
  const { address, size, holder } = batch;
  await page.goto(`${address}/seal`);
  await page.getByRole("button", { name: "Check and show all" }).click();
  await expect(page.getByText("All hold", { exact: true })).toBeVisible({ timeout: 60_000 + size * 100 });
  await expect(page.getByRole("cell", { name: holder, exact: true })).toBeVisible();
  // Called what the template calls them.
  await expect(page.getByRole("columnheader", { name: "Course", exact: true })).toBeVisible();
  if (by === "passkey") await page.getByRole("button", { name: "Open with a passkey" }).click();
  else {
    await page.getByLabel("Passphrase", { exact: true }).fill(PHRASE);
    await page.getByRole("button", { name: "Open", exact: true }).click();
  }
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByText("You have approved.").or(page.getByText("You have signed."))).toBeVisible();
}

/** Two of the approvers look through the batch and seal it, the second one by a passkey. Returns when it is issued. */
export async function sealAndIssue(pages: readonly Page[], batch: SealedBatch): Promise<void> {
  const [owner, second] = pages as [Page, Page];
  await approveIn(owner, batch, "passphrase");
  await expectAccessible(owner);
  await approveIn(second, batch, "passkey");
  await expect(owner.getByText("The batch is sealed", { exact: true })).toBeVisible({ timeout: 60_000 });
  await owner.goto(batch.address);
  await expect(owner.getByRole("link", { name: "Show the certificates" })).toBeVisible({
    timeout: 60_000 + batch.size * 200,
  });
}

/** Waits until all certificates of a batch are drawn and signed, and only the seal is missing. */
export async function waitForDrawn(owner: Page, { address, size }: SealedBatch): Promise<void> {
  await owner.goto(address);
  await expect(owner.getByRole("link", { name: "Look at it and seal it" })).toBeVisible({
    timeout: 90_000 + size * 500,
  });
}
