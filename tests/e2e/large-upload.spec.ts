/** A large file goes in pieces: after a lost connection, and after a reload, it goes on with what has not arrived. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, type Page, test } from "@playwright/test";
import { CHROMIUM_ARGS, chromiumPath } from "../support/chromium.ts";
import { startCuttingLine } from "../support/cutting-line.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

const MIB = 1024 ** 2;
const BYTES = 80 * MIB;

async function choose(page: Page, path: string): Promise<void> {
  await page.locator('input[type="file"]').first().setInputFiles(path);
  await page.getByRole("button", { name: "Record this file" }).click({ timeout: 60_000 });
}

test("a large file goes on after a lost connection and after a reload, and is recorded once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealbook-large-"));
  const path = join(folder, "扫描 scan.tiff");
  const bytes = randomBytes(BYTES);
  await writeFile(path, bytes);
  // The browser's address is the installation's; the line between them breaks twice.
  const line = await startCuttingLine(baseUrl(), { after: [30 * MIB, 15 * MIB] });
  const map = `--host-resolver-rules=MAP ${new URL(baseUrl()).host} ${new URL(line.url).host}`;
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGS, map] });
  try {
    const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await signInAsOwner(page);
    await page.goto(`${baseUrl()}/evidence/new`);
    const offsets: number[] = [];
    page.on("request", (request) => {
      if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
    });
    await choose(page, path);
    await expect.poll(() => line.cuts(), { timeout: 90_000 }).toBe(2);
    page.once("dialog", (dialog) => dialog.accept());
    await page.reload();
    await choose(page, path);
    const open = page.getByRole("link", { name: /Open (the )?record/ }).first();
    await open.click({ timeout: 60_000 });
    await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
    // The browser itself sends a request again that broke on a connection that it had used before.
    expect(offsets.length).toBeGreaterThanOrEqual(2);
    expect(offsets.at(-1)).toBeGreaterThan(0);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const found = await page.request.get(`${baseUrl()}/api/v1/evidence?sha256=${sha256}`);
    expect((await found.json()).evidence).toHaveLength(1);
  } finally {
    await browser.close();
    line.stop();
    await rm(folder, { recursive: true });
  }
});
