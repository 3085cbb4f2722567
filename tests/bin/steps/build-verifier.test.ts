/** The offline verifier as it is built: the same bytes from the same sources, and nothing in it that reaches a network. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const BUILD = "bin/steps/build-verifier.mjs";
const SOURCES = [
  "app/globals.css",
  "bin/steps",
  "components",
  "lib/core",
  "lib/credentials",
  "lib/i18n",
  "lib/pdf/read",
  "lib/pki",
  "lib/rfc3161",
  "lib/verify",
  "lib/words",
  "package.json",
  "tsconfig.json",
];
/** A mebibyte, and an eighth for what other systems' certificates and unlinkable proofs take. */
const BYTES_MAX = 1280 * 1024;

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("base64");

/** Builds in a copy of the sources under another path, on another day, in another environment. */
function buildElsewhere(folder: string, environment: Record<string, string>): Buffer {
  mkdirSync(folder, { recursive: true });
  for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  utimesSync(join(folder, BUILD), new Date("2001-02-03"), new Date("2001-02-03"));
  const output = join(folder, "out put");
  execFileSync(process.execPath, [BUILD, output], { cwd: folder, env: { ...process.env, ...environment } });
  return readFileSync(join(output, "sealbook-verifier.html"));
}

describe("the offline verifier's file", () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-verifier-"));
  let first: Buffer;
  before(() => {
    first = buildElsewhere(join(folder, "one"), { TZ: "Asia/Shanghai", LANG: "zh_CN.UTF-8", NODE_ENV: "production" });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is the same bytes in another folder, zone, language and mode", () => {
    const options = { TZ: "America/Lima", LANG: "C", NODE_ENV: "development" };
    const second = buildElsewhere(join(folder, "a deeper", "folder 二"), options);
    assert.equal(sha256(second), sha256(first));
  });

  it("names no path of the machine that built it", () => {
    for (const path of [ROOT, folder, tmpdir()]) assert.ok(!first.includes(`${path}/`), path);
  });

  it("forbids itself everything but its own script and style, whose hashes it states", () => {
    const html = first.toString("utf8");
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
    const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? [];
    assert.equal(
      policy,
      `default-src 'none'; script-src 'sha256-${sha256(script)}'; style-src 'sha256-${sha256(style)}'; base-uri 'none'; form-action 'none'`,
    );
    assert.ok(html.indexOf("Content-Security-Policy") < html.indexOf("<style>"), "the policy comes first");
    // What hashes happen to spell is no attribute.
    const frame = [script, style, policy].reduce((rest, part) => rest.replace(part, () => ""), html);
    assert.equal(frame.match(/<(script|style|link|img|iframe|base|form|object)\b/g)?.join(), "<style,<script");
    assert.doesNotMatch(frame, /\b(src|href|action|srcset)=|\bon\w+=/);
  });

  it("holds no call that asks a network, and no code that is made at run time", () => {
    const html = first.toString("utf8");
    for (const call of ["fetch(", "XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon", "importScripts"])
      assert.ok(!html.includes(call), call);
    assert.doesNotMatch(html, /\bimport\(|\beval\(|new Function\(|new Worker\(/);
  });

  it("speaks both languages and carries the notices of the libraries in it", () => {
    const html = first.toString("utf8");
    for (const text of ["Verify offline", "离线核验", "react-dom", "noble-curves"])
      assert.ok(html.includes(text), text);
  });

  it(`is smaller than ${BYTES_MAX} bytes`, () => {
    assert.ok(first.length < BYTES_MAX, String(first.length));
  });
});
