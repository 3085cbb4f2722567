"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { removeMemberAction } from "#lib/features/accounts/members/actions.ts";

/** @param keys working keys that they made */
export function RemoveMember({ id, name, keys }: { id: string; name: string; keys: number }) {
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
      choice={
        keys > 0
          ? { name: "revokeKeys", label: t("removeKeys", { count: keys }), hint: t("removeKeysHint") }
          : undefined
      }
    />
  );
}
