"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import {
  redeliverAction,
  removeWebhookAction,
  rotateSecretAction,
  sendTestAction,
} from "#lib/features/accounts/webhooks/actions.ts";
import { OVERLAP_HOURS } from "#lib/features/accounts/webhooks/types.ts";
import { ShownSecret } from "./shown-secret.tsx";

const UNSENT = { values: {}, problems: {} };

export function SendTest({ id }: { id: string }) {
  const t = useTranslations("webhooks");
  const wiring = useActionForm(sendTestAction, UNSENT);
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <SavedCallout done={wiring.state.done}>{t("testSent")}</SavedCallout>
      <div>
        <SubmitButton variant="secondary">{t("test")}</SubmitButton>
      </div>
    </ActionForm>
  );
}

export function RotateSecret({ id }: { id: string }) {
  const t = useTranslations("webhooks");
  const wiring = useActionForm(rotateSecretAction, UNSENT);
  const { done } = wiring.state;
  if (done) return <ShownSecret secret={done} />;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <p className="text-sm text-ink-soft">{t("rotateText", { hours: OVERLAP_HOURS })}</p>
      <div>
        <SubmitButton variant="secondary">{t("rotate")}</SubmitButton>
      </div>
    </ActionForm>
  );
}

export function RemoveWebhook({ id }: { id: string }) {
  const t = useTranslations("webhooks");
  return (
    <ConfirmedAction
      action={removeWebhookAction}
      fields={{ id }}
      label={t("remove")}
      title={t("removeTitle")}
      description={t("removeText")}
      confirmLabel={t("removeConfirm")}
    />
  );
}

export function Redeliver({ id, delivery, type }: { id: string; delivery: string; type: string }) {
  const t = useTranslations("webhooks");
  const wiring = useActionForm(redeliverAction, UNSENT);
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="delivery" value={delivery} />
      <SubmitButton size="sm" variant="secondary" aria-label={t("redeliverLong", { type })}>
        {t("redeliver")}
      </SubmitButton>
    </ActionForm>
  );
}
