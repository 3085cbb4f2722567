/**
 * Unlinkable proofs, by everybody who has to do with them: an issuer switches them on, a holder proves one thing without the value behind it,
 * strangers check the link and the file, and what is switched off or revoked yields no new one.
 */

import { readFile } from "node:fs/promises";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { at } from "./support/certificates.ts";
import { HOLDER, handOver, issueTo, publishTraining, VALUES } from "./support/holders.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";
import { expectSound } from "./support/sound.ts";

test.describe.configure({ timeout: 480_000 });

const PHONE = { width: 390, height: 844 };
type Language = "en-GB" | "zh-CN";
const WORDS = {
  "en-GB": {
    ...{ open: "Make an unlinkable proof", make: "Make the proof", ready: "The proof is ready", copy: /link to check/ },
    ...{
      another: "Make another",
      download: "Download the proof",
      statement: "Hours: at least 30",
      proof: "hours: at least 30",
    },
    ...{ unproven: "Intact, but the issuer is not proven", mismatch: "The content does not match its signature" },
    ...{ proven: "What was proven, and what was not", claim: "This is mine, and it is right" },
  },
  "zh-CN": {
    ...{ open: "制作不可关联证明", make: "制作证明", ready: "证明已制作完成", copy: /链接/ },
    ...{ another: "再制作一份", download: "下载证明", statement: "学时：不低于 30", proof: "hours：不低于 30" },
    ...{ unproven: "签名完整，发证方身份未证实", mismatch: "内容与签名不符" },
    ...{ proven: "证明了什么，没有证明什么", claim: "确认无误，领取证书" },
  },
} as const;
const LANGUAGES = Object.keys(WORDS) as Language[];

async function switchTo(page: Page, on: boolean): Promise<void> {
  await page.goto(at("/settings/issuer"));
  const control = page.getByRole("switch", { name: "Holders may make unlinkable proofs" });
  await expect(control).toBeChecked({ checked: !on });
  await control.click();
  await expect(control).toBeChecked({ checked: on });
}

const open = async (browser: Browser, locale: Language): Promise<Page> =>
  await (
    await browser.newContext({ locale, viewport: PHONE, permissions: ["clipboard-read", "clipboard-write"] })
  ).newPage();

/** Ticks one statement and nothing else. @returns the link and the file of the proof, and what was asked of the site for it */
async function prove(holder: Page, language: Language): Promise<{ link: string; text: string; asked: string[] }> {
  const words = WORDS[language];
  const asked: string[] = [];
  holder.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
  await holder.getByRole("checkbox", { name: words.statement }).check();
  await holder.getByRole("button", { name: words.make }).click();
  await expect(holder.getByText(words.ready)).toBeVisible();
  const download = holder.waitForEvent("download");
  await holder.getByRole("link", { name: words.download }).click();
  const text = await readFile(await (await download).path(), "utf8");
  await holder.getByRole("button", { name: words.copy }).last().click();
  const link = await holder.evaluate(() => navigator.clipboard.readText());
  return { link, text, asked };
}

async function expectProof(page: Page, language: Language): Promise<void> {
  const words = WORDS[language];
  await expect(page.getByRole("heading", { level: 2, name: words.unproven })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("heading", { name: words.proven })).toBeVisible();
  await expect(page.getByText(words.proof)).toBeVisible();
  const main = page.getByRole("main");
  for (const hidden of [HOLDER, VALUES.course, VALUES.grade]) await expect(main).not.toContainText(hidden);
}

test("a proof is made in the holder's browser, checked in a stranger's, and made no more once it is switched off", async ({
  page,
  browser,
}) => {
  await signInAsOwner(page);
  const template = await publishTraining(page, { predicates: [{ field: "hours", kind: "gte", value: "30" }] });
  await switchTo(page, true);
  await expectSound(page, "issuer-switch-en");
  const certificate = await issueTo(page, template);
  const address = await handOver(page, certificate);
  const proofs: string[] = [];
  for (const language of LANGUAGES) {
    const words = WORDS[language];
    const holder = await open(browser, language);
    await holder.goto(address);
    const claim = holder.getByRole("button", { name: words.claim });
    if (language === "en-GB") await claim.click();
    await holder.getByRole("button", { name: words.open }).click();
    await expect(holder.getByRole("button", { name: words.make })).toBeVisible();
    await expectSound(holder, `holder-proof-form-${language}`);
    const { link, text, asked } = await prove(holder, language);
    await expectSound(holder, `holder-proof-ready-${language}`);
    proofs.push(text);
    // What is chosen nobody is told, and nothing names the certificate.
    expect(asked.join("\n")).not.toMatch(/predicates|hours|shown/);
    for (const hidden of [certificate, HOLDER, VALUES.course]) expect(text).not.toContain(hidden);

    const stranger = await open(browser, language);
    const requests: string[] = [];
    stranger.on("request", (request) => requests.push(`${request.url()} ${request.postData() ?? ""}`));
    await stranger.goto(link);
    await expectProof(stranger, language);
    await expectSound(stranger, `verify-proof-${language}`);
    const sent = link.split("#proof=")[1] ?? "?";
    expect(requests.filter((each) => each.replace(/#.*/, "").includes(sent.slice(0, 40)))).toEqual([]);

    // The file says the same, and one that was changed nothing.
    const files = stranger.locator('input[type="file"]').first();
    const dropped = (content: string) => ({
      ...{ name: "sealbook-proof.json", mimeType: "application/json", buffer: Buffer.from(content) },
    });
    await stranger.goto(at("/verify"));
    await settled(stranger);
    await files.setInputFiles(dropped(text));
    await expectProof(stranger, language);
    await stranger.goto(at("/verify"));
    await settled(stranger);
    await files.setInputFiles(dropped(text.replace('hours_gte.30":true', 'hours_gte.30":false')));
    await expect(stranger.getByRole("heading", { level: 2, name: words.mismatch })).toBeVisible();
    await expectSound(stranger, `verify-proof-altered-${language}`);
    await stranger.context().close();

    if (language === "zh-CN") {
      // Its page was open when the issuer switched it off.
      await switchTo(page, false);
      await holder.getByRole("button", { name: words.another }).click();
      await holder.getByRole("button", { name: words.make }).click();
      await expect(holder.getByRole("alert").filter({ hasText: /\S/ }).first()).toBeVisible();
      await expectSound(holder, `holder-proof-refused-${language}`);
      await holder.reload();
      await expect(holder.getByRole("button", { name: words.open })).toHaveCount(0);
    }
    await holder.context().close();
  }
  const [one = "", two = ""] = proofs.map((text) => JSON.parse(text).proof.proofValue);
  expect(one.slice(0, 40)).not.toBe(two.slice(0, 40));
});
