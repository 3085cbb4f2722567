"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import { createSealAction } from "#lib/features/contracts/seals/actions.ts";
import { KeyFields } from "./key-fields.tsx";
import { PictureFields } from "./picture-fields.tsx";
import { PurposesField } from "./purposes-field.tsx";

const UNSENT = {
  values: {
    picture: "design",
    shape: "round",
    color: "#d0121b",
    width: "42",
    key: "make",
    make: "ecdsa-sha256",
    fourEyes: "on",
  },
  problems: {},
};

/** Makes a seal: how it looks, what signs, and who may. */
export function NewSealForm({ units, isWhole }: { units: readonly UnitChoice[]; isWhole: boolean }) {
  const t = useTranslations("documentSeals.new");
  const wiring = useActionForm(createSealAction, UNSENT);
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <Card title={t("whose")}>
        <div className="grid gap-5 md:grid-cols-2">
          <TextField
            name="name"
            label={t("name")}
            hint={t("nameHint")}
            required
            maxLength={200}
            autoComplete="off"
            defaultValue={values.name}
            error={problems.name?.text}
          />
          <UnitField
            units={units}
            isWhole={isWhole}
            hint={t("unitHint")}
            chosen={values.unit}
            error={problems.unit?.text}
          />
        </div>
      </Card>
      <Card title={t("look")}>
        <PictureFields values={values} problems={problems} />
      </Card>
      <Card title={t("key")} description={t("keyLead")}>
        <KeyFields values={values} problems={problems} />
      </Card>
      <Card title={t("rules")}>
        <div className="grid gap-5">
          <Checkbox
            name="fourEyes"
            label={t("fourEyes")}
            hint={t("fourEyesHint")}
            defaultChecked={values.fourEyes === "on"}
          />
          <PurposesField value={values.purposes} error={problems.purposes?.text} />
        </div>
      </Card>
      <div>
        <SubmitButton size="lg">{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
