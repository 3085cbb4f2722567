"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useState, useTransition } from "react";
import { FormProblemCallout } from "#components/forms/action-form.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { offerUnlinkableAction } from "#lib/features/certificates/issuers/actions.ts";
import type { FormProblem } from "#lib/words/form-state.ts";

type UnlinkableCardProps = {
  on: boolean;
  /** Its approvers seal every batch, so that there are none. */
  sealed: boolean;
  /** Of a proof. */
  days: number;
  mayManage: boolean;
};

/** Whether holders may make unlinkable proofs, and what that costs. */
export function UnlinkableCard({ on, sealed, days, mayManage }: UnlinkableCardProps) {
  const t = useTranslations("issuer.unlinkable");
  const hydrated = useHydrated();
  const [shown, show] = useOptimistic(on);
  const [problem, setProblem] = useState<FormProblem | "failed">();
  const [pending, startTransition] = useTransition();
  const change = (next: boolean) =>
    startTransition(async () => {
      show(next);
      const form = new FormData();
      if (next) form.set("on", "on");
      await offerUnlinkableAction({ values: {}, problems: {} }, form).then(
        (state) => setProblem(state.problem),
        () => setProblem("failed"),
      );
    });
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid gap-4">
        <p className="max-w-prose text-sm text-ink-soft">{t("price", { days })}</p>
        {sealed ? <Callout>{t("sealed")}</Callout> : null}
        <Switch
          label={t("label")}
          hint={t("off")}
          checked={shown}
          disabled={!hydrated || !mayManage || (sealed && !on)}
          aria-busy={pending || undefined}
          onChange={(event) => change(event.target.checked)}
        />
        {problem === "failed" ? (
          <Callout tone="danger" role="alert">
            {t("failed")}
          </Callout>
        ) : (
          <FormProblemCallout problem={problem} />
        )}
      </div>
    </Card>
  );
}
