#!/usr/bin/env bash
# `openssl ts -reply` with an Ed25519 key says "Response has been generated." and exits 0: the response is a rejection.
#
# With:  Debian's openssl (3.0.19). Run on 2026-11-29.
# Does:  makes two time-stamping authorities that differ in the kind of their key alone, and asks each for a timestamp (RFC 3161).
# Seen:  for RSA a token; for Ed25519 a well-formed TimeStampResp with status "Rejected.", no token, and no failureInfo that would
#        say why. Exit code, message and the serial number that is used up are the same. `ts -verify` then refuses it.
# So:    a reply is worth nothing until its status was read, and an authority's exit code, like an HTTP 200, says nothing about it.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

openssl version
export LC_ALL=C
cat > authority.cnf <<'CNF'
[req]
distinguished_name = name
[name]
[tsa]
default_tsa = trial
[trial]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
CNF
echo "what is timestamped" > data
openssl ts -query -config authority.cnf -data data -sha256 -cert -out query.tsq 2> /dev/null

try() { # NAME, then what makes the key
  local name="$1" status=0
  shift
  openssl genpkey "$@" -out "$name.key" 2> /dev/null
  openssl req -new -x509 -config authority.cnf -key "$name.key" -out "$name.pem" -days 30 -subj "/CN=Trial authority" \
    -addext "extendedKeyUsage=critical,timeStamping" -addext "keyUsage=critical,digitalSignature" 2> /dev/null
  echo 01 > serial
  openssl ts -reply -config authority.cnf -queryfile query.tsq -signer "$name.pem" -inkey "$name.key" -out "$name.tsr" \
    2> messages || status=$?
  echo "$name: exit code $status, $(grep -o "Response has been generated." messages), next serial $(cat serial)"
  openssl ts -reply -config authority.cnf -in "$name.tsr" -text 2> /dev/null > text
  grep -E "^(Status|Status description|Failure info):" text | sed 's/^/  /'
  echo "  token: $(grep -q "^Not included" text && echo none || echo there)"
  status=0
  openssl ts -verify -data data -in "$name.tsr" -CAfile "$name.pem" > /dev/null 2>&1 || status=$?
  echo "  ts -verify: exit code $status"
}
{
  try rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
  try ed25519 -algorithm ED25519
} | tee found

cat > expected <<'TEXT'
rsa: exit code 0, Response has been generated., next serial 02
  Status: Granted.
  Status description: unspecified
  Failure info: unspecified
  token: there
  ts -verify: exit code 0
ed25519: exit code 0, Response has been generated., next serial 02
  Status: Rejected.
  Status description: Error during signature generation.
  Failure info: unspecified
  token: none
  ts -verify: exit code 1
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
