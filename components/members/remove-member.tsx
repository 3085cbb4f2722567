"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { removeMemberAction } from "#lib/features/accounts/members/actions.ts";

export function RemoveMember({ id, name }: { id: string; name: string }) {
  const t = useTranslations("members");
  return (
    <ConfirmedAction
      action={removeMemberAction}
      fields={{ id }}
      label={t("remove")}
      longLabel={t("removeLabel", { name })}
      title={t("removeTitle", { name })}
      description={t("removeText", { name })}
      confirmLabel={t("removeConfirm")}
    />
  );
}
