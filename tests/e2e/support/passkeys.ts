/** Approvers' passkeys: one that opens their part of the key, and one that cannot. */
import { expect, type Page } from "@playwright/test";
import { at, expectAccessible, PHRASE } from "./certificates.ts";

/** An authenticator that computes secrets, and a passkey on it by which its owner signs in. */
export async function plugInPasskey(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const kind = { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasPrf: true } as const;
  const user = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...kind, ...user, automaticPresenceSimulation: true },
  });
  await page.goto(at("/settings/factors"));
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "I have kept them" }).click();
}

/** Their part opens with it from now on; taken away, it does not any more. */
export async function addPasskeyWay(page: Page, group: string): Promise<void> {
  await page.goto(group);
  await page.getByLabel("Passphrase", { exact: true }).fill(PHRASE);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  const add = page.getByRole("button", { name: "Add a passkey" });
  await add.click();
  await expect(page.getByText("The passkey opens your part from now on.")).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("The passkey opens your part no more.")).toBeVisible();
  await add.click();
  await expectAccessible(page);
  await page.reload();
  await page.getByRole("button", { name: "Open with a passkey" }).click();
  await expect(page.getByText("Your part of the key is in this browser.")).toBeVisible();
}

/** A passkey that computes no secrets is said to be of no use here. */
export async function expectUnable(page: Page, group: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const user = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", ...user, automaticPresenceSimulation: true },
  });
  await page.goto(at("/settings/factors"));
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.goto(group);
  await page.getByLabel("Passphrase", { exact: true }).fill(PHRASE);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("computes no secrets")).toBeVisible();
}
