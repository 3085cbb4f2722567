"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { publishContractTemplateAction } from "#lib/features/contracts/templates/actions.ts";
import type { ContractTemplate, ContractTemplateVersion } from "#lib/features/contracts/templates/types.ts";

type PublishPartProps = {
  template: ContractTemplate;
  newest: Pick<ContractTemplateVersion, "number" | "sha256" | "publishedAt">;
  mayWrite: boolean;
};

/** What is to be decided about the newest version. */
export function PublishPart({ template: { id, retiredAt }, newest, mayWrite }: PublishPartProps) {
  const t = useTranslations("contractTemplates.page");
  const { number, sha256, publishedAt } = newest;
  if (retiredAt !== undefined) {
    return (
      <Callout title={t("retiredTitle")}>
        {t.rich("retiredText", { time: () => <DateTime value={retiredAt} brief /> })}
      </Callout>
    );
  }
  if (publishedAt !== undefined || !mayWrite) return null;
  const trigger = (
    <Button size="sm" variant="primary" scripted>
      {t("publish", { number })}
    </Button>
  );
  return (
    <Callout
      title={t("draftTitle", { number })}
      actions={
        <Dialog trigger={trigger} title={t("publishTitle", { number })} description={t("publishText")}>
          <PublishForm id={id} basis={sha256} />
        </Dialog>
      }
    >
      {t("draftText")}
    </Callout>
  );
}

function PublishForm({ id, basis }: { id: string; basis: string }) {
  const t = useTranslations("contractTemplates.page");
  const wiring = useActionForm(publishContractTemplateAction, { values: { id, basis }, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="basis" value={basis} />
      <div className="flex justify-end">
        <SubmitButton>{t("publishConfirm")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
