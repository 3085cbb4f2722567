/** An organisation's own provider, from the owner who names it to the member who comes in through it: a real one, on loopback. */
import { expect, type Page, test } from "@playwright/test";
import { createEmptyDatabase } from "#tests/support/global-setup.ts";
import { type OpenIdProvider, startOpenIdProvider } from "#tests/support/openid-provider.ts";
import { axeViolations } from "./support/axe.ts";
import { fillFirstRun, signIn } from "./support/owner.ts";
import { type StartedInstallation, startInstallation } from "./support/start-installation.ts";

const DOMAIN = "bank.example";
const LIN = { sub: "lin", email: `lin@${DOMAIN}`, email_verified: true, name: "Lin 林" };

let provider: OpenIdProvider;
let installation: StartedInstallation;
/** What the owner hands to the members. */
let address = "";

test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  test.setTimeout(480_000);
  provider = await startOpenIdProvider();
  installation = await startInstallation(await createEmptyDatabase(), {
    SSO_INSIDE_HOSTS: provider.host,
    WEB_PROCESSES: "1",
  });
});
test.afterAll(async () => {
  await installation?.stop();
  await provider?.stop();
});

/** The page has the organisation's rules as well, with a button of the same name. */
const saveProvider = (page: Page) =>
  page
    .locator("form", { has: page.getByLabel("Client ID") })
    .getByRole("button", { name: "Save", exact: true })
    .click();

const accessible = async (page: Page) => expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);

test("an owner names the provider, and is told whether it answers", async ({ page }) => {
  await page.goto(installation.setupLink);
  await fillFirstRun(page);
  await page.getByRole("button", { name: "Create the organisation" }).click();
  await page.waitForURL((url) => url.pathname === "/evidence/new");
  await page.goto(`${installation.url}/settings/access`);
  await page.getByLabel("Address of the provider (issuer)").fill("http://127.0.0.1:9");
  await page.getByLabel("Client ID").fill(provider.client.clientId);
  await page.getByLabel("Client secret", { exact: true }).fill(provider.client.secret);
  await page.getByLabel("E-mail domains").fill(DOMAIN);
  await page.getByLabel("Let everybody in").check();
  await saveProvider(page);
  await expect(page.getByText("Saved. Your provider answered.")).toHaveCount(0);
  await expect(page.getByLabel("Address of the provider (issuer)")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  await page.getByLabel("Address of the provider (issuer)").fill(provider.issuer);
  await page.getByLabel("Client secret", { exact: true }).fill(provider.client.secret);
  await saveProvider(page);
  await expect(page.getByText("Saved. Your provider answered.")).toBeVisible();
  await expect(page.getByText("Address for your members")).toBeVisible();
  await accessible(page);
  address = (await page.getByText(/^https?:\S+\/sign-in\/o\/[\w-]+$/).textContent()) ?? "";
  expect(address).toContain(`${installation.url}/sign-in/o/`);
});

test("whoever the provider does not vouch for comes back to words, and is let in nowhere", async ({ page }) => {
  provider.seat(undefined);
  await page.goto(address);
  await accessible(page);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/sign-in/o/") && url.searchParams.has("error"));
  await expect(page.getByRole("alert").filter({ hasText: /\w/ }).first()).toBeVisible();
  await accessible(page);
  await page.goto(`${installation.url}/evidence`);
  await page.waitForURL((url) => url.pathname === "/sign-in");
});

test("a member signs in through it without a password, and the owner sees that somebody did", async ({
  page,
  browser,
}) => {
  provider.seat(LIN);
  await page.goto(address);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL((url) => url.host === new URL(installation.url).host && !url.pathname.startsWith("/sign-in"));
  await page.goto(`${installation.url}/settings/you`);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(LIN.name);
  await accessible(page);
  await page.goto(`${installation.url}/evidence/new`);
  await expect(page.getByRole("button", { name: "Choose files" }), "an auditor looks, and records nothing").toHaveCount(
    0,
  );
  const other = await browser.newContext();
  const owner = await other.newPage();
  await owner.goto(`${installation.url}/settings/access`);
  await owner.waitForURL((url) => url.pathname === "/sign-in");
  await signIn(owner);
  await owner.waitForURL((url) => url.pathname === "/settings/access");
  await expect(
    owner.locator("div", { has: owner.getByText("Have signed in through it", { exact: true }) }).last(),
  ).toHaveText(/1$/);
  await accessible(owner);
  await other.close();
});
