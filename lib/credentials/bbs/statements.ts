/**
 * The statements of a credential as bbs-2023 signs them (section 3.3): canonical N-Quads, whose blank nodes have labels that tell nothing
 * of what is not shown. Labels are replaced where they are terms, and nowhere within a value.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "#lib/core/text/bytes.ts";
import { toBase64Url } from "../base64url.ts";
import { canonize } from "../canonize.ts";
import type { Members } from "../data-integrity.ts";
import { isDisclosable } from "./form.ts";

/** `signed`: each stands in what was signed, and is shown or not. */
export type Statements = { mandatory: string[]; signed: string[]; lines: string[] };
/** Numbers of canonical labels (`_:c14nN`), by what they name. */
export type Nodes = { credential: number; subject: number };

const SUBJECT = /^_:c14n([01]) <https:\/\/www\.w3\.org\/2018\/credentials#credentialSubject> _:c14n([01]) \.\n$/;
const AS_SUBJECT = /^_:c14n([01])(?= )/;
const AS_OBJECT = /(?<=^\S+ \S+ )_:c14n([01])(?= \.\n$)/;

/** Each ends in LF. @throws {CanonizeError} */
export async function linesOf(document: object): Promise<string[]> {
  const text = await canonize(document);
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => `${line}\n`);
}

/** A credential of the one form has two blank nodes: itself, and whom it is about. */
export function nodesOf(lines: readonly string[]): Nodes {
  for (const line of lines) {
    const [, credential, subject] = SUBJECT.exec(line) ?? [];
    if (credential !== undefined && credential !== subject)
      return { credential: Number(credential), subject: Number(subject) };
  }
  throw new TypeError("a credential is about somebody");
}

/** Section 3.3.2 (createShuffledIdLabelMapFunction): canonical labels hang together with what is not shown; these are drawn by chance. */
export function mixedLabels(hmacKey: Uint8Array): Map<number, number> {
  const mixed = [0, 1].map((number) => `u${toBase64Url(hmac(sha256, hmacKey, utf8(`c14n${number}`)))}`);
  const order = mixed.toSorted();
  return new Map(mixed.map((label, number) => [number, order.indexOf(label)]));
}

/** @param labels the label of each canonical one, `b0` or `b1` as a number */
export function statementsOf(lines: readonly string[], labels: ReadonlyMap<number, number>): Statements {
  const renamed = (_: string, number: string) => `_:b${labels.get(Number(number))}`;
  const all = lines.map((line) => line.replace(AS_SUBJECT, renamed).replace(AS_OBJECT, renamed)).sort();
  return {
    lines: all,
    mandatory: all.filter((line) => !isDisclosable(line)),
    signed: all.filter(isDisclosable),
  };
}

/** What BBS calls the header: digests of the proof's own members and of what is always shown. @throws {CanonizeError} */
export async function headerOf(input: {
  context: unknown;
  options: Members;
  mandatory: readonly string[];
}): Promise<Uint8Array> {
  const { context, options, mandatory } = input;
  const ofOptions = sha256(utf8(await canonize({ "@context": context, ...options })));
  return concat(ofOptions, sha256(utf8(mandatory.join(""))));
}
