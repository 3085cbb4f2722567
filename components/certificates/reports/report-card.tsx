import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import { lookAtReportAction } from "#lib/features/certificates/reports/actions.ts";
import type { Report } from "#lib/features/certificates/reports/types.ts";
import { CloseReport } from "./close-report.tsx";

const TONES = { open: "danger", looked_at: "attention", closed: "neutral" } as const;

/** A report in the console: what was said, and what is done about it. */
export function ReportCard({ report, maySettle }: { report: Report; maySettle: boolean }) {
  const t = useTranslations("reports");
  const { id, certificateId, kind, title, holderName, body, email, createdAt, state, answer } = report;
  return (
    <Card
      title={t(`kinds.${kind}`)}
      description={
        <>
          <bdi>{plain(title)}</bdi> · <bdi>{plain(holderName)}</bdi>
        </>
      }
      actions={<Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>}
    >
      <div className="grid gap-4 text-sm">
        <p className="max-w-prose wrap-anywhere whitespace-pre-line">
          <bdi>{lines(body)}</bdi>
        </p>
        <p className="text-ink-soft">
          {t("from")} <DateTime value={createdAt} brief />
          {email ? <span className="wrap-anywhere"> · {email}</span> : null} ·{" "}
          <TextLink href={`/certificates/${certificateId}`} className="inline-flex min-h-11 items-center">
            {t("certificate")}
          </TextLink>
        </p>
        {answer === undefined ? null : (
          <p className="max-w-prose wrap-anywhere whitespace-pre-line">
            <span className="text-ink-soft">{t("answered")}</span> {lines(answer)}
          </p>
        )}
        {maySettle && state === "open" ? (
          <form action={lookAtReportAction}>
            <input type="hidden" name="report" value={id} />
            <SubmitButton variant="secondary">{t("look")}</SubmitButton>
          </form>
        ) : null}
        {maySettle && state !== "closed" ? <CloseReport id={id} hasAddress={email !== undefined} /> : null}
      </div>
    </Card>
  );
}

/** A stranger's words line by line. */
const lines = (text: string) => text.split("\n").map(plain).join("\n");
