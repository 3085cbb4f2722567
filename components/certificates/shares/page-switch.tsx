"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useState, useTransition } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { setPageOpenAction } from "#lib/features/certificates/holders/actions.ts";

/** Whether the page that the printed code leads to shows fields to whoever has its address. */
export function PageSwitch({ token, id, open }: { token: string; id: string; open: boolean }) {
  const t = useTranslations("shares");
  const hydrated = useHydrated();
  const [shown, show] = useOptimistic(open);
  const [failed, setFailed] = useState(false);
  const [pending, startTransition] = useTransition();
  const change = (next: boolean) =>
    startTransition(async () => {
      show(next);
      const form = new FormData();
      const fields = { token, certificate: id, open: next ? "on" : "off" };
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      await setPageOpenAction({ values: {}, problems: {} }, form).then(
        ({ problem }) => setFailed(problem !== undefined),
        () => setFailed(true),
      );
    });
  return (
    <div className="grid gap-3">
      <Switch
        label={t("page")}
        hint={t(shown ? "pageOn" : "pageOff")}
        checked={shown}
        disabled={!hydrated}
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
