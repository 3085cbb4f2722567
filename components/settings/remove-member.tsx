"use client";

import { useTranslations } from "next-intl";
import { removeMemberAction } from "#lib/features/members/actions.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";

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
