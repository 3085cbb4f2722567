"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { withdrawInvitationAction } from "#lib/features/accounts/members/actions.ts";

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
