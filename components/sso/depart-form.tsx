"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { departAction } from "#lib/features/accounts/sso/actions.ts";
import type { FormProblem } from "#lib/words/form-state.ts";

type DepartFormProps = {
  slug: string;
  /** Where to go afterwards. */
  next: string;
  /** Why one came back. */
  problem?: FormProblem;
};

/** The way to an organisation's own sign-in: another site, to which only script may lead (Content-Security-Policy). */
export function DepartForm({ slug, next, problem }: DepartFormProps) {
  const t = useTranslations("sso");
  const wiring = useActionForm(departAction, { values: {}, problems: {}, problem });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="next" value={next} />
      <p className="text-sm">{t("signInLead")}</p>
      <SubmitButton size="lg" scripted>
        {t("go")}
      </SubmitButton>
    </ActionForm>
  );
}
