"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { setAsideAction } from "#lib/features/contracts/seals/actions.ts";

type AsideCalloutProps = {
  id: string;
  /** Who wants it, and whether that is who looks. */
  aside: { name: string; isOwn: boolean };
  mayChange: boolean;
};

/** Somebody wants four eyes to be set aside: another person says so, too, or they stay. */
export function AsideCallout({ id, aside, mayChange }: AsideCalloutProps) {
  const t = useTranslations("documentSeals.aside");
  return (
    <Callout tone="attention" title={t("title")}>
      <p>{t(aside.isOwn ? "own" : "text", { name: aside.name })}</p>
      {mayChange ? (
        <div className="flex flex-wrap items-start gap-3 pt-3">
          {aside.isOwn ? null : <AsideForm id={id} fourEyes="off" />}
          <AsideForm id={id} fourEyes="on" />
        </div>
      ) : null}
    </Callout>
  );
}

function AsideForm({ id, fourEyes }: { id: string; fourEyes: "off" | "on" }) {
  const t = useTranslations("documentSeals.aside");
  const wiring = useActionForm(setAsideAction, { values: {}, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="fourEyes" value={fourEyes} />
      <SubmitButton size="sm" variant="secondary">
        {t(fourEyes === "on" ? "keep" : "confirm")}
      </SubmitButton>
    </ActionForm>
  );
}
