/** One address for whatever somebody wants checked: receipts, COSE receipts, certificates. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { utf8 } from "#lib/core/text/bytes.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { elsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import { env } from "#lib/env.ts";
import { noteCheck } from "#lib/features/certificates/figures/verbs/note-check.ts";
import { askDomain } from "#lib/features/certificates/issuers/checks.ts";
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
import { callerOfAddress, countOrRefuse } from "#lib/gate/admit.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { readBody, readJson, requireMediaType } from "#lib/infra/http/body.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import { type Place, Places } from "#lib/infra/http/places.ts";
import { RATE_LIMITS, type RateLimit } from "#lib/infra/http/rate-limits.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { askIssuer } from "./checks.ts";
import { type CertificateAsked, checkCertificate } from "./rows.ts";
import { outsideSchema, verifyCertificateSchema } from "./schema.ts";
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
 * Checks a receipt: `application/json` with { receipt: "<its exact text>", sha256?, sha3-256? }, or the receipt's PDF as
 * `application/pdf` with ?sha256= or ?sha3-256=. A COSE receipt with what it is about: `application/json` with { cose, entry } in base64; a statement
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
    const { sha256, "sha3-256": sha3, sm3 } = query;
    const certificate = sha256 || sha3 ? undefined : await checkCertificate({ bytes: receipt });
    if (certificate) return { body: await counted(certificate) };
    return { body: await checkReceipt({ receipt, sha256, sha3, sm3 }) };
  }
  const [field] = Object.keys(query);
  if (field !== undefined) throw new SealbookError("unknown_field", { field, details: { accepted: "" } });
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
  const { receipt, sha256, "sha3-256": sha3, sm3 } = parseInput(verifyBodySchema, given);
  return { body: await checkReceipt({ receipt: utf8(receipt), sha256, sha3, sm3 }) };
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

/** Answers that are on their way to readers at the same time: each waits for a stranger's machine, and is of half a mebibyte at most. */
const QUESTIONS_PER_CALLER_MAX = 12;
const QUESTIONS_MAX = 48;
/** Of one host, for all readers together: nobody's machine is worn out from here. */
const HOST_LIMIT: RateLimit = { name: "outside host", requests: 600, windowSeconds: 60 };
const asking = new Places();

/**
 * Asks others for a reader who wants them asked: their answer comes back as it is, unread and unkept, and what it is worth the reader's browser
 * finds out. Whoever is asked is told our address and not the reader's. Of other pages' scripts no browser takes the question: it is JSON.
 */
const outside = endpoint(
  {
    method: "POST",
    path: "/verify/outside",
    auth: "public",
    limit: RATE_LIMITS.outside,
    body: outsideSchema,
    produces: ["application/octet-stream"],
    refuses: ["issuer_silent", "too_many_at_once"],
  },
  async ({ body, request }) => {
    const caller = callerOfAddress(clientAddress(request.headers));
    // Counters outlive the question: they do not say who was asked.
    const host = "address" in body ? new URL(body.address).host : body.domain;
    await countOrRefuse(HOST_LIMIT, createHash("sha256").update(host, "utf8").digest("base64url"));
    const places: Place[] = [
      [caller, QUESTIONS_PER_CALLER_MAX],
      [EVERYBODY, QUESTIONS_MAX],
    ];
    const payload = await asking.during(places, () => answerOf(body));
    const headers = downloadHeaders({ filename: "answer", mediaType: "application/octet-stream" });
    return { payload, headers: { ...headers, "cache-control": "private, no-store" } };
  },
);

async function answerOf(question: z.output<typeof outsideSchema>): Promise<Uint8Array<ArrayBuffer>> {
  if ("domain" in question) {
    const said = await askDomain(question);
    if ("outcome" in said) throw new SealbookError("issuer_silent");
    return new Uint8Array(utf8(said.statements));
  }
  return await askIssuer(question.address, env.ISSUER_INSIDE_HOSTS).catch(() => {
    throw new SealbookError("issuer_silent");
  });
}

export const verdictEndpoints = [verify, outside];
