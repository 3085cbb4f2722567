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

const place = { page: 1, width: 50, height: 8, required: true } as const;
const FIELDS = [
  { ...place, name: "sign", kind: "signature", party: "borrower", x: 20, y: 40, height: 18, label: "Signature" },
  { ...place, name: "amount", kind: "amount", party: "borrower", x: 20, y: 148, label: "Amount" },
  { ...place, name: "day", kind: "date", party: "borrower", x: 20, y: 136, label: "Date of birth" },
  { ...place, name: "agreed", kind: "check", party: "borrower", x: 20, y: 112, width: 6, height: 6, label: "Insured" },
] as const;

test("a party opens, reads, agrees and signs on a phone, by keyboard and after a reload, and takes it away when all are done", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  const made = await post(page, "documents?name=loan.pdf&language=en", Buffer.from(await contract({ pages: 2 })));
  const parties = [
    { name: "borrower", role: "signs", person: "张𠮷" },
    { name: "manager", role: "approves", person: "Ada Lovelace" },
  ];
  const expiresAt = new Date(Date.now() + 60 * 60_000).toISOString();
  const { id } = await post(page, "envelopes", {
    ...{ title: "Loan contract", document: made.evidenceId, parties, fields: FIELDS, expiresAt },
  });
  await post(page, `envelopes/${id}/send`, {});
  const address = async (party: string) => {
    const identity = { method: "desk", statement: "Seen by the clerk" };
    const { token } = await post(page, `envelopes/${id}/parties/${party}/access`, { identity });
    return `${baseUrl()}/sign/${token}`;
  };

  const phone = await (await browser.newContext({ locale: "en-GB", viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(await address("borrower"));
  await expect(
    phone.getByRole("heading", { level: 1, name: "First Bank 第一银行 sends you a document" }),
  ).toBeVisible();
  await expect(phone.getByText("Loan contract")).toHaveCount(0);
  expect(await axeViolations(phone)).toEqual([]);
  await phone.getByRole("button", { name: "Open the document" }).click();
  await expect(phone.getByRole("heading", { level: 1, name: "Loan contract" })).toBeVisible();
  await expect(phone.getByText("2 pages", { exact: true })).toBeVisible();
  const read = phone.getByRole("button", { name: "I have read it" });
  await expect(phone.locator("canvas").first()).toBeVisible();
  await expect(read).toBeDisabled();
  await read.scrollIntoViewIfNeeded();
  await expect(read).toBeEnabled();
  await read.click();
  await phone.getByRole("button", { name: "I agree" }).click();
  const sign = phone.getByRole("button", { name: "Sign", exact: true });
  await sign.press("Enter");
  await expect(phone.getByText("Something is missing above.")).toBeVisible();
  await phone.getByLabel("Amount").fill("1,200.00");
  await phone.reload();
  await expect(phone.getByLabel("Amount")).toHaveValue("1,200.00");
  await phone.getByLabel("Date of birth").fill("1990-02-03");
  await phone.getByLabel("Insured").press("Space");
  expect(await axeViolations(phone)).toEqual([]);
  await sign.press("Enter");
  await expect(phone.getByText("You signed")).toBeVisible();
  await expect(phone.getByText("One party has not acted yet.")).toBeVisible();

  const desk = await (await browser.newContext({ locale: "zh-CN" })).newPage();
  await desk.goto(await address("manager"));
  await desk.getByRole("button", { name: "打开文件" }).click();
  // Before its pages have their room, its end is not where it will be.
  await expect(desk.locator("canvas").first()).toBeVisible();
  await desk.getByRole("button", { name: "我已阅读" }).scrollIntoViewIfNeeded();
  await desk.getByRole("button", { name: "我已阅读" }).click();
  await desk.getByRole("button", { name: "同意文件" }).click();
  await expect(desk.getByText("各方均已办理：合同已完成。")).toBeVisible();
  await phone.reload();
  const [download] = await Promise.all([
    phone.waitForEvent("download"),
    phone.getByRole("link", { name: "Download the certificate" }).click(),
  ]);
  expect((await download.createReadStream().then((stream) => stream.toArray())).join("")).toContain('"completed"');
});
