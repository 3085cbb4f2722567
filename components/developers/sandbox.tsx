"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { keepKey, useKey } from "./test-key.ts";

type Given = { key: string; expiresAt: string; recordsMax: number };
type State = { kind: "idle" | "asking" } | { kind: "given"; given: Given } | { kind: "refused"; detail: string };

const DAYS = [1, 7, 30] as const;

/** Makes whoever reads this a test key, and keeps it for "Try it" below. */
export function Sandbox() {
  const t = useTranslations("developers.sandbox");
  const [state, setState] = useState<State>({ kind: "idle" });
  const key = useKey();
  const id = useId();

  async function ask(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setState({ kind: "asking" });
    const body = JSON.stringify({ days: Number(form.get("days")) });
    const headers = { "content-type": "application/json" };
    const answer = await fetch("/api/v1/sandbox", { method: "POST", headers, body }).catch(() => undefined);
    const json = await answer?.json().catch(() => undefined);
    if (!answer?.ok || !json) return setState({ kind: "refused", detail: json?.detail ?? t("unreachable") });
    keepKey(json.key);
    setState({ kind: "given", given: json });
  }

  return (
    <div className="grid gap-4">
      <form onSubmit={ask} className="flex flex-wrap items-end gap-3">
        <div className="grid gap-1">
          <label htmlFor={id} className="text-sm font-medium">
            {t("days")}
          </label>
          <select id={id} name="days" defaultValue="1" className="control">
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {t("daysValue", { days })}
              </option>
            ))}
          </select>
        </div>
        <Button type="submit" variant="primary" scripted busy={state.kind === "asking"}>
          {t("ask")}
        </Button>
      </form>
      <div aria-live="polite" className="grid gap-3">
        {state.kind === "refused" ? <Callout tone="danger">{state.detail}</Callout> : null}
        {key.startsWith("sealbook_test_") ? (
          <div className="grid gap-2">
            <div className="flex flex-wrap items-center gap-3 rounded-md border border-rule bg-sunken p-3">
              <code className="min-w-0 flex-1 font-mono text-sm break-all">{key}</code>
              <CopyButton value={key} what={t("key")} />
            </div>
            {state.kind === "given" ? (
              <p className="text-sm text-ink-soft">
                {t.rich("until", {
                  when: () => <DateTime value={state.given.expiresAt} brief />,
                  records: state.given.recordsMax,
                })}
              </p>
            ) : null}
          </div>
        ) : null}
      </div>
    </div>
  );
}
