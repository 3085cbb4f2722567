#!/usr/bin/env bash
# A loader of JSON-LD documents undoes HTML entities in the JSON that it fetches: a status list, DID document or context whose text has an
# ampersand in it arrives as another document, or as none.
#
# With:  @digitalcredentials/security-document-loader 8.0.0 (in the DCC's verifier-core). Run on 2026-11-29.
# Does:  serves three JSON documents on this computer, with names as people write them, and loads each as the verifier loads status lists.
# Seen:  "R&amp;D" arrives as "R&D" and "&lt;3" as "<3", so a signature over the document does not hold any more; "&quot;A&quot;" ends the
#        JSON string that it stands in, and the document cannot be parsed.
# So:    that verifier calls the status of a certificate unknown because of a name. Keep entities out of what is signed and fetched: our
#        status lists hold nothing but addresses, times and base64url.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  @digitalcredentials/security-document-loader@8.0.0

cat > check.js <<'JS'
import { createServer } from "node:http";
import { securityLoader } from "@digitalcredentials/security-document-loader";

const names = ["R&D", "R&amp;D", "Children &lt;3", "The &quot;A&quot; school"];
const server = createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ name: names[Number(request.url.slice(1))] }));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const load = securityLoader({ fetchRemoteContexts: true }).build();
for (const [at, name] of names.entries()) {
  const loaded = await load(`http://127.0.0.1:${server.address().port}/${at}`).then(
    ({ document }) => JSON.stringify(document.name),
    (error) => error.constructor.name,
  );
  console.log(`${JSON.stringify(name)} arrives as ${loaded}`);
}
server.close();
JS
node check.js | tee found

cat > expected <<'TEXT'
"R&D" arrives as "R&D"
"R&amp;D" arrives as "R&D"
"Children &lt;3" arrives as "Children <3"
"The &quot;A&quot; school" arrives as SyntaxError
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
