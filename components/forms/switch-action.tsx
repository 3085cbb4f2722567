"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useTransition } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { type ButtonAction, useButtonAction } from "./use-button-action.ts";

type SwitchActionProps = {
  action: ButtonAction;
  /** What the action is told, beside the new state. */
  fields: Record<string, string>;
  /** The field that is then "on" or "off". */
  name: string;
  on: boolean;
  readOnly?: boolean;
  label: string;
  hints: { on: string; off: string };
};

/** Turns something on or off, at once; a change that did not arrive moves the switch back and says so. */
export function SwitchAction({ action, fields, name, on, readOnly = false, label, hints }: SwitchActionProps) {
  const t = useTranslations("common");
  const hydrated = useHydrated();
  const [shown, show] = useOptimistic(on);
  const [pending, startTransition] = useTransition();
  const { failed, send } = useButtonAction(action);
  const change = (next: boolean) =>
    startTransition(async () => {
      show(next);
      await send({ ...fields, [name]: next ? "on" : "off" });
    });
  return (
    <div className="grid gap-3">
      <Switch
        label={label}
        hint={shown ? hints.on : hints.off}
        checked={shown}
        disabled={readOnly || !hydrated}
        aria-busy={pending || undefined}
        onChange={(event) => change(event.target.checked)}
      />
      {failed ? (
        <Callout tone="danger" role="alert">
          {t("unchanged")}
        </Callout>
      ) : null}
    </div>
  );
}
