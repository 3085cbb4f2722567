"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { type HashOutcome, hashInWorker } from "#components/intake/hash-in-worker.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { CheckedContract, Compared } from "#lib/features/contracts/checking/types.ts";
import { compareDigest } from "./compared.ts";

const TONES = { completed: "ok", composed: "ok", version: "attention", other: "danger" } as const;

type State =
  | { kind: "none" }
  | { kind: "reading"; name: string; share: number }
  | { kind: "done"; name: string; compared: Compared }
  | { kind: "failed"; why: "unreadable" | "unstarted" };

/** Whether a file is the contract, found out by the browser alone. */
export function CompareFile({ contract }: { contract: CheckedContract }) {
  const t = useTranslations("contractCheck");
  const [state, setState] = useState<State>({ kind: "none" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const take = async ([file]: File[]) => {
    if (!file) return;
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    const { name, size } = file;
    setState({ kind: "reading", name, share: 0 });
    const onProgress = (hashed: number) => {
      if (!signal.aborted) setState({ kind: "reading", name, share: size === 0 ? 1 : hashed / size });
    };
    const outcome = await hashInWorker(file, { onProgress, signal });
    if (!signal.aborted) setState(stateOf(outcome, { name, contract }));
  };
  return (
    <Card title={t("compare")}>
      <div className="grid gap-4">
        <FileDrop compact title={t("drop")} hint={t("compareHint")} onFiles={take} />
        {state.kind === "reading" ? (
          <Progress label={t("comparing", { name: state.name })} value={state.share} />
        ) : null}
        <div aria-live="polite">
          {state.kind === "failed" ? <Callout tone="danger">{t(state.why)}</Callout> : null}
          {state.kind === "done" ? <Answer {...state} /> : null}
        </div>
      </div>
    </Card>
  );
}

function stateOf(outcome: HashOutcome, { name, contract }: { name: string; contract: CheckedContract }): State {
  if (outcome.kind === "done") return { kind: "done", name, compared: compareDigest(outcome.sha256, contract) };
  return outcome.kind === "cancelled" ? { kind: "none" } : { kind: "failed", why: outcome.kind };
}

function Answer({ name, compared }: { name: string; compared: Compared }) {
  const t = useTranslations("contractCheck");
  const { is } = compared;
  const title = is === "version" ? t("is.version", { signatures: compared.signatures }) : t(`is.${is}`);
  const text = is === "version" ? t("isText.version", { state: t(`states.${compared.state}`) }) : t(`isText.${is}`);
  return (
    <Callout tone={TONES[is]} title={title}>
      <p>{text}</p>
      <p className="pt-1 text-xs text-ink-soft wrap-anywhere">{name}</p>
    </Callout>
  );
}
