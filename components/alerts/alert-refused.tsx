import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { AlertFormState } from "#lib/features/operations/alerts/types.ts";

/** Why nothing was done; nothing when it was. */
export function AlertRefused({ failed }: { failed: AlertFormState["failed"] }) {
  const t = useTranslations("alerts.refused");
  if (!failed) return null;
  return (
    <Callout tone="danger" role="alert">
      {t(failed)}
    </Callout>
  );
}
