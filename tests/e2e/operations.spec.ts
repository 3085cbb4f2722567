/** Operations: witnesses and mirrors, organisations, ledgers. */

import { randomBytes } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { formatVerifierKey, KEY_TYPE } from "#lib/core/log/note.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

test.describe.configure({ timeout: 480_000 });

const SECRET = "a password of the journeys";
/** Its names are its own, so that a second attempt does not meet the first one's. */
const mark = () => randomBytes(3).toString("hex");
const keyOf = (name: string) =>
  formatVerifierKey({ name, type: KEY_TYPE.cosignature, publicKey: ed25519.getPublicKey(randomBytes(32)) });

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${baseUrl()}${path}`);
  await settled(page);
}

async function expectSound(page: Page): Promise<void> {
  const violations = await axeViolations(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  if (before) await page.setViewportSize(before);
}

/** Presses a button that asks, and says yes. */
async function confirm(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name, exact: true }).click();
}

/** Makes an organisation in operations, and signs its owner in, in a browser of their own. */
async function makeListedOrganisation(page: Page, browser: Browser, name: string): Promise<Page> {
  await open(page, "/operations/organisations/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail address of its owner").fill(`${mark()}@example.org`);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByText("This link is shown only now")).toBeVisible();
  const link = (await page.locator("code", { hasText: "/setup?token=" }).textContent()) ?? "";
  const theirs = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await theirs.goto(link);
  await theirs.getByLabel("Your name").fill("Bob");
  await theirs.getByLabel("Password", { exact: true }).fill(SECRET);
  await theirs.getByRole("button", { name: "Continue" }).click();
  await theirs.waitForURL((url) => url.pathname === "/evidence/new");
  return theirs;
}

test("a witness is invited, activated, counted, and retired; what is wrong is said where it is", async ({ page }) => {
  await signInAsOwner(page);
  const name = `w-${mark()}`;
  await open(page, "/operations/nodes/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Verifier key").fill("not a key");
  await page.getByLabel("Address").fill("https://user:password@witness.example");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText("An http or https address, without user")).toBeVisible();
  await page.getByLabel("Address").fill("http://127.0.0.1:9/");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText("This is not a verifier key")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await expectSound(page);
  await page.getByLabel("Verifier key").fill(keyOf(`${name}.example`));
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("sealbook witness add-log --dir w1 --vkey")).toBeVisible();

  await page.getByLabel("Note").fill("agreed by contract");
  await confirm(page, "Activate");
  await expect(page.getByText("agreed by contract")).toBeVisible();
  await expect(page.getByRole("button", { name: "Suspend", exact: true })).toBeVisible();
  await expectSound(page);

  await open(page, "/operations/ledgers/main");
  const needed = page.getByLabel("Have to sign (k)");
  const before = await needed.inputValue();
  await needed.fill("40");
  await page.getByRole("button", { name: "Set the quorum" }).click();
  await expect(page.getByText("More witnesses would have to cosign than are active.")).toBeVisible();
  await needed.fill("1");
  await page.getByRole("button", { name: "Set the quorum" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expectSound(page);

  await open(page, `/operations/nodes?q=${name}`);
  await page.getByRole("link", { name, exact: true }).click();
  await confirm(page, "Retire");
  await expect(page.getByText("Fewer witnesses would be left than have to cosign.")).toBeVisible();
  await open(page, "/operations/ledgers/main");
  await needed.fill(before);
  await page.getByRole("button", { name: "Set the quorum" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await open(page, `/operations/nodes?q=${name}`);
  await page.getByRole("link", { name, exact: true }).click();
  await confirm(page, "Retire");
  await expect(page.getByText("It has retired. Its key stays in the policy")).toBeVisible();
});

test("a suspended organisation reads and is told so; a retired one is signed out", async ({ page, browser }) => {
  await signInAsOwner(page);
  const name = `Second Bank ${mark()}`;
  const theirs = await makeListedOrganisation(page, browser, name);
  await expectSound(page);
  await open(page, `/operations/organisations?q=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByLabel("Note").fill("unpaid");
  await confirm(page, "Suspend");
  await expect(page.getByText("unpaid")).toBeVisible();
  await expectSound(page);

  await open(theirs, "/evidence/new");
  await expect(theirs.getByText("This organisation is suspended")).toBeVisible();
  await expectSound(theirs);
  // Nothing new is let out: in place of each button the page says why.
  for (const [path, said] of [
    ["/settings/keys", "no keys are made until"],
    ["/settings/keys/new", "no keys are made until"],
    ["/settings/members", "nobody is invited until"],
    ["/settings/members/invite", "nobody is invited until"],
  ] as const) {
    await open(theirs, path);
    await expect(theirs.getByRole("main").getByText(said)).toBeVisible();
    await expect(theirs.getByRole("main").getByRole("link", { name: /^(New key|Invite)$/ })).toHaveCount(0);
    await expectSound(theirs);
  }
  const refused = await theirs.request.post(`${baseUrl()}/api/v1/evidence`, {
    data: { sha256: "00".repeat(32), name: "a.txt" },
    headers: { origin: baseUrl() },
  });
  expect([refused.status(), (await refused.json()).code]).toEqual([403, "organisation_suspended"]);
  expect((await theirs.request.get(`${baseUrl()}/api/v1/evidence`)).status()).toBe(200);

  await confirm(page, "Activate");
  await expect(page.getByRole("button", { name: "Suspend", exact: true })).toBeVisible();
  await confirm(page, "Retire");
  await expect(page.getByText("It has retired. Its records stay")).toBeVisible();
  await open(theirs, "/evidence");
  expect(new URL(theirs.url()).pathname).toBe("/sign-in");
  await theirs.context().close();
});

