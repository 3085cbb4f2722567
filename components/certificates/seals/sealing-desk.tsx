"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import type { ReviewWords, Sealing } from "#lib/features/certificates/seals/types.ts";
import { ask } from "./ask.ts";
import { keptFile, type Unlocked } from "./keeper.ts";
import { ImportKey } from "./key-file-buttons.tsx";
import { RejectForm } from "./reject-form.tsx";
import { ReviewPanel } from "./review-panel.tsx";
import { Rounds } from "./rounds.tsx";
import { approve, reject, sign } from "./sealing-steps.ts";
import { NoShareHere, UnlockForm } from "./unlock-form.tsx";
import { usePolled } from "./use-polled.ts";

/** The sealing of a batch, as an approver sees it: what they would sign, checked here; their word; who has said what. */
export function SealingDesk({ first, userId, words }: { first: Sealing; userId: string; words: ReviewWords }) {
  const t = useTranslations("seals");
  const path = `/api/v1/batches/${first.batchId}/seal`;
  const { found, lost, refresh } = usePolled<Sealing>(path, first, ({ sealed }) => sealed);
  const own = found.group.approvers.find((each) => each.userId === userId);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {lost ? (
        <Callout tone="attention" role="status">
          {t("lost")}
        </Callout>
      ) : null}
      <SealingState sealing={found} />
      {own && !found.sealed && found.statement !== undefined ? (
        <Own sealing={found} number={own.number} words={words} refresh={refresh} />
      ) : null}
      <Rounds sealing={found} />
      {found.sealed ? (
        <p>
          <LinkButton href={`/api/v1/batches/${found.batchId}/approvals`} download size="sm">
            {t("approvals")}
          </LinkButton>
        </p>
      ) : null}
    </div>
  );
}

function SealingState({ sealing }: { sealing: Sealing }) {
  const t = useTranslations("seals");
  const locale = useLocale();
  const { sealed, statement, group, rounds } = sealing;
  const { threshold, approvers } = group;
  if (sealed)
    return (
      <Callout tone="ok" title={t("sealedTitle")} role="status">
        {t("sealedText", { threshold, approvers: approvers.length })}
      </Callout>
    );
  if (statement === undefined) return <Callout title={t("preparingTitle")}>{t("preparingText")}</Callout>;
  const last = rounds.at(-1);
  if (last?.outcome === "rejected")
    return (
      <Callout tone="danger" title={t("rejectedTitle")} role="alert">
        {t("rejectedText")}
      </Callout>
    );
  const yes = last && !last.outcome ? last.approvals.filter((each) => each.approved).length : 0;
  const culprits = (last?.culprits ?? []).flatMap(
    (number) => approvers.find((each) => each.number === number)?.name ?? [],
  );
  const names = new Intl.ListFormat(locale).format(culprits);
  return (
    <>
      {last?.outcome === "share_wrong" ? (
        <Callout tone="danger" role="alert">
          {t("shareWrong", { names })}
        </Callout>
      ) : null}
      {last?.outcome === "absent" ? (
        <Callout tone="attention" role="status">
          {t("absent", { names })}
        </Callout>
      ) : null}
      <Callout title={t("sealingTitle", { yes, threshold })}>
        {t("sealingText", { threshold, approvers: approvers.length })}
      </Callout>
    </>
  );
}

type OwnProps = { sealing: Sealing; number: number; words: ReviewWords; refresh: () => Promise<void> };

function Own({ sealing, number, words, refresh }: OwnProps) {
  const t = useTranslations("seals");
  const hydrated = useHydrated();
  const [unlocked, setUnlocked] = useState<Unlocked>();
  const [, lookAgain] = useState(0);
  const [checked, setChecked] = useState(false);
  const [problem, setProblem] = useState<string>();
  const file = hydrated ? (unlocked?.file ?? keptFile(sealing.group.id)) : undefined;
  const act = async (work: () => Promise<unknown>) => {
    setProblem(undefined);
    await work().catch((error: Error) => setProblem(error.message));
    await refresh();
  };
  if (!hydrated) return null;
  return (
    <Card title={t("yourWord")}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        {problem ? (
          <Callout tone="danger" role="alert">
            {problem}
          </Callout>
        ) : null}
        <ReviewPanel
          batchId={sealing.batchId}
          statement={sealing.statement ?? ""}
          words={words}
          onChecked={setChecked}
        />
        {!file ? (
          <NoShareHere>
            <ImportKey group={sealing.group.id} number={number} onKept={() => lookAgain((count) => count + 1)} />
          </NoShareHere>
        ) : unlocked?.kept.phase === "key" ? (
          <Word {...{ sealing, number, unlocked, checked, act }} />
        ) : (
          <UnlockForm file={file} onUnlocked={setUnlocked} />
        )}
      </div>
    </Card>
  );
}

type WordProps = {
  sealing: Sealing;
  number: number;
  unlocked: Unlocked;
  checked: boolean;
  act: (work: () => Promise<unknown>) => Promise<void>;
};

function Word({ sealing, number, unlocked, checked, act }: WordProps) {
  const t = useTranslations("seals");
  const [busy, setBusy] = useState(false);
  const last = sealing.rounds.at(-1);
  const round = last && !last.outcome ? last : undefined;
  const own = round?.approvals.find((each) => each.number === number);
  const isMyTurn = round?.fullAt !== undefined && own?.signs === true && own.share === undefined;
  const [lostNonces, setLostNonces] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each turn
  useEffect(() => {
    if (!isMyTurn || !round) return;
    const of = { sealing, unlocked };
    // In one tab at a time: what signs is used once.
    const turn = navigator.locks.request(`sealbook seal ${sealing.batchId}`, () => sign(of, round));
    void act(async () => setLostNonces(!(await turn)));
  }, [isMyTurn, round?.attempt]);
  const press = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await act(work).finally(() => setBusy(false));
  };
  if (isMyTurn && lostNonces) return <StartAgain batchId={sealing.batchId} press={press} busy={busy} />;
  if (own)
    return (
      <p role="status">
        {own.approved ? (own.signs && own.share ? t("signed") : t("approvedWait")) : t("youRejected")}
      </p>
    );
  if (round?.fullAt) return <p role="status">{t("othersSign")}</p>;
  return (
    <div className="grid justify-items-start gap-4">
      <Button
        variant="primary"
        disabled={!checked}
        busy={busy}
        onClick={() => press(() => approve({ sealing, unlocked }))}
      >
        {t("approve")}
      </Button>
      {checked ? null : <p className="text-sm text-ink-soft">{t("approveAfterCheck")}</p>}
      <RejectForm onReject={(reason) => press(() => reject({ sealing, unlocked }, reason))} />
    </div>
  );
}

function StartAgain({
  batchId,
  press,
  busy,
}: {
  batchId: string;
  press: (work: () => Promise<unknown>) => Promise<void>;
  busy: boolean;
}) {
  const t = useTranslations("seals");
  return (
    <Callout
      tone="attention"
      title={t("lostTitle")}
      actions={
        <Button busy={busy} onClick={() => press(() => ask(`/api/v1/batches/${batchId}/seal/restart`, {}))}>
          {t("startAgain")}
        </Button>
      }
    >
      {t("lostText")}
    </Callout>
  );
}
