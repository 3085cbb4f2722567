/** The offline verifier, saved from the site and opened from a disk; and the commands of "How to check us", run as the page prints them. */
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Browser, type BrowserContextOptions, expect, type Page, test } from "@playwright/test";
import { formatPolicy } from "#lib/core/log/policy.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { hybridPolicyText, hybridReceipt } from "#tests/core/receipt/hybrid-fixture.ts";
import {
  checkpointText,
  FILE,
  fullReceipt,
  ledger,
  noWitnessPolicy,
  ORIGIN,
  proof,
  receiptBytes,
  secondVersion,
  signer,
  threeWitnessesPolicy,
} from "#tests/core/receipt/receipt-fixture.ts";
import { sm2Line, sm2Signer, sm2Statement } from "#tests/core/sm/sm2-signers.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";
import { makeCertificate, sourcesOf, statusEntry } from "#tests/support/whole-certificates.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");
/** A whole check, drawn, from a disk; a tenth of that is usual. */
const CHECK_MS_MAX = 20_000;
const RECORDED_TIMEOUT_MS = 60_000;

const json = (bytes: Uint8Array) => ({
  name: "receipt.json",
  mimeType: "application/json",
  buffer: Buffer.from(bytes),
});
const file = (bytes: Uint8Array) => ({ name: "contract.txt", mimeType: "text/plain", buffer: Buffer.from(bytes) });
const verdict = (page: Page, name: string) => page.getByRole("heading", { level: 2, name });
const policyField = (page: Page) => page.getByLabel("Policy: keys of ledgers and witnesses");
const authoritiesField = (page: Page) => page.getByLabel("Certificates of time-stamping authorities");

let folder = "";
let path = "";
test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "sealbook-standalone-"));
  path = join(folder, "sealbook-verifier.html");
  const page = await browser.newPage({ locale: "en-GB" });
  await page.goto(`${baseUrl()}/verify`);
  const link = page.getByRole("link", { name: "Save the file" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe("sealbook-verifier.html");
  await download.saveAs(path);
  const shown = createHash("sha256").update(readFileSync(path)).digest("hex");
  await expect(page.getByText(shown.match(/.{8}/g)?.join("") ?? "", { exact: true })).toBeVisible();
  const { sha256, bytes } = await (await page.request.get(`${baseUrl()}/api/v1/verifier`)).json();
  expect({ sha256, bytes }).toEqual({ sha256: shown, bytes: readFileSync(path).length });
  await page.close();
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens the saved file where there is no network; whatever it asks for, or complains about, is in `trouble`. */
async function openSaved(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; trouble: string[] }> {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options, offline: true });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("request", (request) => !/^(file|blob):/.test(request.url()) && trouble.push(request.url()));
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  await page.goto(pathToFileURL(path).href);
  return { page, trouble };
}

const give = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator('input[type="file"]').first().setInputFiles(files);

test("from a disk and without a network it checks a receipt, its file, its witnesses and its timestamp", async ({
  browser,
}) => {
  test.skip(OPENSSL_MISSING !== false, OPENSSL_MISSING || "");
  const tsa = await makeTsa();
  const bytes = formatReceipt(fullReceipt([await tsa.stamp(checkpointText())]));
  tsa.remove();
  const { page, trouble } = await openSaved(browser);
  await give(page, file(FILE));
  await expect(page.getByText("A file alone says nothing here").last()).toBeVisible();
  await give(page, json(bytes));
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeVisible();
  await page.getByRole("button", { name: "Say whom you trust" }).click();
  await expect(policyField(page)).toBeFocused();

  await policyField(page).fill(formatPolicy(threeWitnessesPolicy));
  await expect(
    page.getByText("3 of 3 have to have signed as well, or the receipt fails: w1, w2, and w3."),
  ).toBeVisible();
  await expect(verdict(page, "This file is the one that was recorded")).toBeVisible();
  await page.locator("summary", { hasText: "What was checked" }).click();
  await expect(page.getByText("you have named no authority for it").first()).toBeVisible();
  await authoritiesField(page).fill(tsa.caPem);
  await expect(page.getByText("An authority that you named attests the time.")).toBeVisible();

  await page.reload();
  await policyField(page).fill(formatPolicy(threeWitnessesPolicy));
  await authoritiesField(page).fill(tsa.caPem);
  const begun = Date.now();
  await give(page, file(FILE), json(bytes));
  await expect(verdict(page, "This file is the one that was recorded")).toBeVisible();
  const took = Date.now() - begun;
  test.info().annotations.push({ type: "time of a full check", description: `${took} ms` });
  expect(took).toBeLessThan(CHECK_MS_MAX);
  expect(trouble).toEqual([]);
  await page.context().close();
});

