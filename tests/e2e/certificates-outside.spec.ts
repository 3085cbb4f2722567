/**
 * A certificate that another installation issued: its reader is told whom this site would ask, nobody is asked before they want it, and then their
 * browser checks what the issuer answers. The other installation is this worker's own; the one that is read at may ask it.
 */

import { expect, type Page, test } from "@playwright/test";
import { createEmptyDatabase } from "#tests/support/global-setup.ts";
import { at } from "./support/certificates.ts";
import { change, HOLDER, issueTo, publishTraining } from "./support/holders.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";
import { expectSound } from "./support/sound.ts";
import { type StartedInstallation, startInstallation } from "./support/start-installation.ts";

let reading: StartedInstallation;
test.beforeAll(async () => {
  test.setTimeout(480_000);
  const { host } = new URL(baseUrl());
  reading = await startInstallation(await createEmptyDatabase(), { ISSUER_INSIDE_HOSTS: host, WEB_PROCESSES: "1" });
});
test.afterAll(async () => await reading?.stop());

/** `ended`: one bit of a list tells no more, and a credential alone does not lead to the ledger's entry. */
const WORDS = {
  "en-GB": {
    ...{ unknown: "The status could not be confirmed", known: "Intact, but the issuer is not proven" },
    ...{
      ended: "Genuine, but no longer in force",
      ask: /^Ask the issuer \(localhost:\d+\)$/,
      asked: /^Asked by way of this site/,
    },
  },
  "zh-CN": {
    ...{ unknown: "无法确认状态", known: "签名完整，发证方身份未证实" },
    ...{ ended: "真实，但已不再有效", ask: /^向发证方（localhost:\d+）询问$/, asked: /^已由本站代为询问/ },
  },
} as const;

/** As the certificate's page hands it out, once the ledger has its batch. */
async function fileOf(page: Page, certificate: string, name: string): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  await expect(async () => {
    const answer = await page.request.get(at(`/v/${certificate}/${name}`));
    expect(answer.status()).toBe(200);
    bytes = Buffer.from(await answer.body());
  }).toPass({ timeout: 60_000 });
  return bytes;
}

/** The same, as if of an issuer with the longest name. */
function namingAnother(credential: string): string {
  const { host } = new URL(baseUrl());
  const long = `${"a-label-that-is-nearly-as-long-as-any-label-may-be-anywhere.".repeat(3)}example`;
  return credential.replaceAll(`http://${host}`, `https://${long}`).replaceAll(encodeURIComponent(host), long);
}

test("is asked about when its reader wants it, and its end is found", async ({ page, browser }) => {
  test.setTimeout(480_000);
  await signInAsOwner(page);
  // Names of a stranger's fields may be any: this one every object has.
  const odd = { name: "constructor", label: { en: "Built by", "zh-CN": "建造者" }, type: "text" } as const;
  const template = await publishTraining(page, { fields: [{ ...odd, required: false, visibility: "shown" }] });
  const certificate = await issueTo(page, template, { constructor: "Hands" });
  const [credential, pdf] = [
    await fileOf(page, certificate, "credential.json"),
    await fileOf(page, certificate, "certificate.pdf"),
  ];
  const bring = async (reader: Page, name: string, mimeType: string, buffer: Buffer) => {
    await reader.goto(`${reading.url}/verify`);
    await settled(reader);
    await reader.locator('input[type="file"]').first().setInputFiles({ name, mimeType, buffer });
  };
  const headline = (reader: Page, name: string) => reader.getByRole("heading", { level: 2, name });
  for (const language of ["en-GB", "zh-CN"] as const) {
    const words = WORDS[language];
    const reader = await (await browser.newContext({ locale: language })).newPage();
    const hosts = new Set<string>();
    const questions: string[] = [];
    reader.on("request", (request) => {
      hosts.add(new URL(request.url()).host);
      if (request.url().endsWith("/verify/outside")) questions.push(request.postData() ?? "");
    });
    await bring(reader, "credential.json", "application/json", credential);
    await expect(headline(reader, words.unknown)).toBeVisible();
    const ask = reader.getByRole("button", { name: words.ask });
    await expect(ask).toBeVisible();
    expect(questions).toEqual([]);
    await expectSound(reader, `outside-open-${language}`);
    await ask.click();
    const told = language === "en-GB" ? words.known : words.ended;
    await expect(headline(reader, told)).toBeVisible();
    await expect(reader.getByText(words.asked)).toBeVisible();
    await expect(ask).toHaveCount(0);
    await expect(reader.getByText(HOLDER).first()).toBeVisible();
    await expect(reader.getByText("Hands", { exact: true })).toBeVisible();
    await expectSound(reader, `outside-asked-${language}`);
    // The reader's browser asked this site alone, and nothing of what the certificate says went out.
    expect([...hosts]).toEqual([new URL(reading.url).host]);
    expect(questions.length).toBeGreaterThan(3);
    expect(questions.join("\n")).not.toContain(HOLDER);
    await bring(reader, "certificate.pdf", "application/pdf", pdf);
    await expect(headline(reader, words.unknown)).toBeVisible();
    await ask.click();
    await expect(reader.getByText(words.asked)).toBeVisible();
    await expectSound(reader, `outside-pdf-${language}`);
    // A stranger chooses whom a certificate names.
    await bring(reader, "credential.json", "application/json", Buffer.from(namingAnother(`${credential}`)));
    await expect(reader.getByRole("button", { name: /example/ })).toBeVisible();
    await expectSound(reader, `outside-long-${language}`);
    await reader.context().close();
    if (language === "en-GB") await change(page, certificate, "Revoke", "The examination was void");
  }
});
