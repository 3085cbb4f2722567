"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import { type RefusedValue, readValues } from "#lib/features/contracts/templates/schema/values.ts";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";
import { composeContract, isRefusal } from "../ask-server.ts";
import { DrawnPages } from "../drawn-pages.tsx";
import { useDrawing } from "../use-drawing.ts";
import { ValueFields } from "../value-fields.tsx";

type ComposeFormProps = {
  /** Its id. */
  template: string;
  version: number;
  document: ContractTemplateDocument;
  units: readonly UnitChoice[];
  /** They may leave it to the organisation itself. */
  isWhole: boolean;
};

/** What the template asks for, with the contract beside it as it will be. */
export function ComposeForm({ template, version, document, units, isWhole }: ComposeFormProps) {
  const t = useTranslations("composing");
  const router = useRouter();
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [unit, setUnit] = useState("");
  const [refused, setRefused] = useState<readonly RefusedValue[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const drawing = useDrawing(document, given);
  const change = (next: Readonly<Record<string, string>>) => {
    // What is being corrected is not wrong any more until it is looked at again.
    setRefused((before) => before.filter(({ value }) => next[value] === given[value]));
    setGiven(next);
  };
  const compose = async () => {
    const read = readValues(document.values, given);
    setRefused(read.refused);
    if (read.refused.length > 0) return setProblem(t("notYet", { count: read.refused.length }));
    setBusy(true);
    setProblem(undefined);
    const made = await composeContract(template, { version, values: read.stated, ...(unit && { unit }) });
    if (!isRefusal(made)) return router.push(`/contracts/composed/${made.number}`);
    setBusy(false);
    setProblem(made.refused || t("lost"));
  };
  const errors = Object.fromEntries(refused.map(({ value, fault, limit }) => [value, t("fault", { fault, limit })]));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
      <Card title={t("values")}>
        <div className="grid gap-5">
          <ValueFields values={document.values} given={given} onGiven={change} errors={errors} />
          <UnitField units={units} isWhole={isWhole} chosen={unit} onChosen={setUnit} />
          {problem ? (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          ) : null}
          <div className="grid justify-items-start gap-2">
            <Button variant="primary" busy={busy} onClick={compose}>
              {t("compose")}
            </Button>
            <p className="text-xs text-ink-soft">{t("composeHint")}</p>
          </div>
        </div>
      </Card>
      <Card title={t("look")}>
        <DrawnPages drawing={drawing} />
      </Card>
    </div>
  );
}