test("it carries what checks ML-DSA: a hybrid ledger's receipt holds, says which signatures last, and fails when one is bent", async ({
  browser,
}) => {
  const { page, trouble } = await openSaved(browser);
  const bytes = hybridReceipt();
  await give(page, json(bytes));
  await page.getByRole("button", { name: "Say whom you trust" }).click();
  await policyField(page).fill(hybridPolicyText);
  await expect(verdict(page, "The receipt is valid")).toBeVisible();
  await expect(page.getByText("It could not forge the ledger’s signature (ML-DSA-44)")).toBeVisible();
  const bent = Buffer.from(bytes);
  const at = bent.indexOf("pq2.example ") + 2_000;
  bent[at] = bent[at] === 0x41 ? 0x42 : 0x41;
  await give(page, json(bent));
  await expect(verdict(page, "This receipt was altered or forged")).toBeVisible();
  expect(trouble).toEqual([]);
  await page.context().close();
});

test("it carries what checks SM2: the line of a national algorithm holds, and fails when it is bent", async ({
  browser,
}) => {
  const { page, trouble } = await openSaved(browser);
  const own = sm2Signer(ORIGIN);
  const text = checkpointText();
  const extras = [{ kind: "sm2", statement: sm2Statement(own, [ledger]) }];
  const made = (line: string) =>
    Buffer.from(formatReceipt({ ...secondVersion(extras), proof: proof({ moreLines: [line] }) }));
  await give(page, json(made(sm2Line(own, text))));
  await page.getByRole("button", { name: "Say whom you trust" }).click();
  await policyField(page).fill(formatPolicy(noWitnessPolicy));
  await expect(verdict(page, "The receipt is valid")).toBeVisible();
  await page.locator("summary", { hasText: "What was checked" }).click();
  await expect(page.getByText("SM2").first()).toBeVisible();
  await give(page, json(made(sm2Line(own, `${text}more\n`))));
  await expect(verdict(page, "This receipt was altered or forged")).toBeVisible();
  expect(trouble).toEqual([]);
  await page.context().close();
});

test("what is wrong is called wrong, and nothing of it is shown", async ({ browser }) => {
  const { page, trouble } = await openSaved(browser);
  const changed = Buffer.from(receiptBytes).toString().replace("Example Ltd", "Example Inc");
  await give(page, json(Buffer.from(changed)));
  await expect(verdict(page, "This receipt was altered or forged")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Example Inc");
  await give(page, json(receiptBytes), file(Buffer.from("another")));
  await expect(verdict(page, "This file is not the one that was recorded")).toBeVisible();

  await give(page, json(receiptBytes), file(FILE));
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeVisible();
  const forger = signer("seal.example/ledger/main", 0x01, "another seed");
  await policyField(page).fill(`log ${forger.key.text}\nquorum none\n`);
  await expect(verdict(page, "This receipt is not from the ledger it names")).toBeVisible();
  await policyField(page).fill("log elsewhere\n");
  await expect(page.getByText("Not used. Line 1:")).toBeVisible();
  await expect(verdict(page, "The file fits the receipt, ledger unproven")).toBeVisible();
  // A reader who demands witnesses gets them, or no receipt.
  await policyField(page).fill(formatPolicy(threeWitnessesPolicy));
  await expect(verdict(page, "The witnesses’ signatures do not hold")).toBeVisible();
  await policyField(page).fill(formatPolicy(noWitnessPolicy).replaceAll("\n", "\r\n"));
  await expect(verdict(page, "This file is the one that was recorded")).toBeVisible();
  await authoritiesField(page).fill("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
  await expect(page.getByText("Not used: this holds something that is no certificate in PEM.")).toBeVisible();
  expect(trouble).toEqual([]);
  await page.context().close();
});

test("it follows the browser’s language, and changes it around a verdict", async ({ browser }) => {
  const { page } = await openSaved(browser, { locale: "zh-CN" });
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page).toHaveTitle(/离线核验/);
  await give(page, json(receiptBytes));
  await expect(verdict(page, "签名完整，账本未证实")).toBeVisible();
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(verdict(page, "Signatures hold, ledger unproven")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.context().close();
});

test("it is reached by keyboard alone", async ({ browser }) => {
  const { page } = await openSaved(browser);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  const stops: string[] = [];
  for (let count = 0; count < 6; count++) {
    await page.keyboard.press("Tab");
    stops.push(
      await page.evaluate(() => {
        const here = document.activeElement as HTMLInputElement | null;
        return here?.labels?.[0]?.textContent ?? here?.getAttribute("aria-label") ?? here?.textContent ?? "";
      }),
    );
  }
  expect(stops).toEqual([
    "切换到中文",
    "Choose files",
    "Policy: keys of ledgers and witnesses",
    "Choose a policy file",
    "Certificates of time-stamping authorities",
    "Choose a certificate file",
  ]);
  await page.context().close();
});

for (const locale of ["en-GB", "zh-CN"]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`it and the page about checking are accessible and fit a phone (${locale}, ${colorScheme})`, async ({
      browser,
    }) => {
      const viewport = { width: 320, height: 640 };
      const { page } = await openSaved(browser, { locale, colorScheme, viewport });
      await expectSound(page, "empty");
      await give(page, json(receiptBytes), file(FILE));
      await expect(page.locator("#verdict")).toBeVisible();
      await page.locator("textarea").first().fill(formatPolicy(noWitnessPolicy));
      await expect(page.getByText("seal.example/ledger/main").last()).toBeVisible();
      await page.locator("textarea").last().fill("nothing");
      await expectSound(page, "checked");
      await page.context().close();

      const context = await browser.newContext({ locale, colorScheme, viewport, reducedMotion: "reduce" });
      const site = await context.newPage();
      await site.goto(`${baseUrl()}/check-us`);
      await expectSound(site, "/check-us");
      await context.close();
    });
  }
}

