"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { askToSealAction, sealForPartyAction } from "#lib/features/contracts/signing/actions.ts";

const PURPOSE_CHARS_MAX = 100;

/** A seal that may be used, and what of it was approved for the document as it stands. */
export type UsableSeal = {
  id: string;
  name: string;
  fourEyes: boolean;
  approved?: { request: string; purpose: string };
};

type SealPartyProps = { id: string; party: string; seals: readonly UsableSeal[] };

/** The organisation seals in its own place, or asks a second person first. */
export function SealParty({ id, party, seals }: SealPartyProps) {
  const t = useTranslations("envelopes.seal");
  const [chosen, setChosen] = useState(seals[0]?.id ?? "");
  const seal = seals.find((each) => each.id === chosen);
  const mustAsk = seal?.fourEyes === true && seal.approved === undefined;
  const values = { id, party, seal: chosen, purpose: seal?.approved?.purpose ?? "" };
  const sealing = useActionForm(sealForPartyAction, { values, problems: {} });
  const asking = useActionForm(askToSealAction, { values, problems: {} });
  const wiring = mustAsk ? asking : sealing;
  const { problems, done } = wiring.state;
  if (seals.length === 0) return <p className="text-sm text-ink-soft">{t("none")}</p>;
  return (
    <ActionForm wiring={wiring}>
      {mustAsk && done ? (
        <Callout tone="ok" role="status">
          {t("asked")}
        </Callout>
      ) : null}
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="party" value={party} />
      {seal?.approved ? <input type="hidden" name="request" value={seal.approved.request} /> : null}
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          name="seal"
          label={t("seal")}
          value={chosen}
          error={problems.seal?.text}
          options={seals.map((each) => ({ value: each.id, label: each.name }))}
          onChange={(event) => setChosen(event.target.value)}
        />
        <TextField
          key={chosen}
          name="purpose"
          label={t("purpose")}
          maxLength={PURPOSE_CHARS_MAX}
          autoComplete="off"
          readOnly={seal?.approved !== undefined}
          defaultValue={seal?.approved?.purpose ?? ""}
          error={problems.purpose?.text}
        />
      </div>
      <div className="grid justify-items-start gap-2">
        <SubmitButton>{t(mustAsk ? "ask" : "apply")}</SubmitButton>
        <p className="text-xs text-ink-soft">{t(mustAsk ? "askHint" : "applyHint")}</p>
      </div>
    </ActionForm>
  );
}
