/**
 * Time-stamp tokens of real authorities: each gets the class that `openssl ts` gives it, but for those in the table below. They lie beside
 * the vectors, in `../samples/tokens`; whatever files are there are read.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { equalBytes, toHex } from "#lib/core/text/bytes.ts";
import { readCertificate } from "#lib/pki/certificate.ts";
import { readTimestamp, type Timestamp } from "#lib/rfc3161/read-timestamp.ts";
import { checkTimestamp } from "#lib/rfc3161/token.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { listFiles, readBytes, vectorTest } from "./vectors.ts";

const FOLDER = ["..", "samples", "tokens"];
const TOKENS_MIN = 104;

type Class = "verified" | "refused" | "not checked" | "unreadable";

/** Where the two differ, and why. */
const DIFFERENT: Record<string, { openssl: Class; ours: Class; why: string }> = {
  "28877ffb96": {
    openssl: "unreadable",
    ours: "verified",
    why: "an attribute certificate lies among its certificates",
  },
  "3a3bb8cfd8": {
    openssl: "unreadable",
    ours: "verified",
    why: "an attribute certificate lies among its certificates",
  },
  df8c84df1c: { openssl: "unreadable", ours: "verified", why: "an attribute certificate lies among its certificates" },
  "2d398dade0": { openssl: "unreadable", ours: "verified", why: "OCSP answers lie among its revocation lists" },
  "39630b0450": { openssl: "verified", ours: "refused", why: "an RSA key of 1024 bits" },
  "4104fe2b6c": { openssl: "verified", ours: "refused", why: "signed over SHA-1" },
  "8cbd14fa32": { openssl: "verified", ours: "refused", why: "signed over SHA-1" },
  d585d5212e: { openssl: "verified", ours: "refused", why: "signed over SHA-1" },
  f4c1b4e832: {
    openssl: "refused",
    ours: "not checked",
    why: "the authority's certificate is not in it, which is no flaw",
  },
};

type Read = { imprint: string; seconds: number };

/** What `openssl ts` reads in a token. */
function readByOpenssl(file: string): Read | undefined {
  const shown = spawnSync("openssl", ["ts", "-reply", "-token_in", "-in", file, "-text"], { encoding: "utf8" });
  const time = /^Time stamp: (.*?)(\.[0-9]+)?( [0-9]{4} GMT)$/m.exec(shown.stdout);
  if (shown.status !== 0 || time === null) return undefined;
  const dump = [...shown.stdout.matchAll(/^ {4}[0-9a-f]{4} - (.*?) {3}/gm)].map(([, bytes = ""]) => bytes);
  return { imprint: dump.join("").replaceAll(/[ -]/g, ""), seconds: Date.parse(`${time[1]}${time[3]}`) / 1_000 };
}

/** What it says of the token to somebody who trusts these certificates, at the time that the token states. */
function classByOpenssl(
  file: string,
  { read, trusted }: { read: Read; trusted: { pem: string; isPartial: boolean } },
): Class {
  const args = ["ts", "-verify", "-token_in", "-in", file, "-digest", read.imprint, "-CAfile", trusted.pem];
  const path = trusted.isPartial ? ["-partial_chain"] : [];
  return spawnSync("openssl", [...args, ...path, "-attime", String(read.seconds)]).status === 0
    ? "verified"
    : "refused";
}

async function ourClass(timestamp: Timestamp, authorities: readonly Uint8Array[]): Promise<Class> {
  const { status } = await checkTimestamp({ timestamp, authorities });
  assert.notEqual(status, "unproven");
  return status === "ok" ? "verified" : status === "failed" ? "refused" : "not checked";
}

function pemOf(certificates: readonly Uint8Array[]): string {
  const block = (der: Uint8Array) =>
    Buffer.from(der)
      .toString("base64")
      .replaceAll(/.{64}(?=.)/g, "$&\n");
  return certificates.map((der) => `-----BEGIN CERTIFICATE-----\n${block(der)}\n-----END CERTIFICATE-----\n`).join("");
}

/** Authorities that a token brings along, which signed themselves. */
function rootsOf({ signed }: Timestamp): Uint8Array[] {
  return signed.certificates.filter((der) => {
    const certificate = readCertificate(der);
    return certificate !== undefined && equalBytes(certificate.issuer, certificate.subject);
  });
}

vectorTest("tokens of real authorities get the class that openssl gives them", async (context) => {
  if (OPENSSL_MISSING) return context.skip(OPENSSL_MISSING);
  const folder = mkdtempSync(join(tmpdir(), "sealbook-tokens-"));
  try {
    const files = listFiles(...FOLDER).flatMap((path) => path.match(/[0-9a-f]{10}\.tst$/) ?? []);
    assert.ok(files.length >= TOKENS_MIN, `${files.length} tokens`);
    let chains = 0;
    for (const path of files) {
      const name = path.slice(0, -".tst".length);
      const bytes = readBytes(...FOLDER, path);
      const file = join(folder, "token.tst");
      writeFileSync(file, bytes);
      const timestamp = readTimestamp(bytes);
      assert.ok(timestamp, `${name} is read`);
      const read = readByOpenssl(file);
      const { certificates } = timestamp.signed;
      const compare = async (authorities: Uint8Array[], isPartial: boolean) => {
        const pem = join(folder, "trusted.pem");
        writeFileSync(pem, pemOf(authorities));
        const openssl = read ? classByOpenssl(file, { read, trusted: { pem, isPartial } }) : "unreadable";
        const known = DIFFERENT[name];
        const ours = await ourClass(timestamp, authorities.length > 0 ? authorities : [Uint8Array.of(0x30, 0)]);
        assert.deepEqual([name, openssl, ours], [name, known?.openssl ?? openssl, known?.ours ?? openssl], known?.why);
      };
      if (read) {
        assert.equal(toHex(timestamp.info.imprint.digest), read.imprint, name);
        assert.equal(Math.floor(timestamp.info.time.getTime() / 1_000), read.seconds, name);
      }
      // Whoever is named in it is trusted: form and signature alone decide.
      await compare(certificates, true);
      const roots = rootsOf(timestamp);
      if (roots.length > 0) chains++;
      if (roots.length > 0) await compare(roots, false);
    }
    assert.ok(chains >= 10, `${chains} bring their root along`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
