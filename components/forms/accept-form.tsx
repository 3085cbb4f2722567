"use client";

import type { ReactNode } from "react";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ActionForm } from "./action-form.tsx";
import { SecretField } from "./secret-field.tsx";
import type { ActionForm as Wiring } from "./use-action-form.ts";

type AcceptFormProps = {
  wiring: Wiring<true>;
  token: string;
  /** Whose link it is. */
  email: string;
  /** Of the field for the name of who has no account yet. */
  nameField: "name" | "ownerName";
  words: Record<"lead" | "name" | "nameHint" | "email" | "password" | "passwordHint" | "submit", string>;
  /** Beside the button. */
  more?: ReactNode;
};

/**
 * What stands behind a one-time link to an organisation: a new password, or the one of the account that exists. The same for both:
 * whoever else holds the link, such as the one who hands it over, does not learn which.
 */
export function AcceptForm({ wiring, token, email, nameField, words, more }: AcceptFormProps) {
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="token" value={token} />
      <p className="text-sm">{words.lead}</p>
      <TextField
        name={nameField}
        label={words.name}
        hint={words.nameHint}
        autoComplete="name"
        defaultValue={values[nameField]}
        error={problems[nameField]?.text}
      />
      {/* Not sent: password managers read from it whose password this is. */}
      <TextField label={words.email} type="email" autoComplete="username" value={email} readOnly />
      <SecretField
        name="password"
        label={words.password}
        hint={words.passwordHint}
        autoComplete="new-password"
        required
        error={problems.password?.text}
      />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <SubmitButton size="lg">{words.submit}</SubmitButton>
        {more}
      </div>
    </ActionForm>
  );
}
