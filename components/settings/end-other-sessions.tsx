"use client";

import { useTranslations } from "next-intl";
import { endOtherSessionsAction } from "#lib/features/sessions/actions.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";

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
