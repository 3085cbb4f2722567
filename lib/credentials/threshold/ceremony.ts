/**
 * The making of a group's key: each approver opens, shares, confirms (messages.ts), and ends with a share of a key that nobody ever had.
 * The steps are those of FROST's key generation as @noble/curves has it; what stays with an approver between them is text, to be kept
 * sealed in the approver's own browser.
 */
import { ed25519, ed25519_FROST as FROST } from "@noble/curves/ed25519.js";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { bytesOf, type GroupPublic, identifierOf, type KeyShare } from "./frost.ts";
import { approverKeys, openAsApprover, sealForApprover } from "./identity.ts";
import {
  type ConfirmMessage,
  type GroupSize,
  type OpenMessage,
  opensHash,
  readSignedBy,
  readSignedOpen,
  type ShareMessage,
  type Signed,
} from "./messages.ts";

/** Between opening and having the key; secret. Coefficients are hexadecimal. */
export interface OpenedState {
  group: string;
  number: number;
  size: GroupSize;
  /** Base64. */
  seed: string;
  coefficients: string[];
  commitment: string[];
}

/** Why no key comes of it, and whose doing that is, as far as it can be told. */
export type CeremonyFailure =
  | "opens_incomplete"
  | "opens_differ"
  | "open_malformed"
  | "share_malformed"
  | "share_wrong";
export class CeremonyError extends Error {
  readonly failure: CeremonyFailure;
  readonly number: number | undefined;
  constructor(failure: CeremonyFailure, number?: number) {
    super(number === undefined ? failure : `${failure} ${number}`);
    this.failure = failure;
    this.number = number;
  }
}

export function open(input: { group: string; number: number; size: GroupSize; seed: Uint8Array }): {
  message: OpenMessage;
  state: OpenedState;
} {
  const { group, number, size, seed } = input;
  const { threshold, approvers } = size;
  const made = FROST.DKG.round1(identifierOf(number), { min: threshold, max: approvers });
  const commitment = made.public.commitment.map(toBase64);
  const { signing, receiving } = approverKeys(seed);
  return {
    message: {
      ...{ message: "open", group, number, threshold, approvers, keys: { signing, receiving }, commitment },
      proof: toBase64(made.public.proofOfKnowledge),
    },
    state: {
      ...{ group, number, size, commitment, seed: toBase64(seed) },
      coefficients: (made.secret.coefficients ?? []).map((each) => each.toString(16)),
    },
  };
}

/** Once all have opened: the shares for the others. @throws {CeremonyError} */
export async function share(state: OpenedState, opens: readonly Signed[]): Promise<ShareMessage> {
  const messages = readOpens(state, opens);
  const { group, number } = state;
  const shares: ShareMessage["shares"] = {};
  const made = dealt(state, messages);
  for (const { number: to, keys } of messages) {
    if (to === number) continue;
    const bytes = made.shares[identifierOf(to)]?.signingShare ?? new Uint8Array(0);
    const context = contextOf(group, number, to);
    shares[to] = toBase64(await sealForApprover({ receiving: keys.receiving, context, bytes }));
  }
  return { message: "share", group, number, opens: opensHash(opens), shares };
}

/** Once all have shared: this approver's share of the key, and the key. @throws {CeremonyError} who dealt a share that does not fit is named */
export async function finish(
  state: OpenedState,
  given: { opens: readonly Signed[]; shares: readonly Signed[] },
): Promise<{ message: ConfirmMessage; key: KeyShare; group: GroupPublic }> {
  const messages = readOpens(state, given.opens);
  const opens = opensHash(given.opens);
  const { group, number, size } = state;
  const { secret, round1 } = dealt(state, messages);
  const received = [];
  for (const { number: from, keys, commitment } of messages) {
    if (from === number) continue;
    const signed = given.shares[from - 1];
    const message = signed && readSignedBy(signed, keys);
    if (message?.message !== "share" || message.group !== group || message.number !== from) {
      throw new CeremonyError("share_malformed", from);
    }
    if (message.opens !== opens) throw new CeremonyError("opens_differ", from);
    const sealed = bytesOf(message.shares[number] ?? "");
    const context = contextOf(group, from, number);
    const signingShare = await openAsApprover({ seed: bytesOf(state.seed), context, sealed });
    if (signingShare === undefined) throw new CeremonyError("share_malformed", from);
    if (!fits({ signingShare, commitment, size, number })) throw new CeremonyError("share_wrong", from);
    received.push({ identifier: identifierOf(from), signingShare });
  }
  const made = FROST.DKG.round3(secret, round1, received);
  const commitments = made.public.commitments.map(toBase64);
  return {
    message: { message: "confirm", group, number, opens, commitments },
    key: { number, share: toBase64(made.secret.signingShare) },
    group: { ...size, commitments },
  };
}

