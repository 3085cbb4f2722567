/**
 * C2SP tlog-policy: whom a verifier trusts. Logs by key, witnesses by key and name, groups of them, and the quorum that has to have
 * cosigned a checkpoint. Lines are read strictly, and the first bad one is named.
 */
import { toHex } from "../text/bytes.ts";
import { readFileLines } from "../text/file-text.ts";
import { formatVerifierKey, KEY_TYPE, parseVerifierKey, type VerifierKey } from "./note.ts";

/** C2SP asks for 32 logs, witnesses and groups at least; UTF-16 code units and lines of a whole policy. */
const POLICY_CHARS_MAX = 256 * 1024;
const POLICY_LINES_MAX = 4096;
const POLICY_LOGS_MAX = 64;
const POLICY_NAMES_MAX = 256;
const RESERVED_NAMES = ["none", "all", "any"];

export type PolicyWitness = { name: string; key: VerifierKey; url?: string };
export type PolicyGroup = { name: string; threshold: number; members: string[] };
export type Policy = {
  logs: { key: VerifierKey; url?: string }[];
  witnesses: PolicyWitness[];
  /** In order of definition: members are defined before the group that lists them. */
  groups: PolicyGroup[];
  /** Name of a witness or group; undefined for `quorum none`. */
  quorum?: string;
};

export type PolicyError =
  | "too_large"
  | "bad_character"
  | "unknown_keyword"
  | "bad_line"
  | "bad_key"
  | "bad_key_type"
  | "duplicate_key"
  | "bad_name"
  | "duplicate_name"
  | "unknown_name"
  | "member_twice"
  | "bad_threshold"
  | "duplicate_quorum"
  | "no_quorum";

type Draft = Omit<Policy, "quorum"> & { quorum: string | undefined; keys: Set<string>; members: Set<string> };

/** The policy that a text states, or what is wrong and in which line (from 1). */
export function parsePolicy(text: string): Policy | { error: PolicyError; line: number } {
  const lines = text.slice(0, POLICY_CHARS_MAX).split("\n", POLICY_LINES_MAX + 1);
  if (text.length > POLICY_CHARS_MAX || lines.length > POLICY_LINES_MAX) return { error: "too_large", line: 1 };
  const draft: Draft = {
    logs: [],
    witnesses: [],
    groups: [],
    quorum: undefined,
    keys: new Set(),
    members: new Set(),
  };
  for (const [at, line] of lines.entries()) {
    const error = readLine(draft, line);
    if (error !== undefined) return { error, line: at + 1 };
  }
  const { logs, witnesses, groups, quorum } = draft;
  if (quorum === undefined) return { error: "no_quorum", line: lines.length };
  return quorum === "none" ? { logs, witnesses, groups } : { logs, witnesses, groups, quorum };
}

/** As `parsePolicy`, of a file: byte order mark, UTF-16 and CR LF are the marks of a system, not of a policy. */
export function readPolicyFile(bytes: Uint8Array): Policy | { error: PolicyError; line: number } {
  const text = readFileLines(bytes);
  return text === undefined ? { error: "bad_character", line: 1 } : parsePolicy(text);
}

function readLine(draft: Draft, line: string): PolicyError | undefined {
  if (!line.isWellFormed() || hasForbiddenCharacter(line)) return "bad_character";
  const items = line.split(/[ \t]/).filter((item) => item !== "");
  // Upstream's own examples end lines in a comment, too; no key, name or URL begins with "#".
  const comment = items.findIndex((item) => item.startsWith("#"));
  const [keyword, ...rest] = comment < 0 ? items : items.slice(0, comment);
  if (keyword === undefined) return undefined;
  if (keyword === "log") return readLog(draft, rest);
  if (keyword === "witness") return readWitness(draft, rest);
  if (keyword === "group") return readGroup(draft, rest);
  return keyword === "quorum" ? readQuorum(draft, rest) : "unknown_keyword";
}

