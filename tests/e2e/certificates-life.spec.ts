/**
 * A batch's whole life, by everybody who has to do with it: a template is designed, approvers make a key in three browsers, two of three seal
 * the batch, a holder claims, and shares with two fields hidden, a stranger checks on a phone; then certificates are suspended, resumed,
 * replaced and revoked, and whoever checks is told so.
 * CERTIFICATES_JOURNEY_SIZE: how many certificates it issues; where it is set, how long each part took is printed.
 */
import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { changeAll, exportedIds, handIn, idOf } from "./support/batches.ts";
import {
  approversOf,
  at,
  becomeIssuer,
  designTemplate,
  expectAccessible,
  makeKey,
  type SealedBatch,
  sealAndIssue,
  waitForDrawn,
} from "./support/certificates.ts";
import { change, handOver } from "./support/holders.ts";
import { signInAsOwner } from "./support/owner.ts";
import { addPasskeyWay, expectUnable, plugInPasskey } from "./support/passkeys.ts";
import { expectDrawn } from "./support/pixels.ts";

const SIZE = Number(process.env.CERTIFICATES_JOURNEY_SIZE ?? 20);
/** Drawing, signing, looking through: a second and a half for each certificate, on machines that are shared. */
test.describe.configure({ timeout: 600_000 + SIZE * 1_500 });
// Minutes are for the whole: a step that does not come is told soon.
test.use({ actionTimeout: 30_000, navigationTimeout: 60_000 });

const PHONE = { width: 390, height: 844 };
const INTACT = "Intact, but the issuer is not proven";
/** What a share hides, as its holder is shown it. */
const HIDDEN = ["Course: Data structures", "Result: Merit"];
const ANYBODY = /^(学员𠮷|Learner Ελένη) \d+$/;

async function timed<T>(part: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const done = await test.step(part, work);
  if (process.env.CERTIFICATES_JOURNEY_SIZE) {
    process.stdout.write(`  ${part}: ${((performance.now() - began) / 1_000).toFixed(1)} s\n`);
  }
  return done;
}