/** The key that all opens lead to, whoever asks: the sum of their commitments. */
export function groupOf(opens: readonly OpenMessage[]): GroupPublic | undefined {
  const [first] = opens;
  if (first === undefined || opens.length !== first.approvers) return undefined;
  const { threshold, approvers } = first;
  const sums = Array.from({ length: threshold }, (_, place) =>
    sumOf(opens.map(({ commitment }) => commitment[place] ?? "")),
  );
  return { threshold, approvers, commitments: sums };
}

/** Whether an open is one that others can go on with: its points are points, and its proof holds. */
export function isOpenGood(message: OpenMessage): boolean {
  // The library looks at opens in its second round alone, of all others at once: here those are made up but for this one.
  const max = Math.max(2, message.threshold);
  const numbers = Array.from({ length: max + 1 }, (_, place) => place + 1).filter((each) => each !== message.number);
  const [own = 0, ...others] = numbers.slice(0, max);
  const made = (number: number) => FROST.DKG.round1(identifierOf(number), { min: message.threshold, max });
  try {
    FROST.DKG.round2(made(own).secret, [
      round1Of(message),
      ...others.slice(0, max - 2).map((each) => made(each).public),
    ]);
    return true;
  } catch {
    return false;
  }
}

function readOpens({ group, number, size, commitment }: OpenedState, opens: readonly Signed[]): OpenMessage[] {
  if (opens.length !== size.approvers) throw new CeremonyError("opens_incomplete");
  return opens.map((signed, place) => {
    const message = readSignedOpen(signed);
    if (message === undefined || message.group !== group || message.number !== place + 1) {
      throw new CeremonyError("open_malformed", place + 1);
    }
    const isSame = message.threshold === size.threshold && message.approvers === size.approvers;
    const isOwn = message.number !== number || message.commitment.join() === commitment.join();
    if (!isSame || !isOwn) throw new CeremonyError("opens_differ", place + 1);
    return message;
  });
}

function dealt(state: OpenedState, messages: readonly OpenMessage[]) {
  const others = messages.filter(({ number }) => number !== state.number);
  const bad = others.find((message) => !isOpenGood(message));
  if (bad) throw new CeremonyError("open_malformed", bad.number);
  const round1 = others.map(round1Of);
  const secret = {
    identifier: BigInt(state.number),
    coefficients: state.coefficients.map((each) => BigInt(`0x${each}`)),
    commitment: state.commitment.map(bytesOf),
    signers: { min: state.size.threshold, max: state.size.approvers },
    step: 1 as const,
  };
  const shares = FROST.DKG.round2(secret, round1);
  return { secret, round1, shares };
}

function round1Of({ number, commitment, proof }: OpenMessage) {
  return {
    identifier: identifierOf(number),
    commitment: commitment.map(bytesOf),
    proofOfKnowledge: bytesOf(proof),
  };
}

/** Whether a share is the value of the polynomial that was committed to (RFC 9591 appendix C.2). */
function fits(input: {
  signingShare: Uint8Array;
  commitment: readonly string[];
  size: GroupSize;
  number: number;
}): boolean {
  const { signingShare, commitment, size, number } = input;
  const pub = {
    signers: { min: size.threshold, max: size.approvers },
    commitments: commitment.map(bytesOf),
    verifyingShares: {},
  };
  try {
    FROST.validateSecret({ identifier: identifierOf(number), signingShare }, pub);
    return true;
  } catch {
    return false;
  }
}

function sumOf(points: readonly string[]): string {
  const { Point } = ed25519;
  return toBase64(points.reduce((sum, each) => sum.add(Point.fromBytes(bytesOf(each))), Point.ZERO).toBytes());
}

const contextOf = (group: string, from: number, to: number): string => `sealbook.share/v1 ${group} ${from} ${to}`;
