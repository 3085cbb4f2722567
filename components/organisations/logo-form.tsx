"use client";

import { useTranslations } from "next-intl";
import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Field } from "#components/ui/field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { setLogoAction } from "#lib/features/accounts/logos/actions.ts";
import { LOGO_BYTES_MAX } from "#lib/features/accounts/logos/types.ts";

/** @param props.present there is one, which may have been removed since it was uploaded here */
export function LogoForm({ present }: { present: boolean }) {
  const t = useTranslations("logo");
  const wiring = useActionForm(setLogoAction, { values: {}, problems: {} });
  const { state } = wiring;
  // A photograph as it came from a camera is larger than any form may be: what is wrong with it is said before it is sent.
  const [tooLarge, setTooLarge] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // What was uploaded is no wish any more: its name would look like one.
  useEffect(() => {
    if (state.done && input.current) input.current.value = "";
  }, [state]);
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) =>
    setTooLarge((target.files?.[0]?.size ?? 0) > LOGO_BYTES_MAX);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => (tooLarge ? event.preventDefault() : wiring.onSubmit(event));
  const error = tooLarge ? t("tooLarge") : state.problems.logo?.text;
  return (
    <ActionForm wiring={{ ...wiring, onSubmit }}>
      <SavedCallout done={present && !tooLarge ? state.done : undefined}>{t("saved")}</SavedCallout>
      <Field label={t("choose")} hint={t("chooseHint")} error={error}>
        {(field) => (
          <input
            {...field}
            ref={input}
            type="file"
            onChange={onChange}
            name="logo"
            accept="image/png,image/jpeg"
            required
            className="control"
          />
        )}
      </Field>
      <div>
        <SubmitButton variant="secondary">{t("set")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
