/** A holder without an account adds a passkey, comes back with it alone, and takes it away again. */

import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { at } from "./support/certificates.ts";
import { HOLDER, handOver, issueTo, publishTraining } from "./support/holders.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

test.describe.configure({ timeout: 480_000 });

const PHONE = { width: 390, height: 844 };

async function expectSound(page: Page): Promise<void> {
  await settled(page);
  expect((await axeViolations(page)).map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} is wider than its screen`).toBeLessThanOrEqual(0);
}

async function plugIn(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const kind = { protocol: "ctap2", transport: "internal", automaticPresenceSimulation: true } as const;
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...kind, hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
}

test("a holder comes back with a passkey, and without one is told so", async ({ page, browser }) => {
  await signInAsOwner(page);
  const link = await handOver(page, await issueTo(page, await publishTraining(page)));
  const holder = await (await browser.newContext({ locale: "en-GB", viewport: PHONE })).newPage();
  await plugIn(holder);
  await holder.goto(at("/claim"));
  await expectSound(holder);
  await holder.getByRole("button", { name: "Open with a passkey" }).click();
  await expect(holder.getByRole("alert").filter({ hasText: /\S/ }).first()).toBeVisible();

  await holder.goto(link);
  await holder.getByRole("button", { name: "Add a passkey" }).click();
  await expect(holder.getByText("From now on this passkey opens your certificates.")).toBeVisible();
  await expect(holder.getByText("not used yet")).toBeVisible();
  await expectSound(holder);
  if (process.env.PICTURES) await holder.screenshot({ path: `${process.env.PICTURES}/holder.png`, fullPage: true });

  await holder.goto(at("/claim"));
  await holder.getByRole("button", { name: "Open with a passkey" }).click();
  await holder.waitForURL(/\/claim\/[A-Za-z0-9_-]{43}$/);
  expect(holder.url()).not.toBe(link);
  await expect(holder.getByText(HOLDER).first()).toBeVisible();
  await holder.getByRole("button", { name: "Remove", exact: true }).click();
  await holder.getByRole("alertdialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(holder.getByText(/^Passkey, added/)).toHaveCount(0);

  await holder.goto(at("/claim"));
  if (process.env.PICTURES) await holder.screenshot({ path: `${process.env.PICTURES}/claim.png`, fullPage: true });
  await holder.getByRole("button", { name: "Open with a passkey" }).click();
  await expect(holder.getByText("This passkey is not known here", { exact: false })).toBeVisible();
  await holder.goto(link);
  await expect(holder.getByText(HOLDER).first()).toBeVisible();
  await holder.context().close();
});
