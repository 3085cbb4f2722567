"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { RosterRow } from "#lib/features/certificates/issuing/schema/roster.ts";
import type { IssuableTemplate } from "#lib/features/certificates/issuing/types.ts";
import { beginningOfDay, dayAfter } from "#lib/i18n/days.ts";
import { CheckFacts } from "./check-facts.tsx";
import { type CheckedRow, checkAll } from "./check-rows.ts";
import { type Keeping, keepRows } from "./keep-rows.ts";
import { beginBatch, RequestRefused } from "./requests.ts";
import { BackButton } from "./table-step.tsx";
import type { What } from "./what-step.tsx";

type CheckStepProps = {
  template: IssuableTemplate;
  what: What;
  zone: string;
  rows: readonly RosterRow[];
  columnOf: (field: string) => string | undefined;
  onBack: () => void;
};

type Work =
  | { name: "checking" | "keeping"; done: number; all: number }
  | { name: "checked"; rows: readonly CheckedRow[] }
  /** `rows`: they were checked, and some may be kept. */
  | { name: "failed"; reason: string; rows?: readonly CheckedRow[] };

/** Every row is checked; then the good ones are kept as drafts of a new batch. */
export function CheckStep({ template, what, zone, rows, columnOf, onBack }: CheckStepProps) {
  const t = useTranslations("batches.check");
  const forms = useTranslations("forms");
  const router = useRouter();
  const [work, setWork] = useState<Work>({ name: "checking", done: 0, all: rows.length });
  const [round, setRound] = useState(0);
  const keeping = useRef<Keeping>(undefined);
  const reasonOf = (error: unknown) => (error instanceof RequestRefused ? error.message : forms("notAnswered"));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a list is checked once, and again when somebody asks for it
  useEffect(() => {
    let isGone = false;
    const say = (next: Work) => {
      if (!isGone) setWork(next);
    };
    const onDone = (done: number) => say({ name: "checking", done, all: rows.length });
    checkAll(rows, { template: template.id, version: template.version, columnOf, onDone }).then(
      (checked) => say({ name: "checked", rows: checked }),
      (error: unknown) => say({ name: "failed", reason: reasonOf(error) }),
    );
    return () => {
      isGone = true;
    };
  }, [rows, round]);
  const keep = async (checked: readonly CheckedRow[]) => {
    const drafts = checked.filter(({ faults }) => faults.length === 0).map(({ draft }) => draft);
    const onKept = (kept: Keeping) => {
      keeping.current = kept;
      setWork({ name: "keeping", done: kept.done, all: drafts.length });
    };
    setWork({ name: "keeping", done: keeping.current?.done ?? 0, all: drafts.length });
    const begin = () =>
      beginBatch({
        ...{ name: what.name, template: template.id, version: template.version },
        ...(what.validUntil === ""
          ? {}
          : { validUntil: beginningOfDay(dayAfter(what.validUntil), zone).toISOString() }),
        ...(what.unit === "" ? {} : { unit: what.unit }),
      });
    try {
      router.push(`/certificates/batches/${await keepRows(drafts, { before: keeping.current, begin, onKept })}`);
    } catch (error) {
      setWork({ name: "failed", reason: reasonOf(error), rows: checked });
    }
  };
  const again = () => {
    if (work.name === "failed" && work.rows) return void keep(work.rows);
    setWork({ name: "checking", done: 0, all: rows.length });
    setRound(round + 1);
  };
  return (
    <div className="grid gap-5">
      {work.name === "checking" || work.name === "keeping" ? (
        <Progress
          label={t(work.name === "checking" ? "running" : "keeping", { done: work.done, all: work.all })}
          value={work.all === 0 ? 0 : work.done / work.all}
        />
      ) : null}
      {work.name === "failed" ? (
        <Callout
          tone="danger"
          role="alert"
          actions={
            <Button size="sm" onClick={again}>
              {t("again")}
            </Button>
          }
        >
          {t("failed", { reason: work.reason })}
        </Callout>
      ) : null}
      {work.name === "checked" ? (
        <CheckFacts rows={work.rows} fields={template.fields} onKeep={() => void keep(work.rows)} onBack={onBack} />
      ) : null}
      {work.name === "failed" ? <BackButton onBack={onBack} /> : null}
    </div>
  );
}