async function expectSound(page: Page, what: string): Promise<void> {
  const violations = await axeViolations(page);
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
    what,
  ).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${what} is wider than 320 pixels`).toBeLessThanOrEqual(0);
}

test("its digest is in the ledger: dropped on the verify page, it is a file that was recorded", async ({ page }) => {
  test.setTimeout(RECORDED_TIMEOUT_MS * 2);
  await signInAsOwner(page);
  const index = async () =>
    (await (await page.request.get(`${baseUrl()}/api/v1/verifier`)).json()).record?.index as number | undefined;
  await expect.poll(index, { timeout: RECORDED_TIMEOUT_MS }).toEqual(expect.any(Number));
  await page.goto(`${baseUrl()}/verify`);
  await page.locator('input[type="file"]').setInputFiles(path);
  await expect(verdict(page, "This file is the one that was recorded")).toBeVisible();
  await page.goto(`${baseUrl()}/check-us`);
  await page.getByRole("link", { name: `as entry ${await index()} of the ledger` }).click();
  await expect(verdict(page, "The receipt is valid")).toBeVisible();
});

/** Runs blocks of the page, in their order, in one shell. */
async function runPrinted(page: Page, ids: string[], change = (text: string) => text): Promise<string> {
  const texts: string[] = [];
  for (const id of ids) texts.push((await page.locator(`#${id} pre`).textContent()) ?? "");
  const script = texts.map((text, at) => `echo "== ${ids[at]}"\n${text}`).join("\n");
  const { stdout } = await run("sh", ["-c", change(script)], { cwd: folder });
  return stdout;
}

function linesOf(output: string, id: string): string[] {
  const [, ...parts] = output.split(/^== /m);
  const part = parts.find((each) => each.startsWith(`${id}\n`)) ?? "";
  return part.split("\n").slice(1).filter(Boolean);
}

const OPENSSL_BLOCKS = ["run-file", "run-record", "run-path", "run-signature"];

async function expectOpensslHolds(output: string, sha256: string): Promise<void> {
  for (const id of ["run-file", "run-record", "run-path"]) {
    const lines = linesOf(output, id);
    expect(lines, id).toHaveLength(2);
    expect(lines[0], id).toBe(lines[1]);
  }
  expect(linesOf(output, "run-file")[0]).toBe(sha256);
  expect(linesOf(output, "run-signature")[0]).toBe("Signature Verified Successfully");
}

