"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { makeClaimLinkAction, sendClaimLetterAction } from "#lib/features/certificates/holders/actions.ts";
import { correctAddressAction } from "#lib/features/certificates/shares/actions.ts";
import type { FormState } from "#lib/words/form-state.ts";

export function SendAgain({ id }: { id: string }) {
  const t = useTranslations("delivery");
  const wiring = useActionForm(sendClaimLetterAction, { values: {}, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="certificate" value={id} />
      <SubmitButton variant="secondary" size="sm" className="justify-self-start">
        {t("again")}
      </SubmitButton>
      <Sent done={wiring.state.done} />
    </ActionForm>
  );
}

export function AddressForm({ id, email }: { id: string; email: string }) {
  const t = useTranslations("delivery");
  const wiring = useActionForm(correctAddressAction, { values: {}, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring} aria-label={t("correct")}>
      <input type="hidden" name="certificate" value={id} />
      <TextField
        name="email"
        type="email"
        label={t("correct")}
        hint={t("correctHint")}
        required
        autoComplete="off"
        defaultValue={values.email ?? email}
        error={problems.email?.text}
      />
      <SubmitButton variant="secondary" size="sm" className="justify-self-start">
        {t("correctSubmit")}
      </SubmitButton>
      <Sent done={done} />
    </ActionForm>
  );
}

function Sent({ done }: { done: unknown }) {
  const t = useTranslations("delivery");
  return (
    <span role="status" className="text-xs text-ink-soft empty:hidden">
      {done ? t("sentAgain") : null}
    </span>
  );
}

type Made = { url: string; code: string; expiresAt: string };
const NOTHING_MADE: FormState<string, Made> = { values: {}, problems: {} };

/** A link and a code, shown once. */
export function HandOver({ id }: { id: string }) {
  const t = useTranslations("delivery");
  const wiring = useActionForm<Made>(makeClaimLinkAction, NOTHING_MADE);
  const { done } = wiring.state;
  return (
    <ActionForm wiring={wiring} aria-label={t("make")}>
      <input type="hidden" name="certificate" value={id} />
      <p className="text-xs text-ink-soft">{t("makeHint")}</p>
      <SubmitButton variant="secondary" size="sm" className="justify-self-start">
        {t("make")}
      </SubmitButton>
      <div role="status" className="grid gap-2 empty:hidden">
        {done ? (
          <>
            <p className="text-xs text-ink-soft">{t("madeOnce")}</p>
            <p className="break-all">{done.url}</p>
            <CopyButton wordy value={done.url} what={t("madeLink")} />
            <p className="text-xs text-ink-soft">{t("madeCode", { address: new URL("/claim", done.url).href })}</p>
            <p className="flex items-center gap-2">
              <code className="font-mono text-base">{done.code}</code>
              <CopyButton value={done.code} what={t("codeWhat")} />
            </p>
            <p className="text-xs text-ink-soft">
              {t("until")} <DateTime value={done.expiresAt} brief />
            </p>
          </>
        ) : null}
      </div>
    </ActionForm>
  );
}
