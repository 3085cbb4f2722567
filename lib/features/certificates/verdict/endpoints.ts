/** One address for whatever somebody wants checked: receipts, COSE receipts, certificates. */
import { z } from "zod";
import { utf8 } from "#lib/core/text/bytes.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { elsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import { noteCheck } from "#lib/features/certificates/figures/verbs/note-check.ts";
import { checkCose, checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import {
  VERIFY_COSE_BYTES_MAX,
  VERIFY_JSON_BYTES_MAX,
  VERIFY_PDF_BYTES_MAX,
  verifyBodySchema,
  verifyCoseSchema,
  verifyQuerySchema,
} from "#lib/features/evidence/verification/schema.ts";
import type { CheckedCose, CheckedReceipt } from "#lib/features/evidence/verification/types.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { readBody, readJson, requireMediaType } from "#lib/infra/http/body.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import { type Place, Places } from "#lib/infra/http/places.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type CertificateAsked, checkCertificate } from "./rows.ts";
import { verifyCertificateSchema } from "./schema.ts";
import type { CheckedCertificate, CheckedElsewhere } from "./types.ts";

/** Receipts and certificates that may be arriving, or be checked, at the same time: each of up to VERIFY_PDF_BYTES_MAX is in memory. */
const CHECKS_PER_CALLER_MAX = 8;
const CHECKS_MAX = 64;
const EVERYBODY = "";
const checking = new Places();

const PICTURES = ["image/png", "image/svg+xml"] as const;
const MEDIA_TYPES = ["application/json", "application/pdf", "application/cose", ...PICTURES] as const;

/** What a check came to. The words of its steps are for people, and grow with what can be checked. */
const checkedSchema = z
  .looseObject({
    verdict: z.string().optional(),
    ...{ steps: z.array(z.looseObject({ name: z.string(), status: z.string() })).optional() },
    ...{ inspection: z.looseObject({}).optional(), certificate: z.looseObject({}).optional() },
  })
  .meta({ id: "Verification" }) as unknown as z.ZodType<Checked>;

/**
 * Checks a receipt: `application/json` with { receipt: "<its exact text>", sha256? }, or the receipt's PDF as
 * `application/pdf` with ?sha256=. A COSE receipt with what it is about: `application/json` with { cose, entry } in base64; a statement
 * with its receipts also as it is, `application/cose`. A certificate: its PDF or badge as it is, or `application/json` with
 * { certificate: "<credential, SD-JWT or receipt>", receipt?, at? }; one of another system likewise, of which as much is checked as takes
 * nobody to ask. The verdict is in the answer; its status is 200 whatever the verdict.
 */
const verify = endpoint(
  {
    method: "POST",
    path: "/api/v1/verify",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.costly,
    query: verifyQuerySchema,
    consumes: MEDIA_TYPES,
    output: checkedSchema,
    refuses: ["bad_request", "unknown_field", "missing_field", "invalid_field", "too_many_at_once"],
  },
  async ({ query, request }) => {
    const caller = callerOfAddress(clientAddress(request.headers));
    const places: Place[] = [
      [caller, CHECKS_PER_CALLER_MAX],
      [EVERYBODY, CHECKS_MAX],
    ];
    return await checking.during(places, () => readAndCheck({ query, request }));
  },
);

type Checked = CheckedReceipt | CheckedCose | CheckedCertificate | CheckedElsewhere;
type Asked = { query: z.output<typeof verifyQuerySchema>; request: ApiRequest };

async function readAndCheck({ query, request }: Asked): Promise<{ body: Checked }> {
  const mediaType = requireMediaType(request.headers, MEDIA_TYPES);
  if (mediaType === "application/pdf") {
    const receipt = await readBody(request, VERIFY_PDF_BYTES_MAX);
    const certificate = query.sha256 ? undefined : await checkCertificate({ bytes: receipt });
    if (certificate) return { body: await counted(certificate) };
    return { body: await checkReceipt({ receipt, sha256: query.sha256 }) };
  }
  if (query.sha256) throw new SealbookError("unknown_field", { field: "sha256", details: { accepted: "" } });
  if (mediaType === "application/cose")
    return { body: await checkCose({ cose: await readBody(request, VERIFY_COSE_BYTES_MAX) }) };
  if (PICTURES.some((type) => type === mediaType)) {
    return { body: await certificateOf({ bytes: await readBody(request, VERIFY_PDF_BYTES_MAX) }) };
  }
  const given = await readJson(request, VERIFY_JSON_BYTES_MAX);
  if (typeof given === "object" && given !== null && "certificate" in given) {
    const { certificate, receipt, at } = parseInput(verifyCertificateSchema, given);
    return {
      body: await certificateOf({
        bytes: utf8(certificate),
        receipt: receipt === undefined ? undefined : utf8(receipt),
        at,
      }),
    };
  }
  if (typeof given === "object" && given !== null && "cose" in given)
    return { body: await checkCose(parseInput(verifyCoseSchema, given)) };
  const { receipt, sha256 } = parseInput(verifyBodySchema, given);
  return { body: await checkReceipt({ receipt: utf8(receipt), sha256 }) };
}

async function certificateOf(asked: CertificateAsked): Promise<CheckedCertificate | CheckedElsewhere> {
  const certificate = await checkCertificate(asked);
  if (certificate) return await counted(certificate);
  const elsewhere = await checkElsewhere(asked.bytes);
  if (elsewhere === undefined) throw new SealbookError("invalid_field", { field: "certificate" });
  return { elsewhere: { verdict: elsewhereVerdict(elsewhere.steps), ...elsewhere } };
}

/** A check counts for its issuer, where it is one of a certificate of ours; a figure is worth no verdict. */
async function counted(certificate: CertificateVerification): Promise<CheckedCertificate> {
  const { id, shown } = certificate;
  if (id !== undefined && shown !== undefined) {
    await noteCheck(id).catch((error) => logEvent("error", "figures.unnoted", { error: String(error) }));
  }
  return { certificate };
}

export const verdictEndpoints = [verify];
