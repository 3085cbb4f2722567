"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useState, useTransition } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { setPublicPageAction } from "#lib/features/evidence/sharing/actions.ts";

/** Turns the record's public page on or off, at once; a change that did not arrive moves the switch back and says so. */
export function PublicPageSwitch({ id, on, readOnly }: { id: string; on: boolean; readOnly: boolean }) {
  const t = useTranslations("record.share");
  const hydrated = useHydrated();
  const [shown, show] = useOptimistic(on);
  const [failed, setFailed] = useState(false);
  const [pending, startTransition] = useTransition();
  const change = (next: boolean) =>
    startTransition(async () => {
      show(next);
      const form = new FormData();
      form.set("id", id);
      form.set("on", next ? "on" : "off");
      // Signing in anew is a redirect, which Next follows before this ends.
      await setPublicPageAction(form).then(
        () => setFailed(false),
        () => setFailed(true),
      );
    });
  return (
    <div className="grid gap-3">
      <Switch
        label={t("page")}
        hint={t(shown ? "pageOn" : "pageOff")}
        checked={shown}
        disabled={readOnly || !hydrated}
        aria-busy={pending || undefined}
        onChange={(event) => change(event.target.checked)}
      />
      {failed ? (
        <Callout tone="danger" role="alert">
          {t("failed")}
        </Callout>
      ) : null}
    </div>
  );
}
