"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { createGroupAction } from "#lib/features/certificates/seals/actions.ts";
import type { FormState } from "#lib/words/form-state.ts";

type Candidate = { id: string; name: string; email: string };

/** Names the approvers of whom so many seal together. */
export function NewGroupForm({ candidates }: { candidates: readonly Candidate[] }) {
  const t = useTranslations("seals");
  const unsent: FormState<string, string> = { values: { threshold: "2" }, problems: {} };
  const wiring = useActionForm(createGroupAction, unsent);
  const { done, values, problems } = wiring.state;
  const chosen = (values.approvers ?? "").split(" ");
  return (
    <ActionForm wiring={wiring}>
      {done ? (
        <Callout tone="ok" title={t("created")} role="status">
          <TextLink href={`/settings/approvers/${done}`}>{t("takePart")}</TextLink>
        </Callout>
      ) : null}
      <fieldset className="grid gap-3" aria-describedby={problems.approvers ? "approvers-problem" : undefined}>
        <legend className="mb-2 text-sm font-medium">{t("whom")}</legend>
        {candidates.map(({ id, name, email }) => (
          <Checkbox
            key={id}
            name="approvers"
            value={id}
            label={name}
            hint={email}
            defaultChecked={chosen.includes(id)}
          />
        ))}
        {problems.approvers ? <FieldError id="approvers-problem">{problems.approvers.text}</FieldError> : null}
      </fieldset>
      <TextField
        name="threshold"
        inputMode="numeric"
        label={t("threshold")}
        hint={t("thresholdHint")}
        defaultValue={values.threshold}
        error={problems.threshold?.text}
        required
      />
      <div>
        <SubmitButton>{t("create")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
