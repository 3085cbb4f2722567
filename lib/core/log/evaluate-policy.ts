/** Who of a policy signed a note, and whether that is enough (C2SP tlog-policy). */
import { type CosignatureStatus, cosignatureClaim, verifyCosignature, verifyLogSignature } from "./checkpoint.ts";
import { type Note, noteClaim, type VerifierKey } from "./note.ts";
import type { Policy, PolicyGroup, PolicyWitness } from "./policy.ts";
import type { SignatureClaim } from "./signature.ts";

export type PolicyEvaluation = {
  /** The listed log whose signature is on the note; its key's name is for the caller to compare with the origin. */
  log: VerifierKey | undefined;
  /** Listed witnesses that cosigned, with the POSIX second that each stated; one that signed with two keys once, under the first name. */
  witnesses: { name: string; timestamp: bigint }[];
  /** Names of listed logs and witnesses whose line on this note does not verify: such a note is to be refused. */
  bad: string[];
  /** Names of those whose line could not be checked: what verifies ML-DSA-44 has not been loaded. */
  unchecked: string[];
  /** Whether all that cosigned, the log's own further keys among them, are the quorum (C2SP tlog-policy). */
  quorumMet: boolean;
  /** Whether the witnesses by themselves are what the policy asks of witnesses; also where it asks for none. */
  witnessesMet: boolean;
  /** Names of all listed cosigners whose line verifies: witnesses with each of their keys, and the log's own further keys. */
  signed: string[];
  /** What the policy asks of the log's own further keys; `ok` also where it asks nothing. */
  ownKeys: "ok" | "absent" | "bad" | "unchecked";
};

/** Who of a policy signed a note, and whether that meets its quorum. A log's own further keys count in groups, and witness nothing. */
export function evaluatePolicy(policy: Policy, note: Note): PolicyEvaluation {
  const names: Record<CosignatureStatus["status"], string[]> = { ok: [], absent: [], bad: [], unchecked: [] };
  const witnesses = new Map<string, PolicyEvaluation["witnesses"][number]>();
  const own = ownCosigners(policy, note).map(({ name }) => name);
  let log: VerifierKey | undefined;
  for (const { name, key } of policy.witnesses) {
    const cosignature = verifyCosignature(note, key);
    names[cosignature.status].push(name);
    if (cosignature.status === "ok" && !own.includes(name) && !witnesses.has(key.name))
      witnesses.set(key.name, { name, timestamp: cosignature.timestamp });
  }
  const others = policy.witnesses.flatMap(({ name }) => (own.includes(name) ? [] : [name]));
  const isAsked = (signers: readonly string[]) => !meets(policy, [...others, ...signers]);
  const ownKeys = standingOf(own, { names, isAsked });
  for (const { key } of policy.logs) {
    const status = verifyLogSignature(note, key);
    if (status === "bad" || status === "unchecked") names[status].push(key.name);
    if (status === "ok") log ??= key;
  }
  const { ok: signed, bad, unchecked } = names;
  const quorumMet = bad.length === 0 && meets(policy, signed);
  const witnessesMet = bad.length === 0 && meets(withoutOwn(policy, own), signed);
  return { log, witnesses: [...witnesses.values()], bad, unchecked, quorumMet, witnessesMet, signed, ownKeys };
}

/** @param isAsked whether the quorum lacks something even if everybody else signed beside these */
function standingOf(
  own: readonly string[],
  { names, isAsked }: { names: Record<string, string[]>; isAsked: (signers: readonly string[]) => boolean },
): PolicyEvaluation["ownKeys"] {
  const among = (status: CosignatureStatus["status"]) => own.filter((name) => names[status]?.includes(name));
  if (among("bad").length > 0) return "bad";
  if (!isAsked(among("ok"))) return "ok";
  return isAsked([...among("ok"), ...among("unchecked")]) ? "absent" : "unchecked";
}

/** Keys that a policy lists as a witness's and that have the name of the log whose note it is: a hybrid log's second key. */
export function ownCosigners(policy: Policy, note: Note): PolicyWitness[] {
  return cosignersNamed(note.text.slice(0, note.text.indexOf("\n")), policy);
}

function cosignersNamed(origin: string, { witnesses }: Policy): PolicyWitness[] {
  return witnesses.filter(({ key }) => key.name === origin);
}

/** The keys of the log with this origin, any of which a policy wants to have signed beside a `log` line. */
export function askedOfLog(policy: Policy, origin: string): VerifierKey[] {
  const own = cosignersNamed(origin, policy);
  const others = policy.witnesses.flatMap(({ name }) => (own.some((each) => each.name === name) ? [] : [name]));
  return meets(policy, others) ? [] : own.map(({ key }) => key);
}

/** What a policy asks of witnesses: without the log's own keys. Where one group is all that is left of the quorum, it is the quorum. */
export function askedOfWitnesses(policy: Policy, note: Note): Policy {
  const own = ownCosigners(policy, note).map(({ name }) => name);
  const { quorum: whole, ...asked } = withoutOwn(policy, own);
  const onlyMember = (name: string | undefined) => {
    const members = asked.groups.find((group) => group.name === name)?.members;
    return members?.length === 1 ? members[0] : undefined;
  };
  let quorum = whole;
  // Members are defined before their group, so this ends.
  for (let member = onlyMember(quorum); member !== undefined; member = onlyMember(quorum)) quorum = member;
  return quorum === undefined ? asked : { ...asked, quorum };
}

/** Whether these cosigners, by their names in the policy, are the quorum. */
export function meets({ groups, quorum }: Policy, signers: readonly string[]): boolean {
  const signed = new Set(signers);
  // Groups come after their members, so one pass settles all of them.
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => signed.has(member)).length >= threshold) signed.add(name);
  }
  return quorum === undefined || signed.has(quorum);
}

/** The policy with the log's own keys taken out of its groups: of those that are left, as many as before, at most all of them. */
function withoutOwn(policy: Policy, ownNames: readonly string[]): Policy {
  if (ownNames.length === 0) return policy;
  const gone = new Set(ownNames);
  const groups: PolicyGroup[] = [];
  for (const { name, threshold, members: all } of policy.groups) {
    const members = all.filter((member) => !gone.has(member));
    if (members.length === 0) gone.add(name);
    else groups.push({ name, threshold: Math.min(threshold, members.length), members });
  }
  const { quorum, ...rest } = policy;
  return quorum === undefined || gone.has(quorum) ? { ...rest, groups } : { ...rest, groups, quorum };
}

/** What the lines of a policy's logs and witnesses on a note claim. */
export function claimsOn(note: Note, policy: Policy): SignatureClaim[] {
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const claims = keys.flatMap((key) => [noteClaim(note, key), cosignatureClaim(note, key)]);
  return claims.filter((claim) => claim !== undefined && typeof claim !== "string");
}
