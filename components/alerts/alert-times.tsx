import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Alert } from "#lib/features/operations/alerts/types.ts";

/** Since when, when it was last seen, and in which ledger: one line, where there is room. */
export function AlertTimes({ alert: { openedAt, seenAt, resolved, ledger } }: { alert: Alert }) {
  const t = useTranslations("alerts");
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
      <li>
        {t("since")} <DateTime value={openedAt.toISOString()} brief />
      </li>
      {resolved ? null : (
        <li>
          {t("seen")} <DateTime value={seenAt.toISOString()} brief />
        </li>
      )}
      {ledger === undefined ? null : (
        <li>
          {t("ledger")} <TextLink href={`/operations/ledgers/${ledger}`}>{ledger}</TextLink>
        </li>
      )}
    </ul>
  );
}
