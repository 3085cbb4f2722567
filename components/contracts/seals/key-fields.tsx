"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { SecretField } from "#components/forms/secret-field.tsx";
import { Field } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { MADE_KINDS } from "#lib/features/contracts/seals/types.ts";
import type { FormState } from "#lib/words/form-state.ts";

type KeyFieldsProps = Pick<FormState<string, unknown>, "values" | "problems">;

/** What signs: a key that is made here, one that was bought with its certificate, or one that somebody else holds. */
export function KeyFields({ values, problems }: KeyFieldsProps) {
  const t = useTranslations("documentSeals.new");
  const [from, setFrom] = useState(values.key ?? "make");
  return (
    <div className="grid gap-5">
      <RadioGroup
        name="key"
        legend={t("keyFrom")}
        value={from}
        onChange={setFrom}
        options={[
          { value: "make", label: t("keyMade"), hint: t("keyMadeHint") },
          { value: "pkcs12", label: t("keyBrought"), hint: t("keyBroughtHint") },
          { value: "remote", label: t("keyRemote"), hint: t("keyRemoteHint") },
        ]}
      />
      <div hidden={from !== "make"}>
        <SelectField
          name="make"
          label={t("algorithm")}
          defaultValue={values.make}
          options={MADE_KINDS.map((value) => ({ value, label: t(`algorithms.${value}`) }))}
          error={problems.make?.text}
        />
      </div>
      {from === "pkcs12" ? (
        <div className="grid items-start gap-5 md:grid-cols-2">
          <Field label={t("pkcs12")} hint={t("pkcs12Hint")} error={problems.pkcs12?.text}>
            {(field) => <input {...field} type="file" name="pkcs12" accept=".p12,.pfx" className="control" />}
          </Field>
          <SecretField
            name="password"
            label={t("password")}
            hint={t("passwordHint")}
            autoComplete="off"
            error={problems.password?.text}
          />
        </div>
      ) : null}
      {from === "remote" ? <RemoteFields values={values} problems={problems} /> : null}
    </div>
  );
}

/** Of a key that a signer elsewhere holds. */
function RemoteFields({ values, problems }: KeyFieldsProps) {
  const t = useTranslations("documentSeals.new");
  return (
    <div className="grid items-start gap-5 md:grid-cols-2">
      <TextField
        name="url"
        type="url"
        label={t("url")}
        required
        autoComplete="off"
        defaultValue={values.url}
        error={problems.url?.text}
      />
      <SecretField
        name="secret"
        label={t("secret")}
        hint={t("secretHint")}
        autoComplete="off"
        error={problems.secret?.text}
      />
      <div className="md:col-span-2">
        <TextareaField
          name="certificates"
          label={t("certificates")}
          hint={t("certificatesHint")}
          required
          rows={6}
          spellCheck={false}
          className="font-mono text-xs"
          defaultValue={values.certificates}
          error={problems.certificates?.text}
        />
      </div>
    </div>
  );
}