test("whoever does not run the installation finds no door to it", async ({ page, browser }) => {
  await signInAsOwner(page);
  const theirs = await makeListedOrganisation(page, browser, `Third Bank ${mark()}`);
  for (const path of [
    "",
    "/nodes",
    "/nodes/new",
    "/organisations",
    "/organisations/new",
    "/ledgers",
    "/ledgers/main",
  ]) {
    await open(theirs, `/operations${path}`);
    await expect(theirs.getByRole("heading", { name: "This is for those who run the installation" })).toBeVisible();
  }
  await expectSound(theirs);
  await expect(theirs.getByRole("link", { name: "Operations" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Operations" })).toHaveCount(1);
  await theirs.context().close();
  const nobody = await (await browser.newContext()).newPage();
  await nobody.goto(`${baseUrl()}/operations/nodes`);
  expect(new URL(nobody.url()).pathname).toBe("/sign-in");
  await nobody.context().close();
});

test("a ledger is made, an organisation records into it, and the explorer shows it apart", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  const ledger = `c-${mark()}`;
  await open(page, "/operations/ledgers/new");
  await page.getByLabel("Name", { exact: true }).fill("Not A Name");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByText("At most 63 small letters, digits and hyphens")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("main");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByText("There is a ledger of this name already.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(ledger);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: ledger })).toBeVisible();
  await expectSound(page);

  const name = `Fourth Bank ${mark()}`;
  const theirs = await makeListedOrganisation(page, browser, name);
  await open(page, `/operations/organisations?q=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByLabel("Records into").selectOption(ledger);
  await page.getByRole("button", { name: "Change the ledger" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  const recorded = await theirs.request.post(`${baseUrl()}/api/v1/evidence`, {
    data: { sha256: randomBytes(32).toString("hex"), name: "a.txt" },
    headers: { origin: baseUrl() },
  });
  const { id } = await recorded.json();
  const answer = await theirs.request.get(`${baseUrl()}/api/v1/evidence/${id}/receipt?wait=20`);
  expect(answer.status()).toBe(200);
  await open(theirs, `/evidence/${id}`);
  await theirs.getByRole("link", { name: ledger }).click();
  await theirs.waitForURL((url) => url.pathname === `/explorer/l/${ledger}`);
  await expectSound(theirs);
  await theirs.getByRole("link", { name: "0", exact: true }).first().click();
  await theirs.waitForURL((url) => url.pathname === `/explorer/l/${ledger}/blocks/0`);
  await expectSound(theirs);
  await theirs.getByRole("link", { name: "0", exact: true }).first().click();
  await theirs.waitForURL((url) => url.pathname === `/explorer/l/${ledger}/entries/0`);
  await open(theirs, "/explorer");
  await theirs.getByRole("navigation", { name: "Ledgers here" }).getByRole("link", { name: ledger }).click();
  await theirs.waitForURL((url) => url.pathname === `/explorer/l/${ledger}`);
  const missing = await theirs.goto(`${baseUrl()}/explorer/l/nowhere`);
  expect(missing?.status()).toBe(404);
  await theirs.context().close();
});

test("the pages of operations are accessible in both languages and schemes", async ({ browser, page }) => {
  await signInAsOwner(page);
  const storageState = await page.context().storageState();
  for (const [locale, colorScheme] of [
    ["en-GB", "dark"],
    ["zh-CN", "light"],
  ] as const) {
    const context = await browser.newContext({ locale, colorScheme, storageState, reducedMotion: "reduce" });
    const theirs = await context.newPage();
    for (const path of ["", "/nodes", "/nodes?q=nothing-like-this", "/nodes/new", "/nodes/nothing", "/organisations"]) {
      await open(theirs, `/operations${path}`);
      await expectSound(theirs);
    }
    for (const path of [
      "/organisations?q=nothing-like-this",
      "/organisations/new",
      "/ledgers",
      "/ledgers/main",
      "/site",
    ]) {
      await open(theirs, `/operations${path}`);
      await expectSound(theirs);
    }
    await context.close();
  }
});

test("addresses of earlier versions lead to where the pages are now", async ({ request }) => {
  for (const [before, now] of [
    ["/console", "/operations"],
    ["/console/institutions/new", "/operations/organisations/new"],
    ["/console/channels/main", "/operations/ledgers/main"],
    ["/console/alerts?state=open", "/operations/alerts?state=open"],
  ] as const) {
    const answer = await request.get(`${baseUrl()}${before}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(308);
    const { pathname, search } = new URL(answer.headers().location ?? "", "http://localhost");
    expect(pathname + search).toBe(now);
  }
});
