"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { rotateApiKeyAction } from "#lib/features/accounts/api-keys/actions.ts";
import { ShownKey } from "./shown-key.tsx";

const UNSENT = { values: {}, problems: {} };
type Hours = 1 | 24 | 168 | 720;

/** Makes a new secret, which is shown this once; while two work there is no third. */
export function RotateKey({ id, overlaps, hasOld }: { id: string; overlaps: readonly Hours[]; hasOld: boolean }) {
  const t = useTranslations("settings.keys");
  const wiring = useActionForm(rotateApiKeyAction, UNSENT);
  const [kept, keep] = useState<string>();
  const { done, problem } = wiring.state;
  if (done && kept !== done) {
    return (
      <div className="grid gap-4 border-t border-rule pt-4">
        <Callout tone="attention" title={t("rotatedTitle")} role="alert">
          {t("rotatedText")}
        </Callout>
        <ShownKey secret={done} />
        <div>
          <Button onClick={() => keep(done)}>{t("shown")}</Button>
        </div>
      </div>
    );
  }
  if (hasOld) return problem ? <p className="text-sm text-danger">{problem.text}</p> : null;
  return (
    <div className="border-t border-rule pt-4">
      <ActionForm wiring={wiring}>
        <input type="hidden" name="id" value={id} />
        <p className="text-sm text-ink-soft">{t("rotateText")}</p>
        <SelectField
          name="hours"
          label={t("overlap")}
          defaultValue="168"
          options={overlaps.map((hours) => ({ value: String(hours), label: t(`overlaps.h${hours}`) }))}
        />
        <div>
          <SubmitButton variant="secondary">{t("rotate")}</SubmitButton>
        </div>
      </ActionForm>
    </div>
  );
}
