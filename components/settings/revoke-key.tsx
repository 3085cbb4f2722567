"use client";

import { useTranslations } from "next-intl";
import { revokeApiKeyAction } from "#lib/features/api-keys/actions.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";

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
