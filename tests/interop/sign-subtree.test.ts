/** long-life: `sign-subtree` of C2SP tlog-witness against a witness on HTTP, and subtree cosignatures as others made them. */
import assert from "node:assert/strict";
import { subtreeMessage } from "#lib/core/log/checkpoint.ts";
import { isSubtree } from "#lib/core/log/merkle.ts";
import { verifyMlDsa44 } from "#lib/core/log/ml-dsa.ts";
import { findSignature, parseNote, parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import { fromHex, toHex } from "#lib/core/text/bytes.ts";
import { mlDsaKey } from "#lib/infra/keys/ml-dsa-44.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { makeLogKey, removeFolder, startWitness, temporaryFolder } from "#tests/parties/witness/witness-fixture.ts";
import { longLifeVectors, vectorTest } from "./vectors.ts";

type Request = { status: number; origin: string; witnessVkey: string; body: string; expectMessage?: string | null };
type Line = {
  cosignerVkey: string;
  origin: string;
  start: string;
  end: string;
  hash: string;
  line: string;
  message: string;
};

vectorTest("long-life: sign-subtree has the expected status, and signs the expected bytes", async () => {
  const signing = mlDsaKey(new Uint8Array(32).fill(7));
  for (const { id, reason, status, origin, witnessVkey, body, expectMessage } of longLifeVectors<Request>(
    "sign-subtree",
  )) {
    const key = parseVerifierKey(witnessVkey) as VerifierKey;
    const messages: Uint8Array[] = [];
    // The witness has the vector's key, whose private half nobody gave us: it signs with another.
    const sign = (message: Uint8Array): Uint8Array => {
      messages.push(message);
      return signing.sign(message);
    };
    const folder = temporaryFolder();
    await addLog(folder, { keys: [makeLogKey(origin).text] });
    const running = await startWitness(folder, { drafts: true, cosigners: [{ key, sign }] });
    const answer = await running.post(body, "/sign-subtree");
    await running.stop();
    removeFolder(folder);
    assert.equal(answer.status, Number(status), `${id}: ${reason}: ${answer.body}`);
    assert.deepEqual(messages.map(toHex), typeof expectMessage === "string" ? [expectMessage] : [], id);
    if (status !== 200) continue;
    const found = findSignature(parseNote(`x\n\n${answer.body}`)!, key);
    const signature = found?.signature.subarray(8) ?? new Uint8Array();
    const signed = { signature, message: messages[0]!, publicKey: signing.publicKey, algorithm: "ml-dsa-44" } as const;
    assert.ok(verifyMlDsa44(signed), id);
  }
});

vectorTest("long-life: subtree cosignatures are those of their own subtree, or of none", () => {
  for (const vector of longLifeVectors<Line>("subtree-cosignature")) {
    const { id, reason, verdict, cosignerVkey, origin, line } = vector;
    const key = parseVerifierKey(cosignerVkey) as VerifierKey;
    const [start, end, hash] = [BigInt(vector.start), BigInt(vector.end), fromHex(vector.hash)!];
    const payload = findSignature(parseNote(`x\n\n${line.trimEnd()}\n`)!, key)!.signature;
    const timestamp = new DataView(payload.buffer, payload.byteOffset).getBigUint64(0);
    const message = subtreeMessage({ cosigner: key.name, timestamp, origin, start, end, hash });
    if (message) assert.equal(toHex(message), vector.message, id);
    const signature = payload.subarray(8);
    const signed = message && { signature, message, publicKey: key.publicKey, algorithm: "ml-dsa-44" as const };
    const isGood = isSubtree(start, end) && signed !== undefined && verifyMlDsa44(signed);
    assert.equal(isGood, verdict === "accept", `${id}: ${reason}`);
  }
});
