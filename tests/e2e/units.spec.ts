/**
 * An owner makes the bank's branches, gives one a key, and finds its record by the branch; the branch is not closed while it is in use. Who
 * acts for a branch issues certificates that head office sees and another branch does not.
 */
import { type Browser, expect, type Page, test } from "@playwright/test";
import { createEmptyDatabase } from "#tests/support/global-setup.ts";
import { axeViolations } from "./support/axe.ts";
import { MEMBER_PASSWORD } from "./support/members.ts";
import { fillFirstRun, signIn } from "./support/owner.ts";
import { type StartedInstallation, startInstallation } from "./support/start-installation.ts";

test.describe.configure({ mode: "serial" });

let installation: StartedInstallation;
test.beforeAll(async () => {
  test.setTimeout(480_000);
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

/** By the link in the outbox, as without a mail server. @returns a page of a browser of their own */
async function joinIn(owner: Page, browser: Browser, unit: string): Promise<Page> {
  const email = `${unit.slice(0, 4).toLowerCase()}@example.org`;
  await owner.goto(`${installation.url}/settings/members/invite`);
  await owner.getByLabel("E-mail address").fill(email);
  await owner.getByRole("radio", { name: /^admin/ }).check();
  await owner.getByLabel("Unit", { exact: true }).selectOption({ label: unit });
  await owner.getByRole("button", { name: "Invite" }).click();
  await owner.getByRole("link", { name: "Open the outbox" }).click();
  await owner.getByRole("button", { name: `Show the message to ${email}` }).click();
  const letter = owner.getByRole("dialog");
  await expect(letter).toContainText(/invitation\?token=/);
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await page.goto(/https?:\/\/\S+\/invitation\?token=[0-9a-f]{64}/.exec((await letter.textContent()) ?? "")?.[0] ?? "");
  await page.getByLabel("Your name").fill(`Of ${unit}`);
  await page.getByLabel("Password", { exact: true }).fill(MEMBER_PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL((url) => url.pathname === "/overview");
  return page;
}

async function prepareIssuing(page: Page): Promise<void> {
  await page.goto(`${installation.url}/settings/issuer`);
  await page.getByLabel("Short name").fill("first-bank");
  await page.getByLabel("Name", { exact: true }).fill("First Bank 第一银行");
  await page.getByRole("button", { name: "Become an issuer" }).click();
  await expect(page.getByText("did:web:").first()).toBeVisible();
  await page.goto(`${installation.url}/certificates/templates/gallery`);
  await page.getByRole("button", { name: "Use this: Training, English" }).click();
  await page.waitForURL(/\/design$/);
  await page.getByRole("button", { name: "Done with version 1" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("In use for new batches")).toBeVisible();
}

test("a branch issues certificates, which are seen from above and not from beside", async ({ page, browser }) => {
  test.setTimeout(300_000);
  await page.goto(`${installation.url}/sign-in?next=/evidence/new`);
  await signIn(page);
  await page.waitForURL((url) => url.pathname === "/evidence/new");
  await prepareIssuing(page);
  const [east, west] = [
    await joinIn(page, browser, "East branch 华东分行"),
    await joinIn(page, browser, "West branch"),
  ];

  await east.getByRole("link", { name: "Certificates", exact: true }).click();
  await expect(east.getByRole("link", { name: "Figures" })).toHaveCount(0);
  await east.goto(`${installation.url}/certificates/batches/new`);
  await east.getByLabel("Unit", { exact: true }).selectOption({ label: "your own unit" });
  await east.getByRole("radio", { name: "a form" }).check();
  await accessible(east);
  await picture(east, "batch-new");
  await east.getByRole("button", { name: "Next" }).click();
  await east.getByLabel("Name", { exact: true }).fill("Lin 林");
  await east.getByLabel("Course").first().fill("Data structures");
  await east.getByLabel("Result").first().selectOption({ label: "Merit" });
  for (const label of ["From", "To"]) await east.getByLabel(label, { exact: true }).first().fill("2026-06-30");
  await east.getByLabel("Hours").first().fill("40");
  await east.getByRole("button", { name: "Add to the list" }).click();
  await east.getByRole("button", { name: "Check the list" }).click();
  await east.getByRole("button", { name: "Keep one draft" }).click();
  await east.waitForURL(/\/certificates\/batches\/[0-9a-f-]{36}$/);
  await east.getByRole("button", { name: /^Issue/ }).click();
  await east
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Issue/ })
    .click();
  await expect(east.getByRole("link", { name: "Show the certificates" })).toBeVisible({ timeout: 90_000 });
  await expect(east.getByText("East branch 华东分行").first()).toBeVisible();
  await accessible(east);
  await picture(east, "batch-issued");
  const batch = east.url();

  await page.goto(`${installation.url}/certificates`);
  await expect(page.getByRole("cell", { name: "East branch 华东分行" })).toBeVisible();
  await accessible(page);
  await picture(page, "certificates-units");
  await page.getByLabel("Unit", { exact: true }).selectOption({ label: "West branch" });
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByText("Lin 林")).toHaveCount(0);

  expect((await west.goto(batch))?.status()).toBe(404);
  await west.goto(`${installation.url}/certificates/batches`);
  await expect(west.getByText("No batches yet")).toBeVisible();
  await west.goto(`${installation.url}/certificates`);
  await expect(west.getByText("Lin 林")).toHaveCount(0);
});
