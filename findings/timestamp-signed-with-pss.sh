#!/usr/bin/env bash
# `openssl ts -verify` calls a time-stamp token that is signed with RSASSA-PSS badly signed; `openssl cms -verify` verifies the same bytes.
#
# With:  Debian's openssl (3.0.19). Run on 2026-11-29.
# Does:  makes a time-stamping authority with one RSA key, takes a token from `ts -reply`, and has `cms -sign` sign the very TSTInfo of it
#        twice with that key: with the padding of PKCS #1 v1.5 and with RSASSA-PSS (RFC 4056, salt of 32 bytes). Both name the certificate
#        (RFC 5035) as RFC 3161 demands.
# Seen:  `ts -verify` takes the first and says "signature failure" of the second; `cms -verify -purpose timestampsign` takes both.
# So:    the two commands have two readers (PKCS7_ and CMS_) of one format. A token that `ts` refuses is not thereby forged: ask `cms` too,
#        and compare the digest in what it puts out.
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
ess_cert_id_alg = sha256
CNF
echo "what is timestamped" > data
echo 01 > serial
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key 2> /dev/null
openssl req -new -x509 -config authority.cnf -key key -out pem -days 30 -subj "/CN=Trial authority" \
  -addext "extendedKeyUsage=critical,timeStamping" -addext "keyUsage=critical,digitalSignature" 2> /dev/null
openssl ts -query -config authority.cnf -data data -sha256 -cert -out query.tsq 2> /dev/null
openssl ts -reply -config authority.cnf -queryfile query.tsq -signer pem -inkey key -token_out -out token 2> /dev/null
openssl cms -verify -noverify -inform DER -in token -out info 2> /dev/null

try() { # NAME, then how it is signed
  local name="$1" status=0
  shift
  openssl cms -sign -in info -signer pem -inkey key -md sha256 "$@" -cades -nosmimecap -binary -nodetach \
    -econtent_type 1.2.840.113549.1.9.16.1.4 -outform DER -out "$name"
  openssl ts -verify -data data -token_in -in "$name" -CAfile pem > /dev/null 2> errors || status=$?
  echo "$name: ts -verify exits with $status, $(grep -o -m 1 "signature failure" errors || echo "no failure")"
  status=0
  openssl cms -verify -inform DER -in "$name" -CAfile pem -purpose timestampsign -out out 2> /dev/null || status=$?
  echo "$name: cms -verify exits with $status, $(cmp -s info out && echo "the same TSTInfo" || echo "nothing")"
}
{
  try pkcs1
  try pss -keyopt rsa_padding_mode:pss -keyopt rsa_mgf1_md:sha256 -keyopt rsa_pss_saltlen:32
} | tee found

cat > expected <<'TEXT'
pkcs1: ts -verify exits with 0, no failure
pkcs1: cms -verify exits with 0, the same TSTInfo
pss: ts -verify exits with 1, signature failure
pss: cms -verify exits with 0, the same TSTInfo
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
