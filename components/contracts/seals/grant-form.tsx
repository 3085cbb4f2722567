"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { grantSealAction } from "#lib/features/contracts/seals/actions.ts";
import type { Party } from "#lib/features/contracts/seals/types.ts";
import { PurposesField } from "./purposes-field.tsx";

/** Names one more person or key. @param props.offered what the seal is for; none: anything */
export function GrantForm({ id, offered, parties }: { id: string; offered: string[]; parties: readonly Party[] }) {
  const t = useTranslations("documentSeals.grants");
  const seals = useTranslations("documentSeals");
  const wiring = useActionForm(grantSealAction, { values: { id }, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <details className="border-t border-rule pt-3">
      <summary className="inline-flex min-h-11 cursor-pointer items-center text-sm font-medium">{t("add")}</summary>
      <div className="max-w-xl pt-2">
        <ActionForm wiring={wiring}>
          <input type="hidden" name="id" value={id} />
          <SelectField
            name="party"
            label={t("whom")}
            hint={t("whomHint")}
            defaultValue={values.party ?? ""}
            error={problems.party?.text}
            options={[
              { value: "", label: t("choose") },
              ...parties.map(({ kind, id: party, name }) => ({
                value: `${kind === "user" ? "user" : "key"} ${party}`,
                label: kind === "user" ? name : seals("keyNamed", { name }),
              })),
            ]}
          />
          <PurposesField
            value={values.purposes}
            error={problems.purposes?.text}
            hint={offered.length > 0 ? t("purposesOf", { purposes: offered.join(" · ") }) : t("purposesHint")}
          />
          <div>
            <SubmitButton>{t("submit")}</SubmitButton>
          </div>
        </ActionForm>
      </div>
    </details>
  );
}
