import { useTranslations } from "next-intl";
import { fieldWords } from "#components/certificates/shares/field-words.ts";
import { SharesCard } from "#components/certificates/shares/shares-card.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { HolderCertificate as Certificate } from "#lib/features/certificates/shares/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { ClaimButton } from "./claim-button.tsx";
import { CorrectionForm } from "./correction-form.tsx";
import { KeepCard } from "./keep-card.tsx";
import { LazyHolderPicture } from "./lazy-holder-picture.tsx";

const TONES = { valid: "ok", suspended: "attention", revoked: "danger", superseded: "neutral" } as const;

/** One certificate on its holder's page: first whether it is right and theirs, then what they may do with it. */
export function HolderCertificate({
  token,
  certificate,
  locale,
  trust,
}: {
  token: string;
  certificate: Certificate;
  locale: Locale;
  trust: readonly LedgerTrust[];
}) {
  const t = useTranslations("holderPage");
  const { id, title, issuer, issuedAt, validUntil, state, claimedAt, disclosables, page } = certificate;
  const contentId = `content-${id}`;
  const words = fieldWords(certificate.fields, locale, { holder: t("holder") });
  return (
    <Card
      title={<bdi>{plain(title)}</bdi>}
      description={<bdi>{plain(issuer.name)}</bdi>}
      actions={<Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>}
    >
      <div className="grid gap-6">
        {state === "valid" ? null : <StateNote certificate={certificate} />}
        <div id={contentId}>
          <DefinitionList
            items={[
              ...disclosables.flatMap(({ name, value }) =>
                value === undefined
                  ? []
                  : [{ term: <bdi>{plain(words(name))}</bdi>, description: <bdi>{plain(value)}</bdi> }],
              ),
              { term: t("issued"), description: <DateTime value={issuedAt} brief /> },
              { term: t("until"), description: validUntil && <DateTime value={validUntil} brief /> },
            ]}
          />
        </div>
        {claimedAt === undefined ? (
          <div className="grid gap-3">
            <p className="max-w-prose text-sm">{t("claimText")}</p>
            <ClaimButton token={token} id={id} />
          </div>
        ) : (
          <>
            <p className="text-sm text-ink-soft">
              {t("claimed")} <DateTime value={claimedAt} brief /> ·{" "}
              <TextLink href={page} className="inline-flex min-h-11 items-center">
                {t("openPage")}
              </TextLink>
            </p>
            <LazyHolderPicture contentId={contentId} {...{ token, id, trust }} />
            <KeepCard token={token} certificate={certificate} />
            <SharesCard token={token} certificate={certificate} locale={locale} />
          </>
        )}
        <CorrectionForm token={token} id={id} />
      </div>
    </Card>
  );
}

function StateNote({ certificate }: { certificate: Certificate }) {
  const t = useTranslations("holderPage");
  const { state, reason, changedAt, replacement } = certificate;
  return (
    <Callout tone={TONES[state]} title={t(`states.${state}`)}>
      {changedAt ? <DateTime value={changedAt} brief /> : null}
      {reason ? <p>{t("reason", { reason: plain(reason) })}</p> : null}
      {replacement ? (
        <TextLink href={`/v/${replacement}`} className="inline-flex min-h-11 items-center">
          {t("replacement")}
        </TextLink>
      ) : null}
    </Callout>
  );
}
