/** A key that nobody ever had: made by approvers together, whoever of them cheats is named, and k of n sign with it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { verifyEd25519 } from "#lib/core/log/signature.ts";
import { fromBase64, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import {
  CeremonyError,
  finish,
  groupOf,
  isOpenGood,
  type OpenedState,
  open,
  share,
} from "#lib/credentials/threshold/ceremony.ts";
import {
  combineShares,
  commitToSign,
  isShareGood,
  isSigningCommitment,
  type SignatureShare,
  signShare,
} from "#lib/credentials/threshold/frost.ts";
import { approverKeys, openAsApprover, sealForApprover, signAsApprover } from "#lib/credentials/threshold/identity.ts";
import {
  encodeMessage,
  type OpenMessage,
  readMessage,
  readSignedOpen,
  type Signed,
} from "#lib/credentials/threshold/messages.ts";

const GROUP = "01920000-0000-7000-8000-000000000001";
const seeds = [1, 2, 3].map((each) => crypto.getRandomValues(new Uint8Array(32)).fill(each, 0, 1));
const SIZE = { threshold: 2, approvers: 3 };
const by = (number: number, message: Parameters<typeof encodeMessage>[0]): Signed => {
  const text = encodeMessage(message);
  return { text, signature: signAsApprover(seeds[number - 1] as Uint8Array, text) };
};
const kept = (state: OpenedState): OpenedState => JSON.parse(JSON.stringify(state));

async function ceremony() {
  const opened = seeds.map((seed, place) => open({ group: GROUP, number: place + 1, size: SIZE, seed }));
  const states = opened.map(({ state }) => kept(state));
  const opens = opened.map(({ message }) => by(message.number, message));
  const shares = await Promise.all(states.map(async (state) => by(state.number, await share(state, opens))));
  return { opened, states, opens, shares };
}

describe("a group's key", () => {
  it("is the same for all, known from their opens alone, and two of three sign with it", async () => {
    const { states, opens, shares, opened } = await ceremony();
    const keys = await Promise.all(states.map((state) => finish(state, { opens, shares })));
    const [first] = keys;
    assert.ok(first);
    for (const { group } of keys) assert.deepEqual(group, first.group);
    assert.deepEqual(groupOf(opened.map(({ message }) => message)), first.group);
    const message = utf8("a batch");
    for (const pair of [
      [0, 1],
      [0, 2],
      [1, 2],
      [2, 0],
    ]) {
      const signers = pair.map((place) => (keys[place] as (typeof keys)[number]).key);
      const made = signers.map(commitToSign);
      const commitments = made.map(({ commitment }) => commitment);
      assert.ok(commitments.every(isSigningCommitment));
      const parts: SignatureShare[] = signers.map((key, place) =>
        signShare({
          group: first.group,
          key,
          nonces: (made[place] as (typeof made)[number]).nonces,
          commitments,
          message,
        }),
      );
      for (const part of parts) assert.ok(isShareGood({ group: first.group, commitments, message, share: part }));
      const signature = fromBase64(combineShares({ group: first.group, commitments, message, shares: parts }));
      const publicKey = fromBase64(first.group.commitments[0] as string);
      assert.ok(signature && publicKey && verifyEd25519({ publicKey, signature, message }));
      const other = { ...(parts[0] as (typeof parts)[number]), share: (parts[1] as (typeof parts)[number]).share };
      assert.equal(isShareGood({ group: first.group, commitments, message, share: other }), false);
      assert.equal(
        isShareGood({ group: first.group, commitments, message: utf8("another"), share: parts[0] as never }),
        false,
      );
    }
  });

  it("does not come of a share that does not fit: who dealt it is named", async () => {
    const { states, opens, shares } = await ceremony();
    const { state: other } = open({ group: GROUP, number: 2, size: SIZE, seed: seeds[1] as Uint8Array });
    const wrong = { ...(states[1] as OpenedState), coefficients: other.coefficients };
    const cheat = by(2, await share(wrong, opens));
    const given = { opens, shares: [shares[0], cheat, shares[2]] as Signed[] };
    await assert.rejects(finish(states[0] as OpenedState, given), (error) => {
      assert.ok(error instanceof CeremonyError);
      assert.deepEqual([error.failure, error.number], ["share_wrong", 2]);
      return true;
    });
  });

  it("does not come of different opens shown to different approvers", async () => {
    const { states, opens } = await ceremony();
    const others = open({ group: GROUP, number: 3, size: SIZE, seed: seeds[2] as Uint8Array });
    const shown = [opens[0], opens[1], by(3, others.message)] as Signed[];
    const first = by(1, await share(states[0] as OpenedState, shown));
    const second = by(2, await share(states[1] as OpenedState, opens));
    const third = by(3, await share(states[2] as OpenedState, opens));
    await assert.rejects(finish(states[1] as OpenedState, { opens, shares: [first, second, third] }), /opens_differ 1/);
    await assert.rejects(share(states[2] as OpenedState, shown), /opens_differ 3/);
  });

  it("is not opened with somebody else's proof, keys or number", async () => {
    const { opened, opens } = await ceremony();
    const [one, two] = opened.map(({ message }) => message) as [OpenMessage, OpenMessage];
    assert.ok(isOpenGood(one) && isOpenGood(two));
    assert.equal(isOpenGood({ ...one, proof: two.proof }), false);
    assert.equal(isOpenGood({ ...one, number: 2 }), false);
    assert.equal(isOpenGood({ ...one, commitment: two.commitment }), false);
    assert.equal(readSignedOpen({ ...(opens[0] as Signed), signature: (opens[1] as Signed).signature }), undefined);
    const text = (opens[0] as Signed).text;
    assert.ok(readMessage(text));
    for (const bad of [
      text.replace('"number":1', '"number":0'),
      text.replace('"number":1', '"number":4'),
      ` ${text}`,
      text.replace("open", "shut"),
    ]) {
      assert.equal(readMessage(bad), undefined, bad);
    }
  });
});

describe("what is sealed for an approver", () => {
  it("opens for that one alone, for the same purpose, unchanged", async () => {
    const [seed, other] = seeds as [Uint8Array, Uint8Array];
    const bytes = utf8("a share");
    const sealed = await sealForApprover({ receiving: approverKeys(seed).receiving, context: "one", bytes });
    assert.deepEqual(await openAsApprover({ seed, context: "one", sealed }), bytes);
    assert.equal(await openAsApprover({ seed, context: "two", sealed }), undefined);
    assert.equal(await openAsApprover({ seed: other, context: "one", sealed }), undefined);
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = sealed.slice();
      changed[at] = (changed[at] as number) ^ 1;
      assert.equal(await openAsApprover({ seed, context: "one", sealed: changed }), undefined, toBase64(changed));
    }
    assert.equal(await openAsApprover({ seed, context: "one", sealed: sealed.slice(0, 40) }), undefined);
  });
});
