/**
 * The ledger's SM2 signature, in a receipt of a ledger that has such a key: { statement }. The signature is a line of the receipt's own
 * checkpoint; the extra says whose it is: the signed note by which the ledger's Ed25519 key makes an SM2 key the ledger's (../../log/key-history.ts).
 * No verdict rests on it being there. One that is there and wrong spoils the checkpoint, as any line of a known key does (C2SP signed-note).
 */
import { type KeyStatement, parseKeyStatement } from "../../log/key-history.ts";
import { KEY_TYPE, type Note, parseNote, type VerifierKey, verifyNote } from "../../log/note.ts";
import type { Policy } from "../../log/policy.ts";
import type { ReceiptExtra } from "../../receipt/extras.ts";
import "../../sm/sm2.ts";
import { toHex } from "../../text/bytes.ts";
import { readFields } from "../../text/json-fields.ts";
import type { ExtraCheck } from "../checks.ts";
import type { FailedReason, Step } from "../verification.ts";
import { failed, ok, unchecked } from "../verify-steps.ts";

/** There is one such extra, in its one form. Nothing has been verified. */
function readStatement([extra, ...others]: readonly ReceiptExtra[]): (KeyStatement & { note: Note }) | undefined {
  const fields = readFields(extra, ["kind", "statement"], []);
  if (fields === undefined || others.length > 0 || typeof fields.statement !== "string") return undefined;
  const note = parseNote(fields.statement);
  const statement = note && parseKeyStatement(note.text);
  return note && statement?.key.type === KEY_TYPE.sm2 ? { ...statement, note } : undefined;
}

const broken = (reason: FailedReason, expected: string, found: string): Step =>
  failed("sm2", reason, { expected, found });

/** See above. What the reader knows of the ledger's keys are those of the policy; without one, the receipt's own. */
export const checkSm2: ExtraCheck = ({ extras, parts }, { row, given: { policy } }) => {
  const stated = readStatement(extras);
  if (stated === undefined) {
    return broken("sm2_malformed", "sealbook.key/v1", extras.map(({ statement }) => String(statement)).join(" "));
  }
  const { checkpoint, note, key: own, receipt } = parts;
  if (receipt.proof === undefined) return unchecked("sm2", "not_anchored");
  if (!checkpoint || !note || !own || row("checkpoint").status !== "ok") return unchecked("sm2", "depends_on_failed");
  const { key, note: statement } = stated;
  if (stated.origin !== checkpoint.origin) return broken("origin_mismatch", checkpoint.origin, stated.origin);
  const lines = statement.signatures.map(({ line }) => line.trimEnd()).join(" ");
  const known = knownKeys(own, policy).map((each) => verifyNote(statement, each));
  if (verifyNote(statement, key) !== "ok" || known.includes("bad")) return broken("sm2_unsigned", key.text, lines);
  const line = verifyNote(note, key);
  if (line !== "ok") {
    const found = note.signatures.map((each) => each.line.trimEnd()).join(" ");
    return broken(line === "absent" ? "signature_absent" : "signature_invalid", key.text, found);
  }
  // Nobody whom the reader knows says that it is the ledger's: anybody can have made such a key, under any name.
  return known.includes("ok") ? ok("sm2", toHex(key.keyId)) : unchecked("sm2", "sm2_key_unknown", toHex(key.keyId));
};

function knownKeys(own: VerifierKey, policy: Policy | undefined): VerifierKey[] {
  return policy === undefined ? [own] : policy.logs.map(({ key }) => key).filter(({ name }) => name === own.name);
}
