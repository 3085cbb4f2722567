import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl, setupLink } from "./support/installation.ts";
import { fillFirstRun, OWNER, signIn, signInAsOwner } from "./support/owner.ts";

const SETTINGS = ["organisation", "you", "keys", "keys/new", "sessions", "audit-log", "factors", "access"];

async function expectAccessible(page: Page): Promise<void> {
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)])).toEqual([]);
}

test("first run: what was typed is kept, the password never, and the link works once", async ({ page }) => {
  await page.goto(setupLink());
  test.skip(
    !(await page.getByRole("button", { name: "Create the organisation" }).isVisible()),
    "done by another journey",
  );
  await expectAccessible(page);
  await fillFirstRun(page);
  await page.getByLabel("E-mail address").fill("ada");
  await page.getByLabel("Keep the files").uncheck();
  const answers: string[] = [];
  await page.route("**/setup?**", async (route) => {
    if (route.request().method() !== "POST") return await route.continue();
    const response = await route.fetch();
    answers.push(await response.text());
    await route.fulfill({ response });
  });
  await page.getByRole("button", { name: "Create the organisation" }).click();
  await expect(page.getByText("This is not an e-mail address.")).toBeVisible();
  expect(answers).toHaveLength(1);
  expect(answers.join()).not.toContain(OWNER.password);
  await page.unroute("**/setup?**");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(OWNER.organisation);
  await expect(page.getByLabel("Keep the files")).not.toBeChecked();
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(OWNER.password);
  await page.getByLabel("Keep the files").check();
  await fillFirstRun(page);
  await page.getByRole("button", { name: "Create the organisation" }).click();
  await page.waitForURL((url) => url.pathname === "/evidence/new");
  await page.goto(setupLink());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link opens nothing any more");
});

test("a form keeps what is typed while it is under way, tells all that is wrong at once, and survives a lost connection", async ({
  page,
  context,
}) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/settings/keys/new`);
  const name = page.getByLabel("Name");
  const ticked = page.getByRole("checkbox", { checked: true });
  while ((await ticked.count()) > 0) await ticked.first().uncheck();
  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.getByText("This is needed.")).toBeVisible();
  await expect(page.getByText("Choose at least one.")).toBeVisible();
  await page.getByRole("checkbox").first().check();
  await name.fill("Core banking");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.getByText("What you typed is still here.")).toBeVisible();
  await expect(name).toHaveValue("Core banking");
  await context.setOffline(false);
  await name.fill("");
  await page.route("**/settings/keys/new", async (route) => {
    if (route.request().method() === "POST") await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.getByRole("button", { name: "Make the key" }).click();
  await name.fill("typed meanwhile");
  await expect(page.getByText("This is needed.")).toBeVisible();
  await expect(name).toHaveValue("typed meanwhile");
  await context.clearCookies();
  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.getByRole("link", { name: "Sign in in a new tab" })).toBeVisible();
  await expect(name).toHaveValue("typed meanwhile");
});

test("without script a form tells all that is wrong, and that the password has to be typed again", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${baseUrl()}/sign-in`);
  await page.getByLabel("E-mail address").fill("nobody");
  await page.getByLabel("Password", { exact: true }).fill("a password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("This is not an e-mail address.")).toBeVisible();
  await expect(page.getByText("Type it again: a password is never sent back to the page.")).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  await context.close();
});

