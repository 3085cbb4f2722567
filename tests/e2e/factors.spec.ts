/** Two factors in a real browser: an authenticator app, and passkeys made by Chromium's own virtual authenticator. */
import { expect, type Page, test } from "@playwright/test";
import { TOTP } from "otpauth";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { OWNER, signIn, signInAsOwner } from "./support/owner.ts";

const factors = (page: Page) => page.goto(`${baseUrl()}/settings/factors`);

async function expectAccessible(page: Page): Promise<void> {
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)])).toEqual([]);
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: `Account: ${OWNER.name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
}

/** An authenticator that is built into the device and knows its user. */
async function plugIn(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("an app and a passkey are set up, asked for at the sign-in, and taken away again", async ({ page }) => {
  await signInAsOwner(page);
  await factors(page);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Set up an app" }).click();
  const secret = (await page.locator("code").textContent())?.replaceAll(" ", "") ?? "";
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Code" }).fill("000000");
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByText("This code is wrong, too old")).toBeVisible();
  const app = new TOTP({ secret });
  // The step before this one's, so that this one's is still to be used.
  await page.getByRole("textbox", { name: "Code" }).fill(app.generate({ timestamp: Date.now() - 30_000 }));
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByText("They are shown this once")).toBeVisible();
  const codes = await page.locator("li.font-mono, ul.font-mono li").allTextContents();
  expect(codes).toHaveLength(10);
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 are left.")).toBeVisible();

  await plugIn(page);
  await page.getByLabel("Name of the passkey").fill("This laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("This laptop")).toBeVisible();
  await expectAccessible(page);

  await signOut(page);
  await signIn(page);
  await page.waitForURL((url) => url.pathname === "/sign-in/factor");
  await expectAccessible(page);
  await page.goto(`${baseUrl()}/evidence`);
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await signIn(page);
  await page.getByRole("textbox", { name: "Code" }).fill(app.generate());
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  // Where one had wanted to go.
  await page.waitForURL((url) => url.pathname === "/evidence");

  await signOut(page);
  await signIn(page);
  await page.getByRole("textbox", { name: "Code" }).fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname === "/overview");

  await signOut(page);
  await signIn(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL((url) => url.pathname === "/overview");

  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL((url) => url.pathname === "/overview");

  await factors(page);
  await page.getByRole("button", { name: "Remove This laptop" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("This laptop")).toBeHidden();
  await page.getByRole("button", { name: "Remove the app" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove the app" }).click();
  await expect(page.getByRole("button", { name: "Set up an app" })).toBeVisible();
  await signOut(page);
  await signIn(page, OWNER.password);
  await page.waitForURL((url) => url.pathname === "/overview");
});
