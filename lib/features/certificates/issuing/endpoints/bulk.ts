import { bulkEndpoints } from "#lib/features/accounts/bulks/endpoints.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import { newCertificateSchema } from "../schema/api.ts";
import { completeCertificates, prepareCertificates, recordCertificates } from "../verbs/issue-lines.ts";

/** Certificates, as many as there are, in one request: each line is the body of `POST /api/v1/certificates`. */
export const certificatesBulk = bulkEndpoints({
  area: "certificates",
  path: "/api/v1/certificates/bulk",
  scope: "certificates:write",
  read: (value) => parseInput(newCertificateSchema, value),
  prepare: prepareCertificates,
  record: recordCertificates,
  complete: completeCertificates,
});
