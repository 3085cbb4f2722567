/** Credentials are checked in browsers: bundled as for one, with a browser's own globals alone, where no text may become code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { build } from "esbuild";
import { bitsOf, ENTRIES_MIN } from "#lib/credentials/bitstring.ts";
import { openBadge } from "#lib/credentials/open-badge.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";
import { signStatusList } from "#lib/credentials/sign-status-list.ts";
import { content, ISSUER, KEY, LIST, publicKey, signer } from "./certificate-fixture.ts";

/** What a page without TLS has: no WebCrypto. */
const WEB = {
  AbortSignal,
  CompressionStream,
  DecompressionStream,
  ReadableStream,
  TextDecoder,
  TextEncoder,
  URL,
  clearTimeout,
  setTimeout,
};
const ENTRY = `
  import { verifyCredential } from "#lib/credentials/data-integrity.ts";
  import { checkStatusList } from "#lib/credentials/status-list.ts";
  import { readOpenBadge } from "#lib/credentials/open-badge.ts";
  globalThis.answer = async ({ text, list, publicKey, issuer, address, now }) => {
    const keyOf = () => publicKey;
    const outcome = await verifyCredential({ text, keyOf, now });
    const checked = await checkStatusList({ text: list, keyOf, issuer, address, purpose: "revocation", now });
    return JSON.stringify({
      failed: outcome.failed,
      content: outcome.failed ? undefined : readOpenBadge(outcome.credential),
      status: checked.ok ? checked.valueAt(5) : checked.failure,
    });
  };
`;

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), sourcefile: "entry.js" },
    ...{
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      target: "es2022",
      minify: true,
      logLevel: "error",
    },
    define: { "import.meta.url": '"https://sealbook.invalid/"' },
  });
  return outputFiles[0]?.text ?? "";
}

test("a credential and its status list are checked in a browser as they are here", async () => {
  const validUntil = "2026-11-30T17:55:03.000Z";
  const text = await signCredential({ ...signer, credential: openBadge(content()) });
  const list = await signStatusList({
    ...signer,
    issuer: ISSUER,
    address: LIST,
    bits: bitsOf(ENTRIES_MIN, [5]),
    validUntil,
  });
  const context = vm.createContext({ ...WEB }, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext("globalThis.self = globalThis", context);
  vm.runInContext(await bundled(), context);
  const given = { publicKey, issuer: KEY.split("#")[0], address: LIST, now: new Date("2026-11-30T00:00:00Z") };
  const answer = async (texts: object) => JSON.parse(await context.answer({ ...given, list, text, ...texts }));
  assert.deepEqual(await answer({}), { content: content(), status: 1 });
  assert.deepEqual(await answer({ text: text.replace('"score":"90"', '"score":"91"') }), {
    failed: "content_mismatch",
    status: 1,
  });
  assert.equal(
    (await answer({ text: text.replace("v3p0/context-3.0.3", "v3p0/context-9") })).failed,
    "unknown_context",
  );
  assert.equal((await answer({ list: list.replace("encodedList", "list") })).status, "malformed");
});
