/** Members come and go: invited, handed a link from the outbox, given another role, removed. And a forgotten password. */

import { execFileSync } from "node:child_process";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl, installation } from "./support/installation.ts";
import { OWNER, signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const PASSWORD = "a password of the members";

async function expectAccessible(page: Page): Promise<void> {
  await settled(page);
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} is wider than 320 pixels`).toBeLessThanOrEqual(0);
  if (size) await page.setViewportSize(size);
}

const settings = (page: Page, path: string) => page.goto(`${baseUrl()}/settings/${path}`);

/** Invites as the owner, and reads the link from the outbox, as one does without a mail server. */
async function invite(page: Page, { email, role }: { email: string; role: string }): Promise<string> {
  await settings(page, "members/invite");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("radio", { name: new RegExp(`^${role}`) }).check();
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText(`${email} is invited`)).toBeVisible();
  await page.getByRole("link", { name: "Open the outbox" }).click();
  await page.getByRole("button", { name: `Show the message to ${email}` }).click();
  const letter = page.getByRole("dialog");
  await expect(letter).toContainText(`${OWNER.name} (${OWNER.email}) invites you to join`);
  return /https?:\/\/\S+\/invitation\?token=[0-9a-f]{64}/.exec((await letter.textContent()) ?? "")?.[0] ?? "";
}

async function join(browser: Browser, { link, name }: { link: string; name: string }): Promise<Page> {
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await page.goto(link);
  await expectAccessible(page);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByText("At least 12 characters.", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL((url) => url.pathname === "/overview");
  return page;
}

test("a member is invited, joins, changes roles in the middle of a session, and is signed out when removed", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  const email = `eve-${Date.now()}@example.org`;
  await settings(page, "members");
  await expect(page.getByRole("row").filter({ hasText: OWNER.email })).toContainText("the only owner");
  await settings(page, "members/invite");
  await page.getByLabel("E-mail address").fill(OWNER.email);
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText("Whoever has this address is a member already.")).toBeVisible();
  await expectAccessible(page);
  const link = await invite(page, { email, role: "auditor" });
  await expectAccessible(page);
  await settings(page, "members");
  await expect(page.getByRole("row").filter({ hasText: email })).toContainText("auditor");
  await expectAccessible(page);
  const eve = await join(browser, { link, name: "Eve" });
  await eve.goto(link);
  await expect(eve.getByRole("heading", { level: 1 })).toHaveText("This invitation is closed");
  await settings(eve, "members");
  await expect(eve.getByText("You are auditor.")).toBeVisible();
  await expect(eve.getByRole("link", { name: "Invite" })).toHaveCount(0);
  await settings(eve, "outbox");
  await expect(eve.getByText("Owners and admins see the outbox.")).toBeVisible();

  await settings(page, `members?q=${email}`);
  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("button", { name: "Change role: Eve" }).click();
  await expectAccessible(page);
  await page.getByRole("radio", { name: /^admin/ }).check();
  await page.getByRole("button", { name: "Save the role" }).click();
  await expect(row).toContainText("admin");
  await settings(eve, "members/invite");
  await expect(eve.getByRole("radio", { name: /^owner/ })).toHaveCount(0);
  await expect(eve.getByRole("radio", { name: /^admin/ })).toHaveCount(1);

  await settings(eve, "keys/new");
  await eve.getByLabel("Name").fill("Key of Eve");
  for (const box of await eve.getByRole("group", { name: "May" }).getByRole("checkbox").all()) await box.check();
  await eve.getByRole("button", { name: "Make the key" }).click();
  await expect(eve.getByText("Your new key")).toBeVisible();

  await page.reload();
  await row.getByRole("button", { name: "Remove Eve" }).click();
  await page.getByRole("checkbox", { name: "Also revoke the working key that they made" }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove the member" }).click();
  await expect(row).toHaveCount(0);
  await settings(eve, "members");
  await expect(eve).toHaveURL(/\/sign-in/);
  await settings(page, "keys?q=Key+of+Eve");
  await expect(page.getByRole("row").filter({ hasText: "Key of Eve" })).toContainText("revoked");
  await settings(page, "audit-log?action=member.remove");
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText("removed the member Eve");
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText(email);
});

test("members' pages are accessible in Chinese and in the dark; a withdrawn invitation opens nothing", async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: "en-GB", colorScheme: "dark", reducedMotion: "reduce" });
  const page = await context.newPage();
  await signInAsOwner(page);
  const email = `wang-${Date.now()}@example.org`;
  const link = await invite(page, { email, role: "operator" });
  await settings(page, "members");
  await page.getByRole("button", { name: "切换到中文" }).click();
  for (const path of ["members", "members/invite", "outbox"]) {
    await settings(page, path);
    await expectAccessible(page);
  }
  for (const path of ["/forgot-password", "/reset-password", "/invitation", link.replace(baseUrl(), "")]) {
    await page.goto(`${baseUrl()}${path}`);
    await expectAccessible(page);
  }
  await settings(page, "members");
  await page.getByRole("button", { name: `撤回给 ${email} 的邀请` }).click();
  await page.getByRole("button", { name: "撤回邀请" }).click();
  await expect(page.getByRole("row").filter({ hasText: email })).toHaveCount(0);
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("此邀请已失效");
  await context.close();
});

test("without a mail server the operator makes the link of a reset; it ends every session", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  const email = `kim-${Date.now()}@example.org`;
  const kim = await join(browser, { link: await invite(page, { email, role: "operator" }), name: "Kim" });
  await kim.goto(`${baseUrl()}/sign-in`);
  const visitor = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await visitor.goto(`${baseUrl()}/sign-in`);
  await visitor.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(visitor.getByText("user reset-link --email")).toBeVisible();
  const command = ["bin/sealbook.ts", "user", "reset-link", "--email", email, "--json"];
  const environment = { ...process.env, DATA_DIR: installation().dataDir, PUBLIC_URL: baseUrl(), LANG: "C" };
  const made = JSON.parse(execFileSync(process.execPath, command, { env: environment, encoding: "utf8" }));
  await visitor.goto(made.url);
  await expectAccessible(visitor);
  await visitor.getByLabel("New password", { exact: true }).fill(`${PASSWORD}, anew`);
  await visitor.getByRole("button", { name: "Save the password" }).click();
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText("Your new password is saved");
  await expectAccessible(visitor);
  await settings(kim, "sessions");
  await expect(kim).toHaveURL(/\/sign-in/);
  await visitor.goto(made.url);
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText("This link opens nothing any more");
  await visitor.goto(`${baseUrl()}/sign-in`);
  await visitor.getByLabel("E-mail address").fill(email);
  await visitor.getByLabel("Password", { exact: true }).fill(`${PASSWORD}, anew`);
  await visitor.getByRole("button", { name: "Sign in", exact: true }).click();
  await visitor.waitForURL((url) => url.pathname === "/overview");
});
