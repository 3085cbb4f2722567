/**
 * What is sealed here, held against programs that share no code with it: pdfsig and mutool say that it is signed and whole, `openssl cms`
 * verifies it with the chain and its time-stamp, qpdf finds nothing wrong, and two programs draw the page as it was, with the seal on it. Of
 * Ed25519 and RSA-PSS these readers know nothing, or not all (pdfsig, mutool): openssl alone is asked.
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
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { contract, newSigner, ROOT, seal } from "#tests/pades/sealed-pdf.ts";
import { makeTsa } from "#tests/support/tsa.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-sealed-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const onPage = { by: "position", page: 1, x: 100, y: 50 } as const;

function written(name: string, bytes: Uint8Array): string {
  writeFileSync(path(name), bytes);
  return path(name);
}

const run = (program: string, ...args: string[]): string => {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return `${stdout}${stderr}`;
};

/** By OpenSSL: the CMS over the bytes that it covers, with the root that is named. */
async function opensslVerifies(pdf: Uint8Array): Promise<string> {
  const signature = (await readSignatures(await readDocument(pdf))).at(-1);
  const [, gap = 0, on = 0, rest = 0] = signature?.byteRange ?? [];
  const covered = Buffer.concat([pdf.subarray(0, gap), pdf.subarray(on, on + rest)]);
  const [data, cms, ca] = [
    written("data", covered),
    written("cms", signature?.contents ?? new Uint8Array()),
    written("ca.pem", pemOf(ROOT)),
  ];
  const args = ["-inform", "DER", "-in", cms, "-content", data, "-binary", "-CAfile", ca, "-purpose", "any"];
  return run("openssl", "cms", "-verify", "-cades", ...args, "-out", "/dev/null");
}

const pemOf = (der: Uint8Array): Buffer =>
  Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  );

describe("a sealed document, by programs of others", () => {
  for (const [kind, packed] of [
    ["rsa-sha256", false],
    ["ecdsa-sha256", true],
  ] as const) {
    it(`is signed whole: ${kind}`, async () => {
      const once = await seal(await contract({ pages: 3, packed, form: true }), newSigner(kind), {
        ...{ place: onPage, strips: true },
      });
      const file = written(`${kind}.pdf`, once);
      assert.match(run("pdfsig", file), /Total document signed[\s\S]*Signature is Valid/);
      assert.match(run("mutool", "sign", "-v", file), /unchanged since signing/);
      assert.match(run("qpdf", "--check", file), /No syntax or stream encoding errors found/);
      assert.match(await opensslVerifies(once), /CAdES Verification successful/);
      const twice = await seal(once, newSigner("rsa-sha256"), { place: { ...onPage, page: 2 } });
      const found = run("pdfsig", written(`${kind}-twice.pdf`, twice));
      assert.equal(found.match(/Signature is Valid/g)?.length, 2, found);
      assert.match(await opensslVerifies(twice), /CAdES Verification successful/);
    });
  }

  for (const kind of ["rsa-pss-sha256", "ecdsa-sha256"] as const) {
    it(`has a CMS that OpenSSL verifies: ${kind}`, async () => {
      assert.match(
        await opensslVerifies(await seal(await contract(), newSigner(kind))),
        /CAdES Verification successful/,
      );
    });
  }

  it("with a time-stamp proves when, to us and to whoever else looks at the token", async () => {
    const tsa = await makeTsa();
    try {
      const sealed = await seal(await contract(), newSigner(), {
        place: onPage,
        token: (signature) => tsa.stamp(signature),
      });
      const report = await verifyPdfSignatures(sealed, { anchors: [ROOT], authorities: [tsa.ca] });
      assert.equal(report?.headline, "valid");
      assert.equal(report?.signatures[0]?.time.status, "ok");
      assert.equal(report?.signatures[0]?.time.proven?.isTrusted, true);
      assert.match(run("pdfsig", written("stamped.pdf", sealed)), /Signature is Valid/);
      assert.match(await opensslVerifies(sealed), /CAdES Verification successful/);
    } finally {
      tsa.remove();
    }
  });
});

const DOTS_AN_INCH = 50;

describe("pages, drawn by two programs", () => {
  for (const [name, options] of Object.entries({
    upright: {},
    "turned, in streams": { turned: 90, packed: true },
    "upside down and cropped": { turned: 180, cropped: true },
    "turned back": { turned: 270, form: true },
  })) {
    it(`are as they were but for the seal, which stands upright: ${name}`, async () => {
      const before = await contract({ pages: 2, ...options });
      const sealed = await seal(before, newSigner(), { place: { ...onPage, x: 60, y: 30 }, strips: true });
      const files = [written("before.pdf", before), written("sealed.pdf", sealed)];
      for (const draw of [poppler, mupdf]) {
        for (const page of [1, 2]) {
          const [was, is] = await Promise.all(files.map((file) => pixels(draw(file, page))));
          assert.ok(was && is && was.width === is.width && was.height === is.height);
          const seen = changedBox(was, is);
          const mm = DOTS_AN_INCH / 25.4;
          const strip = { left: was.width - 15 * mm, right: was.width };
          assert.ok(near(seen.right, strip.right), `${draw.name} ${page}: the strip ends at the edge`);
          // On the first page the seal stands left of the strip; on the second the strip is all.
          assert.ok(near(seen.left, page === 1 ? 60 * mm + 1 : strip.left), `${draw.name} ${page}: ${seen.left}`);
          if (page === 1)
            assert.ok(isRed(is, { x: 60 * mm + 5 * mm, y: was.height - (30 + 25) * mm }), "its corner is up");
        }
      }
    });
  }
});

type Pixels = { width: number; height: number; data: Buffer };

const poppler = (file: string, page: number): string => {
  const args = ["-r", String(DOTS_AN_INCH), "-cropbox", "-f", String(page), "-l", String(page), "-singlefile", "-png"];
  execFileSync("pdftoppm", [...args, file, path("drawn")]);
  return path("drawn.png");
};

const mupdf = (file: string, page: number): string => {
  execFileSync("mutool", ["draw", "-q", "-r", String(DOTS_AN_INCH), "-o", path("drawn.png"), file, String(page)], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  return path("drawn.png");
};

function pixels(file: string): Promise<Pixels> {
  const bytes = readFileSync(file);
  const read = sharp(bytes).flatten({ background: "#ffffff" }).toColourspace("srgb").removeAlpha().raw();
  return read
    .toBuffer({ resolveWithObject: true })
    .then(({ data, info }) => ({ data, width: info.width, height: info.height }));
}

/** What differs; nothing that was dark became light. */
function changedBox(was: Pixels, is: Pixels): { left: number; right: number } {
  let [left, right] = [was.width, 0];
  for (let at = 0; at < was.data.length; at += 3) {
    const differs = [0, 1, 2].some((on) => Math.abs((was.data[at + on] ?? 0) - (is.data[at + on] ?? 0)) > 8);
    if (!differs) continue;
    assert.ok((is.data[at + 1] ?? 0) < (was.data[at + 1] ?? 0), "what changed is the seal's ink");
    const x = (at / 3) % was.width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
  }
  return { left, right };
}

const near = (one: number, other: number): boolean => Math.abs(one - other) <= 3;

function isRed({ data, width }: Pixels, { x, y }: { x: number; y: number }): boolean {
  const at = 3 * (Math.round(y) * width + Math.round(x));
  return (data[at] ?? 0) > 200 && (data[at + 1] ?? 255) < 60;
}
