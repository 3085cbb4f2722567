/** The first organisation's owner: made in the browser by the first journey that needs it, then signed in. */
import type { Page } from "@playwright/test";
import { baseUrl, setupLink } from "./installation.ts";

export const OWNER = {
  organisation: "First Bank 第一银行",
  name: "Ada",
  email: "ada@example.org",
  password: "a password of the journeys",
};

/** Fills in the form of the first run; the caller submits it. */
export async function fillFirstRun(page: Page): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(OWNER.organisation);
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail address").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
}

/** Leaves the page signed in as the owner, wherever it was before. Journeys may run in any order. */
export async function signInAsOwner(page: Page): Promise<void> {
  await page.goto(setupLink());
  const create = page.getByRole("button", { name: "Create the organisation" });
  if (await create.isVisible()) {
    await fillFirstRun(page);
    await create.click();
  } else {
    await page.goto(`${baseUrl()}/sign-in?next=/evidence/new`);
    if (page.url().includes("/sign-in")) await signIn(page);
  }
  await page.waitForURL((url) => url.pathname === "/evidence/new");
}

/** Sends the sign-in form that the page shows. */
export async function signIn(page: Page, password = OWNER.password): Promise<void> {
  await page.getByLabel("E-mail address").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
