"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { makeCodesAction } from "#lib/features/accounts/factors/actions.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** How many codes are left, and the way to others. @param props.open whether they can be made now */
export function RecoveryCard({ left, open }: { left: number; open: boolean }) {
  const t = useTranslations("factors");
  const wiring = useActionForm(makeCodesAction, { values: {}, problems: {} });
  const { done } = wiring.state;
  if (done) return <RecoveryCodes codes={done.codes} onKept={() => location.reload()} />;
  return (
    <ActionForm wiring={wiring}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm">{t("codesLeft", { count: left })}</p>
        {open ? (
          <SubmitButton variant="secondary" size="sm">
            {t("codesMake")}
          </SubmitButton>
        ) : null}
      </div>
    </ActionForm>
  );
}
