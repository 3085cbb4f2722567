/** An owner makes the bank's branches, gives one a key, and finds its record by the branch; the branch is not closed while it is in use. */
import { expect, type Page, test } from "@playwright/test";
import { createEmptyDatabase } from "#tests/support/global-setup.ts";
import { axeViolations } from "./support/axe.ts";
import { fillFirstRun } from "./support/owner.ts";
import { type StartedInstallation, startInstallation } from "./support/start-installation.ts";

let installation: StartedInstallation;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  installation = await startInstallation(await createEmptyDatabase(), { WEB_PROCESSES: "1" });
});
test.afterAll(async () => await installation?.stop());

const accessible = async (page: Page) => expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);
const picture = async (page: Page, name: string) => {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true });
};

async function add(page: Page, name: string, parent?: string): Promise<void> {
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Add", exact: true }) });
  await form.getByLabel("Name").fill(name);
  if (parent) await form.getByLabel("Below").selectOption({ label: parent });
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
}

test("units are made, named, given a key, and not closed while they are in use", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto(installation.setupLink);
  await fillFirstRun(page);
  await page.getByRole("button", { name: "Create the organisation" }).click();
  await page.waitForURL((url) => url.pathname === "/evidence/new");
  await page.goto(`${installation.url}/settings/units`);
  await expect(page.getByText("No units yet")).toBeVisible();
  await accessible(page);
  await picture(page, "units-empty");
  await add(page, "East branch 华东分行");
  await add(page, "Desk 2", "East branch 华东分行");
  await add(page, "West branch");
  await accessible(page);
  await picture(page, "units");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible(page);
  await picture(page, "units-phone-dark");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });

  await page.goto(`${installation.url}/settings/keys/new`);
  await page.getByLabel("Name").fill("Core banking of the east");
  await page.getByLabel("Unit", { exact: true }).selectOption({ label: "East branch 华东分行" });
  await picture(page, "units-key");
  await page.getByRole("button", { name: "Make the key" }).click();
  const secret = (await page.getByText(/^sealbook_/).textContent()) ?? "";
  const recorded = await fetch(`${installation.url}/api/v1/evidence`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ sha256: "ab".repeat(32), name: "contract of the east.pdf" }),
  });
  expect(recorded.status).toBe(201);
  await page.goto(`${installation.url}/evidence`);
  await expect(page.getByRole("cell", { name: "East branch 华东分行" })).toBeVisible();
  await picture(page, "units-list");
  await page.getByLabel("Unit", { exact: true }).selectOption({ label: "West branch" });
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("contract of the east.pdf")).toHaveCount(0);

  await page.goto(`${installation.url}/settings/units`);
  await page.getByRole("button", { name: "Close East branch 华东分行" }).click();
  await page.getByRole("button", { name: "Close the unit" }).click();
  await expect(page.getByText("It still has 0 members")).toBeVisible();
  await accessible(page);
  await picture(page, "units-in-use");
});
