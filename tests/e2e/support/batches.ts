/** Many certificates at once, as an issuer has them: handed in as a table, listed, changed together. */
import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { at, type SealedBatch } from "./certificates.ts";

const nameOf = (place: number): string => (place % 2 === 0 ? `学员𠮷 ${place + 1}` : `Learner Ελένη ${place + 1}`);

interface Table {
  count: number;
  /** What each row replaces, where it does. */
  replaces?: readonly string[];
}

/** @param head the first row of the table that the page offers */
function tableOf(head: string, { count, replaces = [] }: Table): Buffer {
  const columns = head.split(",").map((heading) => heading.replaceAll('"', "").replace(/ \*$/, ""));
  const cellOf = (column: string, place: number): string => {
    if (column === "Name") return nameOf(place);
    if (column === "E-mail") return `holder-${place + 1}@example.org`;
    if (column === "From" || column === "To") return "2026-06-30";
    if (column === "Hours") return "40";
    if (column === "Replaces certificate") return replaces[place] ?? "";
    return column === "Result" ? "Merit" : "Data structures";
  };
  const rows = Array.from({ length: count }, (_, place) => columns.map((column) => cellOf(column, place)).join(","));
  return Buffer.from([head, ...rows].join("\r\n"));
}

/** Hands in a table through the wizard. */
export async function handIn(page: Page, template: string, table: Table): Promise<SealedBatch> {
  const { count } = table;
  await page.goto(at(`/certificates/batches/new?template=${template}`));
  await page.getByLabel("Name of the batch").fill("Summer course 2026");
  await page.getByRole("radio", { name: "a table" }).check();
  await page.getByRole("button", { name: "Next" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const offered = await readFile(await (await download).path(), "utf8");
  const buffer = tableOf(offered.replace(/^\uFEFF/, "").split(/\r?\n/)[0] ?? "", table);
  await page.locator('input[type="file"]').last().setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Check all rows" }).click();
  const size = count.toLocaleString("en-GB");
  await expect(page.getByText(`${size} rows can be issued.`)).toBeVisible({ timeout: 60_000 + count * 50 });
  await page.getByRole("button", { name: `Keep ${size} drafts` }).click();
  await page.waitForURL(/\/certificates\/batches\/[0-9a-f-]{36}$/, { timeout: 60_000 + count * 50 });
  await page.getByRole("button", { name: `Issue ${size} certificates` }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Issue/ })
    .click();
  await expect(page.getByText(/^(approved|being issued|being sealed)$/).first()).toBeVisible();
  return { address: page.url(), size: count, holder: nameOf(0) };
}

export const idOf = ({ address }: SealedBatch): string => address.split("/").at(-1) ?? "";

/** Ids of the batch's certificates, as the list is exported. */
export async function exportedIds(page: Page, batch: SealedBatch): Promise<string[]> {
  const answer = await page.request.get(at(`/certificates/export?batch=${idOf(batch)}`));
  const ids = (await answer.text()).split(/\r?\n/).flatMap((line) => /^"?([0-9a-f-]{36})"?,/.exec(line)?.[1] ?? []);
  expect(ids).toHaveLength(batch.size);
  return ids;
}

interface Change {
  manner: "Suspend" | "Resume" | "Revoke";
  reason: string;
  /** How many of them there are. */
  count: number;
}

const OF_STATE = { Suspend: "valid", Resume: "suspended", Revoke: "valid" } as const;

/** Suspends, resumes or revokes together all of a batch that may be, chosen in the list. */
export async function changeAll(page: Page, batch: SealedBatch, { manner, reason, count }: Change): Promise<void> {
  await page.goto(at(`/certificates?batch=${idOf(batch)}&state=${OF_STATE[manner]}`));
  await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
  const bar = page.getByRole("region", { name: "Chosen certificates" });
  const rest = bar.getByRole("button", { name: "Choose all that match" });
  if (await rest.isVisible()) {
    await rest.click();
    await expect(bar.getByRole("status")).toHaveText(`All ${count.toLocaleString("en-GB")} that match are chosen`);
  } else await expect(bar.getByRole("status")).toHaveText(`${count} chosen`);
  await bar.getByRole("button", { name: manner, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: manner === "Revoke" ? "Revoke for good" : manner }).click();
  await expect(dialog.getByText(`${count} certificates changed.`)).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  // None of them stands as it did.
  await expect(page.getByText("No certificate fits these filters.")).toBeVisible();
}
