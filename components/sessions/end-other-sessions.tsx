"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { endOtherSessionsAction } from "#lib/features/accounts/sessions/actions.ts";

export function EndOtherSessions() {
  const t = useTranslations("settings.sessions");
  return (
    <ConfirmedAction
      action={endOtherSessionsAction}
      label={t("endOthers")}
      title={t("endOthersTitle")}
      description={t("endOthersText")}
      confirmLabel={t("endOthersConfirm")}
    />
  );
}
