#!/usr/bin/env bash
# Importing @auth0/cose breaks cose-kit in the same process: it no longer reads the COSE_Sign1 that it has just written.
#
# With:  cose-kit 1.7.1 and @auth0/cose 1.0.2, which both stand on cbor-x 1.6.9 (one copy is installed for the two). Run on 2026-11-29.
# Does:  signs a COSE_Sign1 with cose-kit and verifies it with cose-kit, in processes that import the other one not at all,
#        before, or after it.
# Seen:  both register their classes for the COSE tags in a table that cbor-x keeps for the whole process, and the last import wins.
#        If that was @auth0/cose, cose-kit's verify throws "unknown COSE type" on its own message. The other one is never called.
# So:    a receipt reader may stop working because something else in the process loads another one. The order of imports decides,
#        and a bundler or an import sorter changes that. Code that checks evidence keeps no table that others write.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  cose-kit@1.7.1 @auth0/cose@1.0.2 cbor-x@1.6.9

cat > verify.js <<'JS'
import { subtle } from "node:crypto";

const names = process.argv.slice(2);
const loaded = new Map();
for (const name of names) loaded.set(name, await import(name));
const { coseSign, coseVerify } = loaded.get("cose-kit");

const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const message = await coseSign({ alg: "ES256" }, new Map(), Buffer.from("a receipt"), pair.privateKey);
const outcome = await coseVerify(message, pair.publicKey).then(
  ({ isValid }) => `valid ${isValid}`,
  (error) => `${error.name}: ${error.message}`,
);
console.log(`${names.join(", then ")}: tag ${message[0] - 0xc0}, ${outcome}`);
JS
{
  node verify.js cose-kit
  node verify.js @auth0/cose cose-kit
  node verify.js cose-kit @auth0/cose
} | tee found

cat > expected <<'TEXT'
cose-kit: tag 18, valid true
@auth0/cose, then cose-kit: tag 18, valid true
cose-kit, then @auth0/cose: tag 18, Error: unknown COSE type
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
