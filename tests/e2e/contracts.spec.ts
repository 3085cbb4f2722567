/** A day at the desk: fields are named once, contracts come in with a table, and one is found again by its number. */
import { expect, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

const FIELD = "合同编号";
const FILES = 12;
const nameOf = (n: number) => `HT-2026-${String(n).padStart(5, "0")} 张三.pdf`;

// What is required holds back the files of the journeys that come after.
test.afterEach(async ({ page }) => {
  await page.goto(`${baseUrl()}/settings/fields`);
  const remove = page.getByRole("button", { name: `Remove: ${FIELD}` });
  if (!(await remove.isVisible())) return;
  await remove.click();
  await page.getByRole("button", { name: "Remove the field" }).click();
  await expect(page.getByText("No fields yet")).toBeVisible();
});

test("contracts come in with their numbers, and one is found again, tagged and handed out", async ({ page }) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/settings/fields`);
  await page.getByLabel("Name", { exact: true }).fill(FIELD);
  await page.getByLabel("Required").check();
  await page.getByRole("button", { name: "Add a field" }).click();
  await expect(page.getByRole("cell", { name: FIELD, exact: true })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);

  await page.goto(`${baseUrl()}/evidence/new`);
  const files = Array.from({ length: FILES }, (_, n) => {
    return { name: nameOf(n), mimeType: "application/pdf", buffer: Buffer.from(`contract ${n} ${Math.random()}`) };
  });
  const lines = files.map(({ name }, n) => `${name};C-${9000 + n}`).slice(1);
  const table = Buffer.from(["文件名;合同编号", ...lines, "nobody.pdf;C-1"].join("\r\n"));
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles([...files, { name: "list.csv", mimeType: "text/csv", buffer: table }]);
  await page.getByRole("button", { name: "Fill the other files’ fields from it" }).click();
  await expect(page.getByText("1 row matches no file:")).toBeVisible();
  await expect(page.getByText("1 file has no row.")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Take over for 11 files" }).click();
  // One is without what is required, and nothing goes before it has it.
  await expect(page.getByText(`1 file has no “${FIELD}”.`)).toBeVisible();
  await page.getByLabel(FIELD, { exact: true }).fill("C-for-all");
  const record = page.getByRole("button", { name: `Record ${FILES} files` });
  await expect(record).toBeEnabled();
  await record.click();
  await expect(page.getByText(`${FILES} recorded`).first()).toBeVisible({ timeout: 60_000 });

  await page.goto(`${baseUrl()}/evidence`);
  await page.getByRole("searchbox").fill("c-9007");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("link", { name: nameOf(7) })).toHaveCount(1);
  await page.getByRole("checkbox", { name: `Choose ${nameOf(7)}` }).check();
  await expect(page.getByText("1 record chosen")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Tags" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Add a tag").fill("to review");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog.getByText("1 record is tagged as you wished.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "to review" })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("region", { name: "Chosen records" }).getByRole("link", { name: "CSV" }).click(),
  ]);
  expect((await download.createReadStream().then((stream) => stream.toArray())).join("")).toContain("C-9007");
});
