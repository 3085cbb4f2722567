/** QR codes on the verify page: by the camera, out of a photo, and what happens where neither can be had. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, expect, type Page, test } from "@playwright/test";
import { create as createQr } from "qrcode";
import { CHROMIUM_ARGS, chromiumPath } from "#tests/support/chromium.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { settled } from "./support/settled.ts";

const ID = "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c";
const [WIDTH, HEIGHT] = [640, 480];
const MODULE_PX = 9;
const folder = mkdtempSync(join(tmpdir(), "sealbook-scan-"));

/** Brightness of a picture with the code of a text in its middle, row by row. */
function picture(text: string): Uint8Array {
  const luma = new Uint8Array(WIDTH * HEIGHT).fill(235);
  const { modules } = createQr(text, { errorCorrectionLevel: "M" });
  const [left, top] = [WIDTH, HEIGHT].map((side) => Math.floor((side - modules.size * MODULE_PX) / 2)) as [
    number,
    number,
  ];
  for (let y = 0; y < modules.size * MODULE_PX; y += 1) {
    for (let x = 0; x < modules.size * MODULE_PX; x += 1) {
      const isDark = modules.get(Math.floor(y / MODULE_PX), Math.floor(x / MODULE_PX));
      if (isDark) luma[(top + y) * WIDTH + left + x] = 16;
    }
  }
  return luma;
}

/** A film of one frame that Chromium plays again and again as its camera: YUV4MPEG2, 4:2:0. */
function film(name: string, text: string): string {
  const path = join(folder, `${name}.y4m`);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`);
  writeFileSync(path, Buffer.concat([head, picture(text), Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]));
  return path;
}

/** A photo: a bitmap of 24 bits, its rows from the bottom up. */
function photo(text: string): Buffer {
  const luma = picture(text);
  const head = Buffer.alloc(54);
  head.write("BM");
  head.writeUInt32LE(54 + luma.length * 3, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(WIDTH, 18);
  head.writeInt32LE(HEIGHT, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const rows = Array.from({ length: HEIGHT }, (_, y) => luma.subarray((HEIGHT - 1 - y) * WIDTH, (HEIGHT - y) * WIDTH));
  return Buffer.concat([head, ...rows.map((row) => Buffer.from(Array.from(row, (each) => [each, each, each]).flat()))]);
}

/** Chromium without a window asks nobody: what a person would answer is said beforehand. */
const CAMERA = "--use-fake-device-for-media-stream";
const ALLOWED = "--use-fake-ui-for-media-stream";
const REFUSED = "--use-fake-ui-for-media-stream=deny";

/** A browser whose camera shows a film; `args` of its own for one that has none or refuses it. */
async function withCamera(
  given: { film?: string; args?: string[]; permissions?: string[] },
  use: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const args = [...CHROMIUM_ARGS, ...(given.args ?? [CAMERA, ALLOWED])];
  if (given.film) args.push(`--use-file-for-fake-video-capture=${given.film}`);
  const browser = await chromium.launch({ executablePath: chromiumPath(), args });
  try {
    const context = await browser.newContext({ locale: "en-GB", permissions: given.permissions ?? ["camera"] });
    await use(await context.newPage(), context);
  } finally {
    await browser.close();
  }
}

const scan = (page: Page) => page.getByRole("button", { name: "Scan a QR code" });

test("the camera reads the code of a receipt and leads to its page; nothing of it is loaded before", async () => {
  await withCamera({ film: film("own", `${baseUrl()}/v/${ID}`) }, async (page) => {
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(request.url()));
    await page.goto(`${baseUrl()}/verify`);
    await settled(page);
    expect(loaded.filter((url) => url.includes(".wasm"))).toEqual([]);
    await scan(page).click();
    await page.waitForURL(`${baseUrl()}/v/${ID}`);
    const wasm = loaded.filter((url) => url.includes(".wasm"));
    expect(wasm.length).toBeGreaterThan(0);
    expect(loaded.filter((url) => !url.startsWith(baseUrl()))).toEqual([]);
  });
});

test("an address elsewhere is shown and not opened, also after the page was reached from another one", async () => {
  const elsewhere = `https://evil.example/v/${ID}`;
  await withCamera({ film: film("foreign", elsewhere) }, async (page) => {
    await page.goto(`${baseUrl()}/check-us`);
    await page.getByRole("link", { name: "Verify", exact: true }).first().click();
    await page.waitForURL(`${baseUrl()}/verify`);
    await scan(page).click();
    await expect(page.getByRole("alert").filter({ hasText: "evil.example" })).toContainText("It was not opened.");
    await expect(page.getByText(elsewhere, { exact: true })).toBeVisible();
    await expect(page.getByRole("link", { name: /evil/ })).toHaveCount(0);
    expect(page.url()).toBe(`${baseUrl()}/verify`);
    expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await expect(scan(page)).toBeVisible();
  });
});

const WITHOUT: [string, { args?: string[]; permissions?: string[] }, string][] = [
  ["refused", { args: [CAMERA, REFUSED], permissions: [] }, "The camera was not allowed"],
  ["absent", { args: [ALLOWED] }, "There is no camera here"],
];
for (const [why, given, words] of WITHOUT) {
  test(`a camera that is ${why} is said to be, and a photo does instead`, async () => {
    await withCamera(given, async (page) => {
      await page.goto(`${baseUrl()}/verify`);
      await scan(page).click();
      await expect(page.getByRole("status").filter({ hasText: words })).toContainText("Choose a photo");
      const input = page.getByRole("region", { name: "Scan a QR code" }).locator('input[type="file"]');
      await input.setInputFiles({ name: "none.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
      await expect(page.getByText("This file is no picture")).toBeVisible();
      await input.setInputFiles({ name: "text.bmp", mimeType: "image/bmp", buffer: photo("just some text") });
      await expect(page.getByText("just some text", { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Scan another" }).click();
      await input.setInputFiles({ name: "own.bmp", mimeType: "image/bmp", buffer: photo(`${baseUrl()}/v/${ID}`) });
      await page.waitForURL(`${baseUrl()}/v/${ID}`);
    });
  });
}

test("a photo of a code that is given as a file is one, and its code is read where that is asked for", async ({
  page,
}) => {
  const give = async (name: string, text: string) => {
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles({ name, mimeType: "image/bmp", buffer: photo(text) });
    // Until then what is said, and offered, is of the picture before.
    await expect(page.getByRole("list", { name: "What was checked" })).toContainText(name);
  };
  const read = page.getByRole("button", { name: "Read the code in this picture" });
  await page.goto(`${baseUrl()}/verify`);
  await settled(page);
  await give("text.bmp", "just some text");
  await read.click();
  await expect(page.getByText("just some text", { exact: true })).toBeVisible();
  expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await give("own.bmp", `${baseUrl()}/v/${ID}`);
  await read.click();
  await page.waitForURL(`${baseUrl()}/v/${ID}`);
});
