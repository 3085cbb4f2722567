"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { changeSealAction } from "#lib/features/contracts/seals/actions.ts";
import type { DocumentSeal } from "#lib/features/contracts/seals/types.ts";
import { PurposesField } from "./purposes-field.tsx";

/** Name, purposes and four eyes; what it signs with and how it looks never changes. */
export function ChangeSealForm({ seal }: { seal: Pick<DocumentSeal, "id" | "name" | "purposes" | "fourEyes"> }) {
  const t = useTranslations("documentSeals.page");
  const words = useTranslations("documentSeals.new");
  const { id, name, purposes, fourEyes } = seal;
  const wiring = useActionForm(changeSealAction, {
    values: { id, name, purposes: purposes.join("\n"), fourEyes: fourEyes ? "on" : "" },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("saved")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      {fourEyes ? <input type="hidden" name="wasFourEyes" value="on" /> : null}
      <TextField
        name="name"
        label={words("name")}
        required
        maxLength={200}
        autoComplete="off"
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <PurposesField value={values.purposes} error={problems.purposes?.text} />
      <Checkbox
        name="fourEyes"
        label={words("fourEyes")}
        hint={t("fourEyesHint")}
        defaultChecked={values.fourEyes === "on"}
      />
      <div>
        <SubmitButton>{t("save")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
