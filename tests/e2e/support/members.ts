/** People become members in the browser: invited by the owner, and joining by the link, as one does without a mail server. */
import { type Browser, expect, type Page } from "@playwright/test";
import { baseUrl } from "./installation.ts";

export const MEMBER_PASSWORD = "a password of the members";

/** Invites as the owner, and reads the link from the outbox. */
export async function inviteMember(page: Page, { email, role }: { email: string; role: string }): Promise<string> {
  await page.goto(`${baseUrl()}/settings/members/invite`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("radio", { name: new RegExp(`^${role}`) }).check();
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText(`${email} is invited`)).toBeVisible();
  await page.getByRole("link", { name: "Open the outbox" }).click();
  await page.getByRole("button", { name: `Show the message to ${email}` }).click();
  const letter = page.getByRole("dialog");
  await expect(letter).toContainText(/invitation\?token=/);
  return /https?:\/\/\S+\/invitation\?token=[0-9a-f]{64}/.exec((await letter.textContent()) ?? "")?.[0] ?? "";
}

/** @returns a page of a browser of their own, signed in */
export async function joinAs(browser: Browser, { link, name }: { link: string; name: string }): Promise<Page> {
  const page = await (await browser.newContext({ locale: "en-GB", acceptDownloads: true })).newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(MEMBER_PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL((url) => url.pathname === "/overview");
  return page;
}
