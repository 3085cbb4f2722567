"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { PasswordField } from "#components/ui/password-field.tsx";

type SecretFieldProps = Omit<ComponentProps<typeof PasswordField>, "showLabel" | "hideLabel">;

/** A password field that says in the reader's language how to see what is typed. */
export function SecretField(props: SecretFieldProps) {
  const t = useTranslations("forms");
  return <PasswordField {...props} showLabel={t("showPassword")} hideLabel={t("hidePassword")} />;
}
