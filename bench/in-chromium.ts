/** Code of ours bundled for Chromium and called there, on a page that has nothing else. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { CHROMIUM_ARGS, chromiumPath } from "#tests/support/chromium.ts";

/**
 * From a page of an origin that browsers call secure: others have no WebCrypto. Nothing else is asked of the network.
 *
 * @param input.entry file whose exports the calls name behind `bench.`
 * @param input.calls expressions, one after the other; each answers with milliseconds
 * @param input.folder for the bundle
 */
export async function inChromium(input: { entry: string; calls: string[]; folder: string }): Promise<number[][]> {
  const outfile = join(input.folder, "bench.js");
  await build({
    ...{ entryPoints: [input.entry], bundle: true, minify: true, format: "iife", globalName: "bench", outfile },
    ...{ platform: "browser", tsconfigRaw: {}, define: { "import.meta.url": '"https://sealbook.invalid/"' } },
    alias: { "#lib": fileURLToPath(new URL("../lib", import.meta.url)) },
  });
  const server = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end("<title>bench</title>"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ path: outfile });
    await page.context().setOffline(true);
    const rounds: number[][] = [];
    for (const call of input.calls) rounds.push(await page.evaluate<number[]>(call));
    return rounds;
  } finally {
    await browser.close();
    server.close();
  }
}
