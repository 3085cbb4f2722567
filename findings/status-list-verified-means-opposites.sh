#!/usr/bin/env bash
# `verified: true` of a revoked credential: two libraries of one name and one interface mean opposite things by it.
#
# With:  @digitalbazaar/vc-bitstring-status-list 2.0.1 and the fork @digitalcredentials/vc-bitstring-status-list 1.0.0. Run on 2026-11-29.
# Does:  makes a W3C Bitstring Status List with one revoked index, and calls `checkStatus` for a credential at that index, for one
#        beside it, and for one whose list cannot be fetched. (The list's own signature is left out: it is not what this is about.)
# Seen:  the first says `verified: true` to the revoked one, for the list was read; its `results[].status` has the bit. The fork says
#        `verified: false` and no status at all, so revoked and unreachable differ only in whether there is an `error`.
# So:    replacing one by the other turns "revoked" into "fine". Read the bit yourself, and keep three outcomes: set, not set, unknown.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  @digitalbazaar/vc-bitstring-status-list@2.0.1 @digitalcredentials/vc-bitstring-status-list@1.0.0

cat > check.js <<'JS'
import * as original from "@digitalbazaar/vc-bitstring-status-list";
import * as fork from "@digitalcredentials/vc-bitstring-status-list";

const ISSUER = "https://issuer.example";
const LIST = `${ISSUER}/status/1`;
const REVOKED = 7;

const credentialAt = (index) => ({
  "@context": ["https://www.w3.org/ns/credentials/v2"],
  type: ["VerifiableCredential"],
  issuer: ISSUER,
  credentialSubject: {},
  credentialStatus: {
    type: "BitstringStatusListEntry",
    statusPurpose: "revocation",
    statusListIndex: String(index),
    statusListCredential: LIST,
  },
});

for (const [name, library] of Object.entries({ "@digitalbazaar": original, "@digitalcredentials": fork })) {
  const list = await library.createList({ length: 131_072 });
  list.setStatus(REVOKED, true);
  const document = await library.createCredential({ id: LIST, list, statusPurpose: "revocation" });
  document.issuer = ISSUER;
  const load = async () => ({ document, documentUrl: LIST });
  const fail = async () => {
    throw new Error("nobody answers");
  };
  for (const [what, index, documentLoader] of [
    ["revoked", REVOKED, load],
    ["not revoked", REVOKED + 1, load],
    ["list unreachable", REVOKED + 1, fail],
  ]) {
    const { verified, results, error } = await library.checkStatus({
      credential: credentialAt(index),
      documentLoader,
      verifyBitstringStatusListCredential: false,
    });
    const bit = results?.[0].status ?? "not told";
    console.log(`${name}, ${what}: verified ${verified}, bit ${bit}, ${error ? "an error" : "no error"}`);
  }
}
JS
node check.js | tee found

cat > expected <<'TEXT'
@digitalbazaar, revoked: verified true, bit true, no error
@digitalbazaar, not revoked: verified true, bit false, no error
@digitalbazaar, list unreachable: verified false, bit not told, an error
@digitalcredentials, revoked: verified false, bit not told, no error
@digitalcredentials, not revoked: verified true, bit not told, no error
@digitalcredentials, list unreachable: verified false, bit not told, an error
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