async function expectNarrow(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} is wider than its screen`).toBeLessThanOrEqual(0);
}

/** Ids of certificates of the batch, as the first page of the list has them. */
async function certificatesOf(page: Page, batch: SealedBatch): Promise<string[]> {
  await page.goto(at(`/certificates?batch=${idOf(batch)}`));
  const links = page.getByRole("table").getByRole("link");
  const paths = await links.evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).pathname));
  const ids = paths.flatMap((each) => /^\/certificates\/([0-9a-f-]{36})$/.exec(each)?.[1] ?? []);
  return [...new Set(ids)];
}

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

const headline = (page: Page): Locator =>
  page.getByRole("heading", { name: /^(Intact|Genuine|This certificate|真实|签名完整)/ });

/** Looks as a stranger on a phone; what was sent for the page is kept. */
async function lookAt(browser: Browser, address: string, locale = "en-GB"): Promise<{ page: Page; sent: string[] }> {
  const page = await (await browser.newContext({ locale, viewport: PHONE })).newPage();
  const sent: string[] = [];
  page.on("response", async (response) => {
    if (/json|html|text|x-component/.test(response.headers()["content-type"] ?? "")) {
      sent.push(await response.text().catch(() => ""));
    }
  });
  await page.goto(address);
  const show = page.getByRole("button", { name: /^(Show the certificate|显示证书)$/ });
  await expect(show.or(headline(page)).first()).toBeVisible({ timeout: 60_000 });
  if (await show.isVisible()) await show.click();
  return { page, sent };
}

async function expectShared(browser: Browser, share: string): Promise<void> {
  const { page, sent } = await lookAt(browser, share);
  await expect(headline(page)).toHaveText(INTACT, { timeout: 60_000 });
  await expect(page.getByText(ANYBODY).first()).toBeVisible();
  await expectNarrow(page);
  await expectAccessible(page);
  for (const hidden of HIDDEN) expect(sent.join("\n"), hidden).not.toContain(hidden.split(": ").at(-1));
  await page.context().close();
}

/** What strangers are told at an address, in both languages, and why. */
async function expectTold(
  browser: Browser,
  address: string,
  told: { en: string; zh: string; reason?: string },
): Promise<void> {
  for (const locale of ["en-GB", "zh-CN"] as const) {
    const { page } = await lookAt(browser, address, locale);
    await expect(headline(page)).toHaveText(locale === "en-GB" ? told.en : told.zh, { timeout: 60_000 });
    if (told.reason !== undefined) await expectReason(page, told.reason);
    await expectNarrow(page);
    await expectAccessible(page);
    await page.context().close();
  }
}

/** The list says at once that it ended, and the ledger within seconds why. */
async function expectReason(page: Page, reason: string): Promise<void> {
  const shown = page.getByRole("main").getByText(reason).first();
  await expect(async () => {
    if (!(await shown.isVisible())) await page.reload();
    await expect(shown).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
}

/** The issuer replaces a certificate by a corrected one, which two of three seal as they sealed the batch. */
async function correct(pages: readonly Page[], certificate: string, holder: string): Promise<void> {
  const [page] = pages as [Page];
  await page.goto(at(`/certificates/${certificate}/correct`));
  await page.getByLabel("Name", { exact: true }).fill(holder);
  await page.getByRole("button", { name: "Issue it" }).click();
  await page.getByRole("link", { name: "Look at it" }).click();
  await page.waitForURL(/\/certificates\/batches\/[0-9a-f-]{36}$/);
  const batch = { address: page.url(), size: 1, holder };
  await waitForDrawn(page, batch);
  await sealAndIssue(pages, batch);
}

async function expectLife(
  browser: Browser,
  pages: readonly Page[],
  of: { held: string; wrong: string; share: string },
) {
  const [page] = pages as [Page];
  const [held, wrong] = [at(`/v/${of.held}`), at(`/v/${of.wrong}`)];
  await change(page, of.held, "Suspend", "Fees are open");
  await expectTold(browser, held, { en: "Genuine, but suspended", zh: "真实，但已被暂停", reason: "Fees are open" });
  await change(page, of.held, "Resume", "Fees were paid");
  await expectTold(browser, held, { en: INTACT, zh: "签名完整，发证方身份未证实" });
  await correct(pages, of.wrong, "Learner Eleni");
  await expectTold(browser, wrong, { en: "Genuine, but replaced by a newer one", zh: "真实，但已被新证书替换" });
  const { page: stranger } = await lookAt(browser, wrong);
  await stranger.getByRole("link", { name: "Open the newer certificate" }).click();
  await expect(headline(stranger)).toHaveText(INTACT, { timeout: 60_000 });
  await expect(stranger.getByText("Learner Eleni").first()).toBeVisible();
  await stranger.context().close();
  await change(page, of.held, "Revoke", "The examination was void");
  const told = { en: "Genuine, but revoked", zh: "真实，但已被撤销", reason: "The examination was void" };
  await expectTold(browser, held, told);
  await expectTold(browser, of.share, told);
  // The holder is told by letter; this installation sends none, so that it lies there.
  await page.goto(at("/settings/outbox"));
  const letters = page.getByRole("row").filter({ hasText: "Change of a certificate’s status" });
  await expect(letters.first()).toContainText(/holder-\d+@example\.org/);
}

/** Half of the batch is replaced by another batch, which is sealed like the first; what then stands of both is revoked. */
async function expectManyChanged(
  browser: Browser,
  pages: readonly Page[],
  of: { template: string; batch: SealedBatch; except: readonly string[] },
) {
  const [page] = pages as [Page];
  const { template, batch, except } = of;
  const others = (await exportedIds(page, batch)).filter((id) => !except.includes(id));
  const replaces = others.slice(0, Math.floor(SIZE / 2));
  const newer = await timed("replacements handed in", () =>
    handIn(page, template, { count: replaces.length, replaces }),
  );
  await timed("replacements drawn and signed", () => waitForDrawn(page, newer));
  await timed("replacements sealed, issued", () => sealAndIssue(pages, newer));
  const old = at(`/v/${replaces.at(-1)}`);
  await expectTold(browser, old, { en: "Genuine, but replaced by a newer one", zh: "真实，但已被新证书替换" });
  const standing = others.length - replaces.length;
  await timed("all others suspended", () =>
    changeAll(page, batch, { manner: "Suspend", reason: "Looked into", count: standing }),
  );
  await timed("resumed", () => changeAll(page, batch, { manner: "Resume", reason: "Looked into", count: standing }));
  const reason = "The course was void";
  await timed("and revoked", () => changeAll(page, batch, { manner: "Revoke", reason, count: standing }));
  await timed("so are the new ones", () =>
    changeAll(page, newer, { manner: "Revoke", reason, count: replaces.length }),
  );
  const told = { en: "Genuine, but revoked", zh: "真实，但已被撤销", reason };
  await expectTold(browser, at(`/v/${others.at(-1)}`), told);
}

test("a batch in two languages is designed, sealed by two of three, issued, claimed, shared, checked on a phone, suspended, resumed, replaced and revoked, one and many", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  await becomeIssuer(page);
  const template = await timed("designed", () => designTemplate(page));
  const pages = await approversOf(page, browser);
  await timed("a key made in three browsers", () => makeKey(pages));
  const [, second, third] = pages as [Page, Page, Page];
  await plugInPasskey(second);
  await addPasskeyWay(second, page.url());
  await expectUnable(third, page.url());
  try {
    const batch = await timed("table checked and handed in", () => handIn(page, template, { count: SIZE }));
    await timed("drawn and signed", () => waitForDrawn(page, batch));
    await timed("looked through and sealed by two, issued", () => sealAndIssue(pages, batch));
    const [wrong = "", held = ""] = (await certificatesOf(page, batch)).slice(-2);
    await timed("drawn as designed", () => expectDrawn(page, { template, certificates: [wrong, held] }));
    const link = await handOver(page, held);
    expect(link).toMatch(/\/claim\//);
    const share = await timed("claimed and shared", () => claimAndShare(browser, link));
    await timed("checked on a phone", () => expectShared(browser, share));
    await timed("suspended, resumed, replaced, revoked", () => expectLife(browser, pages, { held, wrong, share }));
    await expectManyChanged(browser, pages, { template, batch, except: [wrong, held] });
  } finally {
    // Other journeys of this installation issue without a seal.
    await page.goto(at("/settings/approvers"));
    await page.getByRole("button", { name: "End", exact: true }).first().click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End", exact: true }).click();
    await expect(page.getByText("ended", { exact: true }).first()).toBeVisible();
  }
});
