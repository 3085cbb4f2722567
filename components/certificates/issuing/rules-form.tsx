"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { changeRulesAction } from "#lib/features/certificates/issuing/actions.ts";

/** What the organisation asks for before anything is issued. */
export function RulesForm({ fourEyes }: { fourEyes: boolean }) {
  const t = useTranslations("batches.rules");
  const wiring = useActionForm(changeRulesAction, { values: {}, problems: {} });
  return (
    <Card title={t("title")}>
      <ActionForm wiring={wiring}>
        <SavedCallout done={wiring.state.done}>{t("saved")}</SavedCallout>
        <Checkbox name="fourEyes" label={t("fourEyes")} hint={t("fourEyesHint")} defaultChecked={fourEyes} />
        <div>
          <SubmitButton size="sm">{t("save")}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
