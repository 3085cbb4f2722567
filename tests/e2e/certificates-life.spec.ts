/**
 * A batch's whole life, by everybody who has to do with it: approvers make a key in three browsers, two of three seal the batch, a holder
 * claims, and shares with two fields hidden, and a stranger checks on a phone.
 * CERTIFICATES_JOURNEY_SIZE: how many certificates it issues.
 */
import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { inviteMember, joinAs } from "./support/members.ts";
import { signInAsOwner } from "./support/owner.ts";

test.describe.configure({ timeout: 600_000 });

const SIZE = Number(process.env.CERTIFICATES_JOURNEY_SIZE ?? 12);
const PHRASE = "three words for the approver";
const PHONE = { width: 390, height: 844 };
const at = (path: string): string => `${baseUrl()}${path}`;

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

async function expectNarrow(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} is wider than its screen`).toBeLessThanOrEqual(0);
}

async function becomeIssuer(page: Page): Promise<void> {
  await page.goto(at("/settings/issuer"));
  const submit = page.getByRole("button", { name: "Become an issuer" });
  if (!(await submit.isVisible())) return;
  await page.getByLabel("Short name").fill("first-school");
  await page.getByLabel("Name", { exact: true }).fill("First School 第一学校");
  await submit.click();
  await expect(page.getByText("did:web:").first()).toBeVisible();
}

/** @returns the template's id */
async function publishTemplate(page: Page): Promise<string> {
  await page.goto(at("/certificates/templates/gallery"));
  await page.getByRole("button", { name: "Use this: Training, English" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}\/design$/);
  await page.getByRole("button", { name: "Done with version 1" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("In use for new batches")).toBeVisible();
  return page.url().split("/").at(-1) ?? "";
}

async function approversOf(page: Page, browser: Browser): Promise<Page[]> {
  const pages = [page];
  for (const name of ["Bo 博", "Cy 晨"]) {
    const email = `${name.slice(0, 2).toLowerCase()}-${Date.now()}@example.org`;
    const link = await inviteMember(page, { email, role: "admin" });
    pages.push(await joinAs(browser, { link, name }));
  }
  return pages;
}

async function makeKey(pages: readonly Page[]): Promise<void> {
  const [owner] = pages as [Page];
  await owner.goto(at("/settings/approvers"));
  for (const name of ["Ada", "Bo 博", "Cy 晨"]) await owner.getByRole("checkbox", { name }).first().check();
  await owner.getByLabel("How many of them have to agree").fill("2");
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Name them" }).click();
  await owner.getByRole("link", { name: "Take part" }).first().click();
  await owner.waitForURL(/\/settings\/approvers\/[0-9a-f-]{36}$/);
  const path = owner.url();
  for (const page of pages) {
    if (page !== owner) await page.goto(path);
    await page.getByLabel("Passphrase", { exact: true }).fill(PHRASE);
    await page.getByLabel("Passphrase, once more").fill(PHRASE);
    await page.getByRole("button", { name: "Begin" }).click();
  }
  const numbers = new Set<string>();
  for (const page of pages) {
    const compare = page.getByRole("checkbox", { name: "All approvers see this number" });
    await expect(compare).toBeVisible({ timeout: 60_000 });
    numbers.add((await page.getByText(/^\d{5}( \d{5}){4}$/).textContent()) ?? "");
    await compare.check();
    await page.getByRole("button", { name: "Go on" }).click();
  }
  expect(numbers.size).toBe(1);
  for (const page of pages) {
    await expect(page.getByText("The seal is asked for", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("Your part of the key is in this browser.")).toBeVisible();
  }
  const saved = owner.waitForEvent("download");
  await owner.getByRole("button", { name: "Save your part as a file" }).click();
  expect((await saved).suggestedFilename()).toMatch(/^sealbook-approver-[123]-[0-9a-f]{8}\.json$/);
  await expectAccessible(owner);
}

/** An authenticator that computes secrets, and a passkey on it by which its owner signs in. */
async function plugInPasskey(page: Page): Promise<void> {
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
async function addPasskeyWay(page: Page, group: string): Promise<void> {
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
async function expectUnable(page: Page, group: string): Promise<void> {
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

const nameOf = (place: number): string => (place % 2 === 0 ? `学员𠮷 ${place + 1}` : `Learner Ελένη ${place + 1}`);

/** Hands in a table through the wizard. @returns the batch's address */
async function handIn(page: Page, template: string): Promise<string> {
  await page.goto(at(`/certificates/batches/new?template=${template}`));
  await page.getByLabel("Name of the batch").fill("Summer course 2026");
  await page.getByRole("radio", { name: "a table" }).check();
  await page.getByRole("button", { name: "Next" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const head = (await (await import("node:fs/promises")).readFile(await (await download).path(), "utf8"))
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)[0] as string;
  const columns = head.split(",");
  const cellOf = (heading: string, place: number): string => {
    const column = heading.replaceAll('"', "").replace(/ \*$/, "");
    if (column === "Name") return nameOf(place);
    if (column === "E-mail") return `holder-${place + 1}@example.org`;
    if (column === "From" || column === "To") return "2026-06-30";
    if (column === "Hours") return "40";
    return column === "Result" ? "Merit" : "Data structures";
  };
  const rows = Array.from({ length: SIZE }, (_, place) => columns.map((column) => cellOf(column, place)).join(","));
  const buffer = Buffer.from([head, ...rows].join("\r\n"));
  await page.locator('input[type="file"]').last().setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Check all rows" }).click();
  await expect(page.getByText(`${SIZE} rows can be issued.`)).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: `Keep ${SIZE} drafts` }).click();
  await page.waitForURL(/\/certificates\/batches\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: `Issue ${SIZE} certificates` }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Issue/ })
    .click();
  await expect(page.getByText(/^(approved|being issued|being sealed)$/).first()).toBeVisible();
  return page.url();
}

async function approveIn(page: Page, batch: string, by: "passphrase" | "passkey"): Promise<void> {
  await page.goto(`${batch}/seal`);
  await page.getByRole("button", { name: "Check and show all" }).click();
  await expect(page.getByText("All hold", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("cell", { name: nameOf(0), exact: true })).toBeVisible();
  if (by === "passkey") await page.getByRole("button", { name: "Open with a passkey" }).click();
  else {
    await page.getByLabel("Passphrase", { exact: true }).fill(PHRASE);
    await page.getByRole("button", { name: "Open", exact: true }).click();
  }
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByText("You have approved.").or(page.getByText("You have signed."))).toBeVisible();
}

async function seal(pages: readonly Page[], batch: string): Promise<void> {
  const [owner, second] = pages as [Page, Page];
  await owner.goto(batch);
  await expect(owner.getByRole("link", { name: "Look at it and seal it" })).toBeVisible({ timeout: 90_000 });
  await approveIn(owner, batch, "passphrase");
  await expectAccessible(owner);
  await approveIn(second, batch, "passkey");
  await expect(owner.getByText("The batch is sealed", { exact: true })).toBeVisible({ timeout: 60_000 });
  await owner.goto(batch);
  await expect(owner.getByRole("link", { name: "Show the certificates" })).toBeVisible({ timeout: 120_000 });
}

/** The issuer hands a link over. */
async function claimLink(page: Page, certificate: string): Promise<string> {
  await page.goto(at(`/certificates/${certificate}`));
  await page.getByRole("button", { name: "Make a link and a code" }).click();
  await expect(page.getByText("They are shown this once.")).toBeVisible();
  const html = await page.getByRole("main").innerHTML();
  return /https?:\/\/[^\s"'<>]+\/claim\/[A-Za-z0-9_-]+/.exec(html)?.[0] ?? "";
}

/** Ids of the batch's certificates, as the list has them. */
async function certificatesOf(page: Page, batch: string): Promise<string[]> {
  await page.goto(`${at("/certificates")}?batch=${batch.split("/").at(-1)}`);
  const links = page.getByRole("table").getByRole("link");
  const paths = await links.evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).pathname));
  const ids = paths.flatMap((each) => /^\/certificates\/([0-9a-f-]{36})$/.exec(each)?.[1] ?? []);
  return [...new Set(ids)];
}

/** What a share hides, as its holder is shown it. */
const HIDDEN = ["Course: Data structures", "Result: Merit"];
const ANYBODY = /^(学员𠮷|Learner Ελένη) \d+$/;

/** Claims, and makes a share that hides two fields. @returns the share's address */
async function claimAndShare(browser: Browser, link: string): Promise<string> {
  const permissions = ["clipboard-read", "clipboard-write"];
  const holder = await (await browser.newContext({ locale: "en-GB", viewport: PHONE, permissions })).newPage();
  await holder.goto(link);
  await expect(holder.getByText(ANYBODY).first()).toBeVisible();
  await expectNarrow(holder);
  await expectAccessible(holder);
  await holder.getByRole("button", { name: "This is mine, and it is right" }).click();
  await holder.getByRole("button", { name: "New share" }).click();
  const choices = holder.getByRole("group", { name: "What it shows" });
  for (const name of HIDDEN) await choices.getByRole("checkbox", { name }).uncheck();
  await holder.getByLabel("For whom").fill("An employer");
  await holder.getByRole("button", { name: "Make the share" }).click();
  const item = holder.getByRole("listitem").filter({ hasText: "An employer" });
  await expect(item).toBeVisible();
  await item.getByRole("button", { name: /link/i }).click();
  const share = await holder.evaluate(() => navigator.clipboard.readText());
  await holder.context().close();
  return share;
}

/** Looks at a share as a stranger on a phone. @returns all text of the page and of what was sent for it */
async function lookAt(browser: Browser, address: string): Promise<{ page: Page; sent: string[] }> {
  const page = await (await browser.newContext({ locale: "en-GB", viewport: PHONE })).newPage();
  const sent: string[] = [];
  page.on("response", async (response) => {
    if (/json|html|text|x-component/.test(response.headers()["content-type"] ?? "")) {
      sent.push(await response.text().catch(() => ""));
    }
  });
  await page.goto(address);
  const show = page.getByRole("button", { name: "Show the certificate" });
  if (await show.isVisible()) await show.click();
  return { page, sent };
}

const headline = (page: Page): Locator => page.getByRole("heading", { name: /^(Intact|Genuine|This certificate)/ });

test("a batch is sealed by two of three, issued, claimed, shared, and checked on a phone", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  await becomeIssuer(page);
  const template = await publishTemplate(page);
  const pages = await approversOf(page, browser);
  await makeKey(pages);
  const [, second, third] = pages as [Page, Page, Page];
  await plugInPasskey(second);
  await addPasskeyWay(second, page.url());
  await expectUnable(third, page.url());
  try {
    const batch = await handIn(page, template);
    await seal(pages, batch);
    const held = (await certificatesOf(page, batch)).at(-1) ?? "";
    const link = await claimLink(page, held);
    expect(link).toMatch(/\/claim\//);
    const share = await claimAndShare(browser, link);
    const stranger = await lookAt(browser, share);
    await expect(headline(stranger.page)).toBeVisible({ timeout: 60_000 });
    await expect(headline(stranger.page)).toHaveText("Intact, but the issuer is not proven");
    await expect(stranger.page.getByText(ANYBODY).first()).toBeVisible();
    await expectNarrow(stranger.page);
    await expectAccessible(stranger.page);
    const sent = stranger.sent.join("\n");
    for (const hidden of HIDDEN) expect(sent, hidden).not.toContain(hidden.split(": ").at(-1));

    await stranger.page.context().close();
  } finally {
    // Other journeys of this installation issue without a seal.
    await page.goto(at("/settings/approvers"));
    await page.getByRole("button", { name: "End", exact: true }).first().click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End", exact: true }).click();
    await expect(page.getByText("ended", { exact: true }).first()).toBeVisible();
  }
});
