/** An approver's key leaves the browser under a passphrase alone. */
import assert from "node:assert/strict";
import { it } from "node:test";
import {
  formatKeyFile,
  KEY_FILE_V1,
  keyContext,
  newSalt,
  openValue,
  readKeyFile,
  sealValue,
  stretch,
} from "#lib/credentials/threshold/key-file.ts";

it("opens with its passphrase alone, beside its own group and number, and unchanged", async () => {
  const of = { group: "01920000-0000-7000-8000-000000000001", number: 2 };
  const secret = { share: "c2VjcmV0", seed: "c2VlZA==" };
  const salt = newSalt();
  const key = await stretch("correct horse battery", salt);
  const sealed = await sealValue(key, keyContext(of), secret);
  const text = formatKeyFile({ file: KEY_FILE_V1, ...of, name: "某某大学", salt, ...sealed });
  assert.ok(!text.includes(secret.share));
  const read = readKeyFile(text);
  assert.ok(read);
  assert.deepEqual(await openValue(await stretch("correct horse battery", read.salt), keyContext(read), read), secret);
  assert.equal(await openValue(await stretch("correct horse batterz", read.salt), keyContext(read), read), undefined);
  assert.equal(await openValue(key, keyContext({ ...read, number: 3 }), read), undefined);
  assert.equal(await openValue(key, keyContext(read), { ...read, sealed: `A${read.sealed.slice(1)}` }), undefined);
  for (const bad of ["", "{}", text.replace("v1", "v2"), text.replace('"number":2', '"number":"2"'), `x${text}`]) {
    assert.equal(readKeyFile(bad), undefined);
  }
});
