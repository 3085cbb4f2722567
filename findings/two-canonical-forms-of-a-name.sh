#!/usr/bin/env bash
# A name with a character beyond U+FFFF has two canonical forms: what one library signs, the other finds altered.
#
# With:  rdf-canonize 5.0.0 (under most JavaScript libraries for W3C credentials) and rdfjs-c14n 3.1.3 (with n3 1.26.0). Run on 2026-11-29.
# Does:  canonicalises by RDFC-1.0 one statement with a name in it, and compares the text and its SHA-256: the digest that Data Integrity
#        proofs (eddsa-rdfc-2022, ecdsa-rdfc-2019, bbs-2023) are over.
# Seen:  张三 and Ελένη are the same in both. The 𠮷 of 𠮷野, common in Japanese and Chinese names, stays as it is in the first, and is
#        written \U00020bb7 by the second. The specification has it unescaped (RDF Dataset Canonicalization, section 5; N-Quads,
#        canonical form).
# So:    a credential for such a person is valid for one verifier and forged for another, and tests with ordinary names never show it.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  rdf-canonize@5.0.0 rdfjs-c14n@3.1.3 n3@1.26.0

cat > check.js <<'JS'
import { createHash } from "node:crypto";
import { DataFactory, Parser } from "n3";
import rdfCanonize from "rdf-canonize";
import { RDFC10 } from "rdfjs-c14n";

const digest = (text) => createHash("sha256").update(text).digest("hex").slice(0, 16);
for (const name of ["张三", "Ελένη", "𠮷野"]) {
  const text = `<urn:uuid:1> <https://schema.org/name> "${name}" .\n`;
  const one = await rdfCanonize.canonize(text, { algorithm: "RDFC-1.0", inputFormat: "application/n-quads" });
  const quads = new Parser({ format: "N-Quads" }).parse(text);
  const two = (await new RDFC10(DataFactory).c14n(quads)).canonical_form;
  for (const [library, form] of [["rdf-canonize", one], ["rdfjs-c14n", two]]) {
    console.log(`${name} ${library}: ${form.trim().split(" ")[2]} ${digest(form)}`);
  }
  console.log(one === two ? "  one form" : "  TWO FORMS");
}
JS

node check.js | tee found

cat > expected <<'TEXT'
张三 rdf-canonize: "张三" 74cbcb3a002484cc
张三 rdfjs-c14n: "张三" 74cbcb3a002484cc
  one form
Ελένη rdf-canonize: "Ελένη" fa2eb09290b142b6
Ελένη rdfjs-c14n: "Ελένη" fa2eb09290b142b6
  one form
𠮷野 rdf-canonize: "𠮷野" db7ae5266cb72495
𠮷野 rdfjs-c14n: "\U00020bb7野" 4506eea4713d71f6
  TWO FORMS
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
