/** A template of a contract from its first name to its published version, written in a form beside the pages that the server draws. */
import { expect, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const NAME = "Loan 借款合同";

test("a template is written, seen as its pages, saved, published, and found again", async ({ page }) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/contracts/templates`);
  await page.getByRole("link", { name: "New template" }).click();
  await page.getByLabel("Name of the template").fill(NAME);
  await page.getByLabel("Language of the contract").selectOption("zh-CN");
  await page.getByRole("button", { name: "Make the template" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Edit ${NAME}` })).toBeVisible();
  await settled(page);
  const first = page.getByRole("img", { name: "Page 1 of 1" });
  await expect(first).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);

  // What is named nowhere is said where it stands, and holds back saving.
  const text = page.getByLabel("Text", { exact: true }).nth(1);
  await text.fill("甲方向乙方借款{{amount}}。");
  await expect(page.getByText("No value has the name {{amount}}.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save and close" })).toBeDisabled();
  await page.getByRole("button", { name: "Add a value" }).click();
  await page.getByLabel("What is asked for").last().fill("借款金额");
  await page.getByLabel("Short name").filter({ visible: true }).nth(3).fill("amount");
  await page.getByLabel("Kind").nth(1).selectOption("amount");
  await expect(page.getByText("Not saved yet")).toBeVisible();
  await page.getByRole("button", { name: "Save and close" }).click();

  await expect(page.getByText("Version 1 is a draft")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("button", { name: "Publish it" }).click();
  await expect(page.getByRole("link", { name: "Open the record of version 1" })).toBeVisible();
  await page.goto(`${baseUrl()}/contracts/templates?q=loan&state=published`);
  await expect(page.getByRole("link", { name: NAME })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
});