function hasForbiddenCharacter(line: string): boolean {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

function readLog(draft: Draft, items: string[]): PolicyError | undefined {
  const [text, url, ...others] = items;
  if (text === undefined || others.length > 0) return "bad_line";
  const key = parseVerifierKey(text);
  if (key === undefined) return "bad_key";
  // A log's own signature has no timestamp (C2SP tlog-cosignature: 0x04 is for cosigners), and no trust rests on SM2.
  if (key.type === KEY_TYPE.cosignature || key.type === KEY_TYPE.sm2) return "bad_key_type";
  if (draft.logs.length === POLICY_LOGS_MAX) return "too_large";
  if (!isNewKey(draft, "log", key)) return "duplicate_key";
  draft.logs.push(url === undefined ? { key } : { key, url });
  return undefined;
}

function readWitness(draft: Draft, items: string[]): PolicyError | undefined {
  const [name, text, url, ...others] = items;
  if (name === undefined || text === undefined || others.length > 0) return "bad_line";
  const nameError = checkNewName(draft, name);
  if (nameError !== undefined) return nameError;
  const stated = parseVerifierKey(text);
  const key = stated === undefined ? undefined : asCosigner(stated);
  if (key === undefined) return "bad_key";
  if (key.type === KEY_TYPE.sm2) return "bad_key_type";
  if (!isNewKey(draft, "witness", key)) return "duplicate_key";
  draft.witnesses.push(url === undefined ? { name, key } : { name, key, url });
  return undefined;
}

/** Witnesses publish plain Ed25519 keys as well; what they sign is a cosignature all the same, under that type's key id. */
function asCosigner(key: VerifierKey): VerifierKey | undefined {
  if (key.type !== KEY_TYPE.ed25519) return key;
  const { name, publicKey } = key;
  return parseVerifierKey(formatVerifierKey({ name, publicKey, type: KEY_TYPE.cosignature }));
}

function isNewKey(draft: Draft, role: "log" | "witness", key: VerifierKey): boolean {
  const id = `${role} ${toHex(key.publicKey)}`;
  const isNew = !draft.keys.has(id);
  draft.keys.add(id);
  return isNew;
}

function checkNewName(draft: Draft, name: string): PolicyError | undefined {
  if (RESERVED_NAMES.includes(name)) return "bad_name";
  if (draft.witnesses.length + draft.groups.length === POLICY_NAMES_MAX) return "too_large";
  return isDefined(draft, name) ? "duplicate_name" : undefined;
}

function isDefined(draft: Draft, name: string): boolean {
  return draft.witnesses.some((witness) => witness.name === name) || draft.groups.some((group) => group.name === name);
}

function readGroup(draft: Draft, items: string[]): PolicyError | undefined {
  const [name, rule, ...members] = items;
  if (name === undefined || rule === undefined || members.length === 0) return "bad_line";
  const nameError = checkNewName(draft, name);
  if (nameError !== undefined) return nameError;
  for (const member of members) {
    if (!isDefined(draft, member)) return "unknown_name";
    if (draft.members.has(member)) return "member_twice";
    draft.members.add(member);
  }
  const threshold = thresholdOf(rule, members.length);
  if (threshold === undefined) return "bad_threshold";
  draft.groups.push({ name, threshold, members });
  return undefined;
}

function thresholdOf(rule: string, memberCount: number): number | undefined {
  if (rule === "all") return memberCount;
  if (rule === "any") return 1;
  const threshold = /^[1-9][0-9]{0,3}$/.test(rule) ? Number(rule) : 0;
  return threshold >= 1 && threshold <= memberCount ? threshold : undefined;
}

function readQuorum(draft: Draft, items: string[]): PolicyError | undefined {
  const [name, ...others] = items;
  if (name === undefined || others.length > 0) return "bad_line";
  if (draft.quorum !== undefined) return "duplicate_quorum";
  if (name !== "none" && !isDefined(draft, name)) return "unknown_name";
  draft.quorum = name;
  return undefined;
}

/**
 * The text of a policy, read back by `parsePolicy` as it was.
 *
 * Throws RangeError for a policy that cannot be written: names or keys given twice, a group without members, a quorum that is not
 * defined.
 */
export function formatPolicy(policy: Policy): string {
  const lines = [
    ...policy.logs.map(({ key, url }) => ["log", key.text, url]),
    ...policy.witnesses.map(({ name, key, url }) => ["witness", name, key.text, url]),
    ...policy.groups.map(({ name, threshold, members }) => ["group", name, threshold, ...members]),
    ["quorum", policy.quorum ?? "none"],
  ];
  const text = lines.map((items) => `${items.filter((item) => item !== undefined).join(" ")}\n`).join("");
  const read = parsePolicy(text);
  if ("error" in read) throw new RangeError(`not a policy: ${read.error} in line ${read.line}`);
  // A name with a space in it, or one that begins a comment, would be read as something else.
  if (JSON.stringify(namesOf(read)) !== JSON.stringify(namesOf(policy))) throw new RangeError("not a policy");
  return text;
}

function namesOf({ logs, witnesses, groups, quorum }: Policy): unknown {
  return [
    logs.map(({ key, url }) => [key.text, url]),
    witnesses.map(({ name, key, url }) => [name, key.text, url]),
    groups.map(({ name, threshold, members }) => [name, threshold, members]),
    quorum,
  ];
}
