"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, useContext, useState } from "react";
import { PasswordField } from "#components/ui/password-field.tsx";
import { RefusedForm } from "./action-form.tsx";

type SecretFieldProps = Omit<ComponentProps<typeof PasswordField>, "showLabel" | "hideLabel" | "onChange"> & {
  /** A secret that is no password, such as a program's. */
  kind?: "password" | "secret";
};

/**
 * A password field that says in the reader's language how to see what is typed. A password is never sent back: where the
 * page was loaded anew to say what is wrong, the field is empty, and says so.
 */
export function SecretField({ error, kind = "password", ...props }: SecretFieldProps) {
  const t = useTranslations("forms");
  const refused = useContext(RefusedForm);
  const [empty, setEmpty] = useState(true);
  return (
    <PasswordField
      {...props}
      error={error ?? (refused && empty ? t(`typeAgain.${kind}`) : undefined)}
      onChange={(event) => setEmpty(event.target.value === "")}
      showLabel={t(`show.${kind}`)}
      hideLabel={t(`hide.${kind}`)}
    />
  );
}
