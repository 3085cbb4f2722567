/** An approver's key leaves the browser under a passphrase alone, and under the passkeys that were added to it. */
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
import { prfInput, unwrapKey, wrapKey } from "#lib/credentials/threshold/passkey-way.ts";

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

it("opens with a passkey's secret, that was added while it was open, of that share alone", async () => {
  const of = { group: "01920000-0000-7000-8000-000000000001", number: 2, salt: newSalt() };
  const value = { share: "c2VjcmV0" };
  const key = await stretch("correct horse battery", of.salt);
  const file = {
    file: KEY_FILE_V1,
    ...of,
    name: "某某大学",
    ...(await sealValue(key, keyContext(of), value)),
  } as const;
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const way = await wrapKey(of, { key, secret, credential: new Uint8Array([1, 2, 3]) });
  const text = formatKeyFile({ ...file, passkeys: [way] });
  const read = readKeyFile(text);
  assert.deepEqual(read, { ...file, passkeys: [way] });
  const opened = await unwrapKey(read, { way, secret });
  assert.ok(opened);
  assert.deepEqual(await openValue(opened, keyContext(read), read), value);
  // What was opened with a passkey takes another one, too.
  const other = crypto.getRandomValues(new Uint8Array(32));
  const second = await wrapKey(of, { key: opened, secret: other, credential: new Uint8Array([4]) });
  assert.ok(await unwrapKey(of, { way: second, secret: other }));

  assert.equal(await unwrapKey(read, { way, secret: other }), undefined, "another passkey");
  assert.equal(await unwrapKey({ ...read, number: 3 }, { way, secret }), undefined, "another approver");
  assert.equal(await unwrapKey({ ...read, salt: newSalt() }, { way, secret }), undefined, "another share");
  assert.notDeepEqual(prfInput(of), prfInput({ ...of, number: 3 }));
  const bad = [{ ...way, wrapped: way.wrapped.slice(4) }, { ...way, addedAt: "today" }, { ...way, more: 1 }, "x"];
  for (const each of bad)
    assert.equal(readKeyFile(formatKeyFile({ ...file, passkeys: [each as typeof way] })), undefined);
  assert.equal(readKeyFile(formatKeyFile({ ...file, passkeys: Array(9).fill(way) })), undefined);
});
