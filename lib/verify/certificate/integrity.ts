/** That the content is what was signed and recorded: by the credential's own signature, and by the leaf that the ledger holds. */
import type { ReadCredential } from "./credential.ts";
import type { IssuerKeys, KeysFinding } from "./keys.ts";
import type { LedgerFinding } from "./ledger.ts";
import type { ReceiptOfCertificate } from "./opened.ts";
import type { CertificateFailure, CertificateStep } from "./words.ts";

export type IntegrityFinding = {
  step: CertificateStep;
  /** The key that signed, where the issuer has it: `unknown` where not, `unchecked` where nobody could look. */
  key: "ok" | "unknown" | "unchecked";
  /** Whether anything vouches for the content: without a signature that holds or a leaf that binds it, none is shown. */
  isVouched: boolean;
};

type Parts = {
  credentials: readonly ReadCredential[];
  receipt: ReceiptOfCertificate | undefined;
  ledger: LedgerFinding | undefined;
  keys: KeysFinding;
  now: Date;
};

const name = "integrity";

export async function checkIntegrity(parts: Parts): Promise<IntegrityFinding> {
  const { credentials, receipt, ledger, keys, now } = parts;
  const unbound = bindingFlaw(parts);
  if (unbound) return refused(unbound);
  const [first] = credentials;
  if (first === undefined) {
    return { step: { name, status: "unchecked", reason: "no_credential" }, key: "unchecked", isVouched: false };
  }
  const isBound = receipt !== undefined && ["holds", "seal"].includes(ledger?.binding ?? "");
  if (typeof keys === "string") {
    const step = { name, status: "unchecked", reason: "issuer_keys_missing" } as const;
    return { step, key: "unchecked", isVouched: isBound };
  }
  const found = await Promise.all(credentials.map(async (each) => await verifyWith(each, { keys, now })));
  const wrong = found.find((each) => each !== "ok" && each !== "unknown");
  if (wrong !== undefined) return refused(wrong);
  // Without its key a signature is no signature of anybody's: the step about the issuer says so.
  if (found.includes("unknown")) {
    return { step: { name, status: "unchecked", reason: "issuer_keys_missing" }, key: "unknown", isVouched: false };
  }
  if (ledger?.binding === "unread") {
    return { step: { name, status: "unchecked", reason: "certificate_not_read" }, key: "ok", isVouched: true };
  }
  return { step: { name, status: "ok", reason: "ok" }, key: "ok", isVouched: true };
}

const refused = (reason: CertificateFailure): IntegrityFinding => ({
  step: { name, status: "failed", reason },
  key: "unchecked",
  isVouched: false,
});

async function verifyWith(
  credential: ReadCredential,
  { keys, now }: { keys: IssuerKeys; now: Date },
): Promise<"ok" | "unknown" | CertificateFailure> {
  return credential.method.startsWith(`${keys.did}#`) ? await credential.verify(keys, now) : "unknown";
}

/** What came belongs together: each credential is the leaf's, of its id, and of the issuer of its batch. */
function bindingFlaw({ credentials, receipt, ledger }: Parts): CertificateFailure | undefined {
  const [first, ...others] = credentials;
  if (others.some(({ did, id }) => did !== first?.did || id !== first.id)) return "id_mismatch";
  if (receipt === undefined) return undefined;
  if (ledger?.binding === "broken" || receipt.certificate === undefined) return "certificate_mismatch";
  const { leaf, statement } = receipt.certificate;
  for (const credential of credentials) {
    if (!credential.isBoundBy(leaf)) return "credential_not_bound";
    if (credential.id !== leaf.id) return "id_mismatch";
    if (credential.did !== statement.issuer) return "issuer_mismatch";
  }
  return undefined;
}
