/** RFC 9591's vectors of the ciphersuite that seals use: vectors/frost-rfc9591. Files of other ciphersuites are not ours to read. */
import assert from "node:assert/strict";
import { ed25519 } from "@noble/curves/ed25519.js";
import { verifyEd25519 } from "#lib/core/log/signature.ts";
import { fromBase64, fromHex, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { combineShares, type GroupPublic, isShareGood, signShare } from "#lib/credentials/threshold/frost.ts";
import { listFiles, readJson, vectorTest } from "./vectors.ts";

const FOLDER = "frost-rfc9591";
const SUITE = "FROST(Ed25519, SHA-512)";

interface Vector {
  config: { name: string; MAX_PARTICIPANTS: string; MIN_PARTICIPANTS: string };
  inputs: {
    participant_list: number[];
    group_public_key: string;
    message: string;
    share_polynomial_coefficients: string[];
    participant_shares: { identifier: number; participant_share: string }[];
  };
  round_one_outputs: {
    outputs: {
      identifier: number;
      hiding_nonce: string;
      binding_nonce: string;
      hiding_nonce_commitment: string;
      binding_nonce_commitment: string;
    }[];
  };
  round_two_outputs: { outputs: { identifier: number; sig_share: string }[] };
  final_output: { sig: string };
}

const base64 = (hex: string | undefined): string => toBase64(fromHex(hex ?? "") ?? new Uint8Array(0));
/** Scalars are little-endian. */
const scalar = (hex: string): bigint => BigInt(`0x${toHex((fromHex(hex) ?? new Uint8Array(0)).reverse())}`);

vectorTest("each part and the signature are the ones that the RFC has", () => {
  const vectors = listFiles(FOLDER)
    .map((path) => readJson<Vector>(path))
    .filter(({ config }) => config.name === SUITE);
  assert.ok(vectors.length > 0, `no file of ${SUITE} in ${FOLDER}`);
  for (const { config, inputs, round_one_outputs: one, round_two_outputs: two, final_output: last } of vectors) {
    const higher = inputs.share_polynomial_coefficients.map((each) =>
      toBase64(ed25519.Point.BASE.multiply(scalar(each)).toBytes()),
    );
    const group: GroupPublic = {
      threshold: Number(config.MIN_PARTICIPANTS),
      approvers: Number(config.MAX_PARTICIPANTS),
      commitments: [base64(inputs.group_public_key), ...higher],
    };
    const message = fromHex(inputs.message) ?? new Uint8Array(0);
    const commitments = one.outputs.map((each) => ({
      number: each.identifier,
      hiding: base64(each.hiding_nonce_commitment),
      binding: base64(each.binding_nonce_commitment),
    }));
    const shares = one.outputs.map((each) => {
      const held = inputs.participant_shares.find(({ identifier }) => identifier === each.identifier);
      const key = { number: each.identifier, share: base64(held?.participant_share) };
      const nonces = { hiding: base64(each.hiding_nonce), binding: base64(each.binding_nonce) };
      return signShare({ group, key, nonces, commitments, message });
    });
    assert.deepEqual(
      shares,
      two.outputs.map(({ identifier, sig_share: share }) => ({ number: identifier, share: base64(share) })),
    );
    for (const share of shares) assert.ok(isShareGood({ group, commitments, message, share }));
    const signature = combineShares({ group, commitments, message, shares });
    assert.equal(signature, base64(last.sig));
    const [publicKey, bytes] = [fromBase64(group.commitments[0] ?? ""), fromBase64(signature)];
    assert.ok(publicKey && bytes && verifyEd25519({ publicKey, signature: bytes, message }));
  }
});
