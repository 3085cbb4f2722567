import { useTranslations } from "next-intl";
import { CertificateVerdict } from "#components/certificates/verdict/certificate-verdict.tsx";
import type { CertificateStep, CertificateVerification } from "#lib/verify/certificate/words.ts";
import { Specimen } from "./specimen.tsx";

const DID = "did:web:school.example:issuers:harbour";
const AT = "2026-11-25T08:00:00.000Z";
const ok = (name: CertificateStep["name"]): CertificateStep => ({ name, status: "ok", reason: "ok" });
const STEPS = (["format", "integrity", "issuer", "status", "validity", "ledger", "pages"] as const).map(ok);

const VALID: CertificateVerification = {
  verdict: "valid",
  form: "pdf",
  id: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b16",
  steps: STEPS,
  shown: {
    title: "数据结构 · Data structures",
    holder: "张𠮷 Zhang Ji",
    description: "A course of one term",
    criteria: "Passed the examination",
    issuerName: "Blue Harbour School 蓝港学校",
    fields: [
      { name: "course", value: "数据结构" },
      { name: "passed_on", value: "2026-06-30" },
    ],
    predicates: [{ name: "score_gte.90", holds: true }],
    hidden: { fields: 1, predicates: 1 },
  },
  issuer: {
    did: DID,
    name: "Blue Harbour School",
    domains: [{ domain: "harbour.example", method: "dns" }],
    isProven: true,
  },
  status: { state: "active" },
  period: { from: "2026-07-01T00:00:00.000Z", until: "2027-07-01T00:00:00.000Z", at: AT },
  ledger: {
    origin: "seal.example/ledger/main",
    index: 4711,
    treeSize: 5000,
    keyId: "00000000",
    receivedAt: "2026-07-01T08:00:00.000Z",
    block: { height: 128, time: "2026-07-01T08:00:01.000Z" },
    witnessed: true,
  },
};

/** One step comes out otherwise than in a certificate that is valid. */
function bent(verdict: CertificateVerification["verdict"], step: CertificateStep, more = {}): CertificateVerification {
  const steps = STEPS.some(({ name }) => name === step.name)
    ? STEPS.map((each) => (each.name === step.name ? step : each))
    : [...STEPS, step];
  return { ...VALID, verdict, steps, ...more };
}

const { shown: _, ...WITHOUT_CONTENT } = VALID;
const failed = (name: CertificateStep["name"], reason: Extract<CertificateStep, { status: "failed" }>["reason"]) =>
  ({ name, status: "failed", reason }) as const;
const unchecked = (
  name: CertificateStep["name"],
  reason: Extract<CertificateStep, { status: "unchecked" }>["reason"],
) => ({ name, status: "unchecked", reason }) as const;

const STATES: CertificateVerification[] = [
  VALID,
  bent("revoked", failed("status", "revoked"), {
    status: { state: "revoked", at: AT, reason: "抄袭 plagiarism", index: 4800 },
  }),
  bent("revoked", failed("status", "withdrawn"), { status: { state: "withdrawn" } }),
  bent("suspended", failed("status", "suspended"), { status: { state: "suspended", at: AT, index: 4800 } }),
  bent("superseded", failed("status", "superseded"), {
    status: { state: "superseded", at: AT, replacement: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b17", index: 4800 },
  }),
  {
    ...WITHOUT_CONTENT,
    ...{
      verdict: "issued_after_compromise",
      steps: [ok("format"), ok("integrity"), failed("issuer", "issued_after_compromise")],
    },
    compromise: { key: `${DID}#key-1`, asOf: "2026-06-01T00:00:00.000Z", issuedAt: "2026-07-01T08:00:01.000Z" },
  },
  {
    ...WITHOUT_CONTENT,
    ...{ verdict: "seal_missing", steps: [ok("format"), ok("integrity"), ok("issuer"), failed("seal", "seal_absent")] },
    seal: { required: true, threshold: 2, approvers: ["Ada Byron", "陈静", "Bo Li"] },
  },
  bent("pages_altered", failed("pages", "pages_altered")),
  bent("expired", failed("validity", "expired")),
  bent("not_yet_valid", failed("validity", "not_yet_valid")),
  bent("issuer_unproven", unchecked("issuer", "domain_unproven"), {
    issuer: { did: DID, name: "Blue Harbour School", domains: [], isProven: false },
  }),
  bent("could_not_check", unchecked("status", "list_missing"), { status: undefined }),
  { verdict: "content_mismatch", form: "json", steps: [ok("format"), failed("integrity", "signature_wrong")] },
  { verdict: "failed", form: "pdf", steps: [failed("format", "attachments_conflict")] },
];

/** Every verdict of a certificate. */
export function CertificateSpecimens() {
  const t = useTranslations("certificateVerdict");
  return (
    <Specimen title={t("steps")}>
      <div className="grid gap-12">
        {STATES.map((state, at) => (
          <CertificateVerdict
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            key={at}
            headlineId={`verdict-${at}`}
            verification={state}
            checkedAt={AT}
            labels={{ course: "课程 Course" }}
          />
        ))}
      </div>
    </Specimen>
  );
}
