import Link from "next/link";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";

export interface LifeEntry {
  number: number;
  state: "suspended" | "resumed" | "revoked" | "superseded";
  at: string;
  reason: string;
  replacement?: string;
  evidenceId?: string;
}

/** What became of a certificate, the oldest first, each with its entry in the ledger. */
export function CertificateLife({ life }: { life: readonly LifeEntry[] }) {
  const t = useTranslations("issued.page");
  return (
    <Card title={t("life")}>
      {life.length === 0 ? <p className="text-sm text-ink-soft">{t("noLife")}</p> : null}
      <ol className="divide-y divide-rule text-sm">
        {life.map(({ number, state, at, reason, replacement, evidenceId }) => (
          <li key={number} className="grid gap-1 py-2.5">
            <p className="flex flex-wrap gap-x-3">
              <span className="font-medium">{t(`changes.${state}`)}</span>
              <span className="text-ink-soft">
                <DateTime value={at} brief />
              </span>
            </p>
            {reason ? <p className="wrap-anywhere">{reason}</p> : null}
            <p className="flex flex-wrap gap-x-4 text-xs">
              {replacement ? (
                <Link href={`/certificates/${replacement}`} prefetch={false} className="text-link">
                  {t("replacedBy")}
                </Link>
              ) : null}
              {evidenceId ? (
                <Link href={`/evidence/${evidenceId}`} prefetch={false} className="text-link">
                  {t("recorded")}
                </Link>
              ) : (
                <span className="text-ink-soft">{t("unrecorded")}</span>
              )}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