test("the commands of the page hold for a receipt of this installation, as they are printed", async ({ page }) => {
  test.skip(OPENSSL_MISSING !== false, OPENSSL_MISSING || "");
  test.setTimeout(RECORDED_TIMEOUT_MS * 2);
  await signInAsOwner(page);
  const content = randomBytes(100);
  const headers = { origin: baseUrl(), "content-type": "application/octet-stream" };
  const sent = await page.request.put(`${baseUrl()}/api/v1/uploads?name=contract.pdf`, { headers, data: content });
  const { id } = await sent.json();
  const receipt = await page.request.get(`${baseUrl()}/api/v1/evidence/${id}/receipt?format=json&wait=30`);
  const text = await receipt.body();
  writeFileSync(join(folder, "contract.pdf"), content);
  writeFileSync(join(folder, "receipt.json"), text);
  for (const name of ["bin", "lib", "node_modules", "package.json"]) symlinkSync(join(ROOT, name), join(folder, name));

  await page.goto(`${baseUrl()}/check-us`);
  const ids = ["run-keep", "run-trust", "run-verify", ...OPENSSL_BLOCKS, "run-witnesses", "run-timestamp"];
  const output = await runPrinted(page, ids);
  expect(linesOf(output, "run-keep")).toEqual(["sealbook-verifier.html: OK"]);
  expect(output).toContain("your policy knows its key");
  await expectOpensslHolds(output, createHash("sha256").update(content).digest("base64"));
  const [, key = ""] = linesOf(output, "run-signature");
  await expect(page.getByText(key, { exact: true })).toBeVisible();
  expect(JSON.parse(text.toString()).ledgerKey.key).toBe(key);
});

test("the commands of the page hold for timestamps, and fail for what was changed", async ({ page }) => {
  test.skip(OPENSSL_MISSING !== false, OPENSSL_MISSING || "");
  const tsa: TsaAuthority = await makeTsa();
  const tokens = [await tsa.stamp(checkpointText()), await tsa.stamp(checkpointText())];
  tsa.remove();
  const whole = Buffer.from(formatReceipt(fullReceipt(tokens))).toString();
  writeFileSync(join(folder, "contract.pdf"), FILE);
  writeFileSync(join(folder, "receipt.json"), whole);
  writeFileSync(join(folder, "known.pem"), tsa.caPem);
  await page.goto(`${baseUrl()}/check-us`);
  const ids = [...OPENSSL_BLOCKS, "run-witnesses", "run-timestamp"];
  writeFileSync(join(folder, "known-policy"), formatPolicy(threeWitnessesPolicy));
  const known = (script: string) =>
    script
      .replace(/^curl .* -o authorities\.pem$/m, "cp known.pem authorities.pem")
      .replace(/^curl .* -o witness-policy$/m, "cp known-policy witness-policy");
  const output = await runPrinted(page, ids, known);
  await expectOpensslHolds(output, createHash("sha256").update(FILE).digest("base64"));
  expect(linesOf(output, "run-witnesses")).toEqual(
    ["w1", "w2", "w3"].flatMap((name) => ["Signature Verified Successfully", `${name}, 2026-02-02T02:40:00Z`]),
  );
  expect(linesOf(output, "run-timestamp").filter((line) => line.includes("Verification: OK"))).toHaveLength(2);

  const [, root = ""] = checkpointText().match(/^[^\n]+\n[^\n]+\n([^\n]+)/) ?? [];
  const other = Buffer.from(root, "base64").map((byte, at) => (at === 0 ? byte ^ 1 : byte));
  writeFileSync(join(folder, "receipt.json"), whole.replaceAll(root, Buffer.from(other).toString("base64")));
  const bad = await runPrinted(page, ids, (script) => `${known(script)}\ntrue`);
  const [computed, signed] = linesOf(bad, "run-path");
  expect(computed).toBe(root);
  expect(signed).not.toBe(root);
  expect(bad).not.toContain("Signature Verified Successfully");
  expect(bad).not.toContain("Verification: OK");
});

test("a certificate opens from a disk, and is checked with what the reader brings beside it", async ({ browser }) => {
  const made = await makeCertificate();
  const sources = await sourcesOf("json", { listValidUntil: new Date(Date.now() + 3_600_000).toISOString() });
  const { page, trouble } = await openSaved(browser);
  const pdf = { name: "diploma.pdf", mimeType: "application/pdf", buffer: Buffer.from(made.delivered) };
  const brought = (name: string, text: string | undefined) => ({ ...json(Buffer.from(text ?? "")), name });
  await policyField(page).fill(formatPolicy(noWitnessPolicy));
  await give(page, pdf);
  await expect(verdict(page, "The status could not be confirmed")).toBeVisible();
  await give(
    page,
    brought("did.json", sources.document),
    brought("keys.json", sources.history),
    brought("status.json", sources.statusList),
    brought("entries.json", JSON.stringify({ items: sources.statuses })),
  );
  await expect(page.getByText("Self-stated: no domain proven")).toBeVisible();
  await expect(page.getByText("Zhang Ji").first()).toBeVisible();
  const revoked = statusEntry({ of: made, state: "revoked" });
  await give(page, brought("revoked.json", revoked.receipt));
  await expect(verdict(page, "Genuine, but revoked")).toBeVisible();
  expect(trouble).toEqual([]);
  await page.context().close();
});
