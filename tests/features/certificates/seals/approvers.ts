/** Approvers as their browsers are: keys made and used by lib/credentials/threshold, whatever the server hands them. */
import { sealMessage } from "#lib/core/certificate/seal.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import {
  APPROVAL_V1,
  commitmentsOf,
  encodeApproval,
  readApproval,
  statementHash,
} from "#lib/credentials/threshold/approval.ts";
import { finish, type OpenedState, open, share } from "#lib/credentials/threshold/ceremony.ts";
import {
  commitToSign,
  type GroupPublic,
  type KeyShare,
  type SigningNonces,
  signShare,
} from "#lib/credentials/threshold/frost.ts";
import { approverKeys, signAsApprover } from "#lib/credentials/threshold/identity.ts";
import { type CeremonyMessage, encodeMessage, type Signed } from "#lib/credentials/threshold/messages.ts";
import { readCeremony } from "#lib/features/certificates/seals/rows/groups.ts";
import { readSealing } from "#lib/features/certificates/seals/rows/rounds.ts";
import { postMessage } from "#lib/features/certificates/seals/verbs/post-message.ts";
import { giveShare, sayOfBatch } from "#lib/features/certificates/seals/verbs/say-of-batch.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";

export class Approver {
  readonly actor: UserActor;
  readonly number: number;
  readonly seed: Uint8Array = crypto.getRandomValues(new Uint8Array(32));
  state: OpenedState | undefined;
  key: KeyShare | undefined;
  group: GroupPublic | undefined;
  nonces: SigningNonces | undefined;

  constructor(actor: UserActor, number: number) {
    this.actor = actor;
    this.number = number;
  }

  sign(message: CeremonyMessage): Signed {
    const text = encodeMessage(message);
    return { text, signature: signAsApprover(this.seed, text) };
  }

  async post(groupId: string, message: CeremonyMessage): Promise<void> {
    await postMessage({ actor: this.actor, groupId, signed: this.sign(message) });
  }

  async sayOpen(groupId: string, size: { threshold: number; approvers: number }): Promise<void> {
    const { message, state } = open({ group: groupId, number: this.number, size, seed: this.seed });
    this.state = state;
    await this.post(groupId, message);
  }

  async sayShare(groupId: string): Promise<void> {
    const { opens } = await this.ceremony(groupId);
    await this.post(groupId, await share(this.opened(), opens));
  }

  async sayConfirm(groupId: string): Promise<void> {
    const { message, key, group } = await finish(this.opened(), await this.ceremony(groupId));
    this.key = key;
    this.group = group;
    await this.post(groupId, message);
  }

  async approve(batchId: string, changed: { statement?: string; attempt?: number } = {}): Promise<void> {
    const sealing = await this.sealing(batchId);
    const last = sealing.rounds.at(-1);
    const attempt = changed.attempt ?? (last ? last.attempt + (last.outcome ? 1 : 0) : 1);
    const { commitment, nonces } = commitToSign(this.held().key);
    const { hiding, binding } = commitment;
    const of = { group: sealing.group.id, number: this.number, batch: batchId, attempt };
    const statement = statementHash(utf8(changed.statement ?? sealing.statement ?? ""));
    const text = encodeApproval({ approval: APPROVAL_V1, ...of, statement, says: "approve", hiding, binding });
    await sayOfBatch({ actor: this.actor, batchId, signed: { text, signature: signAsApprover(this.seed, text) } });
    this.nonces = nonces;
  }

  async reject(batchId: string, reason: string): Promise<void> {
    const sealing = await this.sealing(batchId);
    const last = sealing.rounds.at(-1);
    const attempt = last ? last.attempt + (last.outcome ? 1 : 0) : 1;
    const of = { group: sealing.group.id, number: this.number, batch: batchId, attempt };
    const statement = statementHash(utf8(sealing.statement ?? ""));
    const text = encodeApproval({ approval: APPROVAL_V1, ...of, statement, says: "reject", reason });
    await sayOfBatch({ actor: this.actor, batchId, signed: { text, signature: signAsApprover(this.seed, text) } });
  }

  /** @param bent the share of another key: as a cheat gives it */
  async giveShare(batchId: string, { bent = false } = {}): Promise<boolean> {
    const sealing = await this.sealing(batchId);
    const round = sealing.rounds.at(-1);
    if (!round || !this.nonces) throw new Error("nothing to sign");
    const keys = new Map(others.map((each) => [each.number, approverKeys(each.seed).signing]));
    const approvals = round.approvals
      .filter(({ signs }) => signs)
      .map((each) => readApproval(each, keys.get(each.number) ?? ""))
      .filter((each) => each !== undefined);
    const message = sealMessage(utf8(bent ? "something else" : (sealing.statement ?? "")));
    const commitments = commitmentsOf(approvals);
    const { key, group } = this.held();
    const made = signShare({ group, key, nonces: this.nonces, commitments, message });
    return await giveShare({ actor: this.actor, batchId, attempt: round.attempt, share: made.share });
  }

  held(): { key: KeyShare; group: GroupPublic } {
    if (!this.key || !this.group) throw new Error("no share of a key");
    return { key: this.key, group: this.group };
  }

  private opened(): OpenedState {
    if (!this.state) throw new Error("not opened");
    return this.state;
  }

  private async ceremony(id: string): Promise<{ opens: Signed[]; shares: Signed[] }> {
    const found = await readCeremony({ organisationId: this.actor.organisationId, id });
    const present = (all: (Signed | null)[] = []) => all.filter((each) => each !== null);
    return { opens: present(found?.opens), shares: present(found?.shares) };
  }

  private async sealing(batchId: string) {
    const found = await readSealing({ reach: whole(this.actor.organisationId), batchId });
    if (!found) throw new Error("no sealing");
    return found;
  }
}

/** All approvers of the test at hand: each knows the others' keys from the making. */
export const others: Approver[] = [];

/** Makes the key of a group, every step by every approver. */
export async function makeKey(groupId: string, approvers: readonly Approver[], threshold: number): Promise<void> {
  others.splice(0, others.length, ...approvers);
  const size = { threshold, approvers: approvers.length };
  for (const each of approvers) await each.sayOpen(groupId, size);
  for (const each of approvers) await each.sayShare(groupId);
  for (const each of approvers) await each.sayConfirm(groupId);
}
