import assert from "node:assert/strict";
import { test } from "node:test";
import { ERROR_CODES, SealbookError } from "#lib/words/errors.ts";

test("codes are snake_case and appear once", () => {
  assert.equal(new Set(ERROR_CODES).size, ERROR_CODES.length);
  for (const code of ERROR_CODES) assert.match(code, /^[a-z]+(_[a-z]+)*$/);
});

test("an error carries its code, details and cause", () => {
  const cause = new Error("disk");
  const error = new SealbookError("storage_full", { details: { free: 0 }, cause });
  assert.equal(error.code, "storage_full");
  assert.deepEqual(error.details, { free: 0 });
  assert.equal(error.cause, cause);
  assert.ok(error instanceof Error);
  assert.deepEqual(new SealbookError("not_found").details, {});
});
