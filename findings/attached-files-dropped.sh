#!/usr/bin/env bash
# `pdftocairo -pdf` drops the files attached to a PDF: same pages, same text, exit code 0, no word.
#
# With:  Debian's poppler-utils (22.12.0); the document is made by @cantoo/pdf-lib 2.11.1. Run on 2026-11-29.
# Does:  attaches a JSON file to a page, and has each of three tools of one package write the document anew.
# Seen:  pdftocairo, which people use to repair, shrink or "print" a PDF, writes a document without the attachment. pdfunite and
#        pdfseparate keep it byte for byte.
# So:    proof that travels inside a PDF (PDF/A-3, invoices, receipts) may be gone although the document looks untouched: say "this
#        document holds no proof", not "this document is false", and keep the proof as a file of its own, too.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

pdftocairo -v 2>&1 | sed -n 1p
echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 @cantoo/pdf-lib@2.11.1

cat > attach.js <<'JS'
import { writeFileSync } from "node:fs";
import { PDFDocument } from "@cantoo/pdf-lib";

for (const name of ["a", "b"]) {
  const document = await PDFDocument.create();
  document.addPage([200, 200]).drawText(`receipt ${name}`, { x: 20, y: 100, size: 20 });
  await document.attach(Buffer.from(`{"proof":"${name}"}`), `${name}.json`, { mimeType: "application/json" });
  writeFileSync(`${name}.pdf`, await document.save({ useObjectStreams: false }));
}
JS
node attach.js

tell() { # NAME, the file, the exit code of what made it
  local text attached
  text="$(pdftotext "$2" - | tr -d '\f' | xargs)"
  mkdir -p "out-$1"
  pdfdetach -saveall -o "out-$1" "$2" > /dev/null 2>&1 || true
  attached="$(cat "out-$1"/*.json 2> /dev/null || true)"
  echo "$1: exit code $3, text \"$text\", attached ${attached:-nothing}"
}
{
  tell original a.pdf 0
  status=0; pdftocairo -pdf a.pdf cairo.pdf 2> messages || status=$?
  tell pdftocairo cairo.pdf "$status"
  echo "  messages: $(wc -c < messages) bytes"
  status=0; pdfseparate a.pdf page-%d.pdf || status=$?
  tell pdfseparate page-1.pdf "$status"
  status=0; pdfunite a.pdf b.pdf both.pdf || status=$?
  tell pdfunite both.pdf "$status"
} | tee found

cat > expected <<'TEXT'
original: exit code 0, text "receipt a", attached {"proof":"a"}
pdftocairo: exit code 0, text "receipt a", attached nothing
  messages: 0 bytes
pdfseparate: exit code 0, text "receipt a", attached {"proof":"a"}
pdfunite: exit code 0, text "receipt a receipt b", attached {"proof":"a"}{"proof":"b"}
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
