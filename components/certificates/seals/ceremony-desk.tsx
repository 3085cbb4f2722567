"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { CeremonyError } from "#lib/credentials/threshold/ceremony.ts";
import { comparison, opensHash } from "#lib/credentials/threshold/messages.ts";
import type { Ceremony } from "#lib/features/certificates/seals/types.ts";
import { complainOf, opensOf, sayConfirm, sayOpen, sayOpenAgain, sayShare } from "./ceremony-steps.ts";
import { ChoosePassphrase } from "./choose-passphrase.tsx";
import { keptFile, type Unlocked } from "./keeper.ts";
import { ExportKey, ImportKey } from "./key-file-buttons.tsx";
import { PasskeyWays } from "./passkey-ways.tsx";
import { NoShareHere, UnlockForm } from "./unlock-form.tsx";
import { usePolled } from "./use-polled.ts";
import { WhoSaidWhat } from "./who-said-what.tsx";

type DeskProps = { first: Ceremony; userId: string; organisation: string };

/** The making of a group's key, as one approver sees it: what is due from them, and how far the others are. */
export function CeremonyDesk({ first, userId, organisation }: DeskProps) {
  const t = useTranslations("seals");
  const path = `/api/v1/seal-groups/${first.id}`;
  const { found, lost, refresh } = usePolled<Ceremony>(path, first, ({ state }) => state !== "making");
  const own = found.approvers.find((each) => each.userId === userId);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {lost ? (
        <Callout tone="attention" role="status">
          {t("lost")}
        </Callout>
      ) : null}
      <State ceremony={found} />
      {own ? <Own key={own.number} {...{ ceremony: found, number: own.number, organisation, refresh }} /> : null}
      <WhoSaidWhat ceremony={found} />
    </div>
  );
}

function State({ ceremony }: { ceremony: Ceremony }) {
  const t = useTranslations("seals");
  const { state, threshold, approvers, culprit, failure } = ceremony;
  const of = { threshold, approvers: approvers.length };
  if (state === "asked")
    return (
      <Callout tone="ok" title={t("askedTitle")} role="status">
        {t("askedText", of)}
      </Callout>
    );
  if (state === "ended") return <Callout title={t("endedTitle")}>{t("endedText")}</Callout>;
  if (state !== "failed") return <Callout title={t("makingTitle")}>{t("makingText", of)}</Callout>;
  const name = approvers.find((each) => each.number === culprit)?.name ?? "";
  return (
    <Callout tone="danger" title={t("failedTitle")} role="alert">
      {failure === "abandoned" ? t("failedAbandoned") : t("failedText", { name })}
    </Callout>
  );
}

type OwnProps = { ceremony: Ceremony; number: number; organisation: string; refresh: () => Promise<void> };

/** The part of whoever is looking at it. */
function Own({ ceremony, number, organisation, refresh }: OwnProps) {
  const t = useTranslations("seals");
  const hydrated = useHydrated();
  const [unlocked, setUnlocked] = useState<Unlocked>();
  const [, lookAgain] = useState(0);
  const [problem, setProblem] = useState<string>();
  const file = hydrated ? (unlocked?.file ?? keptFile(ceremony.id)) : undefined;
  const act = async (work: () => Promise<Unlocked | undefined>) => {
    setProblem(undefined);
    try {
      const next = await work();
      if (next) setUnlocked(next);
    } catch (error) {
      if (error instanceof CeremonyError) await complainOf(ceremony, error).catch(() => undefined);
      setProblem(error instanceof CeremonyError ? t("ceremonyBroken") : String((error as Error).message));
    }
    await refresh();
  };
  if (!hydrated || ceremony.state === "failed" || ceremony.state === "ended") return null;
  return (
    <Card title={t("yourPart")}>
      <div className="grid gap-4">
        {problem ? (
          <Callout tone="danger" role="alert">
            {problem}
          </Callout>
        ) : null}
        {!file ? (
          <Begin
            {...{ ceremony, number }}
            onPassphrase={(passphrase) => act(() => sayOpen({ ceremony, number, name: organisation, passphrase }))}
            onKept={() => lookAgain((count) => count + 1)}
          />
        ) : unlocked ? (
          <Due {...{ ceremony, number, unlocked, act }} onChanged={setUnlocked} />
        ) : (
          <UnlockForm file={file} onUnlocked={setUnlocked} />
        )}
      </div>
    </Card>
  );
}

type BeginProps = {
  ceremony: Ceremony;
  number: number;
  onPassphrase: (passphrase: string) => Promise<void>;
  onKept: () => void;
};

function Begin({ ceremony, number, onPassphrase, onKept }: BeginProps) {
  const t = useTranslations("seals");
  if (ceremony.opens[number - 1]) {
    return (
      <NoShareHere>
        <ImportKey group={ceremony.id} number={number} onKept={onKept} />
      </NoShareHere>
    );
  }
  return (
    <>
      <p className="max-w-prose text-sm">{t("beginText")}</p>
      <ChoosePassphrase label={t("begin")} onChosen={onPassphrase} />
    </>
  );
}

type DueProps = {
  ceremony: Ceremony;
  number: number;
  unlocked: Unlocked;
  act: (work: () => Promise<Unlocked | undefined>) => Promise<void>;
  onChanged: (unlocked: Unlocked) => void;
};

/** What is due next, with the share at hand: it opens and confirms by itself, and asks before it shares. */
function Due({ ceremony, number, unlocked, act, onChanged }: DueProps) {
  const t = useTranslations("seals");
  const at = number - 1;
  const due = !ceremony.opens[at]
    ? "open"
    : ceremony.opens.includes(null)
      ? "wait"
      : !ceremony.shares[at]
        ? "share"
        : ceremony.shares.includes(null)
          ? "wait"
          : !ceremony.confirms[at]
            ? "confirm"
            : "done";
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each step that is due
  useEffect(() => {
    if (due === "open") void act(async () => sayOpenAgain({ ceremony, unlocked }).then(() => undefined));
    if (due === "confirm") void act(() => sayConfirm({ ceremony, unlocked }));
  }, [due]);
  if (due === "share")
    return (
      <Compare
        {...{ ceremony }}
        onCompared={() => act(async () => sayShare({ ceremony, unlocked }).then(() => undefined))}
      />
    );
  if (due !== "done") return <p role="status">{t("waitOthers")}</p>;
  return (
    <>
      <p role="status">{t("partDone")}</p>
      <PasskeyWays unlocked={unlocked} onChanged={onChanged} />
      <ExportKey file={unlocked.file} />
    </>
  );
}

/** Whether all were shown the same keys, only they themselves can tell: by a number that they read to one another. */
function Compare({ ceremony, onCompared }: { ceremony: Ceremony; onCompared: () => Promise<void> }) {
  const t = useTranslations("seals");
  const [compared, setCompared] = useState(false);
  const [busy, setBusy] = useState(false);
  const hash = fromBase64(opensHash(opensOf(ceremony))) ?? new Uint8Array(0);
  const go = async () => {
    setBusy(true);
    await onCompared().finally(() => setBusy(false));
  };
  return (
    <>
      <p className="max-w-prose text-sm">{t("compareText")}</p>
      <p className="font-mono text-xl tracking-wide">{comparison(hash)}</p>
      <Checkbox label={t("compared")} checked={compared} onChange={(event) => setCompared(event.target.checked)} />
      <Button variant="primary" disabled={!compared} busy={busy} onClick={go} className="justify-self-start">
        {t("goOn")}
      </Button>
    </>
  );
}
