"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { leaveOrganisationAction } from "#lib/features/accounts/members/actions.ts";

export function LeaveOrganisation({ organisation }: { organisation: string }) {
  const t = useTranslations("members");
  return (
    <ConfirmedAction
      action={leaveOrganisationAction}
      label={t("leave")}
      title={t("leaveTitle", { organisation })}
      description={t("leaveText")}
      confirmLabel={t("leaveConfirm")}
    />
  );
}
