/**
 * An issuer brings its past along: certificates of other systems are checked in its browser and recorded with what was found.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { expect, type Page, test } from "@playwright/test";
import { foreignBadge } from "#tests/credentials/elsewhere/foreign-badge.ts";
import { blockcert } from "#tests/credentials/elsewhere/makers.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";
import { expectSound } from "./support/sound.ts";

test.describe.configure({ timeout: 480_000 });

const badge = await foreignBadge(ed25519.utils.randomSecretKey());
const named = (name: string, content: string) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(content),
});
const BADGE = named("徽章 badge.json", badge);
const CHAINED = named("学位 blockcert.json", JSON.stringify(await blockcert()));
const BROKEN = named("改动 broken.json", badge.replace("张𠮷", "李四"));

const WORDS = {
  "en-GB": {
    partly: "Open Badges 3.0: checked in part",
    chained: "Blockcerts 3: checked in part",
    altered: "Open Badges 3.0: the content does not hold",
  },
  "zh-CN": {
    partly: "Open Badges 3.0：部分已核验",
    chained: "Blockcerts 3：部分已核验",
    altered: "Open Badges 3.0：内容不成立",
  },
} as const;
type Language = keyof typeof WORDS;
const LANGUAGES = Object.keys(WORDS) as Language[];

const files = (page: Page) => page.locator('input[type="file"]').first();
const rowOf = (page: Page, { name }: { name: string }) => page.getByRole("listitem").filter({ hasText: name });

/** Drops all three, and opens what was found of each. */
async function bring(page: Page, language: Language): Promise<void> {
  await page.goto(`${baseUrl()}/certificates/import`);
  await settled(page);
  await files(page).setInputFiles([BADGE, CHAINED, BROKEN]);
  const { partly, chained, altered } = WORDS[language];
  for (const [file, headline] of [
    [BADGE, partly],
    [CHAINED, chained],
    [BROKEN, altered],
  ] as const) {
    const found = rowOf(page, file).getByText(headline, { exact: true });
    await expect(found).toBeVisible();
    await found.click();
  }
}

test("certificates of other systems are checked, recorded with what was found, and listed", async ({ page }) => {
  await signInAsOwner(page);
  await page.goto(`${baseUrl()}/certificates`);
  await page.getByRole("link", { name: "From elsewhere" }).click();
  await page.waitForURL(/\/certificates\/import$/);
  await bring(page, "en-GB");
  const whole = rowOf(page, BADGE);
  await expect(whole.getByText("张𠮷", { exact: true })).toBeVisible();
  await expect(whole.getByText("whose it is, nobody says").first()).toBeVisible();
  await expect(whole.getByText("Nobody was asked: this takes what is in the file alone.")).toBeVisible();
  // Of what was changed nothing is shown.
  await expect(rowOf(page, BROKEN).getByText("李四")).toHaveCount(0);
  await page.getByRole("button", { name: "Record 3 files" }).click();
  await expect(page.getByRole("status").filter({ hasText: "3 recorded" })).toBeVisible();
  for (const [file, words] of [
    [BADGE, "content ok, issuer unchecked"],
    [BROKEN, "content failed"],
  ] as const) {
    await page.goto(`${baseUrl()}/evidence`);
    const line = page.getByRole("main").getByRole("link", { name: file.name }).first();
    await line.click();
    await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
    await expect(page.getByText("open_badges_3", { exact: true }).first()).toBeVisible();
    await expect(page.getByText(words).first()).toBeVisible();
  }
});

for (const language of LANGUAGES) {
  test(`the page that takes them is sound (${language})`, async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(`${baseUrl()}/certificates/import`);
    if (language === "zh-CN") await page.getByRole("button", { name: "切换到中文" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${language.slice(0, 2)}`));
    await expectSound(page, `import-empty-${language}`);
    await bring(page, language);
    await expectSound(page, `import-${language}`);
  });
}
