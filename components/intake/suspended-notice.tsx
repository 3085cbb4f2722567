import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";

/** To members of an organisation that reads, and records nothing for now. */
export function SuspendedNotice() {
  const t = useTranslations("evidence.suspended");
  return (
    <div className="page page-wide pt-4">
      <Callout tone="attention" title={t("title")}>
        {t("text")}
      </Callout>
    </div>
  );
}
