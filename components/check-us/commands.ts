/**
 * The commands of the page "How to check us", with the addresses and keys of this installation put in. Tests run them as the page prints
 * them: for a POSIX shell and the tools of Debian (OpenSSL 3, jq, xxd, curl, coreutils, sed).
 */
import type { LedgerFormat } from "#lib/core/log/block.ts";

export type CheckedLedger = { name: string; origin: string; verifierKey: string; format: LedgerFormat };

export type Place = { publicUrl: string; ledger: CheckedLedger };

/** The receipt as JSON and the file, beside each other; everything below works on these names. */
export const RECEIPT_OF_PDF = "pdfdetach -saveall receipt.pdf";

/** Both lines have to be the same. */
export const FILE_DIGEST = `openssl dgst -sha256 -binary contract.pdf | base64
jq -j .record receipt.json | jq -r .digests.sha256`;

/** Both lines have to be the same. */
export const RECORD_HASH = `jq -j .record receipt.json | openssl dgst -sha256 -binary | base64
jq -j .entry receipt.json | sed -n 3p`;

/** In each line both digests have to be the same; OpenSSL calls the algorithms as records do. */
export const CLAIM_DIGESTS = `jq -j .record receipt.json > record.json
for name in $(jq -r '.digests | keys[]' record.json); do
  echo "$name $(jq -r --arg name "$name" '.digests[$name]' record.json)" \\
    "$(openssl dgst "-$name" -binary contract.pdf | base64)"
done`;

/** Both lines have to be the same. */
export const DETAILS_HASH = `jq -j .details receipt.json | openssl dgst -sha256 -binary | base64
jq -j .record receipt.json | jq -r .details`;

/** "same", when the entry is the one that the record makes. */
export const CLAIM_ENTRY = `jq -j .record receipt.json > record.json
hash=$(openssl dgst -sha256 -binary record.json | base64)
jq -j --arg hash "$hash" '"sealbook.entry/v2\\n\\(.kind)\\n\\($hash)\\n",
  (select(.issuer) | "issuer \\(.issuer)\\n"),
  (select(.subject) | "subject \\(.subject)\\n"),
  (select(.kind == "event" and .claim.after) | "after \\(.claim.after)\\n")' \\
  record.json > entry.txt
jq -j .entry receipt.json | cmp - entry.txt && echo same`;

/** For other.json, the receipt of what the record is about, or follows: a line of the first three stands among the others. */
export const BLINDED_LINES = `for line in subject after; do
  { printf 'sealbook.%s/v1\\n' "$line"; jq -j .record other.json; } |
    openssl dgst -sha256 -binary | base64 | sed "s/^/$line /"
done
jq -j .record other.json | openssl dgst -sha256 -binary | base64
echo
jq -j .entry receipt.json | sed -n '/^subject /p;/^after /p'
jq -j .record receipt.json | jq -r '.parents[]? | .record, .role'`;

/** RFC 9162 section 2.1.3.2. Both lines have to be the same. */
export const INCLUSION_PATH = `jq -j .proof receipt.json > proof.txt
sed '1,/^$/d' proof.txt > checkpoint.txt
sha256() { xxd -r -p | openssl dgst -sha256 -binary | xxd -p -c 64; }
at=$(sed -n 's/^index //p' proof.txt | head -n 1)
last=$(($(sed -n 2p checkpoint.txt) - 1))
entry=$(jq -j .entry receipt.json | xxd -p | tr -d '\\n')
hash=$(printf 00%s "$entry" | sha256)
for step in $(sed -n '/^index /,/^$/p' proof.txt | sed '1d;$d'); do
  step=$(printf %s "$step" | base64 -d | xxd -p -c 64)
  if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
    hash=$(printf 01%s%s "$step" "$hash" | sha256)
    while [ $((at % 2)) -eq 0 ] && [ "$at" -ne 0 ]; do
      at=$((at / 2)) last=$((last / 2))
    done
  else
    hash=$(printf 01%s%s "$hash" "$step" | sha256)
  fi
  at=$((at / 2)) last=$((last / 2))
done
[ "$last" -eq 0 ] && printf %s "$hash" | xxd -r -p | base64
sed -n 3p checkpoint.txt`;

