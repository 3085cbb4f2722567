import { UserCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { VERDICT_ID, VerdictPanel } from "#components/verification/verdict-panel.tsx";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import { ContentCard } from "./content-card.tsx";
import { LedgerCard } from "./ledger-card.tsx";
import { SinceCard } from "./since-card.tsx";
import { CertificateSteps } from "./step-rows.tsx";
import { certificateWords } from "./verdict-words.ts";

type CertificateVerdictProps = {
  verification: CertificateVerification;
  /** When it was checked, by the clock of who did. */
  checkedAt?: string | undefined;
  /** Names of fields in the reader's language, where the page knows them. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** What was given, and what a reader may do next. */
  given?: ReactNode;
  /** Who else could be asked, or was. */
  others?: ReactNode;
  /** The certificate as designed; stands below what it says. */
  picture?: ReactNode;
  actions?: ReactNode;
  /** Whether there are pages of other certificates to open; the offline file has none. */
  pages?: boolean | undefined;
  /** Id of the headline: one verdict on a page is the page's. */
  headlineId?: string;
  /** Below everything else. */
  children?: ReactNode;
};

/**
 * The verdict of a certificate: headline first, then what became of it, what it says, what was checked, where the ledger has it. What does
 * not hold shows nothing of its content: `verification` has none then. Needs the messages `certificateVerdict` and `verify`.
 */
export function CertificateVerdict(props: CertificateVerdictProps) {
  const {
    verification,
    checkedAt,
    labels,
    given,
    others,
    picture,
    actions,
    pages,
    headlineId = VERDICT_ID,
    children,
  } = props;
  const t = useTranslations("certificateVerdict");
  const verify = useTranslations("verify");
  const { shown, ledger, steps, form } = verification;
  const checked = checkedAt ? (
    <>
      {verify("checkedAt")} · <DateTime value={checkedAt} />
    </>
  ) : undefined;
  return (
    <div className="grid gap-6">
      <VerdictPanel id={headlineId} words={certificateWords(verification, t)} checked={checked} actions={actions}>
        {given ?? <p className="text-sm text-ink-soft">{t(`forms.${form}`)}</p>}
        {others}
        {shown?.holder ? (
          <p className="flex max-w-prose gap-2 text-sm">
            <UserCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-soft" />
            {t("reminder")}
          </p>
        ) : null}
        <SinceCard verification={verification} pages={pages} />
      </VerdictPanel>
      {shown ? <ContentCard verification={verification} content={shown} labels={labels} /> : null}
      {picture}
      <CertificateSteps steps={steps} />
      {ledger ? <LedgerCard ledger={ledger} /> : null}
      {children}
    </div>
  );
}