test("sign-in says the same for a wrong password and an unknown e-mail, and leads back to where one wanted to go", async ({
  page,
  context,
}) => {
  await signInAsOwner(page);
  await context.clearCookies();
  await page.goto(`${baseUrl()}/settings/keys`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings%2Fkeys$/);
  await expectAccessible(page);
  await signIn(page, "not the password at all");
  const refusal = page.getByRole("main").getByRole("alert");
  await expect(refusal).toHaveText("E-mail address or password is wrong.");
  await expect(page.getByLabel("E-mail address")).toHaveValue(OWNER.email);
  // Opened anew, so that the refusal that is seen next is the answer to what is sent next.
  await page.reload();
  await page.getByLabel("E-mail address").fill("nobody@example.org");
  await page.getByLabel("Password", { exact: true }).fill("not the password at all");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(refusal).toHaveText("E-mail address or password is wrong.");
  await expect(page.getByLabel("E-mail address")).toHaveValue("nobody@example.org");
  await signIn(page);
  await page.waitForURL((url) => url.pathname === "/settings/keys");
  const [cookie] = (await context.cookies()).filter(({ name }) => name.endsWith("sealbook.session"));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test("sign-in works under another name of the machine, without script, and leads nowhere else", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  await signInAsOwner(await context.newPage());
  await context.clearCookies();
  const elsewhere = baseUrl().replace("localhost", "127.0.0.1");
  await page.goto(`${elsewhere}/sign-in?next=//evil.example/x`);
  await signIn(page);
  await expect(page).toHaveURL(`${elsewhere}/overview`);
  await context.close();
});

test("settings are accessible in both languages", async ({ page }) => {
  await signInAsOwner(page);
  for (const path of SETTINGS) {
    await page.goto(`${baseUrl()}/settings/${path}`);
    await expectAccessible(page);
  }
  await page.getByRole("button", { name: "切换到中文" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("设置");
  await expectAccessible(page);
});

test("a key is shown once, works, and is refused from the moment it is revoked", async ({ page, request }) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/settings/keys/new`);
  await page.getByLabel("Expires").fill("2001-01-01");
  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.getByText("This day has passed.")).toBeVisible();
  const name = `Journey ${Date.now()}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Expires").fill("");
  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.getByText("This is the only time that it is shown")).toBeVisible();
  await expectAccessible(page);
  const secret = (await page.getByRole("main").locator("code").first().textContent()) ?? "";
  const ask = () => request.get(`${baseUrl()}/api/v1/evidence`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await ask()).status()).toBe(200);
  await page.getByRole("link", { name: "I have kept it" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("active");
  expect(await page.content()).not.toContain(secret);
  await row.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("button", { name: "Revoke the key" }).click();
  await expect(row).toContainText("revoked");
  // A write proves its authority itself; a read of another process may be a second behind.
  const written = await request.post(`${baseUrl()}/api/v1/evidence`, {
    headers: { authorization: `Bearer ${secret}` },
    data: { sha256: "00".repeat(32), name: "late.pdf" },
  });
  expect(await written.json()).toMatchObject({ status: 401, code: "key_revoked" });
  await expect.poll(async () => (await (await ask()).json()).code, { timeout: 3_000 }).toBe("key_revoked");
});

test("ending the other sessions signs their browsers out; the audit log tells of it", async ({ page, browser }) => {
  await signInAsOwner(page);
  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await signInAsOwner(other);
  await page.goto(`${baseUrl()}/settings/sessions`);
  await page.getByRole("button", { name: "End all others" }).click();
  await page.getByRole("button", { name: "End the others" }).click();
  await expect(page.getByRole("main").locator("tbody tr")).toHaveCount(1);
  await other.goto(`${baseUrl()}/settings/keys`);
  await expect(other).toHaveURL(/\/sign-in/);
  await page.goto(`${baseUrl()}/settings/audit-log?action=session.end`);
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText(
    /ended a session|session ended, \d+ times/,
  );
  const csv = await page.request.get(`${baseUrl()}/settings/audit-log/export?action=session.end`);
  expect(csv.headers()["content-type"]).toBe("text/csv; charset=utf-8");
  expect((await csv.text()).split("\r\n")[1]).toContain('"session.end"');
  await page.getByRole("button", { name: `Account: ${OWNER.name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto(`${baseUrl()}/settings/keys`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("next-auth's own addresses redirect to pages of ours alone, and their session ends with ours", async ({
  page,
}) => {
  await signInAsOwner(page);
  await page.context().clearCookies();
  const at = (path: string) => `${baseUrl()}/api/auth/${path}`;
  const { csrfToken } = await (await page.request.get(at("csrf"))).json();
  const post = (path: string, form: Record<string, string>) =>
    page.request.post(at(path), { form: { csrfToken, ...form }, maxRedirects: 0 });
  const credentials = { email: OWNER.email, password: OWNER.password };
  for (const callbackUrl of ["https://evil.example/x", "//evil.example/x"]) {
    const response = await post("callback/credentials", { ...credentials, callbackUrl });
    expect(response.headers().location ?? "/").toMatch(/^\/(?!\/)/);
  }
  const wrong = await post("callback/credentials", { ...credentials, password: "not the password at all" });
  expect(wrong.headers().location).toBe("/api/auth/error?error=CredentialsSignin&provider=credentials");
  expect((await post("callback/credentials", { ...credentials, callbackUrl: "/verify" })).headers().location).toBe(
    "/verify",
  );
  expect(await (await page.request.get(at("session"))).json()).toMatchObject({ user: { email: OWNER.email } });
  const withoutToken = await page.request.post(at("signout"), { form: {}, maxRedirects: 0 });
  expect(withoutToken.headers().location).toBe("/api/auth/signout?csrf=true");
  await page.goto(`${baseUrl()}/settings/sessions`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  await post("signout", {});
  await page.goto(`${baseUrl()}/settings/sessions`);
  await expect(page).toHaveURL(/\/sign-in/);
  const unused = ["callback/credentials", "verify-request", "_log", "constructor"];
  for (const path of unused) expect((await page.request.get(at(path))).status(), path).toBe(404);
  for (const path of ["session", "_log", "csrf"]) expect((await post(path, {})).status(), path).toBe(404);
});