/** As INCLUSION_PATH, which writes checkpoint.txt, for the header of the block; what hangs on the left of the path is the tree before it. */
export const BLOCK_PATH = `block='.extras[] | select(.kind == "block")'
jq -j "$block | .header" receipt.json > header.txt
sha256() { xxd -r -p | openssl dgst -sha256 -binary | xxd -p -c 64; }
at=$(jq -r "$block | .index" receipt.json)
last=$(($(sed -n 2p checkpoint.txt) - 1))
hash=$(printf 00%s "$(xxd -p header.txt | tr -d '\\n')" | sha256)
before=
for step in $(jq -r "$block | .path[]" receipt.json); do
  step=$(printf %s "$step" | base64 -d | xxd -p -c 64)
  if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
    hash=$(printf 01%s%s "$step" "$hash" | sha256)
    [ -z "$before" ] && before=$step ||
      before=$(printf 01%s%s "$step" "$before" | sha256)
    while [ $((at % 2)) -eq 0 ] && [ "$at" -ne 0 ]; do
      at=$((at / 2)) last=$((last / 2))
    done
  else
    hash=$(printf 01%s%s "$hash" "$step" | sha256)
  fi
  at=$((at / 2)) last=$((last / 2))
done
[ "$last" -eq 0 ] && printf %s "$hash" | xxd -r -p | base64
sed -n 3p checkpoint.txt
printf %s "$before" | xxd -r -p | base64
sed -n 7p header.txt
sed -n 's/^index //p' proof.txt | head -n 1
sed -n '3,4p;6p;8p' header.txt`;

/** C2SP signed-note: the key names itself, so its reader compares it with the one that they trust. */
export const CHECKPOINT_SIGNATURE = `key=$(jq -r '(.ledgerKey // .issuer).key' receipt.json)
name=\${key%%+*} rest=\${key#*+}
id=\${rest%%+*} public=\${rest#*+}
sed '/^$/,$d' checkpoint.txt > signed.txt
rm -f signature.bin
for line in $(sed -n "s|^— $name ||p" checkpoint.txt); do
  printf %s "$line" | base64 -d > line.bin
  [ "$(head -c 4 line.bin | xxd -p)" = "$id" ] && tail -c 64 line.bin > signature.bin
done
printf 302a300506032b6570032100 | xxd -r -p > key.der
printf %s "$public" | base64 -d | tail -c 32 >> key.der
openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey key.der \\
  -in signed.txt -sigfile signature.bin
echo "$key"`;

/** What this installation publishes about one of its ledgers; C2SP tlog-tiles names the rest. */
export function addressesOf({ publicUrl, ledger }: Place) {
  const base = `${publicUrl}/ledger/${ledger.name}`;
  return {
    base,
    checkpoint: `${base}/checkpoint`,
    tiles: `${base}/tile/<L>/<N>[.p/<W>]`,
    entries: `${base}/tile/entries/<N>[.p/<W>]`,
    keys: `${base}/keys`,
    keysJson: `${base}/keys.json`,
    logList: `${base}/log-list`,
    policy: `${base}/witness-policy`,
    epochPolicy: `${base}/witness-policy/<size>`,
    authorities: `${base}/timestamp-authorities`,
    verifier: `${publicUrl}/verifier.html`,
    verifierJson: `${publicUrl}/api/v1/verifier`,
  };
}

/** C2SP tlog-cosignature: each witness of the policy that has signed with Ed25519 (type 4), and when it says that it did. */
export function cosignatureCommands(place: Place): string {
  return `curl -fsS ${addressesOf(place).policy} -o witness-policy
while read -r kind witness key _; do
  [ "$kind" = witness ] || continue
  name=\${key%%+*} rest=\${key#*+}
  id=\${rest%%+*} public=\${rest#*+}
  type=$(printf %s "$public" | base64 -d | head -c 1 | xxd -p)
  [ "$type" = 06 ] && echo "$witness: ML-DSA-44" && continue
  printf 302a300506032b6570032100 | xxd -r -p > key.der
  printf %s "$public" | base64 -d | tail -c 32 >> key.der
  for line in $(sed -n "s|^— $name ||p" checkpoint.txt); do
    line=$(printf %s "$line" | base64 -d | xxd -p | tr -d '\\n')
    case $line in "$id"*) ;; *) continue ;; esac
    time=$((0x$(printf %s "$line" | cut -c 9-24)))
    printf 'cosignature/v1\\ntime %s\\n' "$time" | cat - signed.txt > cosigned.txt
    printf %s "$line" | cut -c 25- | xxd -r -p > signature.bin
    openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey key.der \\
      -in cosigned.txt -sigfile signature.bin
    echo "$witness, $(date -u -d "@$time" +%FT%TZ)"
  done
done < witness-policy`;
}

