import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";

export function NoScript() {
  const t = useTranslations("verify");
  return (
    <noscript>
      <div className="pb-6">
        <Callout tone="attention">{t("noScript")}</Callout>
      </div>
    </noscript>
  );
}
