/** A contract from its party's and from a stranger's side, neither with an account. */
import { expect, type Page, test } from "@playwright/test";
import { contract } from "#tests/pades/sealed-pdf.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

test.describe.configure({ timeout: 480_000 });

/** As the owner's program: answers what the API does. */
async function post(page: Page, path: string, body: unknown, more: Record<string, string> = {}) {
  const headers = { origin: baseUrl(), ...more };
  const data = Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const type = Buffer.isBuffer(body) ? "application/pdf" : "application/json";
  const answer = await page.request.post(`${baseUrl()}/api/v1/contracts/${path}`, {
    headers: { "content-type": type, ...headers },
    data,
  });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return await answer.json();
}

async function give(page: Page, buffer: Buffer): Promise<void> {
  await settled(page);
  await page.locator('input[type="file"]').setInputFiles({ name: "loan.pdf", mimeType: "application/pdf", buffer });
}

test("a stranger looks a contract up by its number, and their browser tells whether a file is it", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  const made = await post(page, "documents?name=loan.pdf&language=en", Buffer.from(await contract({ pages: 1 })));
  const answer = await page.request.get(`${baseUrl()}${made.pdf}`);
  const pdf = await answer.body();
  const parties = [{ name: "manager", role: "approves", person: "Ada Lovelace" }];
  const expiresAt = new Date(Date.now() + 60 * 60_000).toISOString();
  const envelope = await post(page, "envelopes", {
    ...{ title: "Loan contract", document: made.evidenceId, parties, fields: [], expiresAt },
  });
  await post(page, `envelopes/${envelope.id}/send`, {});

  const stranger = await (await browser.newContext({ locale: "en-GB" })).newPage();
  const asked: string[] = [];
  stranger.on("request", (request) => asked.push(`${request.method()} ${request.postData() ?? ""}`));
  await stranger.goto(`${baseUrl()}/contracts/check`);
  const field = stranger.getByLabel("Number on the contract");
  await field.fill(made.number.slice(1));
  await stranger.getByRole("button", { name: "Look it up" }).click();
  await expect(stranger.getByText("This number is mistyped")).toBeVisible();
  await field.fill(made.number.toLowerCase().replaceAll("-", " "));
  await stranger.getByRole("button", { name: "Look it up" }).click();
  await expect(stranger.getByRole("heading", { level: 1, name: "Contract of First Bank 第一银行" })).toBeVisible();
  await expect(stranger.getByText("Out for signing")).toBeVisible();
  await expect(stranger.getByText("Ada Lovelace")).toHaveCount(0);
  await give(stranger, pdf);
  await expect(stranger.getByText("Yes: it is the contract as it was composed, unaltered")).toBeVisible();
  await give(stranger, Buffer.concat([pdf, Buffer.from(" ")]));
  await expect(stranger.getByText("No: it is another file")).toBeVisible();
  expect(await axeViolations(stranger)).toEqual([]);
  expect(asked.filter((request) => request.startsWith("POST"))).toEqual([]);
});
