/**
 * Who approved a batch, taken along: the words of its approvers as each signed them, with what leads from their keys to the key of the seal.
 * Whoever has it checks it without the installation. The names beside the numbers are the installation's; what signed is the keys.
 */
import { type BatchSeal, readSeal, verifySeal } from "#lib/core/certificate/seal.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { isLine, isTime, isUuid, readFields } from "#lib/core/text/json-fields.ts";
import { type Approval, readApproval, statementHash } from "./approval.ts";
import { groupOf } from "./ceremony.ts";
import { APPROVERS_MAX, opensHash, readSignedBy, readSignedOpen, type Signed } from "./messages.ts";

export const APPROVALS_V1 = "sealbook.approvals/v1";

export interface Approvals {
  approvals: typeof APPROVALS_V1;
  /** Of the batch; its statement is what its record in the ledger binds. */
  batch: string;
  statement: string;
  seal: BatchSeal;
  group: string;
  /** In the order of their numbers, from 1: what each said while the group's key was made. */
  approvers: { name: string; open: Signed; confirm: Signed }[];
  /** In the order in which they came. */
  words: (Signed & { at: string })[];
}

const NAME_CHARS_MAX = 200;
const TEXT_CHARS_MAX = 16 * 1024;
const SIGNATURE_CHARS_MAX = 88;
const WORDS_MAX = 100 * APPROVERS_MAX;

/** What a value is that was parsed from JSON; undefined for any other form. */
export function readApprovals(value: unknown): Approvals | undefined {
  const names = ["approvals", "batch", "statement", "seal", "group", "approvers", "words"];
  const { approvals, batch, statement, seal, group, approvers, words } = readFields(value, names, []) ?? {};
  const read = readSeal(seal);
  if (approvals !== APPROVALS_V1 || !isUuid(batch) || !isUuid(group) || !isText(statement) || !read) return undefined;
  const named = readAll(approvers, APPROVERS_MAX, (each) => {
    const { name, open, confirm } = readFields(each, ["name", "open", "confirm"], []) ?? {};
    const [one, other] = [readSigned(open), readSigned(confirm)];
    return isLine(name, NAME_CHARS_MAX) && one && other ? { name, open: one, confirm: other } : undefined;
  });
  const said = readAll(words, WORDS_MAX, (each) => {
    const { at, ...signed } = readFields(each, ["text", "signature", "at"], []) ?? {};
    const word = readSigned(signed);
    return word && isTime(at) ? { ...word, at } : undefined;
  });
  if (!named || !said) return undefined;
  return { approvals, batch, statement, seal: read, group, approvers: named, words: said };
}

function readAll<Item>(value: unknown, max: number, read: (each: unknown) => Item | undefined): Item[] | undefined {
  if (!Array.isArray(value) || value.length > max) return undefined;
  const items = value.map(read).filter((each) => each !== undefined);
  return items.length === value.length ? items : undefined;
}

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= TEXT_CHARS_MAX;

function readSigned(value: unknown): Signed | undefined {
  const { text, signature } = readFields(value, ["text", "signature"], []) ?? {};
  return isText(text) && isLine(signature, SIGNATURE_CHARS_MAX) ? { text, signature } : undefined;
}

/**
 * keys: an approver's own keys, or their share in the group's key, are not what they signed; key: the seal's key is not the group's; seal: it
 * is not over this statement; words: one is nobody's, or about something else; too_few: fewer than k approved.
 */
export type ApprovalsFailure = "keys" | "key" | "seal" | "words" | "too_few";

export interface Said {
  number: number;
  name: string;
  attempt: number;
  says: Approval["says"];
  reason?: string;
  /** As the installation noted it. */
  at: string;
}

/** @param given of the right form: each text in it is read strictly here */
export function checkApprovals(given: Approvals): { failure?: ApprovalsFailure; threshold: number; said: Said[] } {
  const { statement, seal, approvers } = given;
  const opens = approvers.map(({ open }) => readSignedOpen(open));
  const known = opens.filter((each) => each !== undefined);
  const group = groupOf(known);
  const threshold = group?.threshold ?? 0;
  const failed = (failure: ApprovalsFailure, said: Said[] = []) => ({ failure, threshold, said });
  const isOwn = ({ group: id, number, threshold: k, approvers: n }: (typeof known)[number], at: number) =>
    id === given.group && number === at + 1 && k === threshold && n === approvers.length;
  if (!group || known.length !== approvers.length || !known.every(isOwn)) return failed("keys");
  const hash = opensHash(approvers.map(({ open }) => open));
  const confirmed = approvers.every(({ confirm }, at) => {
    const message = known[at] && readSignedBy(confirm, known[at].keys);
    const isSame = message?.message === "confirm" && message.opens === hash && message.group === given.group;
    return (
      isSame && message.number === at + 1 && canonicalJson(message.commitments) === canonicalJson(group.commitments)
    );
  });
  if (!confirmed) return failed("keys");
  if (seal.key !== group.commitments[0]) return failed("key");
  if (!verifySeal({ statement: utf8(statement), seal })) return failed("seal");
  const said = given.words.map((word) => {
    const approval = known.map(({ keys }) => readApproval(word, keys.signing)).find((each) => each !== undefined);
    const signer = approval && known[approval.number - 1];
    if (!approval || !signer || !readApproval(word, signer.keys.signing)) return undefined;
    if (approval.group !== given.group || approval.batch !== given.batch) return undefined;
    if (approval.statement !== statementHash(utf8(statement))) return undefined;
    const { number, attempt, says } = approval;
    const reason = approval.says === "reject" ? { reason: approval.reason } : {};
    return { number, name: approvers[number - 1]?.name ?? "", attempt, says, ...reason, at: word.at };
  });
  const all = said.filter((each) => each !== undefined);
  if (all.length !== said.length) return failed("words");
  const last = Math.max(...all.map(({ attempt }) => attempt));
  const yes = new Set(all.flatMap((each) => (each.attempt === last && each.says === "approve" ? [each.number] : [])));
  return yes.size < threshold ? failed("too_few", all) : { threshold, said: all };
}
