/** The headline of a certificate's verdict: mark, colour and words; never one without the others. */
import type { useTranslations } from "next-intl";
import type { Tone } from "#components/ui/tone.ts";
import type { VerdictLook } from "#components/ui/verdict-mark.tsx";
import type { VerdictWords } from "#components/verification/verdict-words.ts";
import { type CertificateVerdict, type CertificateVerification, sentencesOf } from "#lib/verify/certificate/words.ts";

export type Translate = ReturnType<typeof useTranslations<"certificateVerdict">>;

const LOOKS: Record<CertificateVerdict, { look: VerdictLook; tone: Tone }> = {
  valid: { look: "valid", tone: "ok" },
  revoked: { look: "failed", tone: "danger" },
  suspended: { look: "attention", tone: "attention" },
  superseded: { look: "attention", tone: "attention" },
  issued_after_compromise: { look: "failed", tone: "danger" },
  pages_altered: { look: "attention", tone: "attention" },
  seal_missing: { look: "failed", tone: "danger" },
  expired: { look: "attention", tone: "attention" },
  not_yet_valid: { look: "pending", tone: "attention" },
  content_mismatch: { look: "failed", tone: "danger" },
  issuer_unproven: { look: "attention", tone: "attention" },
  could_not_check: { look: "unknown", tone: "neutral" },
  failed: { look: "failed", tone: "danger" },
};

export function certificateWords(verification: CertificateVerification, t: Translate): VerdictWords {
  const { verdict, steps } = verification;
  const sentences = sentencesOf(verification);
  const body = [t(`body.${sentences.body}`)];
  const open = steps
    .filter(({ status: outcome, reason }) => outcome === "unchecked" && reason !== "domain_unproven")
    .map(({ name }) => t(`name.${name}`));
  // Beside another headline, too: what was not checked is said where it is read first.
  if (open.length > 0) body.push(t("open", { steps: open.join(t("separator")) }));
  return { ...LOOKS[verdict], headline: t(`headline.${sentences.headline}`), body };
}

/** One that is good news without any "but". */
export const isGood = ({ verdict }: CertificateVerification): boolean => verdict === "valid";
