/** A holder without an account adds a passkey, comes back with it alone, and takes it away again. */
import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

test.describe.configure({ timeout: 240_000 });

const PHONE = { width: 390, height: 844 };
const at = (path: string): string => `${baseUrl()}${path}`;

async function expectSound(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  expect((await axeViolations(page)).map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} is wider than its screen`).toBeLessThanOrEqual(0);
}

/** @returns the address of a claim link that the issuer hands over */
async function handOver(page: Page): Promise<string> {
  await page.goto(at("/settings/issuer"));
  const become = page.getByRole("button", { name: "Become an issuer" });
  if (await become.isVisible()) {
    await page.getByLabel("Short name").fill("first-school");
    await page.getByLabel("Name", { exact: true }).fill("First School 第一学校");
    await become.click();
    await expect(page.getByText("did:web:").first()).toBeVisible();
  }
  await page.goto(at("/certificates/templates/gallery"));
  await page.getByRole("button", { name: "Use this: Training, English" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}\/design$/);
  await page.getByRole("button", { name: "Done with version 1" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("In use for new batches")).toBeVisible();
  const template = page.url().split("/").at(-1) ?? "";
  const issued = await page.evaluate(async (of) => {
    const post = async (path: string, body: object) =>
      await (
        await fetch(`/api/v1${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        })
      ).json();
    const person = { holderName: "学员𠮷 Ελένη", values: {} as Record<string, string> };
    const fits: Record<string, string> = { missing: "2026-06-30", number_wrong: "40", choice_unknown: "Merit" };
    for (let look = 0; look < 2; look++) {
      const checked = await post("/batches/check", { template: of, drafts: [person] });
      for (const { field, code } of checked.faults[0]?.faults ?? []) person.values[field] = fits[code] ?? "";
    }
    return await post("/certificates?wait=60", { template: of, ...person });
  }, template);
  expect(issued.state, JSON.stringify(issued)).toBe("valid");
  await page.goto(at(`/certificates/${issued.id}`));
  await page.getByRole("button", { name: "Make a link and a code" }).click();
  await expect(page.getByText("They are shown this once.")).toBeVisible();
  const html = await page.getByRole("main").innerHTML();
  return /https?:\/\/[^\s"'<>]+\/claim\/[A-Za-z0-9_-]+/.exec(html)?.[0] ?? "";
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
  const link = await handOver(page);
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
  await expect(holder.getByText("学员𠮷 Ελένη").first()).toBeVisible();
  await holder.getByRole("button", { name: "Remove", exact: true }).click();
  await holder.getByRole("alertdialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(holder.getByText(/^Passkey, added/)).toHaveCount(0);

  await holder.goto(at("/claim"));
  if (process.env.PICTURES) await holder.screenshot({ path: `${process.env.PICTURES}/claim.png`, fullPage: true });
  await holder.getByRole("button", { name: "Open with a passkey" }).click();
  await expect(holder.getByText("This passkey is not known here", { exact: false })).toBeVisible();
  await holder.goto(link);
  await expect(holder.getByText("学员𠮷 Ελένη").first()).toBeVisible();
  await holder.context().close();
});
