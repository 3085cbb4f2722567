"use client";

import { useTranslations } from "next-intl";
import { withdrawInvitationAction } from "#lib/features/members/actions.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";

export function WithdrawInvitation({ id, email }: { id: string; email: string }) {
  const t = useTranslations("members");
  return (
    <ConfirmedAction
      action={withdrawInvitationAction}
      fields={{ id }}
      label={t("withdraw")}
      longLabel={t("withdrawLabel", { email })}
      title={t("withdrawTitle", { email })}
      description={t("withdrawText")}
      confirmLabel={t("withdrawConfirm")}
    />
  );
}
