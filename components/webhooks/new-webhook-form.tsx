"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import { createWebhookAction } from "#lib/features/accounts/webhooks/actions.ts";
import { EventBoxes } from "./event-boxes.tsx";
import { ShownSecret } from "./shown-secret.tsx";

/** Adds a webhook and shows its secret, this once. */
export function NewWebhookForm({ units, isWhole }: { units: readonly UnitChoice[]; isWhole: boolean }) {
  const t = useTranslations("webhooks");
  const unitHint = useTranslations("units")("webhookHint");
  const wiring = useActionForm(createWebhookAction, {
    values: { events: "evidence.anchored evidence.witnessed" },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  if (done) {
    return (
      <div className="grid gap-5">
        <ShownSecret secret={done.secret} />
        <div>
          <LinkButton href={`/settings/webhooks/${done.id}`} variant="primary">
            {t("secretDone")}
          </LinkButton>
        </div>
      </div>
    );
  }
  return (
    <ActionForm wiring={wiring}>
      <WebhookFields values={values} problems={problems} />
      <UnitField units={units} isWhole={isWhole} hint={unitHint} chosen={values.unit} error={problems.unit?.text} />
      <EventBoxes chosen={(values.events ?? "").split(" ")} error={problems.events?.text} />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}

type Texts = Record<string, string | undefined>;

export function WebhookFields({
  values,
  problems,
}: {
  values: Texts;
  problems: Record<string, { text: string } | undefined>;
}) {
  const t = useTranslations("webhooks");
  return (
    <>
      <TextField
        name="url"
        type="url"
        label={t("url")}
        hint={t("urlHint")}
        required
        autoComplete="off"
        defaultValue={values.url}
        error={problems.url?.text}
      />
      <TextField
        name="description"
        label={t("description")}
        hint={t("descriptionHint")}
        optional
        autoComplete="off"
        defaultValue={values.description}
        error={problems.description?.text}
      />
    </>
  );
}
