/** Other people's programs, through which the tests look at PDFs: poppler-utils. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Reason to skip, or false. On CI a missing program is a failure. */
export function missing(program: string): string | false {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "pipe" });
    return false;
  } catch {
    if (process.env.CI) throw new Error(`${program} is not installed`);
    return `${program} is not installed`;
  }
}

export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-pdf-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a program prints; one that complains has found something wrong with the document. */
function run(folder: string, program: string, args: string[]): string {
  const result = spawnSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  assert.equal(result.stderr, "");
  assert.equal(result.status, 0);
  return result.stdout;
}

/** Runs a program on the document, whose path is put in the place of `PDF`. */
export function runOn(pdf: Uint8Array, program: string, ...args: string[]): string {
  return inFolder((folder) => {
    const path = join(folder, "document.pdf");
    writeFileSync(path, pdf);
    return run(
      folder,
      program,
      args.map((arg) => (arg === "PDF" ? path : arg)),
    );
  });
}

export interface Picture {
  width: number;
  height: number;
  /** A byte a pixel, 0 black, from the upper left. */
  pixels: Uint8Array;
}

/** The pages as grey pictures. */
export function rasterise(pdf: Uint8Array, dpi: number): Picture[] {
  return inFolder((folder) => {
    const path = join(folder, "document.pdf");
    writeFileSync(path, pdf);
    run(folder, "pdftoppm", ["-gray", "-r", String(dpi), path, join(folder, "page")]);
    const pages = readdirSync(folder).filter((name) => name.endsWith(".pgm"));
    return pages.sort().map((name) => readPgm(readFileSync(join(folder, name))));
  });
}

function readPgm(bytes: Uint8Array): Picture {
  const head = /^P5\s(\d+)\s(\d+)\s255\s/.exec(Buffer.from(bytes.subarray(0, 64)).toString("latin1"));
  if (!head) throw new Error("not a picture");
  return { width: Number(head[1]), height: Number(head[2]), pixels: bytes.subarray(head[0].length) };
}

/** How many pixels of an area are not white. */
export function ink(picture: Picture, area: { left: number; top: number; right: number; bottom: number }): number {
  let count = 0;
  for (let y = Math.max(0, area.top); y < Math.min(picture.height, area.bottom); y++) {
    for (let x = Math.max(0, area.left); x < Math.min(picture.width, area.right); x++) {
      if ((picture.pixels[y * picture.width + x] ?? 255) < 250) count++;
    }
  }
  return count;
}
