/** What comes in about evidence and what goes out, and how each is spelt. */
import { z } from "zod";
import { FIELD_TYPES, FIELD_VALUE_CHARS_MAX, type OwnFields, readOwnFields } from "#lib/core/claim/own-fields.ts";
import { originMember } from "#lib/core/claim/stated-origin.ts";
import { DIGEST_BYTES, fromBase64, fromHex, toHex } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { FILE_NAME_CHARS_MAX, fileNameFlaw } from "#lib/core/text/file-name.ts";
import { isLine } from "#lib/core/text/json-fields.ts";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import type { ErrorCode } from "#lib/words/errors.ts";
import {
  CHOSEN_MAX,
  EVIDENCE_STATES,
  LIST_KINDS,
  LIST_MAX,
  LIST_STATES,
  TAG_CHARS_MAX,
  TAGS_PER_RECORD_MAX,
} from "../types.ts";

const as = (code: ErrorCode, details: Record<string, number> = {}) => ({ params: { code, ...details } });

/** A file's name in its composed form, by the rule of `fileNameFlaw`; the error says what is wrong with it, and where. */
export const nameSchema = z.string().transform((given, context) => {
  const flaw = fileNameFlaw(given);
  if (flaw) {
    const params = { code: "invalid_name" satisfies ErrorCode, charsMax: FILE_NAME_CHARS_MAX, ...flaw };
    context.addIssue({ code: "custom", params });
  }
  return given.normalize("NFC");
});

/** A digest of 32 bytes, such as SHA-256, as lower-case hex or canonical base64; parsed to its bytes. */
export const sha256Schema = z
  .string()
  .transform((text) => new Uint8Array(parseDigest(text) ?? []))
  .refine((bytes) => bytes.length === DIGEST_BYTES, as("invalid_digest"));

function parseDigest(text: string): Uint8Array | undefined {
  return text.length === 2 * DIGEST_BYTES ? fromHex(text) : fromBase64(text.slice(0, 2 * DIGEST_BYTES));
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*"))*$`,
);
const MEDIA_TYPE_CHARS_MAX = 255;

/** type/subtype with parameters. RFC 9110 section 8.3.1, without quoted pairs. */
export const mediaTypeSchema = z.string().max(MEDIA_TYPE_CHARS_MAX).regex(MEDIA_TYPE);

export const idSchema = z.uuid().regex(/^[0-9a-f-]+$/);
export const idParamsSchema = z.object({ id: idSchema });

/** Years in which evidence can have been received; PostgreSQL and our texts write no others. */
const YEAR_MIN = 1970;
const YEAR_MAX = 2999;
const instantSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((time) => time.getUTCFullYear() >= YEAR_MIN && time.getUTCFullYear() <= YEAR_MAX);

/** UTF-16 code units of own fields in the details. */
const OWN_FIELDS_CHARS_MAX = 12 * 1024;

/** SHA-256 of the record of another ledger that a submission is taken over from; the receipt of it is here already. */
const originSchema = sha256Schema.optional();

/** The same for all that was chosen together; how they are found again, and part of no claim. */
const uploadSchema = idSchema.optional();

/** Id of the unit that it is to belong to: one of the actor's. */
const unitSchema = idSchema.optional();

/** FIPS 180-4: what everybody's empty file has. */
const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const isSomething = (digest: Uint8Array): boolean => toHex(digest) !== SHA256_OF_NOTHING;

/** As they came: a copy would lose a field called `__proto__`. The details, 16 KiB at most, have room for them all. */
function areOwnFields(value: unknown): boolean {
  const fields = readOwnFields(value);
  // What is said of an origin is said by `origin`, and checked.
  return fields !== undefined && haveRoom(fields) && Object.keys(fields).every((name) => !originMember(name));
}

/** Whether the details, with all else that they have, can hold them. */
export function haveRoom(fields: OwnFields): boolean {
  return canonicalJson(fields).length <= OWN_FIELDS_CHARS_MAX;
}

/** The submitter's own, by name, bound by the private details. */
export const fieldsSchema = z.custom<object>(areOwnFields).transform((fields) => readOwnFields(fields));

/** Own fields in an address: their JSON. Servers take addresses of some 16 KB; POST takes more fields than that. */
const fieldsTextSchema = z
  .string()
  .transform((text) => parseJson(text))
  .pipe(fieldsSchema)
  .optional();

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const uploadQuerySchema = z.object({
  name: nameSchema,
  origin: originSchema,
  upload: uploadSchema,
  unit: unitSchema,
  fields: fieldsTextSchema,
});

/** Clocks of two machines differ so far. */
const AHEAD_MS_MAX = 5 * 60 * 1_000;
const statedText = z.string().refine((text) => isLine(text, FIELD_VALUE_CHARS_MAX));

/** What is said of another service that has had this digest before: stated, and all but its receipt not checked. */
const statedOriginSchema = z.strictObject({
  /** What it is called. */
  service: statedText,
  /** Number of the record there. */
  id: statedText.optional(),
  /** On a chain: hash of the transaction, height of the block. */
  transaction: statedText.optional(),
  block: statedText.optional(),
  /** Number of a certificate that was given for it. */
  certificate: statedText.optional(),
  /** That it states. */
  time: instantSchema.refine((time) => time.getTime() <= Date.now() + AHEAD_MS_MAX, as("time_in_future")).optional(),
  /** Id of the record here of the receipt that it gave: a file whose content is kept. */
  receipt: idSchema.optional(),
});
export type StatedOriginBody = z.output<typeof statedOriginSchema>;

