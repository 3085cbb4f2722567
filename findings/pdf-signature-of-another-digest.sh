#!/usr/bin/env bash
# @libpdf/core signs with SHA-256 what it labels SHA-384 or SHA-512: with an RSA key such a PDF signature is invalid.
#
# With:  @libpdf/core 0.4.2 (asn1js 3.1.0, pkijs 3.4.3); looked at with Debian's poppler-utils (22.12.0) and openssl (3.0.19).
#        Run on 2026-11-29.
# Does:  signs an empty page with an RSA key from a PKCS#12 file, once for each digest that its `digestAlgorithm` option takes,
#        asks pdfsig, and opens the signature value with the public key (RFC 8017: the digest stands in it with its name).
# Seen:  the key is imported for RSASSA-PKCS1-v1_5 with SHA-256, whatever digest is asked for afterwards. The signed attributes and the
#        algorithm in the SignerInfo follow the option, the signature value does not. `sign` resolves without a complaint each time.
# So:    verify what was signed with another program before it leaves the house; a digest that is an option is a case of its own.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

pdfsig -v 2>&1 | sed -n 1p
openssl version
echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  @libpdf/core@0.4.2 asn1js@3.1.0 pkijs@3.4.3

openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 30 -subj "/CN=Example Signer" 2> /dev/null
openssl pkcs12 -export -inkey key.pem -in certificate.pem -out signer.p12 -passout pass:example

cat > sign.js <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import { P12Signer, PDF } from "@libpdf/core";

const [, , digestAlgorithm, file] = process.argv;
const signer = await P12Signer.create(readFileSync("signer.p12"), "example");
const blank = PDF.create();
blank.addPage({ size: "a4" });
const document = await PDF.load(await blank.save());
writeFileSync(file, (await document.sign({ signer, digestAlgorithm })).bytes);
JS
cat > open.js <<'JS'
import { publicDecrypt } from "node:crypto";
import { readFileSync } from "node:fs";

const DIGESTS = { 32: "SHA-256", 48: "SHA-384", 64: "SHA-512" };
const KEY_BYTES = 256;
const pdf = readFileSync(process.argv[2], "latin1");
const cms = Buffer.from(/\/Contents\s*<([0-9A-Fa-f]+)>/.exec(pdf)[1], "hex");
// A SEQUENCE whose length takes two bytes, then padding; the signature value is its last field.
const value = cms.subarray(0, 4 + cms.readUInt16BE(2)).subarray(-KEY_BYTES);
const digestInfo = publicDecrypt(readFileSync("certificate.pem"), value);
// SEQUENCE { AlgorithmIdentifier, OCTET STRING }: header of two bytes, then the algorithm's length, then the digest.
const digest = digestInfo.subarray(4 + digestInfo[3] + 2);
console.log(DIGESTS[digest.length]);
JS
for digest in SHA-256 SHA-384 SHA-512; do
  node sign.js "$digest" "$digest.pdf"
  pdfsig "$digest.pdf" > said 2> /dev/null || true
  hash="$(sed -n 's/.*Signing Hash Algorithm: //p' said)"
  echo "asked for $digest: labelled $hash, signed $(node open.js "$digest.pdf"), $(sed -n 's/.*Signature Validation: //p' said)"
done | tee found

cat > expected <<'TEXT'
asked for SHA-256: labelled SHA-256, signed SHA-256, Signature is Valid.
asked for SHA-384: labelled SHA-384, signed SHA-256, Signature is Invalid.
asked for SHA-512: labelled SHA-512, signed SHA-256, Signature is Invalid.
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
