/** Certificates of ours, in whatever form: which one, and whose it says to be. Of what it says about anybody nothing, as nothing was checked. */
import { openCertificate } from "../certificate/open.ts";
import { readCredentials } from "../certificate/read.ts";
import type { CertificateForm } from "../certificate/words.ts";
import { type FileKind, type Found, state } from "../inspection.ts";

const KINDS: Record<Exclude<CertificateForm, "receipt">, FileKind> = {
  pdf: "certificate_pdf",
  json: "certificate_credential",
  sd_jwt: "certificate_sd_jwt",
  bbs: "certificate_unlinkable",
  picture: "certificate_badge",
};

/** Undefined for what is none, for credentials of others, and for a receipt alone, whose steps say more. */
export async function inspectCertificate(bytes: Uint8Array): Promise<Found | undefined> {
  const opened = await openCertificate(bytes);
  if (opened === undefined || opened.form === "receipt") return undefined;
  const [credential] = readCredentials(opened);
  const certificate = opened.receipt?.certificate;
  // Signed in the same way, and not in the one form of ours: it is somebody else's.
  const isOurs =
    credential !== undefined ||
    opened.credential?.includes(OWN_TERM) ||
    opened.unlinkable !== undefined ||
    opened.receipt !== undefined;
  if (!isOurs) return undefined;
  const isWhole = opened.failure === undefined && credential !== undefined;
  return {
    kind: KINDS[opened.form],
    states: [
      state("certificate", credential?.id ?? certificate?.leaf.id),
      state("issuer", credential?.did ?? certificate?.statement.issuer),
    ],
    checks: [{ name: "form", status: isWhole ? "ok" : "failed" }],
    missing: ["certificate_check"],
  };
}

const OWN_TERM = "urn:sealbook:certificate";
