"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { revokeApiKeyAction } from "#lib/features/accounts/api-keys/actions.ts";

export function RevokeKey({ id, name, prefix }: { id: string; name: string; prefix: string }) {
  const t = useTranslations("settings.keys");
  return (
    <ConfirmedAction
      action={revokeApiKeyAction}
      fields={{ id }}
      label={t("revoke")}
      longLabel={`${t("revoke")}: ${name} ${prefix}`}
      title={t("revokeTitle", { name })}
      description={t("revokeText")}
      confirmLabel={t("revokeConfirm")}
    />
  );
}