/** An empty file proves nothing of anybody's: refused as a file and as its digest. */
export const digestSchema = z.object({
  sha256: sha256Schema.refine(isSomething, as("empty_file")),
  name: nameSchema,
  size: z
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .refine((size) => size > 0, as("empty_file"))
    .optional(),
  mediaType: mediaTypeSchema.optional(),
  /** What it is taken over from: a record of another ledger of this kind, or another service. */
  origin: sha256Schema.or(statedOriginSchema).optional(),
  upload: uploadSchema,
  unit: unitSchema,
  /** Of the same content; with it the record can be renewed when SHA-256 no longer counts. */
  "sha3-256": sha256Schema.optional(),
  sm3: sha256Schema.optional(),
  /** `event`: in a chain, after the event `previous`, which is named by its id or its record's SHA-256; without it, the first. */
  kind: z.enum(["content", "event"]).default("content"),
  previous: idSchema.or(sha256Schema).optional(),
  fields: fieldsSchema.optional(),
});

const LIST_DEFAULT = 50;
const QUERY_CHARS_MAX = 255;

/** A label as people write it: its spaces single, in Unicode's composed form. */
export const tagSchema = z
  .string()
  .transform((text) => text.normalize("NFC").replaceAll(/\s+/g, " ").trim())
  .refine((text) => text.length > 0 && text.length <= TAG_CHARS_MAX && !hasHiddenCharacters(text));

const tagsSchema = z.array(tagSchema).max(TAGS_PER_RECORD_MAX).default([]);

/** Tags to be put on a record, and to be taken off. */
export const tagChangesSchema = z.strictObject({ add: tagsSchema, remove: tagsSchema });

/** Ids out of a form or an address. */
export const chosenIdsSchema = z.array(idSchema).max(CHOSEN_MAX);

export const listQuerySchema = z.object({
  /** As `next` came with the page before. */
  cursor: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(LIST_DEFAULT),
  /** Part of a name or of an own field's value, in any case. */
  q: z
    .string()
    .max(QUERY_CHARS_MAX)
    // No name has them, and PostgreSQL's text has no zero character.
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
    .optional(),
  /** Of a record's content, or of a file in a bundle. */
  sha256: sha256Schema.optional(),
  /** The whole value of an own field, in any case. */
  value: z
    .string()
    .min(1)
    .max(FIELD_VALUE_CHARS_MAX)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
    .optional(),
  tag: tagSchema.optional(),
  state: z.enum(LIST_STATES).optional(),
  kind: z.enum(LIST_KINDS).optional(),
  /** Received at this time or later. */
  from: instantSchema.optional(),
  /** Received before this time. */
  to: instantSchema.optional(),
  /** Id of the user or API key that submitted it. */
  who: idSchema.optional(),
  upload: uploadSchema,
  /** Of this unit and those below it. */
  unit: idSchema.optional(),
});
export type ListQuery = z.output<typeof listQuerySchema>;

const count = z.number().int().min(0);
const fieldJson = z.strictObject({ type: z.enum(FIELD_TYPES), value: z.string(), currency: z.string().optional() });
const earlierJson = z.strictObject({ id: idSchema, receivedAt: z.string() });

const evidenceJson = z.strictObject({
  id: idSchema,
  type: z.enum(["file", "digest"]),
  kind: z.string(),
  name: z.string(),
  sha256: z.string().length(2 * DIGEST_BYTES),
  size: count.optional(),
  mediaType: z.string().optional(),
  state: z.enum(EVIDENCE_STATES),
  receivedAt: z.string(),
  contentKept: z.boolean(),
  /** Content, name and private details were erased then. */
  erasedAt: z.string().optional(),
  earlier: z.array(earlierJson),
  entry: z.strictObject({ ledger: z.string(), index: count, blockHeight: count }).optional(),
  witnessedAt: z.string().optional(),
  timestampedAt: z.string().optional(),
  fields: z.record(z.string(), fieldJson).optional(),
  tags: z.array(z.string()),
  /** The unit that it belongs to; absent: the organisation itself. */
  unit: idSchema.optional(),
  /** Recorded by a test key: it counts for nothing, and is removed after 30 days. */
  test: z.literal(true).optional(),
  links: z.strictObject({ self: z.url(), receipt: z.url(), public: z.url(), content: z.url().optional() }),
});
/** Under one name in the description, and so one type of each client. */
export const evidenceJsonSchema = evidenceJson.meta({ id: "Evidence" });
export type EvidenceJson = z.output<typeof evidenceJsonSchema>;

/** With `sha256` bundles are found that have a file of it; `file` says which. */
const listedJson = evidenceJson.omit({ earlier: true }).extend({
  file: z.strictObject({ place: count, name: z.string(), links: z.strictObject({ receipt: z.url() }) }).optional(),
});

export const evidenceListJsonSchema = z.strictObject({
  evidence: z.array(listedJson),
  /** To be given as `cursor` for the next page; absent on the last one. A page of a search may be short, or empty, before it. */
  next: idSchema.optional(),
});

export const lookupQuerySchema = z.object({ sha256: sha256Schema });

export const lookupJsonSchema = z.strictObject({
  records: z.array(
    z.strictObject({
      id: idSchema,
      receivedAt: z.string(),
      submitter: z.string(),
      state: z.enum(EVIDENCE_STATES),
      links: z.strictObject({ receipt: z.url(), public: z.url() }),
    }),
  ),
});

/** Digests that are asked for at once. */
const KNOWN_MAX = 500;
export const knownSchema = z.object({ sha256: z.array(sha256Schema).min(1).max(KNOWN_MAX) });
export const knownJsonSchema = z.strictObject({
  records: z.array(z.strictObject({ sha256: z.string(), id: idSchema, receivedAt: z.string() })),
});
