"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { changeWebhookAction } from "#lib/features/accounts/webhooks/actions.ts";
import type { ShownWebhook } from "#lib/features/accounts/webhooks/types.ts";
import { EventBoxes } from "./event-boxes.tsx";
import { WebhookFields } from "./new-webhook-form.tsx";

export function WebhookForm({ webhook }: { webhook: ShownWebhook }) {
  const t = useTranslations("webhooks");
  const { id, url, description, events, state } = webhook;
  const isOn = state === "on" || state === "failing";
  const wiring = useActionForm(changeWebhookAction, {
    values: { id, url, description, events: events.join(" "), on: isOn ? "on" : "" },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("saved")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <WebhookFields values={values} problems={problems} />
      <EventBoxes chosen={(values.events ?? "").split(" ")} error={problems.events?.text} />
      <Checkbox name="on" label={t("on")} hint={t("onHint")} defaultChecked={values.on === "on"} />
      <div>
        <SubmitButton>{t("save")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
