/** What requests say of signatures and of authorities, and what they are answered. */
import { z } from "zod";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { SUB_INDICATIONS } from "#lib/verify/pdf/etsi.ts";
import { NAMED_ROLES } from "#lib/verify/pdf/named.ts";
import { CHANGE_KINDS, PDF_HEADLINES, PROFILE_NOTES } from "#lib/verify/pdf/report.ts";
import { AUTHORITY_FILE_BYTES_MAX, CHECK_PROBLEMS } from "./types.ts";

const time = z.iso.datetime({ precision: 3 });
const hex = z.string().regex(/^[0-9a-f]{64}$/);
const indication = {
  indication: z.enum(["TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"]),
  subIndication: z.enum(SUB_INDICATIONS).optional(),
};

const signatureJsonSchema = z.strictObject({
  kind: z.enum(["signature", "timestamp"]),
  ...indication,
  format: z.string(),
  field: z.string().optional(),
  reason: z.string().optional(),
  coversTo: z.number().int(),
  certifies: z.boolean(),
  signer: z
    .strictObject({
      name: z.string(),
      organisation: z.string().optional(),
      issuer: z.string(),
      serial: z.string(),
      notBefore: time,
      notAfter: time,
    })
    .optional(),
  integrity: z.strictObject({ status: z.enum(["ok", "failed", "unchecked"]), reason: z.string().optional() }),
  changes: z.strictObject({
    kinds: z.array(z.enum(CHANGE_KINDS)),
    forbidden: z.array(
      z.strictObject({ kind: z.enum(CHANGE_KINDS), by: z.enum(["certification", "lock", "content"]) }),
    ),
  }),
  trust: z.strictObject({ status: z.enum(["trusted", "untrusted", "unchecked"]), reason: z.string().optional() }),
  time: z.strictObject({
    status: z.enum(["ok", "claimed", "not_yet_valid", "expired", "unknown"]),
    claimed: time.optional(),
    stamped: z.strictObject({ time, authority: z.string(), isTrusted: z.boolean() }).optional(),
    recorded: time.optional(),
  }),
  revocation: z
    .strictObject({
      status: z.enum(["good", "revoked", "unknown"]),
      by: z.enum(["crl", "ocsp"]).optional(),
      asOf: time.optional(),
      at: time.optional(),
      when: z.enum(["before", "after", "unproven"]).optional(),
      reason: z.string().optional(),
    })
    .optional(),
  algorithm: z.strictObject({ name: z.string(), status: z.enum(["ok", "weak", "weak_key", "broken", "unknown"]) }),
  profile: z.array(z.enum(PROFILE_NOTES)),
});

export const checkJsonSchema = z
  .strictObject({
    id: idSchema,
    evidence: idSchema,
    sha256: hex,
    checkedAt: time,
    recordedAt: time,
    policy: z.string(),
    authorities: z.array(
      z.strictObject({
        role: z.enum(NAMED_ROLES),
        name: z.string(),
        sha256: hex,
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
      }),
    ),
    headline: z.enum([...PDF_HEADLINES, "unread"]),
    problem: z.enum(CHECK_PROBLEMS).optional(),
    indication: indication.indication.optional(),
    subIndication: indication.subIndication,
    /** Signatures that were not checked: of very many only the newest are. */
    leftOut: z.number().int().optional(),
    /** SHA-256 of the result as it is kept, which the audit log has. */
    digest: hex,
    signatures: z.array(signatureJsonSchema),
  })
  .meta({ id: "SignaturesCheck" });
export const checksJsonSchema = z.strictObject({ items: z.array(checkJsonSchema) });
export type CheckJson = z.input<typeof checkJsonSchema>;

export const signedQuerySchema = z.strictObject({
  signer: z.string().trim().min(1).max(128).optional(),
  /** Hex. */
  serial: z
    .string()
    .regex(/^[0-9A-Fa-f]{2,64}$/)
    .optional(),
  cursor: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});
export const signedJsonSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      evidence: idSchema,
      name: z.string(),
      signer: z.string(),
      issuer: z.string(),
      serial: z.string(),
      checkedAt: time,
      headline: z.enum([...PDF_HEADLINES, "unread"]),
    }),
  ),
  next: idSchema.nullable(),
});

const day = z.union([z.literal("").transform(() => undefined), z.iso.date(refusal("invalid_field"))]);
export const nameFormSchema = z.object({
  role: z.enum(NAMED_ROLES, refusal("value_missing")),
  file: z.file(refusal("value_missing")).max(AUTHORITY_FILE_BYTES_MAX, refusal("authorities_too_large")),
});
export const dateFormSchema = z.object({ id: idSchema, from: day, to: day });
export const authorityFormSchema = z.object({ id: idSchema });
export const recordFormSchema = z.object({ id: idSchema });

export const reportQuerySchema = z.strictObject({
  format: z.enum(["pdf", "json"]).default("pdf"),
  /** In which a PDF speaks; the caller's unless said. */
  lang: z.enum(["en", "zh-CN"]).optional(),
  /** Id of a check; the newest unless said. */
  check: z.uuid().optional(),
});
