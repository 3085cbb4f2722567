"use client";

import { useTranslations } from "next-intl";
import { leaveOrganisationAction } from "#lib/features/members/actions.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";

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
