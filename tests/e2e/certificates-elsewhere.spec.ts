/** Certificates of other systems: a stranger who has one gets its verdict, and what nobody was asked about is never green. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ed25519 } from "@noble/curves/ed25519.js";
import { expect, type Page, test } from "@playwright/test";
import { foreignBadge } from "#tests/credentials/elsewhere/foreign-badge.ts";
import { baseUrl } from "./support/installation.ts";
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
const BROKEN = named("改动 broken.json", badge.replace("张𠮷", "李四"));

const WORDS = {
  "en-GB": {
    partly: "Open Badges 3.0: checked in part",
    altered: "Open Badges 3.0: the content does not hold",
  },
  "zh-CN": {
    partly: "Open Badges 3.0：部分已核验",
    altered: "Open Badges 3.0：内容不成立",
  },
} as const;
type Language = keyof typeof WORDS;
const LANGUAGES = Object.keys(WORDS) as Language[];

const files = (page: Page) => page.locator('input[type="file"]').first();
for (const language of LANGUAGES) {
  test(`a stranger gets the verdict of a certificate that nobody here knows (${language})`, async ({ browser }) => {
    const context = await browser.newContext({ locale: language });
    const page = await context.newPage();
    const unknown = await foreignBadge(ed25519.utils.randomSecretKey());
    const { partly, altered } = WORDS[language];
    for (const [name, text, headline] of [
      ["partly", unknown, partly],
      ["altered", unknown.replace("张𠮷", "李四"), altered],
    ] as const) {
      await page.goto(`${baseUrl()}/verify`);
      await settled(page);
      await files(page).setInputFiles(named("badge.json", text));
      await expect(page.getByRole("heading", { level: 2, name: headline })).toBeVisible();
      await expectSound(page, `verify-${name}-${language}`);
    }
    await context.close();
  });
}

test("the offline file gives the same verdict, and speaks of no site", async ({ browser, page }) => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-elsewhere-"));
  const path = join(folder, "sealbook-verifier.html");
  await page.goto(`${baseUrl()}/verify`);
  const link = page.getByRole("link", { name: "Save the file" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  await download.saveAs(path);
  for (const language of LANGUAGES) {
    const context = await browser.newContext({ locale: language, offline: true, reducedMotion: "reduce" });
    const saved = await context.newPage();
    await saved.goto(pathToFileURL(path).href);
    for (const [file, headline] of [
      [BADGE, WORDS[language].partly],
      [BROKEN, WORDS[language].altered],
    ] as const) {
      await saved.reload();
      await files(saved).setInputFiles(file);
      await expect(saved.getByRole("heading", { level: 2, name: headline })).toBeVisible();
      await expect(saved.getByRole("main")).not.toContainText(/this site|本站/);
    }
    await expectSound(saved, `offline-${language}`);
    await context.close();
  }
  rmSync(folder, { recursive: true, force: true });
});
