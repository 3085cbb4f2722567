"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Card } from "#components/ui/card.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { RosterRow } from "#lib/features/certificates/issuing/schema/roster.ts";
import type { IssuableTemplate } from "#lib/features/certificates/issuing/types.ts";
import { CheckStep } from "./check-step.tsx";
import { FormStep } from "./form-step.tsx";
import { StepLine } from "./step-line.tsx";
import { TableStep } from "./table-step.tsx";
import { type What, WhatStep } from "./what-step.tsx";

type NewBatchProps = {
  templates: readonly IssuableTemplate[];
  /** Chosen by the link that led here. */
  template: string | undefined;
  /** In which days end. */
  zone: string;
  /** To which it may belong; none where the organisation has no units. */
  units: readonly UnitChoice[];
  isWhole: boolean;
};

interface Rows {
  rows: readonly RosterRow[];
  columnOf: (field: string) => string | undefined;
}

/** From a template and a list to drafts: nothing is kept before the last step. */
export function NewBatch({ templates, template: chosen, zone, units, isWhole }: NewBatchProps) {
  const t = useTranslations("batches.wizard");
  const [what, setWhat] = useState<What>();
  const [rows, setRows] = useState<Rows>();
  const [isChanging, setChanging] = useState(true);
  const template = templates.find(({ id }) => id === what?.template);
  const steps = [t("steps.what"), t("steps.rows"), t("steps.check")];
  const at = what === undefined || isChanging ? 0 : rows === undefined ? 1 : 2;
  return (
    <div className="grid gap-6">
      <StepLine steps={steps} at={at} />
      {at === 0 || !template || !what ? (
        <Card title={steps[0]}>
          <WhatStep
            templates={templates}
            before={what ?? { template: chosen ?? "" }}
            zone={zone}
            units={units}
            isWhole={isWhole}
            onNext={(next) => {
              if (next.template !== what?.template || next.how !== what.how) setRows(undefined);
              setWhat(next);
              setChanging(false);
            }}
          />
        </Card>
      ) : null}
      {template && what ? (
        // Kept in place, so that whoever comes back to it finds what they chose.
        <div className={at === 1 ? undefined : "hidden"} key={`${template.id} ${what.how}`}>
          <Card title={steps[1]}>
            {what.how === "table" ? (
              <TableStep template={template} onBack={() => setChanging(true)} onRows={setRows} />
            ) : (
              <FormStep template={template} onBack={() => setChanging(true)} onRows={setRows} />
            )}
          </Card>
        </div>
      ) : null}
      {at === 2 && template && what && rows ? (
        <Card title={steps[2]}>
          <CheckStep template={template} what={what} zone={zone} {...rows} onBack={() => setRows(undefined)} />
        </Card>
      ) : null}
    </div>
  );
}
