/** What opens something by itself is not in the log. */
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { it } from "node:test";
import { loggedPath } from "#lib/infra/http/log.ts";

it("a token in a path is not logged, wherever it stands; ids and names are", () => {
  const token = randomBytes(32).toString("base64url");
  assert.equal(loggedPath(`/api/v1/contracts/signing/${token}/sign`), "/api/v1/contracts/signing/{token}/sign");
  assert.equal(loggedPath(`/sign/${token}`), "/sign/{token}");
  for (const path of [`/api/v1/evidence/${randomUUID()}`, "/ledger/main/tile/0/x001/067", `/v/${"a".repeat(64)}`])
    assert.equal(loggedPath(path), path);
});