/** "Verification: OK", for each token of the receipt. */
export function timestampCommands(place: Place): string {
  return `curl -fsS ${addressesOf(place).authorities} -o authorities.pem
for token in $(jq -r '.timestamps[].token' receipt.json); do
  printf %s "$token" | base64 -d > token.der
  openssl ts -verify -data signed.txt -in token.der -token_in \\
    -CAfile authorities.pem
done`;
}

/** Ends with "sealbook-verifier.html: OK". */
export function keepCommands(place: Place, sha256: string): string {
  return `curl -fsS "${addressesOf(place).verifier}?v=${sha256}" -o sealbook-verifier.html
echo "${sha256}  sealbook-verifier.html" | sha256sum -c`;
}

/** @param stamps whether authorities are configured: a file without certificates names nobody */
export function trustCommands(place: Place, stamps: boolean): string {
  const { policy, authorities } = addressesOf(place);
  const lines = [`curl -fsS ${policy} -o witness-policy`];
  if (stamps) lines.push(`curl -fsS ${authorities} -o authorities.pem`);
  return lines.join("\n");
}

export const INSTALL = "npm ci";

export function verifyCommand(stamps: boolean): string {
  const command = "npm run -s sealbook -- verify receipt.json contract.pdf --policy witness-policy";
  return stamps ? `${command} --tsa-ca authorities.pem` : command;
}

/** The same record's receipt as COSE, held against the receipt in JSON, which has the entry. */
export function coseCommands({ publicUrl }: Place): string {
  return `id=$(jq -j .record receipt.json | jq -r .id)
curl -fsS "${publicUrl}/api/v1/records/$id/receipt?format=cose" -o receipt.cose
npm run -s sealbook -- verify receipt.cose receipt.json --policy witness-policy`;
}

export function witnessCommands({ ledger }: Place): string {
  return `npm run -s witness -- init --dir w1 --name witness.example/w1
npm run -s witness -- add-log --dir w1 --vkey "${ledger.verifierKey}"
npm run -s witness -- run --dir w1 --listen 127.0.0.1:8071`;
}

export function mirrorCommand(place: Place): string {
  const { base } = addressesOf(place);
  return `npm run -s sealbook -- mirror --url ${base} --vkey "${place.ledger.verifierKey}" --dir mirror --serve 127.0.0.1:8081`;
}

export function monitorCommand(place: Place): string {
  const { base } = addressesOf(place);
  return `npm run -s sealbook -- monitor --url ${base} --vkey "${place.ledger.verifierKey}" --state monitor.json --entries`;
}

/** For the receipts of a chain's events, in whatever order. */
export function chainCommand(place: Place): string {
  const { base } = addressesOf(place);
  return `npm run -s sealbook -- chain first.json second.json third.json --ledger ${base} --vkey "${place.ledger.verifierKey}"`;
}

/** What a receipt proves after SHA-256 is broken, for who keeps its table of algorithms in a file. */
export function renewalCommands(): string {
  return [
    "echo 'sha-256 broken since 2041-03-01' > algorithms.txt",
    "npm run -s sealbook -- verify receipt.json contract.pdf --policy witness-policy --tsa-ca authorities.pem --algorithms algorithms.txt",
  ].join("\n");
}

/** SEALBOOK_URL and SEALBOOK_KEY say whose. */
export const ARCHIVE_EXPORT = "npm run -s sealbook -- export archive";

export const ARCHIVE_VERIFY = "npm run -s sealbook -- verify --bag archive --policy witness-policy";

export const ARCHIVE_IMPORT = "npm run -s sealbook -- import archive --policy witness-policy";
