/** A folder becomes evidence across a reload, and a record is shown to strangers for as long as its owner wants. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { axeViolations } from "./support/axe.ts";
import { baseUrl, installation } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

const FILES = 14;

async function makeFolder(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "sealbook-folder-")), "贷款 loans");
  mkdirSync(join(folder, "2026"), { recursive: true });
  for (let at = 0; at < FILES; at += 1) {
    writeFileSync(join(folder, at % 2 ? "2026" : "", `合同-${`${at}`.padStart(2, "0")}.txt`), randomBytes(2_000));
  }
  writeFileSync(join(folder, ".DS_Store"), "x");
  return folder;
}

/** A link to the record that was made a week ago for a day: nobody waits that long. */
async function expiredLink(evidenceId: string): Promise<string> {
  const folder = installation().dataDir;
  const { app } = JSON.parse(await readFile(join(folder, "database.json"), "utf8")) as { app: string };
  const client = new pg.Client({ connectionString: app });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO evidence_link (id, evidence_id, label, user_id, created_at, expires_at)
     SELECT gen_random_uuid(), $1, '', user_id, now() - interval '7 days', now() - interval '6 days' FROM membership LIMIT 1
     RETURNING id`,
    [evidenceId],
  );
  await client.end();
  // The product's own token, under this installation's secret.
  process.env.DATA_DIR = folder;
  const { shareToken } = await import("#lib/features/evidence/sharing/rows/share-token.ts");
  return `${baseUrl()}/v/${evidenceId}?link=${shareToken(rows[0]?.id ?? "")}`;
}

async function expectAccessible(page: Page, where: string): Promise<void> {
  const violations = await axeViolations(page);
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
    where,
  ).toEqual([]);
}

/** Inside a chat app the verdict is there all the same, the receipt is a plain address, and the page says where files can be saved. */
async function expectOpensInChat(browser: Browser, link: string): Promise<void> {
  const userAgent =
    "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50";
  const context = await browser.newContext({ locale: "zh-CN", userAgent, viewport: { width: 390, height: 844 } });
  const chat = await context.newPage();
  await chat.goto(link);
  await expect(chat.getByRole("heading", { name: "存证凭证有效" })).toBeVisible();
  await expect(chat.getByText("您正在微信内置的浏览器中").first()).toBeVisible();
  await expectAccessible(chat, "a link inside a chat app");
  const save = chat.getByRole("link", { name: "保存凭证" });
  const [receipt] = await Promise.all([chat.waitForEvent("download"), save.click()]);
  expect(receipt.url()).toMatch(/^http.*\/api\/v1\/records\/.*&link=/);
  expect(JSON.parse(await readFile(await receipt.path(), "utf8")).receipt).toBe("sealbook.receipt/v2");
  await context.close();
}

test("a folder is recorded across a reload, each file once", async ({ page }) => {
  const folder = await makeFolder();
  await signInAsOwner(page);
  page.on("dialog", (dialog) => void dialog.accept());
  const chooseFolder = () => page.locator("input[webkitdirectory]").setInputFiles(folder);
  let answers = 5;
  // The connection goes away after five files: what comes after is on its way when the page is reloaded.
  await page.route("**/api/v1/uploads?*", async (route) => {
    answers -= 1;
    if (answers < 0) return;
    await route.continue();
  });
  await chooseFolder();
  await expect(page.getByText("One hidden file").or(page.getByText("1 hidden file"))).toBeVisible();
  await expect(page.getByText("贷款 loans/2026", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: `Record ${FILES} files` }).click();
  await expect(page.getByLabel("Show", { exact: true }).locator("option", { hasText: "Recorded 5" })).toBeAttached();
  await page.reload();
  answers = Number.POSITIVE_INFINITY;

  await expect(page.getByText("5 files are recorded. 9 are not")).toBeVisible();
  await expectAccessible(page, "the list after a reload");
  await chooseFolder();
  await expect(page.getByText("5 files were recorded before the reload")).toBeVisible();
  await page.getByRole("button", { name: "Record 9 files" }).click();
  await expect(page.getByText(`${FILES} recorded`, { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "Show them" })).toBeVisible();
  await page.getByLabel("Show", { exact: true }).selectOption({ label: `Recorded ${FILES}` });
  await expect(page.getByRole("listitem").filter({ hasText: "合同-" })).toHaveCount(FILES);

  await page.goto(`${baseUrl()}/evidence?q=${encodeURIComponent("合同-")}`);
  await expect(page.getByRole("row").filter({ hasText: "合同-" })).toHaveCount(FILES);
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as CSV" }).click(),
  ]);
  const table = await readFile(await csv.path(), "utf8");
  expect(table.split("\r\n").filter((line) => line.includes("合同-"))).toHaveLength(FILES);
  expect(table.startsWith("\ufeff")).toBe(true);
  await page.goto(`${baseUrl()}/evidence/new`);
  await expect(page.getByText("Your list before the page was reloaded")).toBeHidden();
});

test("a link opens a record whose page is off, until it is revoked", async ({ page, browser }) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/evidence/new`);
  const file = { name: "notice.txt", mimeType: "text/plain", buffer: randomBytes(64) };
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page.getByRole("button", { name: "Record this file" }).click();
  await page.getByRole("link", { name: /Open (the )?record/ }).click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  const id = page.url().slice(-36);

  await page.getByRole("button", { name: "Make a link" }).click();
  await page.getByLabel("For whom").fill("Counsel 律师");
  await page.getByLabel("Works for").selectOption({ label: "30 days" });
  await page.getByRole("button", { name: "Make the link" }).click();
  const address = page.locator("code", { hasText: "?link=" });
  await expect(address).toBeVisible();
  const link = (await address.textContent()) ?? "";
  await page.getByRole("switch", { name: "Public page" }).click();
  await expect(page.getByText("Nobody can open it")).toBeVisible();
  await expect(page.getByText("Public page turned off")).toBeVisible();
  await expectAccessible(page, "the record's page");

  const stranger = await (await browser.newContext({ locale: "en-GB" })).newPage();
  const closed = await stranger.goto(`${baseUrl()}/v/${id}`);
  expect(closed?.status()).toBe(404);
  await expect(stranger.getByRole("heading", { name: "No public record has this id" })).toBeVisible();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { name: "The receipt is valid" })).toBeVisible();
  await expect(stranger.getByText("own browser")).toBeHidden();
  await expectOpensInChat(browser, link);

  await page.getByRole("button", { name: "Revoke the link “Counsel 律师”" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke the link" }).click();
  await expect(page.getByText("1 link that ended")).toBeVisible();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { name: "The link was withdrawn, not the record" })).toBeVisible();
  await expectAccessible(stranger, "a link that ended");
  await stranger.goto(await expiredLink(id));
  await expect(stranger.getByRole("heading", { name: "The link has expired, not the record" })).toBeVisible();
  await page.getByRole("switch", { name: "Public page" }).click();
  await expect(page.getByText("Everybody with its address can open it")).toBeVisible();
  // The switch moves at once; the history tells when the change has been made.
  await expect(page.getByText("Public page turned on")).toBeVisible();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { name: "The receipt is valid" })).toBeVisible();
});
