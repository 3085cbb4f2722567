/**
 * A contract that was finished before its first signature and signed by three parties, held against programs that share no code with it:
 * each signature is good to pdfsig, OpenSSL and PDF.js, mupdf finds no change that is not permitted in its history, qpdf finds nothing
 * wrong, and the pages look as they looked to each signer but for what that signer added.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import sharp from "sharp";
import { readDocument } from "#lib/pdf/read/document.ts";
import { readSignatures } from "#lib/pdf/read/signatures.ts";
import { BANK, BORROWER, finished, GUARANTOR, sign } from "#tests/pades/finished-pdf.ts";
import { contract, newSigner, PICTURE, ROOT } from "#tests/pades/sealed-pdf.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-finished-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);

function written(name: string, bytes: Uint8Array | string): string {
  writeFileSync(path(name), bytes);
  return path(name);
}

const run = (program: string, ...args: string[]): string => {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return `${stdout}${stderr}`;
};

/** By mupdf: the version of the file from which on something changed that was not permitted; 0 for none. */
const changeHistory = (file: string): string => {
  const script = written("history.js", `print("history " + new PDFDocument(scriptArgs[0]).validateChangeHistory());`);
  return run("mutool", "run", script, file);
};

async function signedByAll(options: Parameters<typeof finished>[0]): Promise<Uint8Array[]> {
  const blank = await finished(options);
  const one = await sign(blank, newSigner("rsa-sha256"), BORROWER);
  const two = await sign(one, newSigner(), GUARANTOR);
  return [blank, one, two, await sign(two, newSigner("rsa-sha256"), { ...BANK, picture: PICTURE })];
}

/** By OpenSSL: the CMS of each signature over the bytes that it covers. */
async function opensslVerifies(pdf: Uint8Array): Promise<string[]> {
  const ca = written("ca.pem", pemOf(ROOT));
  return (await readSignatures(await readDocument(pdf))).map(({ byteRange, contents }) => {
    const [, gap = 0, on = 0, rest = 0] = byteRange;
    const data = written("data", Buffer.concat([pdf.subarray(0, gap), pdf.subarray(on, on + rest)]));
    const args = ["-inform", "DER", "-in", written("cms", contents), "-content", data, "-binary", "-CAfile", ca];
    return run("openssl", "cms", "-verify", "-cades", ...args, "-purpose", "any", "-out", "/dev/null");
  });
}

const pemOf = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;

describe("a finished contract that three parties signed, by programs of others", () => {
  for (const options of [{}, { packed: true, turned: 90, cropped: true }]) {
    it(`holds to the end: ${JSON.stringify(options)}`, async () => {
      const versions = await signedByAll(options);
      const signed = versions.at(-1) as Uint8Array;
      const file = written("signed.pdf", signed);
      const told = run("pdfsig", file);
      assert.equal(told.match(/Signature is Valid/g)?.length, 3, told);
      assert.match(run("qpdf", "--check", file), /No syntax or stream encoding errors found/);
      const verified = await opensslVerifies(signed);
      assert.equal(verified.length, 3);
      for (const each of verified) assert.match(each, /CAdES Verification successful/);
      assert.match(changeHistory(file), /^history 0$/m);
      assert.deepEqual(await byPdfJs(signed), ["borrower-sign", "guarantor-sign", "bank-seal"]);
    });
  }

  it("shows what each party set, and nothing that an earlier one saw looks otherwise", async () => {
    for (const options of [{}, { turned: 90, cropped: true }, { turned: 180 }, { turned: 270, packed: true }]) {
      const files = [await contract({ pages: 3, ...options }), ...(await signedByAll(options))].map((pdf, at) =>
        written(`version-${at}.pdf`, pdf),
      );
      for (const page of [1, 2, 3]) {
        const drawn = await Promise.all(files.map((file) => pixels(poppler(file, page))));
        for (const [at, is] of drawn.entries()) {
          const was = drawn[at - 1];
          if (was) assert.equal(lostInk(was, is), 0, `page ${page}, version ${at}: ink was lost`);
        }
        // Borrower, guarantor, and bank each add ink on the first page; strips are on all of them.
        const ink = drawn.map(inkOf);
        const grows = page === 1 ? [2, 3, 4] : page === 2 ? [2, 4] : [4];
        for (const at of grows) assert.ok((ink[at] ?? 0) > (ink[at - 1] ?? 0), `page ${page}, version ${at}: ${ink}`);
        // mupdf draws marks of its own where a field waits for a signature: none waits in these two.
        const [first, last] = await Promise.all(
          [files[0], files[4]].map(async (file) => await pixels(mupdf(file ?? "", page))),
        );
        assert.ok(first && last && inkOf(last) > inkOf(first));
        assert.equal(lostInk(first, last), 0, `mupdf, page ${page}: ink was lost`);
      }
    }
  });
});

/** By PDF.js: which fields are signed, and what each signature covers. */
async function byPdfJs(pdf: Uint8Array): Promise<string[]> {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const reading = getDocument({ data: Uint8Array.from(pdf), verbosity: 0 });
  try {
    const found = (await (await reading.promise).getSignatures()) as { fieldName: string; revisionIndex: number }[];
    return found.sort((one, other) => other.revisionIndex - one.revisionIndex).map(({ fieldName }) => fieldName);
  } finally {
    await reading.destroy();
  }
}

const DOTS_AN_INCH = 60;
type Pixels = { width: number; height: number; data: Buffer };

const poppler = (file: string, page: number): string => {
  const args = ["-r", String(DOTS_AN_INCH), "-cropbox", "-f", String(page), "-l", String(page), "-singlefile", "-png"];
  execFileSync("pdftoppm", [...args, file, `${file}-poppler-${page}`]);
  return `${file}-poppler-${page}.png`;
};

const mupdf = (file: string, page: number): string => {
  const out = `${file}-mupdf-${page}.png`;
  execFileSync("mutool", ["draw", "-q", "-r", String(DOTS_AN_INCH), "-o", out, file, String(page)], {
    stdio: "ignore",
  });
  return out;
};

async function pixels(file: string): Promise<Pixels> {
  const read = sharp(readFileSync(file)).flatten({ background: "#ffffff" }).greyscale().raw();
  const { data, info } = await read.toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Pixels that were dark and are light. */
function lostInk(was: Pixels, is: Pixels): number {
  assert.ok(was.width === is.width && was.height === is.height);
  let count = 0;
  for (let at = 0; at < was.data.length; at++) if ((is.data[at] ?? 0) - (was.data[at] ?? 0) > 40) count++;
  return count;
}

function inkOf({ data }: Pixels): number {
  let sum = 0;
  for (const grey of data) sum += 255 - grey;
  return sum;
}
