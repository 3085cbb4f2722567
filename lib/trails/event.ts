/**
 * What is stated of an event of a trail. The record of kind `event` has the digest of the statement, and names the record of the event before
 * (lib/core/claim/kinds/event.ts). Whatever may be personal lies in a text of its own, which the statement binds by its digest: it can be
 * erased, and the order, the actor and the attachments stay proven.
 */

import { isHash } from "../core/claim/kinds/kind.ts";
import { KINDS } from "../core/claim/kinds/known.ts";
import { SALT_BYTES } from "../core/claim/members.ts";
import { type OwnFields, readOwnFields } from "../core/claim/own-fields.ts";
import { sha256, toBase64, utf8 } from "../core/text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../core/text/canonical-json.ts";
import { type Fields, isBase64Of, isLine, isTime, isUuid, isUuidV7, readFields } from "../core/text/json-fields.ts";
import { ATTACHMENTS_MAX, BEGIN, MOVE } from "./procedure.ts";

export const EVENT_V1 = "sealbook.trail-event/v1";
export const DATA_V1 = "sealbook.trail-data/v1";

/** UTF-16 code units. */
const STATEMENT_CHARS_MAX = 8 * 1024;
const DATA_CHARS_MAX = 32 * 1024;
const PERSON_CHARS_MAX = 128;
const CONTEXT_CHARS_MAX = 256;
const JSON_DEPTH_MAX = 4;
const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** Who did it, as the service knows it. person: of a program, whom it says to act for, by a name that says nothing to strangers. */
export type Actor = { kind: "user" | "api-key"; id: string; organisation: string; person?: string };
/** record: base64 SHA-256 of its bytes. */
export type Attachment = { as: string; kind: string; record: string };

export type TrailEvent = {
  statement: typeof EVENT_V1;
  trail: string;
  id: string;
  /** From 1, without a gap. */
  number: number;
  type: string;
  /** When the service took it in; by this its procedure's limits are counted. */
  received: string;
  /** When it happened, as its sender says. */
  stated?: string;
  actor: Actor;
  /** As which it acted. */
  role?: string;
  /** Of the first event and of a move alone: base64 SHA-256 of the procedure's text. */
  procedure?: string;
  /** Base64 SHA-256 of the text of its data. */
  data?: string;
  /** At least one, none twice. */
  attachments?: Attachment[];
  salt: string;
};

const CONTEXT = ["operator", "device", "environment", "address"] as const;
/** How something was collected. captured: base64 SHA-256 of it as it was when it was. */
export type CollectionContext = { [member in (typeof CONTEXT)[number]]?: string } & { captured?: string };
export type TrailData = {
  data: typeof DATA_V1;
  fields?: OwnFields;
  context?: CollectionContext;
  inNameOf?: string;
  salt: string;
};

/** Canonical text. @throws {TypeError} for what `readTrailEvent` would refuse */
export function encodeTrailEvent(event: TrailEvent): string {
  const text = canonicalJson(event);
  if (readTrailEvent(text) === undefined) throw new TypeError("not an event of a trail");
  return text;
}

/** As `encodeTrailEvent`, of an event's data. @throws {TypeError} */
export function encodeTrailData(data: TrailData): string {
  const text = canonicalJson(data);
  if (readTrailData(text) === undefined) throw new TypeError("not the data of an event");
  return text;
}

/** As statements name a text: of data, or of a procedure. */
export const digestOf = (text: string): string => toBase64(sha256(utf8(text)));

/** The event that a text states; undefined unless it is canonical and every member is in its one form. */
export function readTrailEvent(text: string): TrailEvent | undefined {
  const fields = readFields(
    parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: STATEMENT_CHARS_MAX }),
    ["statement", "trail", "id", "number", "type", "received", "actor", "salt"],
    ["stated", "role", "procedure", "data", "attachments"],
  );
  const actor = readActor(fields?.actor);
  if (fields?.statement !== EVENT_V1 || actor === undefined || !isWhole(fields)) return undefined;
  const attachments = fields.attachments === undefined ? undefined : readAttachments(fields.attachments);
  if (fields.attachments !== undefined && attachments === undefined) return undefined;
  return { ...fields, actor, ...(attachments && { attachments }) } as TrailEvent;
}

function isWhole({ trail, id, number, type, received, stated, role, procedure, data, salt }: Fields): boolean {
  const mayName = type === BEGIN || type === MOVE;
  return (
    isUuidV7(trail) &&
    isUuidV7(id) &&
    Number.isSafeInteger(number) &&
    Number(number) >= 1 &&
    isName(type) &&
    isTime(received) &&
    (stated === undefined || isTime(stated)) &&
    (role === undefined || isName(role)) &&
    (procedure === undefined ? type !== MOVE : mayName && isHash(procedure)) &&
    (data === undefined || isHash(data)) &&
    isBase64Of(salt, SALT_BYTES)
  );
}

const isName = (value: unknown): value is string => typeof value === "string" && NAME.test(value);

function readActor(value: unknown): Actor | undefined {
  const fields = readFields(value, ["kind", "id", "organisation"], ["person"]);
  if (!isUuid(fields?.id) || !isUuid(fields.organisation)) return undefined;
  const { kind, id, organisation, person } = fields;
  if (kind !== "user" && kind !== "api-key") return undefined;
  if (person === undefined) return { kind, id, organisation };
  // A person who is signed in acts for itself.
  return kind === "api-key" && isLine(person, PERSON_CHARS_MAX) ? { kind, id, organisation, person } : undefined;
}

function readAttachments(value: unknown): Attachment[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > ATTACHMENTS_MAX) return undefined;
  const read = value.flatMap((each) => readAttachment(each) ?? []);
  const records = new Set(read.map(({ record }) => record));
  return read.length === value.length && records.size === read.length ? read : undefined;
}

function readAttachment(value: unknown): Attachment | undefined {
  const { as, kind, record } = readFields(value, ["as", "kind", "record"], []) ?? {};
  const isKind = typeof kind === "string" && Object.hasOwn(KINDS, kind);
  return isName(as) && isKind && isHash(record) ? { as, kind, record } : undefined;
}

/** The data that a text is; undefined unless it is canonical and every member is in its one form. */
export function readTrailData(text: string): TrailData | undefined {
  const read = readFields(
    parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: DATA_CHARS_MAX }),
    ["data", "salt"],
    ["fields", "context", "inNameOf"],
  );
  if (read?.data !== DATA_V1 || !isBase64Of(read.salt, SALT_BYTES)) return undefined;
  const [fields, context] = [readOwnFields(read.fields), readContext(read.context)];
  if (read.fields !== undefined && fields === undefined) return undefined;
  if (read.context !== undefined && context === undefined) return undefined;
  const { inNameOf, salt } = read;
  if (inNameOf !== undefined && !isLine(inNameOf, CONTEXT_CHARS_MAX)) return undefined;
  return { data: DATA_V1, ...(fields && { fields }), ...(context && { context }), ...(inNameOf && { inNameOf }), salt };
}

function readContext(value: unknown): CollectionContext | undefined {
  const fields = readFields(value, [], [...CONTEXT, "captured"]);
  if (fields === undefined || Object.keys(fields).length === 0) return undefined;
  const { captured, ...lines } = fields;
  if (captured !== undefined && !isHash(captured)) return undefined;
  return Object.values(lines).every((each) => isLine(each, CONTEXT_CHARS_MAX)) ? { ...fields } : undefined;
}
