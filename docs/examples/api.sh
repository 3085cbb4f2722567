#!/usr/bin/env bash
# The main flows of the API with curl and jq. SEALBOOK_URL and SEALBOOK_KEY say where and as whom, FILE what to record.
set -euo pipefail
api="$SEALBOOK_URL/api/v1"
auth=(-H "Authorization: Bearer $SEALBOOK_KEY")
send=(curl -sS --fail-with-body --retry 3 "${auth[@]}")

# [record] Record a digest: the file stays where it is
digest=$(sha256sum "$FILE" | cut -d ' ' -f 1)
id=$("${send[@]}" "$api/evidence" -H "Idempotency-Key: digest-$digest" \
  --json "{\"sha256\":\"$digest\",\"name\":\"contract.pdf\"}" | jq -r .id)
echo "recorded $id"

# [upload] Upload a file: it is hashed on arrival, and refused if it is not what was stated
stated=$(openssl dgst -sha256 -binary "$FILE" | base64)
uploaded=$("${send[@]}" -X PUT -T "$FILE" -H "Content-Type: application/pdf" -H "Idempotency-Key: file-$digest" \
  -H "Repr-Digest: sha-256=:$stated:" "$api/uploads?name=contract.pdf" | jq -r .id)
echo "uploaded $uploaded"

# [wait] Wait for the anchor: the answer comes as soon as the record is in the ledger, or after 30 seconds
until [ "$("${send[@]}" "$api/evidence/$id?wait=30" | jq -r .state)" = anchored ]; do :; done
echo "anchored $id"

# [receipt] Get the receipt, which proves the record without us; format=pdf is for people
receipt=$(mktemp)
"${send[@]}" -o "$receipt" "$api/evidence/$id/receipt?format=json"

# [verify] Verify a receipt against the file's digest; no key is needed
verdict=$(jq -Rs --arg sha256 "$digest" '{receipt: ., sha256: $sha256}' "$receipt" |
  curl -sS --fail-with-body "$api/verify" --json @- | jq -r .verdict)
rm "$receipt"
echo "verified $verdict"

# [bulk] Record many digests in one request: a line in, a line out, in order
for n in 1 2 3; do
  printf '{"sha256":"%s","name":"contract-%s.pdf"}\n' "$(printf '%s' "$digest$n" | sha256sum | cut -d ' ' -f 1)" "$n"
done | "${send[@]}" -H "Content-Type: application/x-ndjson" -H "Idempotency-Key: bulk-$digest" --data-binary @- "$api/evidence/bulk" |
  jq -r 'if .problem then "refused \(.line) \(.problem.code)" else "line \(.line) \(.id)" end'

# [webhook] Be told: make a webhook, keep its secret, have a test message sent and see what became of it
webhook=$("${send[@]}" "$api/webhooks" -H "Idempotency-Key: hook-$digest" \
  --json "{\"url\":\"http://127.0.0.1:${RECEIVER_PORT:-8787}/hook\",\"events\":[\"evidence.anchored\"]}")
hook=$(jq -r .id <<< "$webhook")
"${send[@]}" --json "{}" -o /dev/null "$api/webhooks/$hook/test"
until "${send[@]}" "$api/webhooks/$hook/deliveries" | jq -e '.items[0].state == "delivered"' > /dev/null; do sleep 1; done
"${send[@]}" --json "{}" -o /dev/null "$api/webhooks/$hook/remove"
echo "told $hook"
