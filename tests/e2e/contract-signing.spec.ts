/** A contract from its template to the parties: filled in beside its pages, composed, prepared, sent, followed, and taken back. */
import { expect, test } from "@playwright/test";
import { LOAN } from "#tests/features/contracts/templates/loan.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const NAME = "Signing 借款合同";

test("a contract is filled in, composed, found by its number, sent to its parties, and taken back", async ({
  page,
}) => {
  await signInAsOwner(page);
  const id = await page.evaluate(
    async (body) => {
      const send = async (path: string, given: object) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(given) });
        return (await answer.json()) as { id: string };
      };
      const made = await send("/api/v1/contracts/templates", body);
      await send(`/api/v1/contracts/templates/${made.id}/publish`, {});
      return made.id;
    },
    { name: NAME, document: LOAN },
  );
  await page.goto(`${baseUrl()}/contracts/templates/${id}`);
  await page.getByRole("link", { name: "Compose a contract" }).click();
  await settled(page);
  await page.getByLabel("合同编号").fill("HT-26");
  await page.getByRole("button", { name: "Compose the contract" }).click();
  await expect(page.getByText("It has to have the form HT-9999-999.")).toBeVisible();
  await page.getByLabel("合同编号").fill("HT-2026-001");
  await page.getByLabel("借款人姓名").fill("张三");
  await page.getByLabel("借款金额").fill("120,000");
  await page.getByLabel("起始日期").fill("2026-12-01");
  await page.getByLabel("还款方式").selectOption("等额本息");
  await expect(page.getByLabel("保证人")).toBeHidden();
  await expect(page.getByRole("img", { name: "Page 1 of" })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Compose the contract" }).click();
  await expect(page.getByText("CNY 120000.00")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  const number = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await page.goto(`${baseUrl()}/contracts/composed?q=${number.slice(0, 9)}`);
  await page.getByRole("link", { name: number, exact: true }).click();

  await page.getByRole("link", { name: "Send for signing" }).click();
  await settled(page);
  await page.getByRole("button", { name: "Prepare it" }).click();
  await expect(page.getByText("Title and every name are required.")).toBeVisible();
  await page.getByLabel("Name").first().fill("张三");
  await page.getByLabel("Name").last().fill("First Bank 第一银行");
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Prepare it" }).click();
  await expect(page.getByText("Not sent yet")).toBeVisible();
  await page.getByRole("button", { name: "Send it" }).click();
  await expect(page.getByText("Sent for signing")).toBeVisible();
  await expect(page.getByText("to act", { exact: true })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.goto(`${baseUrl()}/contracts?state=sent&q=${encodeURIComponent("张三")}`);
  await expect(page.getByText("now: 张三")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("link", { name: LOAN.title }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByLabel("Reason").fill("The amount was another");
  await page.getByRole("button", { name: "Take it back for good" }).click();
  await expect(page.getByText("Taken back", { exact: true })).toBeVisible();
});
