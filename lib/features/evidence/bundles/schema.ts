/** What comes in about bundles, and what goes out. */
import { z } from "zod";
import { BUNDLE_FILES_MAX } from "#lib/core/bundle/limits.ts";
import { FILE_NAME_CHARS_MAX } from "#lib/core/text/file-name.ts";
import { PATH_CHARS_MAX, pathFlaw } from "#lib/core/text/path-name.ts";
import {
  evidenceJsonSchema,
  fieldsSchema,
  idSchema,
  mediaTypeSchema,
  nameSchema,
  sha256Schema,
} from "#lib/features/evidence/records/schema/evidence.ts";
import type { ErrorCode } from "#lib/words/errors.ts";
import { FILES_LIST_MAX } from "./types.ts";

const FILES_DEFAULT = 100;
const QUERY_CHARS_MAX = 255;

/** A file's path in the bundle, in its composed form, by the rule of `pathFlaw`. */
const pathSchema = z.string().transform((given, context) => {
  const flaw = pathFlaw(given);
  if (flaw) {
    const limits = { charsMax: PATH_CHARS_MAX, nameCharsMax: FILE_NAME_CHARS_MAX };
    context.addIssue({ code: "custom", params: { code: "invalid_path" satisfies ErrorCode, ...limits, ...flaw } });
  }
  return given.normalize("NFC");
});

/** A line of a bundle. An empty file may be in one: by its salt nobody else has its line. */
export const fileSchema = z.strictObject({
  name: pathSchema,
  sha256: sha256Schema,
  /** Of the same content; with it the file stays proven when SHA-256 no longer counts. */
  "sha3-256": sha256Schema.optional(),
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  mediaType: mediaTypeSchema.optional(),
});

/** What stands before its files: the first line. */
export const headSchema = z.strictObject({
  name: nameSchema,
  fields: fieldsSchema.optional(),
  /** Id of the unit that it is to belong to; the actor's own unless said. */
  unit: idSchema.optional(),
});

/** The same as one document; each file is read by itself, so that what is wrong with it is told with its number. */
export const documentSchema = headSchema.extend({ files: z.array(z.unknown()).max(BUNDLE_FILES_MAX + 1) });

/** Place of a file in its bundle, out of an address or a form. */
export const placeSchema = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,4})$/)
  .transform(Number);
export const fileParamsSchema = z.object({ id: idSchema, place: placeSchema });

const text = z.string().max(PATH_CHARS_MAX);
export const filesQuerySchema = z.object({
  /** The name behind which the page begins: `next` of the page before. */
  cursor: text.optional(),
  limit: z.coerce.number().int().min(1).max(FILES_LIST_MAX).default(FILES_DEFAULT),
  /** Part of a name, in any case. */
  q: z
    .string()
    .max(QUERY_CHARS_MAX)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
    .optional(),
  sha256: sha256Schema.optional(),
  /** The whole name. */
  name: text.optional(),
});
export type FilesQuery = z.output<typeof filesQuerySchema>;

const count = z.number().int().min(0);

export const bundleJsonSchema = evidenceJsonSchema.extend({
  bundle: z.strictObject({
    files: count,
    bytes: count.optional(),
    links: z.strictObject({ files: z.url(), list: z.url() }),
  }),
});
export type BundleJson = z.output<typeof bundleJsonSchema>;

export const filesJsonSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      place: count,
      name: z.string(),
      sha256: z.string(),
      "sha3-256": z.string().optional(),
      size: count.optional(),
      mediaType: z.string().optional(),
      /** evidence, content: of the record by which its content is kept. */
      links: z.strictObject({ receipt: z.url(), evidence: z.url().optional(), content: z.url().optional() }),
    }),
  ),
  /** To be given as `cursor` for the next page; absent on the last one. */
  next: z.string().optional(),
});
