"use client";

import { useTranslations } from "next-intl";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import type { Member } from "#lib/features/accounts/members/types.ts";

type RoleChoiceProps = { roles: readonly Member["role"][]; chosen?: string; error?: string };

/** The roles that may be given, each with what it allows. */
export function RoleChoice({ roles, chosen, error }: RoleChoiceProps) {
  const t = useTranslations("members");
  const names = useTranslations("settings.roles");
  const options = roles.map((role) => ({ value: role, label: names(role), hint: t(`roleHints.${role}`) }));
  return <RadioGroup name="role" legend={t("role")} options={options} defaultValue={chosen} error={error} />;
}
